"""What was typed, found among what is known: time zones, currencies, partners of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from xpromo.definitions.words import meant
from xpromo.errors import UsageError
from xpromo.money import is_currency
from xpromo.records import Promise
from xpromo.report.rules import UNKNOWN_PARTNER, UNKNOWN_VIEW

UNMINTED = "`xpromo links` brings a campaign into the ledger"


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


def partners_of(promises: Iterable[Promise]) -> list[str]:
    """Return the partners that anything was promised to or by, sorted."""
    return sorted({promise.partner for promise in promises if promise.partner})


def no_campaign(name: str, promises: Iterable[Promise]) -> UsageError:
    """Return that nothing of these promises is of a campaign of this name, with what to do."""
    hint = meant(name, {promise.campaign for promise in promises}) or UNMINTED
    return UsageError(f"there is no campaign {name!r} in the ledger", hint=hint, code=UNKNOWN_VIEW.code)


def require_partner(partner: str, known: Sequence[str]) -> None:
    """Raise UsageError unless a partner is one of those that the ledger knows."""
    if partner not in known:
        hint = meant(partner, known) or f"known: {', '.join(known) or 'none yet'}"
        raise UsageError(f"nothing was promised to or by {partner!r}", hint=hint, code=UNKNOWN_PARTNER.code)
