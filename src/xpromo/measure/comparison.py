"""Two scorecards side by side: what changed, and whether the change is more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from xpromo.measure.lines import Line
from xpromo.measure.rates import Rate, difference, missing

COMPARED = ("reach", "clicks", "conversions", "sales", "revenue", "refunds", "cost", "new_customers")
MONEY = frozenset({"revenue", "refunds", "cost"})


@dataclass(frozen=True, slots=True)
class Change:
    """A measure now and then; ``change`` is (now - then) ÷ then, None where there is nothing to divide by."""

    metric: str
    currency: str | None
    now: int | None
    then: int | None
    change: float | None


@dataclass(frozen=True, slots=True)
class RateChange:
    """A rate now less the rate then, with Newcombe's interval; ``verdict`` is ``more``, ``less`` or ``no-difference``
    where the interval holds 0.
    """

    metric: str
    now: Rate
    then: Rate
    difference: Rate
    verdict: str | None


def previous_period(since: date, until: date) -> tuple[date, date]:
    """Return the period of the same length that ends where this one begins (ends exclusive)."""
    return since - (until - since), since


def last_days(days: int, today: date) -> tuple[date, date]:
    """Return the last ``days`` whole days before ``today`` (end exclusive)."""
    return today - timedelta(days=days), today


def changes(now: Sequence[Line], then: Sequence[Line]) -> list[Change]:
    """Compare totals measure by measure, each currency on its own."""
    before = {line.currency: line for line in then}
    after = {line.currency: line for line in now}
    return [
        _change(metric, currency, after.get(currency), before.get(currency))
        for currency in sorted(before.keys() | after.keys(), key=str)
        for metric in COMPARED
    ]


def _change(metric: str, currency: str | None, now: Line | None, then: Line | None) -> Change:
    new: int | None = getattr(now, metric, None)
    old: int | None = getattr(then, metric, None)
    change = (new - old) / old if new is not None and old else None
    return Change(metric, currency if metric in MONEY else None, new, old, change)


def rate_changes(now: Line, then: Line) -> list[RateChange]:
    """Compare the conversion rate and the click-through rate of two totals."""
    return [rate_change(metric, getattr(now, metric), getattr(then, metric)) for metric in ("conversion_rate", "ctr")]


def rate_change(metric: str, now: Rate, then: Rate) -> RateChange:
    """Compare two proportions of different observations."""
    if now.value is None or then.value is None or not now.n or not then.n:
        return RateChange(metric, now, then, missing("not-enough-data", min(now.n or 0, then.n or 0)), None)
    gap, low, high = difference(round(now.value * now.n), now.n, round(then.value * then.n), then.n)
    verdict = "more" if low > 0 else "less" if high < 0 else "no-difference"
    return RateChange(metric, now, then, Rate(gap, low, high, min(now.n, then.n)), verdict)
