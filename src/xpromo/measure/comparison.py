"""Two scorecards side by side: what changed, and whether the change is more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from xpromo.measure.groups import add
from xpromo.measure.lines import Line
from xpromo.measure.rates import Rate, difference, missing, wilson

COMPARED = ("reach", "clicks", "conversions", "sales", "revenue", "refunds", "cost", "new_customers")
MONEY = frozenset({"revenue", "refunds", "cost"})
EVENTS = frozenset({"clicks", "conversions", "sales", "new_customers"})  # counts that chance makes larger and smaller
MORE, LESS, ALIKE = "more", "less", "no-difference"
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Change:
    """A measure now and then; ``change`` is (now - then) ÷ then, None where there is nothing to divide by.

    ``verdict`` of a count is ``no-difference`` where a coin could have dealt it to now and then like this (95 %), else
    ``more`` or ``less``; None for what is no count of events.
    """

    metric: str
    currency: str | None
    now: int | None
    then: int | None
    change: float | None
    verdict: str | None = None


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
    """Compare totals measure by measure: counts over all currencies, money each currency on its own."""
    currencies = sorted({line.currency for line in (*now, *then)}, key=str)
    return [
        _change(metric, currency, *(_total(metric, currency, lines) for lines in (now, then)))
        for metric in COMPARED
        for currency in (currencies if metric in MONEY else [None])
    ]


def _total(metric: str, currency: str | None, lines: Sequence[Line]) -> int | None:
    return add(getattr(line, metric) for line in lines if metric not in MONEY or line.currency == currency)


def _change(metric: str, currency: str | None, new: int | None, old: int | None) -> Change:
    change = (new - old) / old if new is not None and old else None
    return Change(metric, currency, new, old, change, _count_verdict(new, old) if metric in EVENTS else None)


def _count_verdict(new: int | None, old: int | None) -> str | None:
    """Two Poisson counts are alike where half lies in the interval of the part that is now."""
    if new is None or old is None or not new + old:
        return None
    low, high = wilson(new, new + old)
    return MORE if low > HALF else LESS if high < HALF else ALIKE


def rate_changes(now: Line, then: Line) -> list[RateChange]:
    """Compare the conversion rate and the click-through rate of two totals."""
    return [rate_change(metric, getattr(now, metric), getattr(then, metric)) for metric in ("conversion_rate", "ctr")]


def rate_change(metric: str, now: Rate, then: Rate) -> RateChange:
    """Compare two proportions of different observations."""
    if now.value is None or then.value is None or not now.n or not then.n:
        return RateChange(metric, now, then, missing("not-enough-data", min(now.n or 0, then.n or 0)), None)
    gap, low, high = difference(round(now.value * now.n), now.n, round(then.value * then.n), then.n)
    verdict = MORE if low > 0 else LESS if high < 0 else ALIKE
    return RateChange(metric, now, then, Rate(gap, low, high, min(now.n, then.n)), verdict)
