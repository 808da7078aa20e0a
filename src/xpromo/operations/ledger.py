"""The ledger as a whole: look into it, prove it, derive everything again, undo an import, keep a copy, put one back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from xpromo.ledger.copies import Copied, Restored
    from xpromo.ledger.integrity import Info, Rebuilt
    from xpromo.ledger.reading import StoredBatch
    from xpromo.ledger.store import Ledger
    from xpromo.ledger.undoing import UndoResult


@dataclass(frozen=True, slots=True)
class Place:
    """Where the ledger is, how long to wait for others, whose key it is used with."""

    path: Path
    wait: float
    fingerprint: str | None

    def opened(self, *, write: bool = False) -> Ledger:
        """Open the ledger that is there. Raises LedgerMissing and its kin."""
        from xpromo.ledger.store import open_ledger

        return open_ledger(self.path, write=write, wait=self.wait, fingerprint=self.fingerprint)


def describe(place: Place) -> tuple[Info, list[StoredBatch]]:
    """Return what the ledger holds and every import. Raises LedgerMissing and its kin."""
    from xpromo.ledger.integrity import info
    from xpromo.ledger.reading import read_batches

    with place.opened() as ledger:
        return info(ledger), read_batches(ledger)


def prove(place: Place) -> int:
    """Read everything back; return the number of sealed transactions. Raises LedgerDamaged with what is wrong."""
    from xpromo.ledger.integrity import count_seals, require_whole, verify

    with place.opened(write=True) as ledger:
        require_whole(place.path, verify(ledger))
        return count_seals(ledger)


def make_again(place: Place, now: datetime, timezone: str | None, *, dry_run: bool) -> Rebuilt:
    """Make everything derived again and return what came of it; a dry run only proves that it can be done.

    Raises UsageError for a zone that doesn't exist, LedgerMissing and its kin.
    """
    from xpromo.ledger.integrity import rebuild

    with place.opened(write=True) as ledger:
        return rebuild(ledger, now, timezone, dry_run=dry_run)


def undo_import(place: Place, batch: int, now: datetime, *, dry_run: bool) -> UndoResult:
    """Take a batch out of every number; its trace stays. Raises UsageError for no such batch, StorageError."""
    from xpromo.ledger.undoing import undo_batch

    with place.opened(write=True) as ledger:
        return undo_batch(ledger, batch, now, dry_run=dry_run)


def keep_copy(place: Place, target: Path) -> Copied:
    """Copy the ledger into a file, verified. Raises LedgerMissing and its kin."""
    from xpromo.ledger.copies import back_up

    return back_up(place.path, target, wait=place.wait, fingerprint=place.fingerprint)


def put_back(place: Place, source: Path, *, now: datetime, force: bool) -> Restored:
    """Put a copy in the ledger's place. Raises LedgerDamaged for one that isn't whole, StorageError for one behind."""
    from xpromo.ledger.copies import restore

    return restore(source, place.path, now, wait=place.wait, fingerprint=place.fingerprint, force=force)
