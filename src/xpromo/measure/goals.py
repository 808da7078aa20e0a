"""Goals of a campaign: achieved ÷ target, the days left, and whether an even pace reaches it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xpromo.measure.cells import Cell, Facts
from xpromo.measure.folding import KIND_OF_GOAL, build_cells
from xpromo.measure.groups import Group, add
from xpromo.money import decimals
from xpromo.records import Direction, Goal, Promise


class Verdict(StrEnum):
    """Where a goal stands on a day."""

    REACHED = "reached"
    ON_PACE = "on-pace"
    BEHIND = "behind"
    MISSED = "missed"
    NOT_STARTED = "not-started"
    UNKNOWN = "unknown"
    LEFT_OUT = "left-out"  # of too few persons to be told


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal of a campaign. ``achieved`` and ``target`` are minor units of ``currency`` when the metric is revenue.

    ``share`` is achieved ÷ target, ``elapsed`` the share of the flight's days that are over; both None before there is
    anything to divide. ``projected`` is where an even pace would end.
    """

    campaign: str
    metric: str
    rank: str
    target: float
    achieved: int | None
    currency: str | None
    share: float | None
    elapsed: float
    days_left: int
    projected: float | None
    on_pace: bool | None
    verdict: Verdict


def goal_lines(facts: Facts, today: date) -> tuple[GoalLine, ...]:
    """Return every goal of the promised campaigns, as of the morning of ``today``.

    ``facts`` are of all days, whatever period the report shows. Only what was done for us counts: placements
    that we give to a partner don't.
    """
    cells = [cell for cell in build_cells(facts) if not _is_given(cell)]
    found: dict[tuple[str, str, str], tuple[Promise, Goal]] = {}
    for promise in facts.promises:
        for goal in promise.goals:
            found.setdefault((promise.campaign, goal.rank, goal.metric), (promise, goal))
    main = facts.settings.currency if facts.settings else None
    return tuple(
        _line(promise, goal, [cell for cell in cells if cell.place.campaign == promise.campaign], main, today)
        for _, (promise, goal) in sorted(found.items())
    )


def _is_given(cell: Cell) -> bool:
    return cell.promise is not None and cell.promise.direction is Direction.GIVEN


def _line(promise: Promise, goal: Goal, cells: Sequence[Cell], main: str | None, today: date) -> GoalLine:
    is_money = goal.metric == "revenue"
    target = goal.target * 10 ** decimals(main) if is_money and main else goal.target
    achieved = _achieved(goal.metric, Group(cells), main)
    elapsed = _elapsed(promise, today)
    share = None if achieved is None or not target else achieved / target
    verdict = _verdict(share, elapsed)
    return GoalLine(
        campaign=promise.campaign,
        metric=goal.metric,
        rank=goal.rank,
        target=target,
        achieved=achieved,
        currency=main if is_money else None,
        share=share,
        elapsed=elapsed,
        days_left=max(0, (promise.flight_end - max(today, promise.flight_start)).days),
        projected=None if achieved is None or not elapsed else achieved / elapsed,
        on_pace=None if verdict in {Verdict.NOT_STARTED, Verdict.UNKNOWN} else verdict in _WELL,
        verdict=verdict,
    )


_WELL = frozenset({Verdict.REACHED, Verdict.ON_PACE})


def _elapsed(promise: Promise, today: date) -> float:
    """Days of the flight that are over ÷ its days."""
    days = (promise.flight_end - promise.flight_start).days
    return min(1.0, max(0.0, (today - promise.flight_start).days / days)) if days > 0 else 1.0


def _verdict(share: float | None, elapsed: float) -> Verdict:
    if share is None:
        return Verdict.UNKNOWN
    if share >= 1:
        return Verdict.REACHED
    if elapsed >= 1:
        return Verdict.MISSED
    if not elapsed:
        return Verdict.NOT_STARTED
    return Verdict.ON_PACE if share >= elapsed else Verdict.BEHIND


def _achieved(metric: str, group: Group, main: str | None) -> int | None:
    """Return the count (or minor units of the brand's currency) of a goal's metric; None when nobody told us."""
    if metric == "reach":
        return add(cell.reach for cell in group.cells)
    if metric == "clicks":
        return group.clicks()
    known = group.converting()
    if not known.cells:
        return None
    if metric == "new_customers":
        return known.new_customers()
    if metric == "revenue":
        return known.part({main, ""}).revenue().amount
    return known.of({KIND_OF_GOAL.get(metric, "sale")}).n
