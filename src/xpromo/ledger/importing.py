"""One file into the ledger: one transaction, everything derived with it, all or nothing."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from xpromo.collecting import without_collecting
from xpromo.errors import StorageError
from xpromo.files import FILE_FAILED
from xpromo.imported import ImportResult
from xpromo.ledger.conversions import ConversionWriter
from xpromo.ledger.dictionaries import Targets, Texts
from xpromo.ledger.erasing import Erased
from xpromo.ledger.held import notes_on_held
from xpromo.ledger.hygiene import derive_after_sends, derive_touches, excluded_by_others, without_derived
from xpromo.ledger.merged import is_told_twice, told_too
from xpromo.ledger.previewing import preview
from xpromo.ledger.promise_rows import date_of
from xpromo.ledger.promising import keep_settings
from xpromo.ledger.promotions import PromotionWriter
from xpromo.ledger.rollups import FACTS
from xpromo.ledger.same_file import notes_on_alike
from xpromo.ledger.sealing import last_ids, seal
from xpromo.ledger.standing import count_new, walk_again
from xpromo.ledger.store import CACHE_KIB
from xpromo.ledger.tally import Tally
from xpromo.ledger.told import AnswerWriter, MentionWriter
from xpromo.ledger.totals import CostWriter, TotalsWriter
from xpromo.ledger.touches import TouchWriter
from xpromo.records import Kind, Refusal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from xpromo.imported import BatchHeader
    from xpromo.ledger.store import Ledger
    from xpromo.records import Batch, Settings

HEADER = (
    *("file", "sha256", "size", "source", "version", "kind", "account", "timezone", "timezone_from"),
    *("currency", "options", "by_id"),
)
COUNTS = (
    *("period_start", "period_end", "rows", "recorded", "known", "refused", "excluded", "resolved"),
    *("exclusions", "totals"),
)
PIECE_KIB = 2_000  # of a sort
MANY_BYTES, ROW_BYTES = 8 << 20, 1_000  # of a file with many rows; of a row, at most
STORED_AS = {Kind.MENTIONS: Kind.CLICKS, Kind.ANSWERS: Kind.CONVERSIONS}  # a released table knows four kinds
REPEAT = """
SELECT id FROM batches b WHERE sha256 = ? AND source = ? AND version = ? AND options = ? AND account = ?
  AND NOT EXISTS (SELECT 1 FROM batch_events e WHERE e.batch = b.id) ORDER BY id LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a file is recorded.

    A dry run does the same work and keeps nothing. ``replace`` lets an aggregate take the place of others whose period
    it overlaps. ``settings`` are written with the first file where nothing was minted yet: its days are counted in
    their zone. ``check`` looks at the result before it is kept; what it raises leaves the ledger as it was.
    """

    dry_run: bool = False
    replace: bool = False
    settings: Settings | None = None
    check: Callable[[ImportResult], None] = lambda _result: None


def record_batch(
    ledger: Ledger, header: BatchHeader, batches: Iterable[Batch], now: datetime, manner: Manner | None = None
) -> ImportResult:
    """Write a file's chunks in one transaction and say what became of its records.

    ``batches`` is consumed inside the transaction: whatever it raises leaves the ledger as it was.
    """
    manner, at = manner or Manner(), int(now.timestamp())
    with _bulk(ledger, header), ledger.writing(keep=not manner.dry_run) as connection:
        writer = FileWriter(connection, header, replace=manner.replace)
        if manner.settings:
            keep_settings(connection, manner.settings, at)
        writer.postpone_index()
        for batch in _readable(batches, header.file):
            writer.write(batch)
        result = writer.finish(at, dry_run=manner.dry_run)
        manner.check(result)
        return result


def _readable(batches: Iterable[Batch], file: str) -> Iterator[Batch]:
    """Yield the chunks; a reader that trips over bytes must not be taken for a damaged ledger."""
    try:
        yield from batches
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise StorageError(
            f"{file} can't be read to its end", hint="export it again, as UTF-8", code=FILE_FAILED.code
        ) from error


@contextmanager
def _bulk(ledger: Ledger, header: BatchHeader) -> Iterator[None]:
    """Settings for many rows: what the schema checks in each is right by construction (``verify`` looks), and much is
    compared on disk, not in memory.
    """
    execute = ledger.connection.execute
    execute("PRAGMA foreign_keys = OFF")
    execute("PRAGMA ignore_check_constraints = ON")
    if header.kind in {Kind.CLICKS, Kind.CONVERSIONS}:
        execute("PRAGMA temp_store = FILE")
    try:
        with without_collecting():
            yield
    finally:
        execute("PRAGMA foreign_keys = ON")
        execute("PRAGMA ignore_check_constraints = OFF")
        execute("PRAGMA temp_store = MEMORY")


class FileWriter:
    """Writes one file."""

    def __init__(self, connection: sqlite3.Connection, header: BatchHeader, *, replace: bool) -> None:
        self.connection, self.header, self.replace = connection, header, replace
        self.before = last_ids(connection)
        self.number: int = connection.execute("SELECT ifnull(max(id), 0) + 1 FROM batches").fetchone()[0]
        self.tally = Tally()
        self.erased = Erased(connection)
        self.texts, self.targets = Texts(connection), Targets(connection)
        self.texts.number(header.source)
        self.written = {
            table: connection.execute(f"SELECT ifnull(max(id), 0) FROM {table}").fetchone()[0]
            for table in (*FACTS, "promo_codes")
        }
        shared = (connection, self.number, self.targets, self.texts, self.tally)
        reported = f" reported by {header.reported_by}" if header.reported_by else ""
        scope = f"{header.source} {header.account}{reported}"
        self.touches = TouchWriter(*shared, by_id=header.by_id, source=header.source)
        self.conversions = ConversionWriter(*shared, scope=scope, table="reported" if reported else "conversions")
        self.totals = TotalsWriter(*shared, scope=scope)
        self.costs = CostWriter(*shared)
        self.mentions = MentionWriter(*shared)
        self.answers = AnswerWriter(connection, self.number, self.texts, self.tally)
        self.promotions = PromotionWriter(connection, self.number, self.tally)
        self.postponed = ""  # how an index is made again

    def postpone_index(self) -> None:
        """Drop the index of customers where the file holds more than it does: made at once it costs half. Until
        :meth:`finish` nothing may look a customer up.
        """
        conversions = self.written["conversions"]
        if self.header.kind != Kind.CONVERSIONS or self.header.size < max(MANY_BYTES, conversions * ROW_BYTES):
            return
        find = "SELECT sql FROM sqlite_master WHERE type = 'index' AND name = 'conversions_customer'"
        self.postponed = self.connection.execute(find).fetchone()[0]
        self.connection.execute("DROP INDEX conversions_customer")

    @contextmanager
    def _sorting(self) -> Iterator[None]:
        """Let a million rows be sorted by two threads in pieces that fit a processor's cache: in half the time."""
        if not self.postponed:
            yield
            return
        self.connection.execute(f"PRAGMA cache_size = -{PIECE_KIB}")
        self.connection.execute("PRAGMA threads = 2")
        yield
        self.connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        self.connection.execute("PRAGMA threads = 0")

    def write(self, batch: Batch) -> None:
        """Write a chunk."""
        self.erased.drop_from(batch)
        self.texts.add(batch.texts)
        self.targets.add(batch.evidence)
        self.tally.rows += batch.records
        self.tally.exclusions.update(batch.skipped)
        refused = list(batch.refusals)
        if batch.touches:
            self.touches.contexts.add(batch.contexts)
            refused += self.touches.write(batch.touches)
        if batch.conversions:
            refused += self.conversions.write(batch.conversions, by_id=self.header.by_id)
        if batch.totals:
            refused += self.totals.write(batch.totals, replace=self.replace)
        if batch.costs:
            refused += self.costs.write(batch.costs)
        if batch.mentions:
            refused += self.mentions.write(batch.mentions, by_id=self.header.by_id)
        if batch.answers:
            refused += self.answers.write(batch.answers, by_id=self.header.by_id)
        if batch.promotions:
            refused += self.promotions.write(batch.promotions)
        self._refuse(refused)

    def _refuse(self, refused: list[Refusal]) -> None:
        self.tally.refuse(refused)
        self.connection.executemany(
            "INSERT INTO refusals (batch, line, reason, column_name) VALUES (?, ?, ?, ?)",
            [(self.number, refusal.line, refusal.reason, refusal.column) for refusal in refused],
        )

    def finish(self, at: int, *, dry_run: bool) -> ImportResult:
        """Write the batch, derive what depends on its rows, seal it."""
        with self._sorting():
            return self._finish(at, dry_run=dry_run)

    def _finish(self, at: int, *, dry_run: bool) -> ImportResult:
        self._refuse(self.touches.finish())
        self._write_batch(at)
        if self.postponed:
            self.connection.execute(self.postponed)
        ends, first = last_ids(self.connection), self.before["touches"] + 1
        self.touches.roll_up()
        if ends["touches"] >= first:
            derive_touches(self.connection, self.touches.watched(first))
            self._count_derived(first)
        for table, last in self.written.items():
            count_new(self.connection, table, last + 1, ends[table])
        if self.totals.knows_a_send and derive_after_sends(self.connection):
            walk_again(self.connection)
        self.tally.resolved += self.conversions.credited_otherwise()
        self._write_counts()
        result = _result(None if dry_run else self.number, self.header, self.tally)
        first, last = self.written["conversions"] + 1, ends["conversions"]
        notes = [*notes_on_held(self.connection, self.tally.held, self.header.options)]
        if first <= last:
            notes += notes_on_alike(self.connection, self.header, first, last)
        result = replace(result, notes=tuple(notes))
        if first <= last and is_told_twice(self.connection):
            result = replace(result, merged=told_too(self.connection, first, last))
        if dry_run:
            return replace(result, preview=preview(self.connection, self.before))
        ready = {"touches": self.touches.checksums, "conversions": self.conversions.checksums}
        seal(self.connection, self.before, at, self.number, ready)
        return result

    def _write_batch(self, at: int) -> None:
        result = _result(self.number, self.header, self.tally)
        holds = self.header.kind if self.header.kind in STORED_AS else None
        header = replace(self.header, kind=STORED_AS.get(self.header.kind, self.header.kind))
        values = (*(getattr(header, name) for name in HEADER), *_counts(self.tally, result))
        names = ", ".join(("id", "imported_at", *HEADER, *COUNTS))
        marks = ", ".join("?" * (len(values) + 2))
        self.connection.execute(f"INSERT INTO batches ({names}) VALUES ({marks})", (self.number, at, *values))
        if self.header.reported_by or holds:
            terms = (self.number, self.header.reported_by or None, holds)
            self.connection.execute("INSERT INTO batch_terms (batch, reported_by, holds) VALUES (?, ?, ?)", terms)
        if self.header.kind == Kind.CLICKS:
            rules = (self.number, self.header.agents, self.header.centres, self.header.filtered)
            names = "batch, agents, centres, filtered"
            self.connection.execute(f"INSERT INTO batch_rules ({names}) VALUES (?, ?, ?, ?)", rules)

    def _count_derived(self, first: int) -> None:
        """Count touches that others exclude as excluded; what was known stays known."""
        for reason, count, resolved in excluded_by_others(self.connection, first):
            self.tally.exclusions[reason] += count
            self.tally.recorded -= count
            self.tally.resolved -= resolved

    def _write_counts(self) -> None:
        names = ", ".join(f"{name} = ?" for name in ("currency", *COUNTS))
        found = list(self.tally.totals)
        currency = self.header.currency if not found else found[0] if len(found) == 1 else ""
        counts = _counts(self.tally, _result(self.number, self.header, self.tally))
        self.connection.execute(f"UPDATE batches SET {names} WHERE id = ?", (currency, *counts, self.number))


