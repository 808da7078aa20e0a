"""What a partner reports is kept apart: it is read by itself and never moves one of our own numbers."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from tests.ledger.making import LATER, NOON, bring, daily, mint, minted, open_at, outcomes, promise, sales
from xpromo.ledger.apart import read_reported
from xpromo.ledger.integrity import rebuild, verify
from xpromo.ledger.promising import record_minting
from xpromo.ledger.reading import read_aggregates, read_batches
from xpromo.ledger.undoing import undo_batch
from xpromo.records import Aggregate, Direction, Evidence, Request

if TYPE_CHECKING:
    from pathlib import Path

    from xpromo.ledger.store import Ledger

GIVEN = promise("our-letter", host="our-weekly", direction=Direction.GIVEN, promotes="green-mug")
OURS = Evidence(link="ggggggggg1")
RECEIVED = Evidence(link="aaaaaaaaa1")
MUG = {"reported_by": "green-mug"}


@pytest.fixture
def swap(ledger: Ledger) -> Ledger:
    """A ledger that also knows what we give to Green Mug."""
    from tests.ledger.making import NOW, SETTINGS

    record_minting(ledger, SETTINGS, (GIVEN,), minted({"ggggggggg1": GIVEN}), (), NOW)
    return ledger


def report(ledger: Ledger, *rows: dict[str, Any], name: str = "theirs.csv", **more: Any) -> Any:
    return bring(ledger, sales(*({"evidence": OURS, **row} for row in rows)), name, **{**MUG, **more})


def told(ledger: Ledger, **request: Any) -> list[tuple[Any, ...]]:
    """Partner, placement, metric, label, how many, minor units."""
    found = read_reported(ledger, Request(**request))
    return [(item.partner, item.placement, item.metric, item.label, item.n, item.amount) for item in found]


def test_a_report_is_read_by_placement_and_adds_nothing_to_our_own(swap: Ledger) -> None:
    before = (daily(swap), read_aggregates(swap, Request()))
    result = report(swap, {"id": "1", "new": True}, {"id": "2", "amount": 2000, "new": True})

    assert outcomes(result) == (2, 2, 0, 0, 0)
    assert (result.reported_by, result.resolved) == ("green-mug", 2)
    assert told(swap) == [("green-mug", "our-letter", "sale", "new", 2, 3000)]
    assert (daily(swap), read_aggregates(swap, Request())) == before


def test_a_whole_cell_of_a_report(swap: Ledger) -> None:
    report(swap, {"id": "1"}, {"id": "2", "amount": 2000})
    assert read_reported(swap, Request(by_day=True)) == [
        Aggregate(
            "our-letter", "our-weekly", "winter", "green-mug", date(2026, 12, 2), "sale", "", "generic", "EUR",
            2, 3000, 5_000_000,
        )
    ]  # fmt: skip


def test_the_same_order_can_be_ours_and_theirs(swap: Ledger) -> None:
    bring(swap, sales({"id": "1"}))
    assert outcomes(report(swap, {"id": "1"})) == (1, 1, 0, 0, 0)
    assert outcomes(report(swap, {"id": "1"}, name="again.csv")) == (1, 0, 1, 0, 0)
    assert told(swap) == [("green-mug", "our-letter", "sale", "", 1, 1000)]


@pytest.mark.parametrize(
    ("evidence", "by"),
    [
        pytest.param(RECEIVED, "green-mug", id="a placement that we receive"),
        pytest.param(Evidence(campaign="unknown"), "green-mug", id="tags of nobody"),
        pytest.param(OURS, "oak", id="a placement given to somebody else"),
    ],
)
def test_a_claim_about_what_was_not_given_reaches_no_placement(swap: Ledger, evidence: Evidence, by: str) -> None:
    report(swap, {"id": "1", "evidence": evidence}, reported_by=by)
    (item,) = read_reported(swap, Request())
    assert (item.partner, item.placement, item.property, item.campaign, item.n) == (by, None, None, None, 1)


def test_what_was_promised_later_is_found(empty: Ledger) -> None:
    from tests.ledger.making import NOW, SETTINGS

    report(empty, {"id": "1"})
    assert told(empty) == [("green-mug", None, "sale", "", 1, 1000)]
    record_minting(empty, SETTINGS, (GIVEN,), minted({"ggggggggg1": GIVEN}), (), NOW)
    assert told(empty) == [("green-mug", "our-letter", "sale", "", 1, 1000)]


def test_period_and_campaigns_are_those_asked_for(swap: Ledger) -> None:
    report(swap, {"id": "1"}, {"id": "2", "at": NOON + 86_400})
    assert told(swap, until=date(2026, 12, 3)) == [("green-mug", "our-letter", "sale", "", 1, 1000)]
    assert told(swap, since=date(2026, 12, 3)) == [("green-mug", "our-letter", "sale", "", 1, 1000)]
    assert told(swap, campaigns=("winter",)) == [("green-mug", "our-letter", "sale", "", 2, 2000)]
    assert told(swap, campaigns=("spring",)) == []


SALE = {"id": "1"}
REFUND: dict[str, Any] = {"id": "r", "kind": "refund", "amount": -400, "parent": "1", "evidence": Evidence()}
SMALL, LARGE = (
    {"id": f"1#{n}", "kind": "refund", "amount": -n, "parent": "1", "series": "1#refund", "rank": n} for n in (100, 300)
)


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_refunds_count_where_their_sale_does_whatever_came_first(tmp_path: Path, order: tuple[int, ...]) -> None:
    from tests.ledger.making import NOW, SETTINGS

    files = (SALE, REFUND, SMALL, LARGE)
    with open_at(tmp_path) as ledger:
        mint(ledger)
        record_minting(ledger, SETTINGS, (GIVEN,), minted({"ggggggggg1": GIVEN}), (), NOW)
        for number in order:
            report(ledger, files[number], name=f"{number}.csv")
        assert told(ledger) == [
            ("green-mug", "our-letter", "refund", "", 2, -700),
            ("green-mug", "our-letter", "sale", "", 1, 1000),
        ]


def test_an_undone_report_is_gone_and_may_come_again(swap: Ledger) -> None:
    batch = report(swap, {"id": "1"}).batch
    assert undo_batch(swap, batch, LATER).facts == 1
    assert told(swap) == []
    assert verify(swap) == []
    assert outcomes(report(swap, {"id": "1"}, name="again.csv")) == (1, 1, 0, 0, 0)


def test_an_undo_names_no_batch_of_ours(swap: Ledger) -> None:
    batch = report(swap, {"id": "1"}, {"id": "3", "at": NOON + 9}).batch
    bring(swap, sales({"id": "1"}, {"id": "3", "at": NOON + 9}), "ours.csv")
    later = report(swap, {"id": "1"}, {"id": "3", "at": NOON + 9}, name="again.csv").batch
    assert [*undo_batch(swap, batch, LATER).overlapping] == [later]


def test_a_report_is_sealed_survives_a_rebuild_and_is_listed(swap: Ledger) -> None:
    report(swap, {"id": "1"})
    bring(swap, sales({"id": "1"}), "ours.csv")
    before = told(swap)
    rebuild(swap)
    assert (told(swap), verify(swap)) == (before, [])
    assert [(item.file, item.reported_by) for item in read_batches(swap)] == [
        ("theirs.csv", "green-mug"),
        ("ours.csv", None),
    ]
    swap.connection.execute("UPDATE batch_terms SET reported_by = 'oak'")
    assert [problem.slug for problem in verify(swap)] == ["changed-rows"]


def test_a_report_follows_the_days_of_another_zone(swap: Ledger) -> None:
    report(swap, {"id": "1", "at": NOON + 11 * 3600 + 1800})
    rebuild(swap, LATER, "Asia/Tokyo")
    assert [item.day for item in read_reported(swap, Request(by_day=True))] == [date(2026, 12, 3)]
    assert verify(swap) == []


def test_no_key_of_a_person_is_kept_of_a_report(swap: Ledger) -> None:
    report(swap, {"id": "1", "customer": b"c" * 16, "visitor": b"v" * 16})
    assert swap.connection.execute("SELECT count(*) FROM people").fetchone() == (0,)
    columns = {row[1] for row in swap.connection.execute("PRAGMA table_info(reported)")}
    assert columns.isdisjoint({"customer", "visitor"})


def test_a_code_proves_what_it_proves_of_a_partners_sale_too(swap: Ledger) -> None:
    report(swap, {"id": "1", "evidence": Evidence(code="MUG15")}, {"id": "2", "evidence": Evidence(code="OAK10")})
    found = read_reported(swap, Request())
    assert [(item.campaign, item.placement, item.n) for item in found] == [(None, None, 1), ("winter", None, 1)]
