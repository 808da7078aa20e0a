"""Look into the ledger, prove that it is whole, make everything derived again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from xpromo.ledger.integrity import Info, Rebuilt
    from xpromo.ledger.reading import StoredBatch


@dataclass(frozen=True, slots=True)
class Place:
    """Where the ledger is, how long to wait for others, whose key it is used with."""

    path: Path
    wait: float
    fingerprint: str | None


def describe(place: Place) -> tuple[Info, list[StoredBatch]]:
    """Return what the ledger holds and every import. Raises LedgerMissing and its kin."""
    from xpromo.ledger.integrity import info
    from xpromo.ledger.reading import read_batches
    from xpromo.ledger.store import open_ledger

    with open_ledger(place.path, wait=place.wait, fingerprint=place.fingerprint) as ledger:
        return info(ledger), read_batches(ledger)


def prove(place: Place) -> int:
    """Read everything back; return the number of sealed transactions. Raises LedgerDamaged with what is wrong."""
    from xpromo.ledger.integrity import count_seals, require_whole, verify
    from xpromo.ledger.store import open_ledger

    with open_ledger(place.path, write=True, wait=place.wait, fingerprint=place.fingerprint) as ledger:
        require_whole(place.path, verify(ledger))
        return count_seals(ledger)


def make_again(place: Place, now: datetime, timezone: str | None, *, dry_run: bool) -> Rebuilt:
    """Make everything derived again and return what came of it; a dry run only proves that it can be done.

    Raises UsageError for a zone that doesn't exist, LedgerMissing and its kin.
    """
    from xpromo.ledger.integrity import rebuild
    from xpromo.ledger.store import open_ledger

    with open_ledger(place.path, write=True, wait=place.wait, fingerprint=place.fingerprint) as ledger:
        return rebuild(ledger, now, timezone, dry_run=dry_run)
