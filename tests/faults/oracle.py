"""What a ledger holds, and what an export holds, seen without a line of xpromo: sqlite3, csv and counting.

A ledger is looked at in a copy, journal and all: looking recovers what a crash left, and that is xpromo's to do.
"""

from __future__ import annotations

import csv
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

State = Mapping[str, str]  # table → digest of its rows; empty tables and the key's mark are left out
NONE: State = {}
BORN_WITH = {"texts"}  # tables that have rows from the first moment on


class Broken(AssertionError):
    """The ledger isn't one that anybody may be left with."""


@contextmanager
def looking(ledger: Path) -> Iterator[sqlite3.Connection | None]:
    """Lend a connection to a copy of the ledger as it lies there; None when there is none."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "ledger.db"
        for end in ("", "-journal"):
            part = ledger.with_name(ledger.name + end)
            if part.exists():
                shutil.copyfile(part, copy.with_name(copy.name + end))
        if not copy.exists():
            yield None
            return
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            yield connection


def state_of(ledger: Path, *, drawn: bool = False) -> State:
    """Return what the ledger holds, to be compared; raises Broken where SQLite finds it damaged.

    Where chance decides what the rows hold (``drawn``), how many there are has to do.
    """
    with looking(ledger) as connection:
        if connection is None:
            return NONE
        if (said := connection.execute("PRAGMA integrity_check").fetchall()) != [("ok",)]:
            raise Broken(f"{ledger.name}: {said[:3]}")
        if lost := connection.execute("PRAGMA foreign_key_check").fetchall():
            raise Broken(f"{ledger.name}: rows without the rows they point to: {lost[:3]}")
        found = {}
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = sorted(map(repr, connection.execute(f'SELECT * FROM "{table}"')))  # noqa: S608 - its own names
            if table not in {"meta", "sqlite_stat1"} and rows:
                found[table] = str(len(rows)) if drawn else sha256("\n".join(rows).encode()).hexdigest()
        return found if found.keys() - BORN_WITH else NONE


def files_of(folder: Path) -> dict[str, str]:
    """Return every file below a folder with the digest of its bytes; a ledger's is looked at otherwise."""
    return {
        path.relative_to(folder).as_posix(): "ledger" if is_ledger(path) else sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def is_ledger(path: Path) -> bool:
    """Whether a file is SQLite's, or what a crash left of one."""
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0" or path.name == "ledger.db"


def codes_of(ledger: Path) -> Counter[str]:
    """Return how often each code was handed out."""
    with looking(ledger) as connection:
        rows = connection.execute("SELECT code FROM codes").fetchall() if connection and _has(connection) else []
    return Counter(code for (code,) in rows)


def _has(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'codes'").fetchone())


# ------------------------------------------------------------------------------------------------------ the exports


@dataclass(frozen=True, slots=True)
class Expected:
    """What must come of files of clicks: how often each moment and link, whatever order they came in."""

    rows: int
    refused: int
    touches: Counter[tuple[int, str]]


def clicks_in(*files: Path) -> Expected:
    """Count the clicks of files: each id once, rows whose moment can't be read not at all."""
    rows, refused, seen = 0, 0, dict[str, tuple[int, str]]()
    for file in files:
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                rows += 1
                try:
                    at = datetime.fromisoformat(row["at"])
                except ValueError:
                    refused += 1
                    continue
                seen[row["id"]] = (int(at.timestamp()), row["url"].rpartition("xp=")[2])
    return Expected(rows, refused, Counter(seen.values()))


def touches_in(ledger: Path) -> Counter[tuple[int, str]]:
    """Return what the ledger holds of clicks, in the same form."""
    with looking(ledger) as connection:
        if connection is None or not _has(connection):
            return Counter()
        sql = "SELECT f.at, t.link FROM touches f JOIN targets t ON t.id = f.target WHERE f.undone = 0"
        return Counter(connection.execute(sql).fetchall())


def sales_in(file: Path) -> Counter[str]:
    """Return the sum of each currency in a file of conversions, in minor units of two decimals."""
    sums: Counter[str] = Counter()
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            sums[row["currency"]] += round(float(row["amount"]) * 100)
    return sums


def sales_of(ledger: Path) -> Counter[str]:
    """Return the sum of each currency in the ledger."""
    with looking(ledger) as connection:
        if connection is None or not _has(connection):
            return Counter()
        sql = "SELECT currency, sum(amount) FROM conversions WHERE undone = 0 GROUP BY currency"
        return Counter(dict(connection.execute(sql).fetchall()))
