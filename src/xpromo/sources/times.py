"""Moments: text → seconds since 1970 UTC, by whole columns through memo tables.

A moment's text is cut after the hour: few hours and few tails (``:05:12+01:00``) make up any number of moments, so both
halves are parsed once and added. What can't be read becomes a number too large to be a time, and is looked at again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from operator import add, itemgetter
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

DAY = 86_400
QUARTER = 900  # zones change at whole quarters of an hour
BAD = 1 << 52
NAIVE = 1 << 46
IS_TIME = 1 << 44  # anything below is seconds UTC
MEMO = 50_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NAIVE_EPOCH = EPOCH.replace(tzinfo=None)

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d)\Z", re.ASCII)
_LOG = re.compile(r"(\d\d)/([A-Z][a-z][a-z])/(\d{4}):(\d\d)\Z", re.ASCII)
_TAIL = re.compile(r":([0-5]\d)(?::([0-5]\d)(?:[.,]\d{1,9})?)?(?: ?(Z|UTC|GMT|[+-]\d\d(?::?[0-5]\d)?))?\Z", re.ASCII)
_OTHER_ORDER = re.compile(r"\s*\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z", re.ASCII)
_EIGHT = re.compile(r"(\d{4})(\d\d)(\d\d)\Z", re.ASCII)
_UNIX = re.compile(r"(?:\d{10}|\d{13}|\d{16}|\d{19})\Z", re.ASCII)
MONTHS = {name: i for i, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}


Key = TypeVar("Key")
Value = TypeVar("Value")


class Memo(dict[Key, Value]):
    """A dict that makes what it hasn't got, and forgets everything before it grows past its limit."""

    def __init__(self, make: Callable[[Key], Value], limit: int = MEMO) -> None:
        super().__init__()
        self.make = make
        self.limit = limit

    def __missing__(self, key: Key) -> Value:
        if len(self) >= self.limit:
            self.clear()
        value = self[key] = self.make(key)
        return value


def _hour(year: str, month: int, day: str, hour: str) -> int:
    try:
        moment = datetime(int(year), month, int(day), int(hour), tzinfo=UTC)
    except ValueError:
        return BAD
    seconds = int((moment - EPOCH).total_seconds())
    return seconds if seconds >= 0 else BAD


def iso_hour(text: str) -> int:
    """Return the seconds of ``2026-11-20T09`` as if it were UTC, or BAD."""
    found = _ISO.match(text)
    return _hour(found[1], int(found[2]), found[3], found[4]) if found else BAD


def log_hour(text: str) -> int:
    """Return the seconds of ``14/Aug/2026:14`` as if it were UTC, or BAD."""
    found = _LOG.match(text)
    return _hour(found[3], MONTHS.get(found[2], 0), found[1], found[4]) if found else BAD


def tail(text: str) -> int:
    """Return what ``:05:12+01:00`` adds to its hour, NAIVE more when it states no offset, or BAD."""
    found = _TAIL.match(text)
    if not found:
        return BAD
    seconds = int(found[1]) * 60 + int(found[2] or 0)
    offset = found[3]
    if offset is None:
        return NAIVE + seconds
    if offset[0] not in "+-":
        return seconds
    hours, minutes = int(offset[1:3]), int(offset[-2:]) if len(offset) > len("+01") else 0
    ahead = hours * 3600 + minutes * 60
    return seconds - ahead if offset[0] == "+" else seconds + ahead


