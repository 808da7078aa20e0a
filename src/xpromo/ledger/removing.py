"""What erase and purge share: keys on their way out, a count of what went, and pages that keep no trace of it."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from xpromo.ledger.temporary import empty_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xpromo.ledger.store import Ledger

KEPT_IN = ("touches", "conversions", "survey_answers", "refusals")  # tables whose rows stay when keys or texts go
GONE = "(SELECT key FROM temp.gone)"
LOG = """
INSERT INTO removals (command, at, before_day, touches, conversions, people, assignments, texts, answers)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""


@dataclass(frozen=True, slots=True)
class Removed:
    """Rows that lost their keys (touches, conversions) or their text, and rows that went (people, assignments)."""

    touches: int
    conversions: int
    people: int
    assignments: int
    texts: int
    answers: int = 0

    @property
    def total(self) -> int:
        """How many rows there was something to remove from."""
        return sum(astuple(self))


@contextmanager
def removing(ledger: Ledger, *, keep: bool) -> Iterator[sqlite3.Connection]:
    """Lend the connection for one transaction that removes something; what was there is overwritten on the disk too."""
    ledger.connection.execute("PRAGMA secure_delete = ON")
    with ledger.writing(keep=keep) as connection:
        yield connection
    if keep:
        # Pages that were freed long ago hold earlier states, also where nothing was left to remove: after a crash right
        # here. It is done by now: no disk and no reader may say it failed
        with suppress(sqlite3.OperationalError):
            ledger.connection.execute("VACUUM")


def gather(connection: sqlite3.Connection, keys: Iterable[bytes]) -> None:
    """Note keys that are to go in ``temp.gone``, and in ``temp.people_gone`` those of the people themselves."""
    for table in ("gone", "people_gone"):
        empty_table(connection, table, "(key BLOB PRIMARY KEY) WITHOUT ROWID")
    connection.executemany("INSERT OR IGNORE INTO temp.people_gone VALUES (?)", [(key,) for key in keys])
    connection.execute("INSERT INTO temp.gone SELECT key FROM temp.people_gone")


def log(connection: sqlite3.Connection, command: str, at: int, before_day: int | None, removed: Removed) -> None:
    """Write down, in numbers, what a command removed."""
    connection.execute(LOG, (command, at, before_day, *astuple(removed)))
