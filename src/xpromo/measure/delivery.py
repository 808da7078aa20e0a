"""Whether a placement appeared, and in time: as its proof says, else the sender's report, else the first kept click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from xpromo.answers import Sighting
from xpromo.records import Direction, Promise

SENT = ("sends", "delivered", "reach")  # what a sender's report counts on the day of the send
CLICKS = "clicks"
RULES = (
    "Delivered: as the proof of send says, else the sender's report, else the first kept click.",
    "Missed: none of these by the promised day and its tolerance, and there are later counts; without them: no news.",
)


class State(StrEnum):
    """How a promised placement stands on a day."""

    ON_TIME = "on-time"
    LATE = "late"
    MISSED = "missed"
    NOT_DUE = "not-due"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A placement's ``state``. ``due`` is its last day in time, ``seen`` the day by which it had appeared, and
    ``basis`` what says so: ``proof``, ``send`` or ``clicks``.
    """

    state: State
    due: date
    seen: date | None = None
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Traces:
    """What is known of when placements appeared: placement → moment of its proof; first counts by placement and
    metric; property that we give ("": what we get) → last day of any count.
    """

    proofs: Mapping[str, datetime] = field(default_factory=dict)
    sightings: Mapping[tuple[str, str], Sighting] = field(default_factory=dict)
    counted: Mapping[str, date] = field(default_factory=dict)

    @classmethod
    def of(cls, promises: Sequence[Promise], sightings: Sequence[Sighting], proofs: Mapping[str, datetime]) -> Traces:
        """Arrange what was read."""
        places: dict[str, str] = {promise.placement: _covered_by(promise) for promise in promises}
        counted: dict[str, date] = {}
        for item in sightings:
            place = places.get(item.placement)
            if place is not None:
                counted[place] = max(item.latest, counted.get(place, item.latest))
        return cls(proofs, {(item.placement, item.metric): item for item in sightings}, counted)


def due_day(promise: Promise, zone: tzinfo) -> date:
    """Return the day on which a placement is promised; without one, the last of its flight."""
    return promise.at.astimezone(zone).date() if promise.at else promise.flight_end - timedelta(days=1)


def earliest_day(promise: Promise, zone: tzinfo) -> date:
    """Return the first day on which a click can be one of a placement that appears in time."""
    return due_day(promise, zone) - timedelta(days=promise.tolerance_days) if promise.at else promise.flight_start


def delivery_of(promise: Promise, traces: Traces, today: date, zone: tzinfo) -> Delivery:
    """Return how a placement stands on the morning of ``today``.

    Nobody is late by a count that can't tell the day, and nobody missed what no count could have shown: what they give
    us arrives on our own site, what we give is counted by whoever counts that property.
    """
    due = due_day(promise, zone) + timedelta(days=promise.tolerance_days)
    proof = traces.proofs.get(promise.placement)
    if proof:
        day = proof.astimezone(zone).date()
        return Delivery(State.LATE if day > due else State.ON_TIME, due, day, "proof")
    for metric in (*SENT, CLICKS):
        found = traces.sightings.get((promise.placement, metric))
        if found and found.last:
            is_late = found.first is not None and found.first > due
            basis = CLICKS if metric == CLICKS else "send"
            return Delivery(State.LATE if is_late else State.ON_TIME, due, found.last, basis)
    if today <= due:
        return Delivery(State.NOT_DUE, due)
    counted = traces.counted.get(_covered_by(promise))
    return Delivery(State.MISSED if counted and counted > due else State.UNKNOWN, due)


def _covered_by(promise: Promise) -> str:
    return "" if promise.direction is Direction.RECEIVED else promise.property
