"""Keep a verified copy of the ledger, and put one back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from xpromo.ledger.copies import Copied, Restored
    from xpromo.operations.ledger import Place


def keep_copy(place: Place, target: Path) -> Copied:
    """Copy the ledger into a file, verified. Raises LedgerMissing and its kin."""
    from xpromo.ledger.copies import back_up

    return back_up(place.path, target, wait=place.wait, fingerprint=place.fingerprint)


def put_back(place: Place, source: Path, *, now: datetime, force: bool) -> Restored:
    """Put a copy in the ledger's place. Raises LedgerDamaged for one that isn't whole, StorageError for one behind."""
    from xpromo.ledger.copies import restore

    return restore(source, place.path, now, wait=place.wait, fingerprint=place.fingerprint, force=force)
