"""Whole copies of a ledger: backup, restore, and the one that is kept before a ledger is brought up to date.

Files are copied by SQLite, page by page and under its locks, never as files: a copy of a file that is being written is
half of two states. What is copied is read back before it counts.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import chain, count
from typing import TYPE_CHECKING

from xpromo.errors import LedgerBusy, LedgerDamaged, LedgerMissing, StorageError, UsageError
from xpromo.files import PRIVATE, naming, sync_folder, workbench
from xpromo.ledger.erasing import erase_again
from xpromo.ledger.integrity import require_whole, verify
from xpromo.ledger.migrations import migrate
from xpromo.ledger.presence import holds_ledger, journal_of
from xpromo.ledger.rules import AHEAD, BUSY, DAMAGED, MISSING
from xpromo.ledger.store import Ledger, connect, looking, translated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

STEP = 4096  # pages copied at a time
CHAINS = "SELECT chain FROM seals ORDER BY id"


@dataclass(frozen=True, slots=True)
class Copied:
    """A verified copy: how many sealed transactions it holds, its size in bytes, its schema."""

    seals: int
    size: int
    version: int


@dataclass(frozen=True, slots=True)
class Restored:
    """A ledger that was put back: its transactions, those of the replaced one that are gone, where that one is kept."""

    seals: int
    lost: int
    kept: Path | None


def back_up(path: Path, target: Path, *, wait: float, fingerprint: str | None) -> Copied:
    """Copy the ledger to ``target``, while others may write; a file that is there is replaced if it is a ledger too.

    Raises UsageError for the ledger itself or a folder, StorageError and its kin; ``target`` is then as it was.
    """
    if target.is_dir():
        raise UsageError(f"{target} is a folder", hint="name a file in it")
    _require(path)
    _apart(path, target)
    if holds_ledger(target):
        with looking(target, wait=wait, fingerprint=fingerprint):
            pass
    with (
        looking(path, wait=wait, fingerprint=fingerprint) as connection,
        copy_of(connection, target, wait) as temporary,
    ):
        found = _proved(temporary, path)
        _put(temporary, target)
    return found


def keep_before_upgrade(connection: sqlite3.Connection, path: Path, version: int, wait: float) -> Path:
    """Keep a verified copy of a ledger with an older schema beside it; return where."""
    kept = free_name(path, f"schema-{version}")
    with copy_of(connection, kept, wait) as temporary:
        _proved(temporary, path)
        _put(temporary, kept)
    return kept


def restore(
    source: Path, path: Path, now: datetime, *, wait: float, fingerprint: str | None, force: bool = False
) -> Restored:
    """Put a copy in the ledger's place once it is proved to be whole; what was there is kept beside.

    A ledger that holds what the copy doesn't is replaced with ``force`` only; whom it forgot since is forgotten in
    the copy too. Others may use it meanwhile: they see the old one or the new one. Raises UsageError, StorageError and
    its kin; the ledger is then as it was.
    """
    if source.is_dir():
        raise UsageError(f"{source} is a folder", hint="name a copy that `xpromo ledger backup` made")
    if not holds_ledger(source):
        hint = "check the name: it is a file that `xpromo ledger backup` made"
        raise LedgerMissing(f"there is no copy at {source}", hint=hint, code=MISSING.code)
    if path.is_symlink():  # it stays one, and whoever uses the ledger by another name finds it restored
        path = path.resolve()
    _apart(path, source)
    with naming(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with looking(source, wait=wait, fingerprint=fingerprint) as found, copy_of(found, path, wait) as temporary:
        seals = _proved(temporary, source).seals
        with closing(connect(temporary, wait)) as copy:
            migrate(copy)
        try:
            if not holds_ledger(path):
                _put(temporary, path)
                return Restored(seals, 0, None)
            with looking(path, wait=wait, fingerprint=fingerprint) as present:
                lost, kept = _pour(temporary, present, path, now, wait=wait, force=force, source=source)
        except LedgerDamaged as error:
            if error.code != DAMAGED.code:
                raise
            if not force:
                message = f"{path} is damaged: what it holds and {source} doesn't can't be told"
                raise LedgerDamaged(message, hint=AHEAD.hint, code=AHEAD.code) from error
            lost, kept = 0, _set_aside(path)
            _put(temporary, path)
    return Restored(seals, lost, kept)


def free_name(path: Path, why: str) -> Path:
    """Return a name beside the ledger that says why it is there and that nobody has."""
    names = (path.with_name(f"{path.name}.{why}{end}") for end in chain([""], (f"-{number}" for number in count(2))))
    return next(name for name in names if not name.exists())


@contextmanager
def copy_of(connection: sqlite3.Connection, target: Path, wait: float) -> Iterator[Path]:
    """Lend a copy beside ``target``, for its owner alone, on the disk; it is removed unless it was moved away."""
    with workbench(target) as bench:
        temporary = bench / target.name
        with naming(target):
            os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
        with translated(target, wait), closing(connect(temporary, wait)) as copy:
            copy.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # takes the lock, or waits for it
            connection.backup(copy, pages=STEP, progress=_impatient(target, wait))
            connection.rollback()
        yield temporary


def _impatient(path: Path, wait: float) -> Callable[[int, int, int], None]:
    """Return what ends a copy that waits for a lock: the driver alone would wait for ever."""

    def look(status: int, _remaining: int, _total: int) -> None:
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise LedgerBusy.of(BUSY, f"another process is using {path} and didn't finish within {wait:g} s")

    return look


def _require(path: Path) -> None:
    if not holds_ledger(path):
        raise LedgerMissing.of(MISSING, f"there is no ledger at {path}")


def _apart(path: Path, other: Path) -> None:
    if other.exists() and path.exists() and other.samefile(path):
        raise UsageError(f"{other} is the ledger itself", hint="name another file")


def _proved(temporary: Path, of: Path) -> Copied:
    """Read a copy back; raises LedgerDamaged, by the name of what it is a copy ``of``."""
    with closing(connect(temporary, 0)) as connection:
        require_whole(of, verify(Ledger(of, connection, 0)))
        seals = connection.execute("SELECT count(*) FROM seals").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    return Copied(seals, temporary.stat().st_size, version)


def _put(temporary: Path, path: Path) -> None:
    with naming(path):
        if not path.exists():
            journal_of(path).unlink(missing_ok=True)  # of a file that is gone; it would be played into this one
        temporary.replace(path)
        sync_folder(path.parent)


def _pour(
    temporary: Path, present: sqlite3.Connection, path: Path, now: datetime, *, wait: float, force: bool, source: Path
) -> tuple[int, Path]:
    """Write a copy over the ledger in one transaction of SQLite; return what is lost and where the old one is kept."""
    with closing(connect(temporary, wait)) as copy, translated(path, wait):
        _hold(present)
        lost = _lost(present, copy, path, source, force=force)
        kept = free_name(path, "replaced")
        with copy_of(present, kept, wait) as old:
            _put(old, kept)
        _forget_again(present, copy, int(now.timestamp()))
        copy.backup(present, progress=_impatient(path, wait))
    return lost, kept


def _lost(present: sqlite3.Connection, copy: sqlite3.Connection, path: Path, source: Path, *, force: bool) -> int:
    """Return how many transactions the ledger has and the copy hasn't; raises StorageError for any, but with force."""
    lost = len(set(present.execute(CHAINS)) - set(copy.execute(CHAINS)))
    if lost and not force:
        raise StorageError.of(AHEAD, f"{path} holds transactions that {source} doesn't ({lost})")
    return lost


def _forget_again(present: sqlite3.Connection, copy: sqlite3.Connection, at: int) -> None:
    """Forget in the copy whom the ledger has forgotten since."""
    if not present.execute("SELECT 1 FROM sqlite_master WHERE name = 'tombstones'").fetchone():
        return
    marks = {mark for (mark,) in present.execute("SELECT mark FROM tombstones")}
    marks -= {mark for (mark,) in copy.execute("SELECT mark FROM tombstones")}
    if marks:
        copy.execute("PRAGMA secure_delete = ON")
        copy.execute("BEGIN")
        erase_again(copy, marks, at)
        copy.execute("COMMIT")
        copy.execute("VACUUM")


def _hold(connection: sqlite3.Connection) -> None:
    """Keep everybody else out until the connection is closed."""
    connection.execute("PRAGMA query_only = OFF")
    connection.execute("PRAGMA synchronous = EXTRA")
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("COMMIT")


def _set_aside(path: Path) -> Path:
    """Move a ledger that can't be read, and its journal, which must never be played into another file."""
    kept = free_name(path, "damaged")
    with naming(path):
        path.replace(kept)
        if journal_of(path).exists():
            journal_of(path).replace(journal_of(kept))
    return kept
