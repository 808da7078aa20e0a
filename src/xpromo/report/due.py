"""What has to be done next, by when, and whose task it is: the list that `status` sorts by date.

A :class:`Due` is made from anything that has a date: here placements and retros; whoever knows of other steps makes his
own and hands them to the page with these.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


class Task(StrEnum):
    """Whose task it is: a key of a campaign's `roles`."""

    DATES = "timeline"
    NUMBERS = "analytics"
    STUCK = "escalation"


@dataclass(frozen=True, slots=True)
class Due:
    """A thing to do. ``on`` is the last day for it, ``placement`` None where it concerns the whole campaign."""

    what: str
    on: date
    urgency: Urgency
    task: Task
    placement: str | None = None


def urgency_of(on: date, today: date) -> Urgency:
    """Return how a task with this last day stands."""
    if on < today:
        return Urgency.OVERDUE
    return Urgency.DUE if on - today <= SOON else Urgency.LATER


def in_order(tasks: Iterable[Due]) -> list[Due]:
    """Return tasks by day, then by placement."""
    return sorted(tasks, key=lambda item: (item.on, item.placement or "", item.what))


def placement_due(promise: Promise, minted: str, line: Line | None, now: datetime, today: date) -> Due | None:
    """Return the next thing to do about a placement; None when there is nothing, or the campaign is closed.

    ``minted`` is ``yes``, ``no`` or ``changed``, ``line`` what came back.
    """
    if today > promise.flight_end + RETRO:
        return None
    over = today >= promise.flight_end
    if promise.at is None:
        return _task(promise, "set its date (at)", promise.flight_start, Task.DATES, today)
    if minted == "no" and over:
        return Due("its links were never minted", promise.at.date(), Urgency.MISSED, Task.STUCK, promise.placement)
    if minted != "yes" and not over:
        words = "mint its links" if minted == "no" else "mint again: it was edited"
        return _task(promise, words, promise.at.date(), Task.DATES, today)
    if promise.at > now and not over:
        days = (promise.at.date() - now.astimezone(promise.at.tzinfo).date()).days
        return _task(
            promise, f"goes out in {days} d" if days else "goes out today", promise.at.date(), Task.DATES, today
        )
    words = _unreported(line)
    settled = promise.at + SETTLED
    return _task(promise, words, settled.date(), Task.NUMBERS, today) if words and now > settled else None


def _unreported(line: Line | None) -> str:
    if line is None or not line.clicks:
        return "import its clicks"
    return "import its reach" if line.reach is None else ""


def _task(promise: Promise, what: str, on: date, task: Task, today: date) -> Due:
    return Due(what, on, urgency_of(on, today), task, promise.placement)


def retro_due(promises: Sequence[Promise], today: date) -> Due | None:
    """Return that the retro of a campaign is due; None before its end and once the campaign is closed."""
    if not promises or not promises[0].flight_end <= today <= promises[0].flight_end + RETRO:
        return None
    on = promises[0].flight_end + RETRO
    return Due(f"retro of {promises[0].campaign}", on, urgency_of(on, today), Task.NUMBERS)
