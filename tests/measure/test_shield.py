"""What a shield takes for a number, and what it remembers of one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from tests.measure.facts import SETTINGS, promised
from xpromo.answers import PersonRow
from xpromo.measure.numbers import COUNT, MONEY, REVENUE, Key, Number, read_numbers, spaces_of
from xpromo.measure.shield import Shield
from xpromo.records import Goal

MAY, JUNE, JULY = (date(2026, month, 1) for month in (5, 6, 7))
SALES, SIGNUPS = spaces_of(["sale"]), spaces_of(["signup"])
ONE, OTHER = ("one", "letter", "one-letter"), ("other", "letter", "other-letter")
PROMISES = {
    place[2]: promised(placement=place[2], campaign=place[0], goals=(Goal(goal, 1, "primary"),))
    for place, goal in ((ONE, "sales"), (OTHER, "signups"))
}
Release = tuple[int, Mapping[str, Any]]


def bought(place: Key, n: int, kind: str = "sale", day: date = MAY, at: int = 1, first: int = 0) -> list[PersonRow]:
    campaign, owner, placement = place
    return [PersonRow(placement, owner, campaign, "mug", day, kind, "", "EUR", at, first + one) for one in range(n)]


def shield(rows: list[PersonRow], *before: Release) -> Shield:
    return Shield.of(rows, PROMISES, SETTINGS, (MAY, JUNE), (), before)


def sums(of: str, spaces: tuple[str, ...], *places: Key, since: date = MAY, until: date = JUNE) -> Number:
    return Number(of, ((spaces, places),), None, since, until)


def test_a_sum_of_two_kinds_of_goals_tells_neither() -> None:
    """45 conversions, sales of one campaign and sign-ups of the other, less 40 sales: five people signed up."""
    found = shield([*bought(ONE, 40), *bought(OTHER, 5, "signup", first=100), *bought(OTHER, 50, first=200)])
    mixed = Number(COUNT, found.goals([ONE, OTHER]), None, MAY, JUNE)
    assert (found.count(mixed), found.tells(mixed, 45)) == (45, True)
    assert found.publish([mixed, sums(COUNT, SALES, ONE)]) == {mixed}


def test_a_refund_is_no_difference_of_two_revenues() -> None:
    rows = [*bought(ONE, 40), *bought(ONE, 1, "refund", JUNE)]
    found = Shield.of(rows, PROMISES, SETTINGS, (MAY, JULY), [JUNE], ())
    early, all_of_it = (sums(MONEY, REVENUE, ONE, until=until) for until in (JUNE, JULY))
    assert found.publish([all_of_it, early]) == {all_of_it}


def test_what_came_between_two_releases_is_a_number_too() -> None:
    first = shield(bought(ONE, 40))
    number = sums(COUNT, SALES, ONE)
    assert first.publish([number]) == {number}
    left: Release = (5, json.loads(json.dumps(first.release())))
    few, many = ([*bought(ONE, 40), *bought(ONE, n, at=9, first=40)] for n in (3, 11))
    assert shield(few, left).publish([number]) == set()
    assert shield(many, left).publish([number]) == {number}


@pytest.mark.parametrize("days", [1, 30])
def test_that_nobody_bought_is_told_of_no_period(days: int) -> None:
    found = shield(bought(ONE, 40, day=JUNE))
    number = sums(COUNT, SALES, ONE, until=MAY + timedelta(days=days))
    assert found.publish([number]) == set()
    assert (found.shown, found.hidden) == ([], [])


def test_what_the_first_releases_remembered_is_still_known() -> None:
    old = ["sale", [list(ONE)], ["EUR", ""], "2026-05-01", "2026-06-01"]
    days = (("EUR", ""), MAY, JUNE, 7)
    assert read_numbers([old, ["sale new", *old[1:]]], (), 7) == [
        Number(COUNT, ((SALES, (ONE,)),), *days),
        Number(MONEY, ((REVENUE, (ONE,)),), *days),
        Number(COUNT, ((("sale new",), (ONE,)),), *days),
    ]
    rows = [*bought(ONE, 40), *bought(OTHER, 3, first=40)]
    before = {"shown": [["sale", [list(ONE)], None, "2026-05-01", "2026-06-01"]], "hidden": []}
    assert shield(rows, (7, before)).publish([sums(COUNT, SALES, ONE, OTHER)]) == set()
