"""Whether there is a ledger at all; light, because every command asks."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from xpromo.errors import LedgerBusy
from xpromo.files import holds_something

if TYPE_CHECKING:
    from pathlib import Path


def journal_of(path: Path) -> Path:
    """Return where SQLite keeps what it needs to take back a transaction that a crash cut."""
    return path.with_name(f"{path.name}-journal")


def holds_ledger(path: Path) -> bool:
    """Whether something is at ``path``; what a crash left of a ledger in the making is taken back first, and nothing.

    Raises LedgerDamaged, StorageError for a file that can't be looked into.
    """
    if not journal_of(path).exists() or not path.exists():
        return holds_something(path)
    from xpromo.ledger.store import connect, translated  # noqa: PLC0415 - heavy, and seldom needed

    try:
        with translated(path), closing(connect(path, wait=0)) as connection:
            return bool(connection.execute("PRAGMA page_count").fetchone()[0])
    except LedgerBusy:
        return True  # somebody is writing to it
