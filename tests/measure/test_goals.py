"""Goals of a campaign that flies from 1 to 10 May, ten days."""

from __future__ import annotations

from datetime import date

import pytest

from tests.measure.facts import GIVEN, SETTINGS, by_code, counted, given, promised
from xpromo.measure.cells import Facts
from xpromo.measure.goals import GoalLine, goal_lines
from xpromo.records import Goal

FLIGHT = {"flight_start": date(2026, 5, 1), "flight_end": date(2026, 5, 11)}
NOON = date(2026, 5, 6)  # five of ten days are over


def goal(metric: str, target: float, *facts: object, today: date = NOON) -> GoalLine:
    promises = (promised(goals=(Goal(metric, target, "primary"),), **FLIGHT), promised(**GIVEN, **FLIGHT, goals=()))
    (line,) = goal_lines(Facts(promises, facts, SETTINGS), today)  # type: ignore[arg-type]
    return line


SALES = (counted("sale", 45, currency="EUR", amount=90_000), by_code("sale", 5, currency="EUR", amount=10_000))


def test_half_of_the_target_in_half_of_the_days_is_on_pace() -> None:
    line = goal("sales", 100, *SALES)
    assert (line.achieved, line.target, line.share, line.elapsed) == (50, 100, 0.5, 0.5)
    assert (line.days_left, line.projected, line.on_pace, line.verdict) == (5, 100, True, "on-pace")


@pytest.mark.parametrize(
    ("target", "today", "verdict", "on_pace"),
    [
        pytest.param(101, NOON, "behind", False, id="a little less than even"),
        pytest.param(50, NOON, "reached", True, id="already there"),
        pytest.param(51, date(2026, 5, 11), "missed", False, id="the flight is over"),
        pytest.param(50, date(2026, 6, 1), "reached", True, id="over and reached"),
        pytest.param(51, date(2026, 5, 1), "not-started", None, id="the first morning"),
    ],
)
def test_verdicts(target: float, today: date, verdict: str, on_pace: bool | None) -> None:  # noqa: FBT001
    line = goal("sales", target, *SALES, today=today)
    assert (line.verdict, line.on_pace) == (verdict, on_pace)


def test_without_data_there_is_no_verdict() -> None:
    line = goal("sales", 100)
    assert (line.achieved, line.share, line.projected, line.verdict) == (None, None, None, "unknown")


def test_revenue_is_in_minor_units_like_all_money() -> None:
    line = goal("revenue", 1_500.00, *SALES, counted("sale", 1, currency="USD", amount=77))
    assert (line.achieved, line.target, line.currency) == (100_000, 150_000, "EUR")


def test_what_we_give_reaches_no_goal_of_ours() -> None:
    line = goal("clicks", 100, counted("clicks", 30), given("clicks", 70))
    assert line.achieved == 30


def test_days_left_before_the_flight_are_all_its_days() -> None:
    assert goal("sales", 1, *SALES, today=date(2026, 4, 1)).days_left == 10
    assert goal("sales", 1, *SALES, today=date(2026, 7, 1)).days_left == 0
