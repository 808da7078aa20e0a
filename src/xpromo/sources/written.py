"""Moments as tools write them for people: ``3/15/2024 2:30 PM``, ``11/29/24 22:28``, or a day alone.

The order of day and month is told by the whole column, or by an option.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from xpromo.errors import NeedsOption
from xpromo.sources.amounts import plain_cell
from xpromo.sources.rules import NEEDS_ORDER

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from xpromo.sources.source import ReadOptions

_DATE = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})\Z", re.ASCII)
_MOMENT = re.compile(
    r"(\d{1,4})([./-])(\d{1,2})\2(\d{2}|\d{4})"
    r"(?:,?[ T]+(\d{1,2}):([0-5]\d)(?::([0-5]\d))?(?:[ \u202f]?([ap])\.?m\.?)?)?\Z",
    re.ASCII | re.IGNORECASE,
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_SHORT_HOUR = re.compile(r"[ T]\d:")  # as spreadsheets write it: 2026-11-20 9:15
NOON, HALF = "12:00:00", 12
LONG_YEAR, MONTHS = 4, 12


@dataclass(frozen=True, slots=True)
class Written:
    """How a file writes its moments. ``zone``: where a day without a time is counted."""

    order: str
    zone: ZoneInfo

    @classmethod
    def of(cls, texts: Iterable[str], options: ReadOptions, name: str) -> Written:
        """Look at a whole column; raises NeedsOption where day and month can't be told apart."""
        dates = [text.split()[0].rstrip(",") for text in texts if text.strip() and not _ISO.match(text.strip())]
        return cls(date_order(dates, options.date_order, name), options.zone)

    def iso(self, text: str) -> str:
        """Return a moment as ISO 8601; noon of a day that has no time, so that no zone moves it to another one.

        What can't be read stays as it is.
        """
        text = plain_cell(text)
        found = _MOMENT.match(text)
        if not found:
            return text
        order = "ymd" if len(found[1]) == LONG_YEAR else self.order
        parts = dict(zip(order, (found[1], found[3], found[4]), strict=True))
        year = parts["y"] if len(parts["y"]) == LONG_YEAR else f"20{parts['y']}"
        day = f"{year}-{parts['m']:0>2}-{parts['d']:0>2}"
        return f"{day}T{_clock(found)}" if found[5] else self._noon(day)

    def _noon(self, day: str) -> str:
        try:
            moment = datetime.fromisoformat(f"{day}T{NOON}").replace(tzinfo=self.zone)
        except ValueError:
            return day
        return moment.isoformat(timespec="seconds")


def date_order(texts: Iterable[str], stated: str, name: str) -> str:
    """Return how a column writes its dates: ``ymd``, ``dmy`` or ``mdy``.

    ``stated`` is ``--date-order``. Else a year in front, or a number over 12 settles it; points between the numbers
    are written only where the day comes first. Raises NeedsOption where nothing does, or where two dates disagree.
    """
    if stated:
        return stated
    found = {order for text in texts if (order := order_of(text.strip()))}
    orders = found - {"?"}
    if len(orders) == 1:
        return orders.pop()
    if not found:
        return "ymd"  # no date at all: each row says so itself
    raise NeedsOption.in_file(NEEDS_ORDER, name)


def order_of(text: str) -> str:
    """Return how one date is written, ``?`` where it can't be told, "" for what is no date."""
    found = _DATE.match(text)
    if not found:
        return ""
    if len(found[1]) > 2:  # noqa: PLR2004 - a year
        return "ymd"
    first, second = int(found[1]) > MONTHS, int(found[3]) > MONTHS
    if first and second:
        return ""  # no date at all
    if first or found[2] == ".":
        return "dmy"
    return "mdy" if second else "?"


def as_iso(text: str, options: ReadOptions) -> str:
    """Return a moment as ISO 8601 where ``--date-order`` says how it is written, or a year in front or points between
    its numbers do; what can't be read stays as it is.
    """
    day = text.strip().partition(" ")[0].rstrip(",")
    if _ISO.match(day) and not _SHORT_HOUR.search(text):
        return text
    order = options.date_order or order_of(day)
    certain = options.date_order or order == "ymd" or "." in day
    return Written(order, options.zone).iso(text) if certain and order in {"ymd", "dmy", "mdy"} else text


def _clock(found: re.Match[str]) -> str:
    hour = int(found[5])
    if found[8]:
        if not 1 <= hour <= HALF:
            return found[0]  # no time at all
        hour = hour % HALF + HALF * (found[8].lower() == "p")
    return f"{hour:02}:{found[6]}:{found[7] or '00'}"
