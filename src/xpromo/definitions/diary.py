"""Which days of each property are taken, and where another placement still fits."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from xpromo.definitions.model import Project, moment_of, zone_of
from xpromo.definitions.schema import Blackout, Property

# Where no cap is stated (days, most placements in them): nobody gets promotions by mail or on the phone's screen twice
# within three days
_USUAL = dict.fromkeys(("email", "sms", "push"), (3, 1))
_ONE_A_DAY = (1, 1)


@dataclass(frozen=True, slots=True)
class Flight:
    """First and last day (both count), days of the brand's zone."""

    start: date
    end: date
    zone: ZoneInfo

    def days_from(self, day: date, *, exact: bool = False) -> Iterator[date]:
        """Yield every day on which a local clock may show a moment of the flight: this day and later, then earlier;
        with ``exact`` this day alone.
        """
        if exact:
            yield day
            return
        first, last = self.start - timedelta(days=1), self.end + timedelta(days=1)
        ideal = min(max(day, self.start), self.end)
        yield from (ideal + timedelta(days=number) for number in range((last - ideal).days + 1))
        yield from (ideal - timedelta(days=number) for number in range(1, (ideal - first).days + 1))

    def holds(self, local: datetime, zone: ZoneInfo) -> bool:
        """Whether a local time exists once, inside the flight."""
        early, late = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
        if early.utcoffset() != late.utcoffset():
            return False
        return self.start <= early.astimezone(self.zone).date() <= self.end


class Diary:
    """The days on which each property has a placement: those of all campaigns, and those noted since."""

    def __init__(self, project: Project, flight: Flight, closed: Sequence[Blackout] = ()) -> None:
        """``closed`` are the days on which nobody who takes part promotes anything."""
        self._taken: dict[str, list[date]] = {}
        self._flight = flight
        self._closed = closed
        for _, placement in project.placements():
            moment = moment_of(project, placement)
            if moment is not None:
                self.note(placement.property, moment.astimezone(zone_of(project, placement)).date())

    def note(self, place: str, day: date) -> None:
        """Take a day of a property."""
        insort(self._taken.setdefault(place, []), day)

    def has_room(self, place: Property, day: date, clock: time, until: date) -> bool:
        """Whether one more placement at that local time is inside the flight, not after ``until`` (a day of it), inside
        its property's cap and usual decency, and outside of every blackout.
        """
        zone = ZoneInfo(place.timezone) if place.timezone else self._flight.zone
        local = datetime.combine(day, clock)
        if not replace(self._flight, end=until).holds(local, zone):
            return False
        days = {day, local.replace(tzinfo=zone).astimezone(self._flight.zone).date()}
        if any(period.start <= day <= period.end for period in (*self._closed, *place.blackout) for day in days):
            return False
        taken = self._taken.get(place.id, [])
        stated = (place.cap.per_days, place.cap.placements) if place.cap else _USUAL.get(place.channel, _ONE_A_DAY)
        return _fits(taken, day, *_ONE_A_DAY) and _fits(taken, day, *stated)


def _fits(taken: list[date], day: date, days: int, most: int) -> bool:
    """Whether no window of so many days that holds the day gets more than ``most``; each begins on a day taken."""
    begun = [start for start in taken[: bisect_left(taken, day)] if (day - start).days < days]
    return all(1 + _inside(taken, start, days) <= most for start in (*begun, day))


def _inside(taken: list[date], start: date, days: int) -> int:
    return sum((day - start).days < days for day in taken[bisect_left(taken, start) :])
