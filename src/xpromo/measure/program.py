"""A partnership over quarters: what each brought the other, and whether it grows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from xpromo.measure.cells import Facts
from xpromo.measure.comparison import RateChange, rate_changes
from xpromo.measure.lines import Line
from xpromo.measure.rates import FLOOR
from xpromo.measure.scorecard import scorecard
from xpromo.records import Direction

MONTHS = 3


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a partnership. ``side``: ``received`` or ``given``; ``until`` is exclusive."""

    name: str
    since: date
    until: date
    side: str
    campaigns: tuple[str, ...]
    line: Line


@dataclass(frozen=True, slots=True)
class Trend:
    """What changed from a quarter to the next that is over: rates, each with whether it is more than chance."""

    side: str
    before: str
    after: str
    clicks_before: int | None
    clicks_after: int | None
    rates: tuple[RateChange, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """All campaigns with a partner, quarter by quarter, and how the last two that are over compare."""

    partner: str
    quarters: tuple[Quarter, ...]
    trends: tuple[Trend, ...]


def program(partner: str, first: date, today: date, read: Callable[[date, date], Facts], floor: int = FLOOR) -> Program:
    """Return the program of a partner from the quarter of ``first`` to that of ``today``; ``read`` reads a quarter."""
    found = [
        line
        for name, since, until in quarters(first, today)
        for line in _quarter(name, since, until, read(since, until).of_partner(partner), floor)
    ]
    return Program(partner, tuple(found), tuple(_trends(found, today)))


def quarters(first: date, last: date) -> Iterator[tuple[str, date, date]]:
    """Yield name, first day and the day after the last of every quarter from that of a day to that of another."""
    year, number = first.year, (first.month - 1) // MONTHS
    while date(year, MONTHS * number + 1, 1) <= last:
        since = date(year, MONTHS * number + 1, 1)
        year, number = (year, number + 1) if number < MONTHS else (year + 1, 0)
        until = date(year, MONTHS * number + 1, 1)
        yield f"{since.year}-Q{(since.month - 1) // MONTHS + 1}", since, until


def _quarter(name: str, since: date, until: date, facts: Facts, floor: int) -> Iterator[Quarter]:
    for side in (Direction.RECEIVED, Direction.GIVEN):
        half = facts.half(given=side is Direction.GIVEN)
        if not half.promises and not half.aggregates:
            continue
        campaigns: set[str] = {promise.campaign for promise in half.promises}
        campaigns |= {item.campaign for item in half.aggregates if item.campaign}
        for line in scorecard(half, "partner", floor).totals:
            yield Quarter(name, since, until, side.value, tuple(sorted(campaigns)), line)


def _trends(found: Sequence[Quarter], today: date) -> Iterator[Trend]:
    for side in (Direction.RECEIVED.value, Direction.GIVEN.value):
        over = [item for item in found if item.side == side and item.until <= today and not item.line.further]
        for before, after in list(pairwise(over))[-1:]:
            rates = tuple(rate_changes(after.line, before.line))
            yield Trend(side, before.name, after.name, before.line.clicks, after.line.clicks, rates)
