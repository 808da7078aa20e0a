"""Opening the file: created once and privately, never half, never somebody else's; every SQLite error gets our name."""

from __future__ import annotations

import os
import sqlite3
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from json import JSONDecodeError
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from xpromo.errors import LedgerBusy, LedgerDamaged, LedgerMissing, LedgerNewer, StorageError
from xpromo.ledger.migrations import VERSION, migrate
from xpromo.ledger.rules import BUSY, DAMAGED, FOREIGN, MISSING, NEWER, NO_SPACE, NOT_WRITABLE, OLDER, WRONG_KEY
from xpromo.ledger.schema import APPLICATION_ID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xpromo.errors import XpromoError

SQLITE = sqlite3.sqlite_version
OLDEST_SQLITE = "3.37.0"  # the first with strict tables
CACHE_KIB = 64 * 1024
COMMIT_TRIES = 3  # a reader that came between makes a commit wait; the transaction stays whole meanwhile
WAITING = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
REFUSED = {
    sqlite3.SQLITE_FULL: (NO_SPACE, "the disk is full"),
    sqlite3.SQLITE_IOERR: (NO_SPACE, "the disk refused to read or write"),
    sqlite3.SQLITE_READONLY: (NOT_WRITABLE, "the file or its folder is read-only"),
    sqlite3.SQLITE_CANTOPEN: (NOT_WRITABLE, "the file can't be opened"),
}


@dataclass(slots=True)
class Ledger:
    """An open ledger; a context manager that closes it. ``wait`` is how many seconds another process is waited for."""

    path: Path
    connection: sqlite3.Connection
    wait: float
    depth: int = 0  # of transactions inside each other

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection for reads that see one state; SQLite's errors come out as ours."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self, *, keep: bool = True) -> Iterator[sqlite3.Connection]:
        """Lend the connection for one transaction: all of it is kept, or nothing (always so with ``keep=False``).

        A transaction inside another belongs to the outer one. Raises LedgerBusy, LedgerDamaged, StorageError.
        """
        with self._transaction("BEGIN IMMEDIATE", keep=keep) as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str, *, keep: bool = True) -> Iterator[sqlite3.Connection]:
        if self.depth:
            yield self.connection
            return
        with translated(self.path, self.wait):
            self.connection.execute(begin)
            self.depth = 1
            try:
                yield self.connection
                self._commit() if keep else self.connection.rollback()
            finally:
                self.depth = 0
                self.connection.rollback()

    def _commit(self) -> None:
        for _ in range(COMMIT_TRIES - 1):
            try:
                self.connection.execute("COMMIT")
            except sqlite3.OperationalError as error:
                if _primary(error) not in WAITING:
                    raise
            else:
                return
        self.connection.execute("COMMIT")


def open_ledger(
    path: Path,
    *,
    create: bool = False,
    write: bool = False,
    wait: float = 60.0,
    fingerprint: str | None = None,
) -> Ledger:
    """Open the ledger at ``path``.

    ``create`` makes one where there is none (its folder too). Readers can't write, but recover a journal that a crash
    left. ``fingerprint`` is that of the hashing key: a ledger made with another key is refused before anything is read.

    Raises LedgerMissing, LedgerBusy, LedgerDamaged, LedgerNewer, StorageError.
    """
    fresh = _is_fresh(path)
    if fresh and not create:
        raise LedgerMissing.of(MISSING, f"there is no ledger at {path}")
    with translated(path, wait), ExitStack() as stack:
        if fresh:
            _create(path)
        connection = stack.enter_context(closing(connect(path, wait)))
        _prepare(connection, path, wait, create=create, write=write or create)
        _check_key(connection, path, fingerprint, write=write or create)
        connection.execute(f"PRAGMA query_only = {'OFF' if write or create else 'ON'}")
        stack.pop_all()  # the ledger's to close from here on
    return Ledger(path, connection, wait)


def scratch_ledger() -> Ledger:
    """Open an empty ledger that lies nowhere: SQLite gives its file no name, so that it is gone with the process."""
    path = Path("a ledger for trying")
    with translated(path), ExitStack() as stack:
        connection = stack.enter_context(closing(sqlite3.connect("", isolation_level=None)))
        _settle(connection)
        migrate(connection)
        stack.pop_all()
    return Ledger(path, connection, 0)


@contextmanager
def looking(path: Path, *, wait: float = 60.0, fingerprint: str | None = None) -> Iterator[sqlite3.Connection]:
    """Lend a connection to a ledger of whatever schema, which nothing is written to and nothing is read from yet.

    Raises LedgerDamaged, LedgerNewer, StorageError (another key).
    """
    with translated(path, wait), closing(connect(path, wait)) as connection:
        _version(connection, path, create=False)
        _check_key(connection, path, fingerprint, write=False)
        connection.execute("PRAGMA query_only = ON")
        yield connection


