"""Time zones, currencies and whatever else is known, by the names that were typed."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from xpromo.definitions.words import nearest
from xpromo.errors import UsageError
from xpromo.money import is_currency

UNMINTED = "`xpromo links` brings a campaign into the ledger"


def meant(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return a hint for a name that isn't known: the nearest one, or ``otherwise`` where none is near."""
    near = nearest(word, known)
    return f"did you mean {near!r}?" if near else otherwise


def zone_named(name: str | None) -> ZoneInfo | None:
    """Return the zone of this name, None for none. Raises UsageError."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise UsageError(f"no time zone called {name!r}", hint="name one such as Europe/Berlin or UTC") from None


def currency_named(code: str | None) -> str:
    """Return the currency of this code in capitals, "" for none. Raises UsageError."""
    if code and not is_currency(code.upper()):
        raise UsageError(f"{code!r} is no currency", hint="name an ISO 4217 code such as EUR")
    return (code or "").upper()
