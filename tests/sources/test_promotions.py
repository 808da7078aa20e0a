"""Lists of the codes behind payment providers' ids."""

from __future__ import annotations

import json
from typing import Any

from tests.sources.conftest import Write, read, recognised, records, refusals
from tests.sources.test_formats import skipped
from xpromo.records import Batch

PROMOTION: dict[str, Any] = {
    "id": "promo_1",
    "object": "promotion_code",
    "active": True,
    "code": "MUG15",
    "livemode": True,
    "times_redeemed": 3,
}


def pairs(batches: list[Batch]) -> list[tuple[str, str]]:
    found = [batch.promotions for batch in batches if batch.promotions]
    return [pair for item in found for pair in zip(item.promo, item.code, strict=True)]


def test_our_own_list_holds_an_id_and_its_code_as_it_is_compared(write: Write) -> None:
    batches = read(write("promo,code\npromo_1,mug 15\n\n dsc_2 ,Oak-10\n"))

    assert pairs(batches) == [("promo_1", "MUG15"), ("dsc_2", "OAK10")]
    assert records(batches) == 2


def test_half_a_pair_is_refused(write: Write) -> None:
    batches = read(write('promo,code\n,MUG15\npromo_1,\npromo_2,"A1,B2"\n1.2E+13,MUG15\npromo_3,ann@example.com\n'))

    assert pairs(batches) == []
    assert refusals(batches) == [
        (2, "no-id"),
        (3, "no-code"),
        (4, "no-code"),
        (5, "scientific-id"),
        (6, "no-code"),
    ]


def test_a_list_of_the_api_is_recognised_and_test_codes_are_left_out(write: Write) -> None:
    test = PROMOTION | {"id": "promo_2", "livemode": False}
    path = write(json.dumps({"object": "list", "data": [PROMOTION, test]}), "codes.json")
    batches = read(path)

    assert recognised(path) == "stripe-promotion-codes"
    assert pairs(batches) == [("promo_1", "MUG15")]
    assert skipped(batches) == {"test": 1}


def test_events_of_a_promotion_code_are_read_by_their_object(write: Write) -> None:
    event = {"id": "evt_1", "object": "event", "type": "promotion_code.created", "data": {"object": PROMOTION}}
    batches = read(write(json.dumps(event), "event.json"), "stripe-promotion-codes")

    assert pairs(batches) == [("promo_1", "MUG15")]
