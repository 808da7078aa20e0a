"""Goals as a table and in words: how far each has come."""

from __future__ import annotations

from collections.abc import Sequence

from xpromo.measure.goals import GoalLine, Verdict
from xpromo.report.document import CellKind, Column, Row, Section
from xpromo.report.wording import amount

_GOALS = (
    Column("metric", "Goal", CellKind.ID),
    Column("rank", "Rank", CellKind.ID, spare=3),
    Column("achieved", "Achieved", CellKind.AMOUNT),
    Column("target", "Target", CellKind.AMOUNT),
    Column("bar", "Progress", CellKind.AMOUNT, spare=2),
    Column("days_left", "Days left", CellKind.INT, spare=1),
    Column("verdict", "Verdict", CellKind.TEXT),
)
_BAR = 10
VERDICTS = {
    Verdict.REACHED: "reached",
    Verdict.ON_PACE: "on pace",
    Verdict.BEHIND: "behind",
    Verdict.MISSED: "missed",
    Verdict.NOT_STARTED: "not started",
    Verdict.UNKNOWN: "no data yet",
    Verdict.LEFT_OUT: "left out",
}


def goals_section(goals: Sequence[GoalLine]) -> Section | None:
    """Return the table of goals, where there are any."""
    several = len({goal.campaign for goal in goals}) > 1
    rows = [_goal(goal) for goal in goals]
    return Section("Goals, of all that came so far", _GOALS, rows, "campaign" if several else "") if goals else None


def _goal(goal: GoalLine) -> Row:
    return {
        "campaign": goal.campaign,
        "metric": goal.metric.replace("_", " "),
        "rank": goal.rank,
        "achieved": None if goal.achieved is None else amount(goal.achieved, goal.currency),
        "target": amount(goal.target, goal.currency),
        "bar": goal_bar(goal.share),
        "days_left": goal.days_left,
        "verdict": VERDICTS[goal.verdict],
    }


def goal_in_words(goal: GoalLine) -> str:
    """Return ``6 of 300 sales, behind``."""
    achieved = "" if goal.achieved is None else f"{amount(goal.achieved, goal.currency)} of "
    return f"{achieved}{amount(goal.target, goal.currency)} {goal.metric.replace('_', ' ')}, {VERDICTS[goal.verdict]}"


def goal_bar(share: float | None) -> str:
    """Return ``=====.....  52 %``: plain signs, so that any terminal and any reader can show it."""
    if share is None:
        return ""
    full, percent = round(_BAR * share), round(100 * share)
    if share < 1:  # only what was reached is full
        full, percent = max(0, min(full, _BAR - 1)), min(percent, 99)
    full = min(full, _BAR)
    return f"{'=' * full}{'.' * (_BAR - full)} {percent:3} %"
