"""Taking a batch out of every number: marked, never deleted, and everything derived follows."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xpromo.errors import UsageError
from xpromo.ledger.apart import APART
from xpromo.ledger.hygiene import derive_after_sends, derive_touches, forget_touches, slots_of
from xpromo.ledger.rollups import FACTS
from xpromo.ledger.rules import NO_BATCH
from xpromo.ledger.sealing import last_ids, seal
from xpromo.ledger.standing import counting_again, walk_again

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from datetime import datetime

    from xpromo.ledger.store import Ledger

# Later imports whose file may hold what is missing now: rows that were known or excluded (a robot's click is in the
# ledger too, and of a known one nobody counts that it was known), lists without days, and rows whose id stood for
# another event.
OVERLAPPING = """
SELECT id, file FROM batches later WHERE id > :batch
  AND (kind, account) = (SELECT kind, account FROM batches WHERE id = :batch)
  AND ifnull((SELECT ifnull(reported_by, holds) FROM batch_terms WHERE batch = later.id), '') =
    ifnull((SELECT ifnull(reported_by, holds) FROM batch_terms WHERE batch = :batch), '')
  AND NOT EXISTS (SELECT 1 FROM batch_events e WHERE e.batch = later.id AND e.event = 'undone')
  AND (
    (recorded < rows OR kind IN ('totals', 'conversions'))
      AND period_start < (SELECT period_end FROM batches WHERE id = :batch)
      AND period_end > (SELECT period_start FROM batches WHERE id = :batch)
    OR known > 0 AND period_end IS NULL AND (SELECT period_end FROM batches WHERE id = :batch) IS NULL
    OR EXISTS (SELECT 1 FROM refusals r WHERE r.batch = later.id AND r.reason = 'id-conflict'))
ORDER BY id"""
MARK = "INSERT INTO batch_events (batch, at, event, note) VALUES (?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class UndoResult:
    """What an undo took out: the batch, how many facts, and the later batches whose files must be imported again, by
    number.
    """

    batch: int
    facts: int
    overlapping: Mapping[int, str]


def undo_batch(ledger: Ledger, batch: int, now: datetime, *, dry_run: bool = False) -> UndoResult:
    """Take a batch out of every number and leave its trace.

    Rows of later files that were known because of this batch are missing afterwards; those batches are named, and
    their files may be imported again. A dry run does the same and keeps nothing. Raises UsageError for a batch that
    isn't there or was undone already.
    """
    with ledger.writing(keep=not dry_run) as connection:
        _check(connection, batch)
        before, at = last_ids(connection), int(now.timestamp())
        parts = connection.execute(
            "SELECT table_name, first, last FROM seal_parts JOIN seals ON seals.id = seal WHERE batch = ?", (batch,)
        ).fetchall()
        connection.execute(MARK, (batch, at, "undone", ""))
        facts = sum(_undo(connection, *part) for part in parts if part[0] in {*FACTS, *APART, "promo_codes"})
        overlapping: dict[int, str] = dict(connection.execute(OVERLAPPING, {"batch": batch}).fetchall())
        connection.executemany(MARK, [(later, at, "reopened", f"{batch}") for later in overlapping])
        seal(connection, before, at)
    return UndoResult(batch, facts, overlapping)


def _check(connection: sqlite3.Connection, batch: int) -> None:
    if not connection.execute("SELECT 1 FROM batches WHERE id = ?", (batch,)).fetchone():
        raise UsageError.of(NO_BATCH, f"there is no batch {batch}")
    undone = "SELECT 1 FROM batch_events WHERE batch = ? AND event = 'undone'"
    if connection.execute(undone, (batch,)).fetchone():
        raise UsageError.of(NO_BATCH, f"batch {batch} was undone already")


def _undo(connection: sqlite3.Connection, table: str, first: int, last: int) -> int:
    counting = nullcontext() if table in APART else counting_again(connection, table, first, last)
    with counting:
        rows = connection.execute(f"UPDATE {table} SET undone = 1 WHERE id BETWEEN ? AND ?", (first, last)).rowcount
        if table == "touches":  # which of the others count decides over people's paths
            forget_touches(connection, first, last)
            derive_touches(connection, slots_of(connection, first, last))
    if table == "totals" and derive_after_sends(connection):
        walk_again(connection)
    return int(rows)