def _is_fresh(path: Path) -> bool:
    """Whether there is nothing yet: no file, or the empty one that a crash left right after it was made."""
    try:
        return path.stat().st_size == 0
    except FileNotFoundError:
        return True
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise StorageError.of(NOT_WRITABLE, f"can't read {path}: {reason}") from error


def _create(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return  # another process was quicker, or a crash left it empty
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise StorageError.of(NOT_WRITABLE, f"can't make the ledger at {path}: {reason.lower()}") from error


def connect(path: Path, wait: float) -> sqlite3.Connection:
    """Return a bare connection to a file that is there; nobody but this package's copies needs one."""
    address = f"file:{quote(str(path.absolute()))}?mode=rw"
    return sqlite3.connect(address, uri=True, timeout=wait, isolation_level=None, cached_statements=256)


def _prepare(connection: sqlite3.Connection, path: Path, wait: float, *, create: bool, write: bool) -> None:
    version = _version(connection, path, create=create)
    _settle(connection)
    if version == VERSION:
        return
    if version:
        if not write:
            message = f"{path} was written by an older xpromo (schema {version}, this one writes {VERSION})"
            raise StorageError.of(OLDER, message)
        from xpromo.ledger.copies import keep_before_upgrade  # noqa: PLC0415 - loads all of the ledger, needed once

        keep_before_upgrade(connection, path, version, wait)
    migrate(connection)
    if version:
        _derive(connection)


def _derive(connection: sqlite3.Connection) -> None:
    """Derive what an older xpromo didn't, now that there is room for it."""
    from xpromo.ledger.deriving import derive_all  # noqa: PLC0415 - loads all of the ledger, needed once

    connection.execute("BEGIN IMMEDIATE")
    try:
        derive_all(connection)
        connection.execute("COMMIT")
    finally:
        connection.rollback()  # nothing after a commit


def _version(connection: sqlite3.Connection, path: Path, *, create: bool) -> int:
    """Return the schema of a ledger of ours, 0 for a fresh file; raises LedgerDamaged, LedgerNewer."""
    connection.execute("BEGIN")  # one look: another process may be making the ledger at this moment
    application, version, pages = (
        _pragma(connection, name) for name in ("application_id", "user_version", "page_count")
    )
    connection.execute("COMMIT")
    if not pages and not create:  # the first look took back what a crash left of a ledger in the making
        raise LedgerMissing.of(MISSING, f"there is no ledger at {path}")
    if pages and application != APPLICATION_ID:
        raise LedgerDamaged.of(FOREIGN, f"{path} is a database, but no ledger of xpromo")
    if version > VERSION:
        raise LedgerNewer.of(
            NEWER, f"{path} was written by a newer xpromo (schema {version}, this one knows {VERSION})"
        )
    return version


def _settle(connection: sqlite3.Connection) -> None:
    """Choose durability over speed: no other journal mode survives every crash that was tried (docs: ledger)."""
    for name, value in (
        ("journal_mode", "DELETE"),
        ("synchronous", "EXTRA"),
        ("foreign_keys", "ON"),
        ("trusted_schema", "OFF"),
        ("cell_size_check", "ON"),
        ("mmap_size", "0"),
        ("temp_store", "MEMORY"),
        ("cache_size", f"-{CACHE_KIB}"),
    ):
        connection.execute(f"PRAGMA {name} = {value}")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _check_key(connection: sqlite3.Connection, path: Path, fingerprint: str | None, *, write: bool) -> None:
    if fingerprint is None:
        return
    row = connection.execute("SELECT value FROM meta WHERE name = 'key_fingerprint'").fetchone()
    if row is None and write:
        connection.execute("INSERT OR IGNORE INTO meta VALUES ('key_fingerprint', ?)", (fingerprint,))
    elif row is not None and row[0] != fingerprint:
        raise StorageError.of(
            WRONG_KEY, f"{path} was made with another key than this one: the same person would become two"
        )


@contextmanager
def translated(path: Path, wait: float = 0.0) -> Iterator[None]:
    """Turn every error of SQLite into one of ours, with what to do next; nothing of a row is in it.

    A damaged page can hold text that is no UTF-8 or no JSON; the driver then fails to decode, now and then even its
    own message.
    """
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError, JSONDecodeError) as error:
        raise _ours(error, path, wait) from error


def _primary(error: Exception) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF  # the low byte is the code, the rest says more


def _ours(error: Exception, path: Path, wait: float) -> XpromoError:
    code = _primary(error)
    if code in WAITING:
        return LedgerBusy.of(BUSY, f"another process is writing to {path} and didn't finish within {wait:g} s")
    if code in BROKEN or isinstance(error, ValueError) or "decode" in str(error):
        return LedgerDamaged.of(DAMAGED, f"{path} is no ledger, or it is damaged")
    if code in REFUSED:
        rule, reason = REFUSED[code]
        return StorageError.of(rule, f"{path}: {reason}")
    return StorageError.of(DAMAGED, f"{path}: the ledger refused: {error}")