def _counts(tally: Tally, result: ImportResult) -> tuple[Any, ...]:
    outcomes = (result.rows, result.recorded, result.known, result.refused, result.excluded, result.resolved)
    reasons = (json.dumps(result.exclusions, sort_keys=True), json.dumps(result.totals, sort_keys=True))
    return (tally.first, tally.last, *outcomes, *reasons)


def _result(number: int | None, header: BatchHeader, tally: Tally) -> ImportResult:
    exclusions = {reason: count for reason, count in sorted(tally.exclusions.items()) if count}
    return ImportResult(
        batch=number,
        file=header.file,
        source=header.source,
        kind=header.kind,
        account=header.account,
        period=None if tally.first is None or tally.last is None else (date_of(tally.first), date_of(tally.last)),
        timezone=header.timezone,
        timezone_from=header.timezone_from,
        currency=header.currency,
        rows=tally.rows,
        recorded=tally.recorded,
        known=tally.known,
        refused=tally.refusals.total(),
        excluded=sum(exclusions.values()),
        resolved=tally.resolved,
        refusals=dict(sorted(tally.refusals.items())),
        exclusions=exclusions,
        totals=dict(sorted(tally.totals.items())),
        examples=tuple(tally.examples),
        reported_by=header.reported_by,
    )


def find_repeat(ledger: Ledger, header: BatchHeader) -> ImportResult | None:
    """Answer an import of the very same bytes with the same reader and options from the stored batch.

    None when there was none, when it was undone, or when an undo of another batch made its known rows missing.
    """
    with ledger.reading() as connection:
        asked = (header.sha256, header.source, header.version, header.options, header.account)
        found = connection.execute(REPEAT, asked).fetchone()
        return _repeated(connection, header, found[0]) if found else None


