"""What travels between the reading and the writing process arrives as it was."""

from __future__ import annotations

import pickle
from dataclasses import fields

import pytest

from tests.ledger.making import key_of, sales
from xpromo.records import Batch, Conversions
from xpromo.sources.packing import pack, unpack_batch

ROWS = (
    {"id": "1", "customer": key_of("ann"), "joins": ("charge:ch_1",)},
    {"id": "2", "amount": None, "new": True, "visitor": key_of("phone")},
    {"id": "", "customer": key_of("bob"), "parent": "1", "kind": "refund", "amount": -5},
)


@pytest.mark.parametrize(
    "batch",
    [
        sales(*ROWS),
        sales(ROWS[0]),
        sales({"id": "a\0b"}, {"id": "c"}),
        sales({"id": "1", "customer": bytes(16)}, {"id": "2", "customer": key_of("ann")}),
        Batch(conversions=Conversions()),
        Batch(),
    ],
    ids=["rows", "one row", "an id with the sign", "a key of zeros", "no rows", "nothing"],
)
def test_conversions_arrive_as_they_were(batch: Batch) -> None:
    before = {field.name: getattr(batch, field.name) for field in fields(Batch)}
    after = unpack_batch(pickle.loads(pickle.dumps(pack(batch))))  # noqa: S301 - written here
    assert {field.name: getattr(after, field.name) for field in fields(Batch)} == before
