"""Proof that the ledger is whole, and making everything derived again."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from xpromo.errors import LedgerDamaged, UsageError
from xpromo.ledger.apart import APART
from xpromo.ledger.deriving import derive_all
from xpromo.ledger.migrations import MIGRATIONS, VERSION, migrate
from xpromo.ledger.promise_rows import settings_in_force, settings_text
from xpromo.ledger.rollups import FACTS
from xpromo.ledger.rules import BROKEN_CHAIN, BROKEN_FILE, CHANGED_ROWS, NO_TRACE, STALE_ROLLUP
from xpromo.ledger.sealing import (
    GENESIS,
    SEALED,
    Part,
    batch_row,
    chain_value,
    checksum_of,
    last_ids,
    removable_of,
    seal,
    signs_removable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from xpromo.errors import Problem
    from xpromo.ledger.store import Ledger

SEEDS = [(1, ""), (2, "clicks"), (3, "cost"), (4, "new"), (5, "returning")]
LATER_SEEDS = {(-1, "repeat"), (-2, "scanner-burst"), (-3, "too-soon")}  # where the ledger had no such text before
UNTRACED = """
SELECT count(*) FROM {table} f WHERE undone <>
  EXISTS (SELECT 1 FROM batch_events e WHERE e.batch = f.batch AND e.event = 'undone')"""
DERIVED = {  # table → its columns without row numbers; squares are compared without their last bits
    "daily": "target, metric, label, source, currency, day, days, facts, n, amount, printf('%.9e', squares)",
    "evidence": "target, from_day, until_day, owner, rank, method, level, placement, property, campaign, partner,"
    " promise, conflict, recovered, alone",
    "conversions": "id, credited, superseded_by, novelty, united, path, touched, same_person, aside",
    "person_touches": "visitor, touch",
    "daily_paths": "path, target, metric, label, currency, day, n, amount",
    "totals": "id, superseded_by, since, base",
    "exclusions": "touch, reason, settled",
    "touch_blocks": "block, since, until",
}
WAS, NOW = "SELECT * FROM temp.cells_before", f"SELECT {DERIVED['daily']} FROM daily"
CELL = "target, metric, label, source, currency, day, days"
DIFFERENT = f"""
SELECT count(*) FROM (SELECT {CELL} FROM ({WAS} EXCEPT {NOW}) UNION SELECT {CELL} FROM ({NOW} EXCEPT {WAS}))"""


@dataclass(frozen=True, slots=True)
class Info:
    """What a ledger holds: rows of each table, its size in bytes, schema version, SQLite's version."""

    path: str
    size: int
    version: int
    sqlite: str
    tables: dict[str, int]
    period: tuple[int, int] | None


def info(ledger: Ledger) -> Info:
    """Return what the ledger holds."""
    with ledger.reading() as connection:
        names = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
            )
        ]
        counts = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}
        first, last = connection.execute("SELECT min(period_start), max(period_end) FROM batches").fetchone()
        version = _version(connection)
    period = None if first is None else (first, last)
    return Info(str(ledger.path), ledger.path.stat().st_size, version, sqlite3.sqlite_version, counts, period)


def count_seals(ledger: Ledger) -> int:
    """Return how many transactions are sealed."""
    with ledger.reading() as connection:
        return int(connection.execute("SELECT count(*) FROM seals").fetchone()[0])


# ------------------------------------------------------------------------------------------------ verify


def verify(ledger: Ledger) -> list[Problem]:
    """Read everything back and return what is wrong, nothing when the ledger is whole.

    Of a copy with an older schema derived tables aren't looked at: what brings it up to date may make them again.
    Needs a ledger opened for writing: derived tables are made again and thrown away. Raises LedgerDamaged when the
    file can't be read to its end.
    """
    with ledger.writing(keep=False) as connection:
        looks = (_broken_file, _foreign_schema, _written, _derived)
        for look in looks if _version(connection) == VERSION else looks[:-1]:
            problems = list(look(connection))
            if problems:
                return problems  # what comes next leans on what was looked at
    return []


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _written(connection: sqlite3.Connection) -> Iterator[Problem]:
    yield from _seals(connection)
    yield from _untraced(connection)
    for (name,) in connection.execute("SELECT name FROM meta WHERE name <> 'key_fingerprint'"):
        yield CHANGED_ROWS.at(None, f"meta holds {name!r}, which xpromo doesn't write")


