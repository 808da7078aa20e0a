"""What would settle a debt: the fewest placements after which, as such placements usually do, the two are even."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil
from statistics import median
from typing import NamedTuple

from xpromo.measure.balance import Balance, Verdict
from xpromo.measure.exchange import Entry
from xpromo.records import Direction, Promise

FLOOR = 3  # past placements of a kind; fewer say nothing about the next one
SETTLED = timedelta(days=7)  # a placement is young until most of its clicks came
MOST = 12  # placements; a larger debt is a matter for a talk
CANDIDATES = 20  # slots that sets are tried of
NO_HISTORY, TOO_MUCH = "no-history", "too-much"
RULE = (
    f"each kind of placement by the median of its past ones, at least {FLOOR} that are a week old; the fewest "
    "that leave the two even, of these the set nearest to the debt"
)


class Slot(NamedTuple):
    """Where a placement can appear, and as what."""

    property: str
    kind: str | None
    channel: str


@dataclass(frozen=True, slots=True)
class Usual:
    """What placements in a slot brought: the median of ``n``, the least and the most. ``placements``: how many are
    proposed.
    """

    slot: Slot
    median: float
    low: int
    high: int
    n: int
    placements: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """How ``debtor`` (``we`` or ``they``) settles what it ``owes``; ``reason`` says why nothing is proposed.

    ``history``: every slot that has enough of it; ``short``: those that don't. ``like``: the last promise in this
    direction, whose offer the make-goods can show.
    """

    debtor: str
    owes: float
    brings: float | None
    chosen: tuple[Usual, ...]
    history: tuple[Usual, ...]
    short: tuple[Usual, ...]
    reason: str | None
    like: Promise | None


def propose(exchange: Sequence[Entry], found: Balance, today: date) -> Proposal | None:
    """Return what would settle a balance; None where nobody owes anything, as far as is known. ``exchange`` is that of
    all days.

    Each side makes good on its own properties: we by what we gave to any partner, they by what they gave us.
    """
    if found.owed.value is None or found.verdict not in {Verdict.WE_OWE, Verdict.THEY_OWE}:
        return None
    ours = found.verdict is Verdict.WE_OWE
    past = [
        entry
        for entry in exchange
        if entry.side is (Direction.GIVEN if ours else Direction.RECEIVED) and (ours or entry.partner == found.partner)
    ]
    slots = usual(past, found.unit, found.currency, today)
    history = tuple(item for item in slots if item.n >= FLOOR and item.median > 0)
    owes = abs(found.owed.value)
    least = min(abs(found.owed.low or 0), abs(found.owed.high or 0))  # the end of the interval that is nearer to even
    chosen, reason = _chosen(history, owes, least)
    shown = [(entry.day, entry.promise) for entry in past if entry.promise and entry.partner == found.partner]
    return Proposal(
        debtor="we" if ours else "they",
        owes=owes,
        brings=sum(item.median * item.placements for item in chosen) if chosen else None,
        chosen=chosen,
        history=history,
        short=tuple(item for item in slots if item.n < FLOOR),
        reason=reason,
        like=max(shown, key=lambda item: (item[0], item[1].placement))[1] if shown else None,
    )


def usual(past: Iterable[Entry], unit: str, currency: str | None, today: date) -> list[Usual]:
    """Return what was usual in each slot, the best first; of placements that are a week old."""
    brought: dict[Slot, list[int]] = {}
    for entry in past:
        promise, seen = entry.promise, entry.delivery.seen if entry.delivery else None
        number = entry.number(unit, currency)
        if promise and seen and seen + SETTLED <= today and number is not None:
            brought.setdefault(Slot(promise.property, promise.kind, promise.channel), []).append(number)
    found = [Usual(slot, float(median(many)), min(many), max(many), len(many)) for slot, many in brought.items()]
    return sorted(found, key=lambda item: (-item.median, item.slot.property, item.slot.kind or ""))


def _chosen(history: Sequence[Usual], owes: float, least: float) -> tuple[tuple[Usual, ...], str | None]:
    """Return the fewest placements that bring ``least``, of these the set nearest to ``owes``; or why there is none."""
    if not history:
        return (), NO_HISTORY
    count = ceil(least / history[0].median)
    if count > MOST:
        return (), TOO_MUCH
    sets = _sets(history[:CANDIDATES], count, least)
    best = sets[min(sets, key=lambda brought: abs(owes - brought))]
    return tuple(replace(item, placements=best.count(item)) for item in history if item in best), None


def _sets(history: Sequence[Usual], count: int, least: float) -> dict[float, tuple[Usual, ...]]:
    """Return what so many placements can bring, if it is ``least`` at least, with a set that brings it."""
    found: dict[float, tuple[Usual, ...]] = {0.0: ()}
    for left in reversed(range(count)):
        found = {
            brought + item.median: (*chosen, item)
            for brought, chosen in found.items()
            for item in history
            if brought + item.median + left * history[0].median >= least
        }
    return found
