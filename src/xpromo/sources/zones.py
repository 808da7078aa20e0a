"""The zone that an export names: a place, or an offset in figures or as an abbreviation.

Of abbreviations only those that mean one offset everywhere: ``CST`` is Chicago's and Shanghai's, so nobody's.
"""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

_OFFSET = re.compile(r"(?:GMT|UTC)?([+-])([01]\d):?([0-5]\d)?\Z", re.ASCII)
_PLACE = re.compile(r"[A-Z][A-Za-z_]+/[A-Za-z_+/-]+\Z")
OFFSETS = {
    "UTC": "Z", "GMT": "Z", "WET": "Z", "WEST": "+01:00", "CET": "+01:00", "CEST": "+02:00", "EET": "+02:00",
    "EEST": "+03:00", "PST": "-08:00", "PDT": "-07:00", "MST": "-07:00", "MDT": "-06:00", "CDT": "-05:00",
    "EST": "-05:00", "EDT": "-04:00", "AEST": "+10:00", "AEDT": "+11:00", "NZST": "+12:00", "NZDT": "+13:00",
    "JST": "+09:00", "HKT": "+08:00", "SGT": "+08:00",
}  # fmt: skip


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
