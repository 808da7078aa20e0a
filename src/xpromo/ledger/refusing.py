"""Rows that were not taken: where and why, and what stood in them where somebody wished to keep that.

The text is the one raw thing in the ledger. It has a checksum of its own, so that it can be deleted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xpromo.errors import UsageError
from xpromo.ledger.rules import NO_BATCH
from xpromo.ledger.sealing import removing_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xpromo.ledger.store import Ledger

LONGEST = 1000  # characters kept of a row
REFUSED = """
SELECT r.batch, b.file, r.line, r.reason, r.column_name, r.raw FROM refusals r JOIN batches b ON b.id = r.batch
WHERE {which} ORDER BY r.batch, r.line, r.id"""
NOT_UNDONE = "NOT EXISTS (SELECT 1 FROM batch_events e WHERE e.batch = b.id AND e.event = 'undone')"


@dataclass(frozen=True, slots=True)
class StoredRefusal:
    """A row that was not taken; ``text`` is what stood in it, None where that isn't kept."""

    batch: int
    file: str
    line: int
    reason: str
    column: str
    text: str | None


def read_refused(ledger: Ledger, batch: int | None = None) -> list[StoredRefusal]:
    """Return the rows of a batch that were not taken, else of all that weren't undone, in the order of their files.

    Raises UsageError for a batch that isn't there.
    """
    with ledger.reading() as connection:
        if batch is None:
            return [StoredRefusal(*row) for row in connection.execute(REFUSED.format(which=NOT_UNDONE))]
        if not connection.execute("SELECT 1 FROM batches WHERE id = ?", (batch,)).fetchone():
            raise UsageError.of(NO_BATCH, f"there is no batch {batch}")
        return [StoredRefusal(*row) for row in connection.execute(REFUSED.format(which="b.id = ?"), (batch,))]


def keep_texts(ledger: Ledger, batch: int, texts: Mapping[int, str]) -> int:
    """Keep what stood in refused rows of a batch, by line; return how many rows have their text now."""
    rows = [(text[:LONGEST], batch, line) for line, text in texts.items()]
    with ledger.writing() as connection:
        with removing_from(connection, "refusals"):
            connection.executemany("UPDATE refusals SET raw = ? WHERE batch = ? AND line = ?", rows)
        kept = "SELECT count(*) FROM refusals WHERE batch = ? AND raw IS NOT NULL"
        return int(connection.execute(kept, (batch,)).fetchone()[0])