class Moments:
    """Reads columns of moments. ``zone`` is what a moment without an offset is in, None when nobody said.

    ``layouts`` are further ways in which a format writes moments, as ``datetime.strptime`` has them.
    """

    def __init__(self, zone: ZoneInfo | None, *, log: bool = False, layouts: Sequence[str] = ()) -> None:
        self.zone = zone
        self.layouts = layouts
        self.width = 14 if log else 13
        self.head, self.rest = itemgetter(slice(None, self.width)), itemgetter(slice(self.width, None))
        self.hours = Memo(log_hour if log else iso_hour)
        self.tails = Memo(tail)
        self.offsets: dict[int, int | str] = {}

    def column(self, texts: Sequence[str]) -> list[int]:
        """Return seconds UTC for each text; values from IS_TIME up are for :meth:`settle`."""
        hours = map(self.hours.__getitem__, map(self.head, texts))
        tails = map(self.tails.__getitem__, map(self.rest, texts))
        return list(map(add, hours, tails))

    def settle(self, text: str) -> int | str:
        """Return seconds UTC of one text, or the slug of why it has none; "needs-zone" when nobody named a zone."""
        text = text.strip()
        value = self.hours[text[: self.width]] + self.tails[text[self.width :]]
        if value < IS_TIME:
            return value
        if value >= BAD - IS_TIME:
            local = parse_layouts(text, self.layouts)
            if isinstance(local, str):
                return local
        else:
            local = value - NAIVE
        offset = self._offset(local // QUARTER) if self.zone else "needs-zone"
        return offset if isinstance(offset, str) else local - offset

    def _offset(self, quarter: int) -> int | str:
        if quarter not in self.offsets:
            moment = (NAIVE_EPOCH + timedelta(seconds=quarter * QUARTER)).replace(tzinfo=self.zone)
            first, second = moment.utcoffset(), moment.replace(fold=1).utcoffset()
            assert first is not None  # noqa: S101 - a zone always has one
            assert second is not None  # noqa: S101 - so has its other reading
            if first == second:
                self.offsets[quarter] = int(first.total_seconds())
            else:  # before a gap the earlier offset is the smaller one
                self.offsets[quarter] = "skipped-time" if first < second else "repeated-time"
        return self.offsets[quarter]


def last_second(end: int, zone: ZoneInfo) -> int:
    """Return the last moment before a day since 1970 begins in a zone."""
    return int((NAIVE_EPOCH + timedelta(days=end)).replace(tzinfo=zone).timestamp()) - 1


class Days(dict[int, int]):
    """Quarter of an hour since 1970 UTC → day since 1970 in a zone."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self.zone = zone

    def __missing__(self, quarter: int) -> int:
        local = (EPOCH + timedelta(seconds=quarter * QUARTER)).astimezone(self.zone)
        day = self[quarter] = (local.replace(tzinfo=None) - NAIVE_EPOCH).days
        return day

    def column(self, moments: Sequence[int]) -> list[int]:
        """Return the day of each moment; rows of a file mostly come in order, so a chunk is mostly one day."""
        if not moments:
            return []
        first, last = min(moments), max(moments)
        day = self[first // QUARTER]
        if last - first < DAY and day == self[last // QUARTER]:
            return [day] * len(moments)
        return [self[moment // QUARTER] for moment in moments]

    def of(self, at: int) -> int:
        """Return the day of a moment."""
        return self[at // QUARTER]


def parse_layouts(text: str, layouts: Sequence[str]) -> int | str:
    """Return seconds since 1970 of a local time in one of these layouts, or the slug of why there are none.

    A time of midnight is what a layout without one means.
    """
    for layout in layouts:
        try:
            moment = datetime.strptime(text, layout)  # noqa: DTZ007 - a local time, whose zone comes later
        except ValueError:
            continue
        return int((moment - NAIVE_EPOCH).total_seconds())
    return "ambiguous-date" if _OTHER_ORDER.match(text) else "bad-time"


def parse_unix(text: str) -> int | str:
    """Return seconds of a moment in seconds, milli-, micro- or nanoseconds since 1970, or "bad-time"."""
    found = _UNIX.match(text.strip())
    if not found:
        return "bad-time"
    return int(found[0][:10])  # whatever follows is a fraction


def unix_as_iso(text: str) -> str:
    """Return a moment since 1970 as ISO 8601 in UTC; what isn't one stays as it is."""
    seconds = parse_unix(text)
    return text if isinstance(seconds, str) else unix_text(seconds)


def unix_text(seconds: int) -> str:
    """Return a moment as ISO 8601 text in UTC, for the reader of whole columns."""
    return (EPOCH + timedelta(seconds=seconds)).isoformat()


def parse_day(text: str) -> int | str:
    """Return the day since 1970 of ``2026-11-20`` or ``20261120``, or the slug of why there is none."""
    found = _DAY.match(text.strip()) or _EIGHT.match(text.strip())
    if not found:
        return "ambiguous-date" if _OTHER_ORDER.match(text) else "bad-time"
    try:
        return (datetime(int(found[1]), int(found[2]), int(found[3])) - NAIVE_EPOCH).days  # noqa: DTZ001 - a day
    except ValueError:
        return "bad-time"
