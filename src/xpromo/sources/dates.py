"""Dates as tools write them for people: the order of day and month is told by the whole column, or by an option.

Zones as abbreviations: only those that mean one offset everywhere. ``CST`` is Chicago's and Shanghai's, so nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from xpromo.errors import NeedsOption
from xpromo.sources.rules import NEEDS_ORDER

_DATE = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})\Z", re.ASCII)
_OFFSET = re.compile(r"(?:GMT|UTC)?([+-])([01]\d):?([0-5]\d)?\Z", re.ASCII)
_PLACE = re.compile(r"[A-Z][A-Za-z_]+/[A-Za-z_+/-]+\Z")
MONTHS = 12
OFFSETS = {
    "UTC": "Z", "GMT": "Z", "WET": "Z", "WEST": "+01:00", "CET": "+01:00", "CEST": "+02:00", "EET": "+02:00",
    "EEST": "+03:00", "PST": "-08:00", "PDT": "-07:00", "MST": "-07:00", "MDT": "-06:00", "CDT": "-05:00",
    "EST": "-05:00", "EDT": "-04:00", "AEST": "+10:00", "AEDT": "+11:00", "NZST": "+12:00", "NZDT": "+13:00",
    "JST": "+09:00", "HKT": "+08:00", "SGT": "+08:00",
}  # fmt: skip


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
    raise NeedsOption.of(NEEDS_ORDER, f"{name}: {NEEDS_ORDER.title.lower()}")


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


def zone_name(stated: object) -> str:
    """Return the zone that an export names as we name it: ``America/New_York``, ``UTC``, ``UTC-08:00``."""
    zone = stated_zone(stated) if isinstance(stated, str) else ""
    if not isinstance(zone, str):
        return str(zone)
    return "UTC" if zone in {"Z", "+00:00", "-00:00"} else f"UTC{zone}" if zone else ""


def stated_zone(name: str) -> ZoneInfo | str:
    """Return the zone that an export names: a place's (``Europe/Berlin``), or an offset to write behind a moment
    (``PDT`` → ``-07:00``), "" where it names none that is known.
    """
    name = name.strip()
    if name in OFFSETS:
        return OFFSETS[name]
    if found := _OFFSET.match(name):
        return f"{found[1]}{found[2]}:{found[3] or '00'}"
    try:
        return ZoneInfo(name) if _PLACE.match(name) else ""
    except (KeyError, ValueError, OSError):
        return ""
