"""What two brands owe each other for a period: revenue share, cost share, and what became of periods settled before.

A statement is a difference: all that the ledger knows now, less all that frozen statements said. So nothing is settled
twice and nothing is lost, whatever arrived late, was refunded or was taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from xpromo.answers import Agreed, Movement
from xpromo.measure.rounding import apportioned, rounded
from xpromo.records import Promise

Days = tuple[date, date]  # the end exclusive
Share = Callable[[Movement], tuple[str | None, Fraction]]


BASES = ("revenue", "reversal", "cost")


class _Key(NamedTuple):
    """What the movements of one line have in common."""

    adjustment: bool
    basis: str
    campaign: str | None
    placement: str | None
    currency: str
    paid_by: str
    share: str | None

    def order(self) -> tuple[object, ...]:
        """Sort as people read: the period before adjustments, revenue before costs, what isn't known last."""
        names = [(name is None, name or "") for name in (self.campaign, self.placement, self.share)]
        return (self.adjustment, BASES.index(self.basis), self.currency, names, self.paid_by)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a statement. ``due``: minor units that we owe them, negative where they owe us.

    ``adjustment``: it belongs to days that a statement before this one settled. ``since`` and ``until`` are the first
    and last day of what it sums, ``share`` the part of ``base`` as it was agreed, None where nothing was.
    """

    adjustment: bool
    basis: str
    campaign: str | None
    placement: str | None
    currency: str
    paid_by: str
    since: date
    until: date
    base: int
    share: str | None
    due: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What is due for a period. ``due``: currency → minor units that we owe them. ``movements``: what it settles.

    ``open_since``: the first day before the period with money that no statement settled.
    """

    partner: str
    since: date
    until: date
    entries: tuple[Entry, ...]
    due: Mapping[str, int]
    movements: tuple[Movement, ...] = field(repr=False)
    open_since: date | None = None


def settle(
    partner: str,
    period: Days,
    movements: Iterable[Movement],
    settled: Iterable[Movement],
    covered: Sequence[Days],
    share: Share,
) -> Statement:
    """Return the statement of a period, which no frozen one may overlap.

    ``movements``: all of the partner's before its end; ``settled``: what frozen statements settled; ``covered``: their
    periods; ``share``: see :func:`share_of`.
    """
    left = _difference(movements, settled)
    known = [item for item in left if _within(item.day, [period, *covered])]
    before = [item.day for item in left if item not in known and item.day < period[0]]
    entries = _entries(known, covered, share)
    due: dict[str, int] = {}
    for entry in entries:
        due[entry.currency] = due.get(entry.currency, 0) + entry.due
    return Statement(
        partner, *period, tuple(entries), dict(sorted(due.items())), tuple(known), min(before, default=None)
    )


def share_of(
    partner: str,
    brand: str,
    agreed: Sequence[Agreed],
    promises: Mapping[str, Promise],
    settled: Mapping[Movement, str | None] = MappingProxyType({}),
) -> Share:
    """Return what tells the share of a movement: as it was agreed, and the part of its amount that we owe them.

    Revenue: the share of the agreement that was live when it was earned. Costs: the placement's own share, else the
    agreement's; who paid gets the other's part back. What of a cost was ``settled`` (movement without an amount →
    share) goes by the share of then.
    """

    def share(item: Movement) -> tuple[str | None, Fraction]:
        terms = terms_on(agreed, item.earned)
        if item.basis != "cost":
            stated = terms.revenue_share if terms else None
            return stated, Fraction(stated or 0)
        known = item._replace(amount=0)
        own = promises.get(item.placement or "")
        stated = settled[known] if known in settled else _cost_share(own, partner, terms)
        if stated is None or item.paid_by not in {"", brand, partner}:
            return None, Fraction(0)
        return stated, 1 - Fraction(stated) if item.paid_by == partner else -Fraction(stated)

    return share


def _cost_share(promise: Promise | None, partner: str, terms: Agreed | None) -> str | None:
    if promise and promise.budget_share:
        return str(promise.budget_share.get(partner, 0.0))
    return terms.budget_share if terms else None


def terms_on(agreed: Sequence[Agreed], day: date) -> Agreed | None:
    """Return the agreement that was live on a day: the last one minted by then that covers it, else the first later
    one that does. So what is written today changes nothing that was agreed for yesterday.
    """
    covering = [item for item in agreed if (item.start or day) <= day <= (item.end or day)]
    by_then = [item for item in covering if item.from_day <= day]
    return by_then[-1] if by_then else next(iter(covering), None)


def _difference(movements: Iterable[Movement], settled: Iterable[Movement]) -> list[Movement]:
    amounts: dict[Movement, int] = {}
    for sign, items in ((1, movements), (-1, settled)):
        for item in items:
            name = item._replace(amount=0)
            amounts[name] = amounts.get(name, 0) + sign * item.amount
    return [name._replace(amount=amount) for name, amount in amounts.items() if amount]


def _within(day: date, periods: Iterable[Days]) -> bool:
    return any(since <= day < until for since, until in periods)


def _entries(movements: Sequence[Movement], covered: Sequence[Days], share: Share) -> list[Entry]:
    groups: dict[_Key, list[Movement]] = {}
    exact: dict[_Key, Fraction] = {}
    for item in movements:
        stated, part = share(item)
        adjusts = _within(item.day, covered) or _within(item.earned, covered)
        key = _Key(adjusts, item.basis, item.campaign, item.placement, item.currency, item.paid_by, stated)
        groups.setdefault(key, []).append(item)
        exact[key] = exact.get(key, Fraction(0)) + part * item.amount
    keys = sorted(groups, key=_Key.order)
    due = _whole(keys, exact)
    return [
        Entry(
            adjustment=key.adjustment,
            basis=key.basis,
            campaign=key.campaign,
            placement=key.placement,
            currency=key.currency,
            paid_by=key.paid_by,
            since=min(item.day for item in groups[key]),
            until=max(item.day for item in groups[key]),
            base=sum(item.amount for item in groups[key]),
            share=key.share,
            due=due[key],
        )
        for key in keys
    ]


def _whole(keys: Sequence[_Key], exact: Mapping[_Key, Fraction]) -> dict[_Key, int]:
    """Round what is due in each currency as a whole; its lines add up to it."""
    found: dict[_Key, int] = {}
    for currency in {key.currency for key in keys}:
        same = [key for key in keys if key.currency == currency]
        total = rounded(sum((exact[key] for key in same), Fraction(0)))
        found.update(zip(same, apportioned([exact[key] for key in same], total), strict=True))
    return found
