"""Now against then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.measure.facts import SETTINGS, counted, promised
from xpromo.measure.cells import Facts
from xpromo.measure.comparison import changes, last_days, previous_period, rate_changes
from xpromo.measure.lines import Line
from xpromo.measure.scorecard import scorecard


def total(clicks: int, sales: int) -> Line:
    facts = (counted("clicks", clicks), counted("sale", sales, currency="EUR", amount=100 * sales))
    return scorecard(Facts((promised(),), facts, SETTINGS)).totals[0]


def test_the_period_before_has_the_same_length_and_touches() -> None:
    assert previous_period(date(2026, 5, 8), date(2026, 5, 15)) == (date(2026, 5, 1), date(2026, 5, 8))


def test_the_last_days_end_with_yesterday() -> None:
    assert last_days(7, date(2026, 5, 15)) == (date(2026, 5, 8), date(2026, 5, 15))


def test_changes_are_relative_to_then() -> None:
    found = {change.metric: change for change in changes([total(150, 12)], [total(100, 10)])}
    assert (found["clicks"].now, found["clicks"].then, found["clicks"].change) == (150, 100, 0.5)
    assert found["revenue"].change == pytest.approx(0.2)
    assert found["revenue"].currency == "EUR"
    assert (found["reach"].now, found["reach"].change) == (None, None)


def test_counts_are_those_of_all_currencies_and_may_be_chance() -> None:
    """150 of 250 is 53.8 to 65.9 % (Wilson): more than a coin explains; 12 of 22 isn't."""
    yen = replace(total(0, 3), currency="JPY", clicks=None)
    every = changes([total(150, 9), yen], [total(100, 10)])
    found = [(item.metric, item.currency, item.now, item.verdict) for item in every]
    assert ("clicks", None, 150, "more") in found
    assert [item for item in found if item[0] == "sales"] == [("sales", None, 12, "no-difference")]
    assert [item[1:] for item in found if item[0] == "revenue"] == [("EUR", 900, None), ("JPY", 300, None)]


def test_a_change_from_nothing_has_no_percentage() -> None:
    found = {change.metric: change for change in changes([total(150, 12)], [total(100, 0)])}
    assert (found["sales"].now, found["sales"].then, found["sales"].change) == (12, 0, None)


def test_a_small_difference_may_be_chance_and_a_large_one_is_not() -> None:
    """7 of 34 against 1 of 34 is Newcombe's 0.0189 to 0.3404: more."""
    more, _ = rate_changes(total(34, 7), total(34, 1))
    assert more.verdict == "more"
    assert (more.difference.low, more.difference.high) == pytest.approx((0.0189214439, 0.340368687), abs=1e-9)
    same, ctr = rate_changes(total(100, 10), total(100, 9))
    assert same.verdict == "no-difference"
    assert ctr.verdict is None
