"""Where a campaign names whose sales count, the others are kept and don't, in whatever order anything comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.ledger.making import LATER, NOON, SETTINGS, mint, open_at
from tests.ledger.test_merging import (
    ANN,
    CHARGE,
    CODE,
    DAY,
    HALF_A_YEAR,
    LINK,
    NOBODY,
    OAK,
    counted,
    in_every_order,
    refund,
    row,
    shop,
    sold,
    stripe,
    tell,
)
from xpromo.answers import Aside
from xpromo.ledger.aside import read_aside
from xpromo.ledger.integrity import verify
from xpromo.ledger.paths import PathsRequest, read_ledger_paths
from xpromo.ledger.settling import read_movements
from xpromo.ledger.shares import read_shares
from xpromo.ledger.undoing import undo_batch
from xpromo.records import Request, Settings


def named(**sales_from: str) -> Settings:
    return replace(SETTINGS, sales_from={name.replace("brand", ""): source for name, source in sales_from.items()})


SHOP = shop(row("1", evidence=LINK, customer=ANN), row("2", evidence=CODE, amount=2000))
PAID = stripe(row("ch_1", evidence=LINK, at=NOON - 60), refund("ch_1", 400), row("ch_9", evidence=OAK, amount=700))
SHOPS = [("sale", "mug-launch", "shopify-orders", 1, 1000), ("sale", "winter", "shopify-orders", 1, 2000)]
STRIPES = [("refund", "mug-launch", "stripe-payments", 1, -400), ("sale", "mug-launch", "stripe-payments", 1, 1000)]
ELSEWHERE = ("sale", "oak-launch", "stripe-payments", 1, 700)


@pytest.mark.parametrize(
    ("sales_from", "counts"),
    [
        ({}, [*STRIPES[:1], *SHOPS[:1], *STRIPES[1:], ELSEWHERE, *SHOPS[1:]]),
        ({"winter": "all", "brand": "shopify"}, [*STRIPES[:1], *SHOPS[:1], *STRIPES[1:], *SHOPS[1:]]),
        ({"winter": "shopify-orders"}, [SHOPS[0], ELSEWHERE, SHOPS[1]]),
        ({"winter": "shopify"}, [SHOPS[0], ELSEWHERE, SHOPS[1]]),
        ({"winter": "stripe-payments"}, [*STRIPES, ELSEWHERE]),
        ({"winter": "paypal"}, [ELSEWHERE]),
        ({"brand": "shopify"}, SHOPS),
    ],
)
def test_the_named_source_counts_in_any_order_of_files_and_undos(
    tmp_path: Path, sales_from: Mapping[str, str], counts: list[tuple[str, str, str, int, int]]
) -> None:
    assert in_every_order(tmp_path, SHOP, PAID, settings=named(**sales_from)) == counts


@pytest.mark.parametrize("source", ["shopify", "stripe"])
def test_what_is_merged_with_a_row_of_the_named_source_counts_wherever_its_refund_is_told(
    tmp_path: Path, source: str
) -> None:
    paid = stripe(row("ch_1", CHARGE, evidence=LINK), refund("ch_1", 400), row("ch_2", evidence=LINK))
    files = (shop(row("1", CHARGE), row("2", evidence=LINK)), paid)
    merged = [
        ("refund", "mug-launch", "stripe-payments", 1, -400),
        ("sale", "mug-launch", "shopify-orders", 1, 1000),
        ("sale", "mug-launch", f"{source}-{'orders' if source == 'shopify' else 'payments'}", 1, 1000),
    ]
    together = {
        "shopify": [merged[0], ("sale", "mug-launch", "shopify-orders", 2, 2000)],
        "stripe": merged,
    }

    assert in_every_order(tmp_path, *files, settings=named(winter=source)) == together[source]


def test_a_refund_without_its_sale_follows_its_own_source_and_sign_ups_count_whoever_tells(tmp_path: Path) -> None:
    gone = stripe(refund("ch_0", 300, evidence=LINK), row("s1", evidence=LINK, kind="signup", amount=None))
    back = shop(refund("0", 300, evidence=LINK))

    assert in_every_order(tmp_path, gone, back, settings=named(winter="shopify")) == [
        ("refund", "mug-launch", "shopify-orders", 1, -300),
        ("signup", "mug-launch", "stripe-payments", 1, 0),
    ]


def test_a_purchase_that_is_set_aside_makes_nobody_a_returning_customer(tmp_path: Path) -> None:
    """The payment is a minute earlier than the order that it is about."""
    old = shop(row("0", evidence=NOBODY, at=NOON - HALF_A_YEAR))
    paid = stripe(row("ch_1", evidence=LINK, customer=ANN, at=NOON - 60))
    files = (old, shop(row("1", evidence=LINK, customer=ANN)), paid)
    labels = {}
    for source in ("shopify", "all"):
        with open_at(tmp_path) as ledger:
            mint(ledger, settings=named(winter=source))
            tell(ledger, *files)
            shares = read_shares(ledger, Request(campaigns=("winter",)))
            labels[source] = sorted((share.label, share.n) for share in shares if share.counted.placement)
            assert verify(ledger) == []

    assert labels == {"shopify": [("new", 1)], "all": [("", 1), ("returning", 1)]}


def test_naming_it_later_and_taking_it_back_count_again_what_is_there(tmp_path: Path) -> None:
    with open_at(tmp_path) as ledger:
        mint(ledger)
        tell(ledger, SHOP, PAID)
        before = counted(ledger)
        mint(ledger, settings=named(winter="shopify"))
        during, problems = counted(ledger), verify(ledger)
        mint(ledger)

        assert problems == verify(ledger) == []
        assert during == [SHOPS[0], ELSEWHERE, SHOPS[1]]
        assert counted(ledger) == before


def test_what_doesnt_count_is_shown_and_nothing_else_counts_it(tmp_path: Path) -> None:
    with open_at(tmp_path) as ledger:
        mint(ledger, settings=named(winter="shopify"))
        tell(ledger, SHOP, PAID)
        until = datetime.fromtimestamp(NOON + 9 * DAY, UTC).date()
        paths = read_ledger_paths(ledger, PathsRequest(Request()))

        assert read_aside(ledger, Request()) == [
            Aside("winter", "shopify", "stripe-payments", "refund", "EUR", 1, -400),
            Aside("winter", "shopify", "stripe-payments", "sale", "EUR", 1, 1000),
        ]
        assert read_aside(ledger, Request(until=until, campaigns=("spring",))) == []
        assert sum(item.amount for item in read_movements(ledger, "green-mug", until)) == 3000
        assert paths.conversions == 3
        assert sold(ledger) == (3, 3700)
        undo_batch(ledger, 2, LATER)
        assert read_aside(ledger, Request()) == []


def test_the_brands_word_holds_for_campaigns_that_say_nothing(tmp_path: Path) -> None:
    with open_at(tmp_path) as ledger:
        mint(ledger, settings=named(brand="shopify", spring="stripe"))
        tell(ledger, SHOP, PAID)

        assert counted(ledger) == [SHOPS[0], ELSEWHERE, SHOPS[1]]
