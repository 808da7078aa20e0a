"""What has to be done next, by when, and whose task it is: the list that `status` sorts by date.

A :class:`Due` is made from anything that has a date: here placements and retros; whoever knows of other steps makes his
own and hands them to the page with these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from xpromo.measure.lines import Line
from xpromo.records import Promise

SOON = timedelta(days=7)
SETTLED = timedelta(days=2)  # how long a placement may stay without numbers before somebody should look
RETRO = timedelta(days=14)  # after the flight; from then on a campaign is closed and asks for nothing


class Urgency(StrEnum):
    """How a task stands on a day: too late to be done, late, due within a week, or later."""

    MISSED = "missed"
    OVERDUE = "overdue"
    DUE = "due"
    LATER = "later"


class Role(StrEnum):
    """Who a task falls to: a key of a campaign's `roles`."""

    TIMELINE = "timeline"
    ANALYTICS = "analytics"
    ESCALATION = "escalation"


@dataclass(frozen=True, slots=True)
class Due:
    """A thing to do. ``on`` is the last day for it, ``owner`` whose it is, as `brand/role`; None where nobody is named.

    ``placement`` is None where it concerns the whole campaign.
    """

    what: str
    on: date
    urgency: Urgency
    owner: str | None = None
    placement: str | None = None


Owners = Mapping[Role, str | None]


def urgency_of(on: date, today: date) -> Urgency:
    """Return how a task with this last day stands."""
    if on < today:
        return Urgency.OVERDUE
    return Urgency.DUE if on - today <= SOON else Urgency.LATER


def in_order(tasks: Iterable[Due]) -> list[Due]:
    """Return tasks by day, then by placement."""
    return sorted(tasks, key=lambda item: (item.on, item.placement or "", item.what))


@dataclass(frozen=True, slots=True)
class Look:
    """When it is, and what is known of a placement: ``minted`` is ``yes``, ``no`` or ``changed``."""

    now: datetime
    today: date
    minted: str
    line: Line | None


def placement_due(promise: Promise, look: Look, owners: Owners) -> Due | None:
    """Return the next thing to do about a placement; None when there is nothing, or the campaign is closed."""
    if look.today > promise.flight_end + RETRO:
        return None
    found = _next(promise, look)
    if found is None:
        return None
    what, on, role = found
    urgency = Urgency.MISSED if role is Role.ESCALATION else urgency_of(on, look.today)
    return Due(what, on, urgency, owners.get(role), promise.placement)


def _next(promise: Promise, look: Look) -> tuple[str, date, Role] | None:
    """Return what to do about a placement, until when, and who; what was missed is for who decides when it is stuck."""
    if promise.at is None:
        return "set its date (at)", promise.flight_start, Role.TIMELINE
    day = promise.at.date()
    if look.today < promise.flight_end:
        if look.minted != "yes":
            return "mint its links" if look.minted == "no" else "mint again: it was edited", day, Role.TIMELINE
        if promise.at > look.now:
            days = (day - look.now.astimezone(promise.at.tzinfo).date()).days
            return f"goes out in {days} d" if days else "goes out today", day, Role.TIMELINE
    elif look.minted == "no":
        return "its links were never minted", day, Role.ESCALATION
    words = _unreported(look.line)
    settled = promise.at + SETTLED
    return (words, settled.date(), Role.ANALYTICS) if words and look.now > settled else None


def _unreported(line: Line | None) -> str:
    if line is None or not line.clicks:
        return "import its clicks"
    return "import its reach" if line.reach is None else ""


def retro_due(promises: Sequence[Promise], today: date, owners: Owners) -> Due | None:
    """Return that the retro of a campaign is due; None before its end and once the campaign is closed."""
    if not promises or not promises[0].flight_end <= today <= promises[0].flight_end + RETRO:
        return None
    on = promises[0].flight_end + RETRO
    return Due(f"retro of {promises[0].campaign}", on, urgency_of(on, today), owners.get(Role.ANALYTICS))
