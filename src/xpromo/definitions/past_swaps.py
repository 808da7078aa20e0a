"""Who got how much in the swaps that are over, as far as the ledger's sums say; for checks and plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from xpromo.fairness import Sidedness, Swapped, sidedness, unit_of_swaps
from xpromo.known import Known
from xpromo.records import Direction, Promise


@dataclass(frozen=True, slots=True)
class PastSwaps:
    """The swaps with a partner that are over, and how the last of them went, in ``unit``."""

    partner: str
    unit: str
    swaps: frozenset[str]
    last: Sidedness

    @property
    def in_words(self) -> str:
        """Say what was got for what."""
        brought = f"`{self.partner}` brought {self.last.received:,} {self.unit} for {self.last.given:,}"
        return f"{brought} in the last {self.last.swaps} swaps"


def past_swaps(known: Known, timezone: str) -> dict[str, PastSwaps]:
    """Return partner → swaps that are over; of several units the one that was agreed last."""
    found: dict[tuple[str, str], list[Swapped]] = {}
    covered = _covered(known)
    for give, get in _pairs(known):
        unit = unit_of_swaps(get.fairness_unit)
        given, received = (_number(known, covered, promise, unit, timezone) for promise in (give, get))
        if get.partner and get.swap and given is not None and received is not None:
            day = max(_day(give, timezone), _day(get, timezone))
            found.setdefault((get.partner, unit), []).append(Swapped(day, get.swap, given, received))
    return {
        partner: PastSwaps(partner, unit, frozenset(item.swap for item in swaps), sidedness(swaps))
        for (partner, unit), swaps in sorted(found.items(), key=lambda item: max(item[1]))
    }


def _pairs(known: Known) -> Iterator[tuple[Promise, Promise]]:
    """Yield what we gave and what we got for it; what has another name now isn't there twice."""
    former = {promise.moved_from for promise in known.promises.values()}
    sides: dict[str, dict[Direction, Promise]] = {}
    for name, promise in known.promises.items():
        if promise.swap and name not in former:
            sides.setdefault(promise.swap, {})[promise.direction] = promise
    for pair in sides.values():
        if Direction.GIVEN in pair and Direction.RECEIVED in pair:
            yield pair[Direction.GIVEN], pair[Direction.RECEIVED]


def _covered(known: Known) -> dict[str, date]:
    """Return the last day that was counted of each property, and of all that we receive: that arrives on one site."""
    found: dict[str, date] = {}
    for name, on in known.counted_on.items():
        if name in known.promises:
            place = _place(known.promises[name])
            found[place] = max(on, found.get(place, on))
    return found


def _place(promise: Promise) -> str:
    return "" if promise.direction is Direction.RECEIVED else promise.property


def _number(known: Known, covered: Mapping[str, date], promise: Promise, unit: str, timezone: str) -> int | None:
    """Return what a placement brought; None where nothing came back and no later count shows that it was missed."""
    counts = known.reach if unit == "reach" else known.clicks
    if promise.placement in counts:
        return counts[promise.placement]
    due = _day(promise, timezone) + timedelta(days=promise.tolerance_days)
    is_missed = promise.placement not in known.counted_on and covered.get(_place(promise), date.min) > due
    return 0 if is_missed else None


def _day(promise: Promise, timezone: str) -> date:
    return promise.at.astimezone(ZoneInfo(timezone)).date() if promise.at else promise.flight_end - timedelta(days=1)