def _foreign_schema(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Compare every table and index with what the migrations up to the ledger's schema make."""
    sql = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%' ORDER BY name"
    fresh = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrate(fresh, MIGRATIONS[: _version(connection)])
        if fresh.execute(sql).fetchall() != connection.execute(sql).fetchall():
            yield BROKEN_FILE.at(None, "the tables aren't those that xpromo makes")
    finally:
        fresh.close()


def _broken_file(connection: sqlite3.Connection) -> Iterator[Problem]:
    for (word,) in connection.execute("PRAGMA integrity_check(20)"):
        if word != "ok":
            yield BROKEN_FILE.at(None, f"SQLite says: {word}")
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield BROKEN_FILE.at(None, f"row {row} of {table} points to a row of {parent} that isn't there")


def _seals(connection: sqlite3.Connection) -> Iterator[Problem]:
    previous, reached = GENESIS, dict.fromkeys(SEALED, 0)
    reached["texts"] = len(SEEDS)
    seeds = connection.execute("SELECT id, text FROM texts WHERE id <= ? ORDER BY id", (len(SEEDS),)).fetchall()
    if [seed for seed in seeds if seed not in LATER_SEEDS] != SEEDS:
        yield CHANGED_ROWS.at(None, "the first rows of texts were changed")
    signed = signs_removable(connection)
    sql = f"SELECT table_name, first, last, checksum{', removable' if signed else ''} FROM seal_parts WHERE seal = ?"
    for number, at, batch, chain in connection.execute("SELECT id, at, batch, chain FROM seals ORDER BY id").fetchall():
        parts = [Part(*row) for row in connection.execute(sql, (number,))]
        if chain_value(previous, at, batch_row(connection, batch), parts) != chain:
            yield BROKEN_CHAIN.at(None, f"the chain is broken at seal {number}{_of_batch(batch)}")
        for part in parts:
            yield from _part(connection, part, reached, batch, signed=signed)
        previous = chain
    for table, last in last_ids(connection).items():
        if last != reached[table]:
            yield BROKEN_CHAIN.at(None, f"{table} ends at row {last}, the last seal at row {reached[table]}")


def _of_batch(batch: int | None) -> str:
    return "" if batch is None else f" (batch {batch})"


def _part(
    connection: sqlite3.Connection, part: Part, reached: dict[str, int], batch: int | None, *, signed: bool
) -> Iterator[Problem]:
    where = f"rows {part.first} to {part.last} of {part.table}{_of_batch(batch)}"
    if part.table not in SEALED or part.first != reached[part.table] + 1:
        yield BROKEN_CHAIN.at(None, f"{where} don't follow the rows sealed before")
        return
    reached[part.table] = part.last
    try:
        whole = checksum_of(connection, part.table, part.first, part.last) == part.checksum and (
            not signed or removable_of(connection, part.table, part.first, part.last) == part.removable
        )
    except (TypeError, ValueError, OverflowError, sqlite3.Error):  # a flip made a value of another type
        whole = False
    if not whole:
        yield CHANGED_ROWS.at(None, f"{where} were changed after they were written")


def _untraced(connection: sqlite3.Connection) -> Iterator[Problem]:
    there = last_ids(connection)  # an older schema lacks some
    for table in (*FACTS, *(name for name in (*APART, "promo_codes") if name in there)):
        count = connection.execute(UNTRACED.format(table=table)).fetchone()[0]
        if count:
            yield NO_TRACE.at(None, f"{count} rows of {table} don't agree with the imports that were undone")


def _derived(connection: sqlite3.Connection) -> Iterator[Problem]:
    for table, columns in DERIVED.items():
        connection.execute(f"CREATE TEMP TABLE was_{table} AS SELECT {columns} FROM {table}")
    derive_all(connection)
    for table, columns in DERIVED.items():
        was, now = f"SELECT * FROM temp.was_{table}", f"SELECT {columns} FROM {table}"
        differs = f"SELECT 1 FROM ({was} EXCEPT {now}) UNION ALL SELECT 1 FROM ({now} EXCEPT {was}) LIMIT 1"
        if connection.execute(differs).fetchone():
            yield STALE_ROLLUP.at(None, f"{table} isn't what the facts say", "run `xpromo ledger rebuild`")


# ------------------------------------------------------------------------------------------------ rebuild


class Rebuilt(NamedTuple):
    """The cells of ``daily`` after they were made again, and how many differ from what was there."""

    cells: int
    different: int


def rebuild(
    ledger: Ledger, now: datetime | None = None, timezone: str | None = None, *, dry_run: bool = False
) -> Rebuilt:
    """Make everything derived again.

    ``timezone`` counts every fact again in days of another zone, for a brand that changed its own; every touched row
    is sealed anew, so that they have to be whole. ``now`` is needed for that only. A dry run keeps nothing.

    Raises UsageError for a zone that doesn't exist, LedgerDamaged for rows that aren't what was written.
    """
    if timezone is not None and timezone not in available_timezones():
        raise UsageError(f"there is no time zone {timezone!r}", hint="write it like Europe/Berlin or UTC")
    with ledger.writing(keep=not dry_run) as connection:
        if timezone and now:
            require_whole(ledger.path, _seals(connection))  # nobody signs what isn't
            _move_zone(connection, timezone, int(now.timestamp()))
        connection.execute(f"CREATE TEMP TABLE cells_before AS SELECT {DERIVED['daily']} FROM daily")
        derive_all(connection)
        cells: int = connection.execute("SELECT count(*) FROM daily").fetchone()[0]
        different: int = connection.execute(DIFFERENT).fetchone()[0]
        connection.execute("DROP TABLE temp.cells_before")
    return Rebuilt(cells, different)


def require_whole(path: Path, problems: Iterable[Problem]) -> None:
    """Raise LedgerDamaged for problems that were found in the ledger at ``path``, if there are any."""
    if found := list(problems):
        hint = "`xpromo explain` on each code says how to mend it"
        raise LedgerDamaged(f"{path} isn't what was written", hint=hint, problems=found)


def _move_zone(connection: sqlite3.Connection, timezone: str, at: int) -> None:
    for table in ("touches", "conversions", *APART):
        first, last = connection.execute(f"SELECT min(at), max(at) FROM {table}").fetchone()
        for start, end, offset in offsets(timezone, first, last) if first is not None else ():
            connection.execute(
                f"UPDATE {table} SET day = (at + ?) / 86400 - (at + ? < 0 AND (at + ?) % 86400 <> 0)"
                " WHERE at >= ? AND at < ?",
                (offset, offset, offset, start, end),
            )
    settings = settings_in_force(connection)
    before = last_ids(connection)
    if settings:
        body = settings_text(settings).replace(f'"timezone": "{settings.timezone}"', f'"timezone": "{timezone}"')
        connection.execute(
            "INSERT INTO settings (written_at, brand, timezone, body) VALUES (?, ?, ?, ?)",
            (at, settings.brand, timezone, body),
        )
    _seal_again(connection)
    seal(connection, before, at)


def _seal_again(connection: sqlite3.Connection) -> None:
    """Sign every seal for rows as they are now: only after a lawful change of all of them."""
    previous = GENESIS
    for number, at, batch in connection.execute("SELECT id, at, batch FROM seals ORDER BY id").fetchall():
        parts = [
            Part(table, first, last, checksum_of(connection, table, first, last))
            for table, first, last in connection.execute(
                "SELECT table_name, first, last FROM seal_parts WHERE seal = ?", (number,)
            ).fetchall()
        ]
        connection.executemany(
            "UPDATE seal_parts SET checksum = ? WHERE seal = ? AND table_name = ?",
            [(part.checksum, number, part.table) for part in parts],
        )
        previous = chain_value(previous, at, batch_row(connection, batch), parts)
        connection.execute("UPDATE seals SET chain = ? WHERE id = ?", (previous, number))


def offsets(timezone: str, first: int, last: int) -> Iterator[tuple[int, int, int]]:
    """Yield spans of seconds (start, end exclusive) with the zone's offset in them, together covering first to last."""
    zone, hour = ZoneInfo(timezone), timedelta(hours=1)
    moment = datetime.fromtimestamp(first - first % 3600, UTC)
    start, offset = first, _offset(zone, moment)
    while moment.timestamp() <= last:
        moment += hour
        if _offset(zone, moment) != offset:
            yield start, int(moment.timestamp()), offset
            start, offset = int(moment.timestamp()), _offset(zone, moment)
    yield start, last + 1, offset


def _offset(zone: ZoneInfo, moment: datetime) -> int:
    return int((moment.astimezone(zone).utcoffset() or timedelta()).total_seconds())
