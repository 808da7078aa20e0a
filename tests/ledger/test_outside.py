"""A code that brings something outside of the days it was issued for counts, and a report says so."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.ledger.making import NOON, bring, code, mint, sales
from xpromo.ledger.explaining import explain_conversions
from xpromo.ledger.outside import read_outside
from xpromo.ledger.reading import read_aggregates
from xpromo.records import Evidence, Request
from xpromo.report.outside import outside_notes

if TYPE_CHECKING:
    from xpromo.answers import OutsideDays
    from xpromo.ledger.store import Ledger

DAY = 86_400
START, END = date(2026, 12, 2), date(2026, 12, 22)  # the end is exclusive
FIRST = NOON - NOON % DAY  # the first second of the first day


def sale(name: str, at: int, text: str = "MUG15", **more: Any) -> dict[str, Any]:
    return {"id": name, "at": at, "evidence": Evidence(code=text), **more}


@pytest.fixture
def issued(empty: Ledger) -> Ledger:
    mint(empty, codes=[
        code("MUG15", valid_from=START, valid_until=END),
        code("MUG15", valid_from=date(2027, 3, 1), valid_until=date(2027, 3, 8)),
        code("POOL1", kind="pool", single_use=True, valid_from=START, valid_until=END),
    ])  # fmt: skip
    return empty


def outside(ledger: Ledger, *rows: dict[str, Any], **asked: Any) -> list[OutsideDays]:
    bring(ledger, sales(*rows))
    return read_outside(ledger, Request(**asked))


def found(item: OutsideDays) -> tuple[str, int, date]:
    return item.code, item.n, item.first


def test_its_first_and_its_last_day_are_inside(issued: Ledger) -> None:
    last = FIRST + 20 * DAY - 1
    assert outside(issued, sale("1", FIRST), sale("2", last)) == []
    (late,) = outside(issued, sale("3", last + 1))
    assert late == ("winter", "MUG15", START, END, 1)


def test_what_it_brings_before_and_between_its_issues_is_told_with_the_issue_that_it_counts_for(issued: Ledger) -> None:
    rows = [sale("1", FIRST - 1), sale("2", FIRST + 50 * DAY), sale("3", FIRST + 92 * DAY), sale("4", FIRST + 99 * DAY)]
    assert [*map(found, outside(issued, *rows))] == [("MUG15", 2, START), ("MUG15", 1, date(2027, 3, 1))]


def test_it_counts_all_the_same(issued: Ledger) -> None:
    outside(issued, sale("1", FIRST + 30 * DAY))
    assert [(item.campaign, item.n) for item in read_aggregates(issued, Request())] == [("winter", 1)]


def test_codes_of_a_pool_are_told_together_and_what_follows_a_sale_is_not(issued: Ledger) -> None:
    late = FIRST + 30 * DAY
    rows = [
        sale("1", late, "POOL1"),
        sale("2", late, "FREESHIP,MUG15"),
        sale("3", late, kind="renewal"),
        sale("4", late, kind="refund", amount=-5),
        sale("5", late, "OTHER"),
    ]
    assert sorted(map(found, outside(issued, *rows))) == [("", 1, START), ("MUG15", 1, START)]


def test_it_is_told_of_the_days_and_the_campaigns_that_are_asked_for(issued: Ledger) -> None:
    rows = [sale("1", FIRST + 30 * DAY)]
    assert outside(issued, *rows, since=date(2027, 1, 2)) == []
    assert outside(issued, campaigns=("autumn",)) == []
    assert len(outside(issued, campaigns=("winter",), until=date(2027, 1, 2))) == 1


def test_a_sale_says_so_of_itself(issued: Ledger) -> None:
    outside(issued, sale("1", FIRST), sale("2", FIRST + 30 * DAY), sale("3", FIRST + 30 * DAY, kind="renewal"))
    days = [item.code_days for name in "123" for item in explain_conversions(issued, name)]
    assert days == [None, (START, END), None]


def test_the_note_names_the_code_its_days_and_what_to_do(issued: Ledger) -> None:
    (note,) = outside_notes(outside(issued, sale("1", FIRST + 30 * DAY), sale("2", FIRST + 31 * DAY, "POOL1")))
    assert note == (
        "Counted outside of a code's days: 1 by codes of a pool in winter, 1 by MUG15 (2026-12-02 to 2026-12-21). A"
        " code counts for as long as the shop takes it: end it there, or promise it for these days with"
        " `xpromo codes --adopt FILE`."
    )
