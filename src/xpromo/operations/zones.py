"""A time zone, by the name that was typed."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from xpromo.errors import UsageError


def zone_named(name: str | None) -> ZoneInfo | None:
    """Return the zone of this name, None for none. Raises UsageError."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise UsageError(f"no time zone called {name!r}", hint="name one such as Europe/Berlin or UTC") from None
