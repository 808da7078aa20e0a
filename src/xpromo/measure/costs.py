"""What a placement cost us: money that was recorded as spent, else our share of the agreed budget; never both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from xpromo.records import Aggregate, Promise, Settings

COST = "cost"


@dataclass(frozen=True, slots=True)
class Spending:
    """(day, currency) → minor units that we bear, and whether they were ``recorded`` or stand in the ``budget``."""

    amounts: Mapping[tuple[date | None, str], int] = field(default_factory=dict)
    basis: str | None = None


def spending_of(promise: Promise | None, items: Iterable[Aggregate], settings: Settings | None) -> Spending:
    """Return what a place cost us. A cost that somebody else paid (its label names them) isn't ours."""
    recorded = [item for item in items if item.metric == COST]
    if not recorded:
        return _budget(promise, settings)
    ours = {"", settings.brand if settings else ""}
    amounts: dict[tuple[date | None, str], int] = {}
    for item in recorded:
        if item.label in ours:
            key = (item.day, item.currency)
            amounts[key] = amounts.get(key, 0) + item.amount
    return Spending(amounts, "recorded")


def _budget(promise: Promise | None, settings: Settings | None) -> Spending:
    if promise is None or promise.budget_minor is None or promise.budget_currency is None:
        return Spending()
    minor = round(promise.budget_minor * own_share(promise))
    return Spending({(_day(promise, settings), promise.budget_currency): minor}, "budget")


def own_share(promise: Promise) -> float:
    """Return the part of a placement's budget that the brand bears: its own stated share, else what is left."""
    if promise.brand in promise.budget_share:
        return promise.budget_share[promise.brand]
    return max(0.0, 1.0 - sum(promise.budget_share.values()))


def _day(promise: Promise, settings: Settings | None) -> date:
    return promise.at.astimezone(zone_of(settings)).date() if promise.at else promise.flight_start


def zone_of(settings: Settings | None) -> tzinfo:
    """Return the brand's zone, in which days are counted; UTC when the ledger doesn't know it."""
    try:
        return ZoneInfo(settings.timezone) if settings else UTC
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
