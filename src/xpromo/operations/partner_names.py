"""Partners that the ledger knows: those that anything was promised to or by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xpromo.errors import UsageError
from xpromo.operations.named import meant
from xpromo.records import Promise
from xpromo.report.rules import UNKNOWN_PARTNER


def partners_of(promises: Iterable[Promise]) -> list[str]:
    """Return the partners of promises, sorted."""
    return sorted({promise.partner for promise in promises if promise.partner})


def require_partner(partner: str, known: Sequence[str]) -> None:
    """Raise UsageError unless a partner is one of those that the ledger knows."""
    if partner not in known:
        hint = meant(partner, known, f"known: {', '.join(known) or 'none yet'}")
        raise UsageError(f"nothing was promised to or by {partner!r}", hint=hint, code=UNKNOWN_PARTNER.code)