def _repeated(connection: sqlite3.Connection, header: BatchHeader, number: int) -> ImportResult:
    (start, end, rows, _, _, refused, _, _, exclusions) = connection.execute(
        f"SELECT {', '.join(COUNTS[:-1])} FROM batches WHERE id = ?", (number,)
    ).fetchone()
    lines = "SELECT line, reason, column_name FROM refusals WHERE batch = ? ORDER BY id LIMIT 20"
    reasons = "SELECT reason, count(*) FROM refusals WHERE batch = ? GROUP BY reason ORDER BY reason"
    stated = without_derived(json.loads(exclusions))
    return ImportResult(
        batch=number,
        file=header.file,
        source=header.source,
        kind=header.kind,
        account=header.account,
        period=None if start is None else (date_of(start), date_of(end)),
        timezone=header.timezone,
        timezone_from=header.timezone_from,
        currency=header.currency,
        rows=rows,
        recorded=0,
        known=rows - refused - sum(stated.values()),
        refused=refused,
        excluded=sum(stated.values()),
        resolved=0,
        refusals=dict(connection.execute(reasons, (number,))),
        exclusions=stated,
        examples=tuple(Refusal(*row) for row in connection.execute(lines, (number,))),
        repeated=True,
        reported_by=header.reported_by,
    )
