"""Checksums over what a transaction wrote, chained to the transaction before.

``integrity_check`` says "ok" to three of four silent byte flips (research: security), so every transaction is sealed:
a checksum for each table over the columns that never change, and a chain value over those and the seal before.
Columns are hashed one by one, so that it costs nothing where rows were written from columns anyway. What erasing a
person changes (keys, raw text, what was settled before a key went) must not break the chain: it has a checksum of its
own beside it, which is made again where that is lawful and leaves nothing of what was there.
"""

from __future__ import annotations

from array import array
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from struct import pack
from typing import TYPE_CHECKING, Any

from xpromo.errors import LedgerDamaged
from xpromo.ledger.rules import CHANGED_ROWS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    Column = Sequence[Any]
    Encoder = Callable[[Column], bytes]

CHUNK = 5_000
DIGEST_BYTES = 16
GENESIS = bytes(DIGEST_BYTES)
NEVER = object()  # no value at all is usual
NO_KEY = b"\xff"  # in the place of a key that isn't there; keys are longer


def _numbers(column: Column) -> bytes:
    return column.tobytes() if isinstance(column, array) else pack(f"{len(column)}q", *column)


def _keys(column: Column) -> bytes:
    return b"".join(column)


def _keys_or_none(column: Column) -> bytes:
    try:
        return b"".join(column)  # mostly all of them are there
    except TypeError:
        return b"".join([NO_KEY if key is None else key for key in column])


def _texts(column: Column) -> bytes:
    return ("\x00".join(column) + "\x00").encode()


def _any(column: Column) -> bytes:
    return ("\x00".join(map(repr, column)) + "\x00").encode()


# Columns of each sealed table with how they become bytes; all rows have an integer ``id`` that only grows.
SEALED: Mapping[str, Mapping[str, Encoder]] = {
    "settings": dict.fromkeys(("written_at", "brand", "timezone", "body"), _any),
    "promises": dict.fromkeys(
        (
            *("placement", "revision", "minted_at", "minted_day", "campaign", "campaign_name", "form", "brand"),
            *("partner", "partner_name", "property", "property_name", "channel", "direction", "promotes", "offer"),
            *("offer_title", "landing", "phase", "kind", "expected_reach", "expected_clicks", "swap"),
            *("tolerance_days", "fairness_unit", "window_days", "conflict", "clicks_from", "budget_minor"),
            *("budget_currency", "moved_from", "flight_start", "flight_end", "at", "goals", "budget_share", "external"),
            "sourced_by",
        ),
        _any,
    ),
    "links": {"link": _texts, "placement": _texts, "variant": _any, "url": _texts, "minted_at": _numbers},
    "link_urls": dict.fromkeys(("link", "url", "minted_at"), _any),
    "short_links": dict.fromkeys(("short", "link", "made_at"), _any),
    "campaign_names": dict.fromkeys(("campaign", "moved_from", "minted_at"), _any),
    "link_tags": dict.fromkeys(("link", "source", "medium", "campaign", "content", "adopted_at"), _any),
    "codes": {
        "code": _texts,
        "offer": _texts,
        "campaign": _texts,
        **dict.fromkeys(("placement", "partner", "kind"), _any),
        **dict.fromkeys(("single_use", "valid_from", "valid_until", "issued_at"), _numbers),
    },
    "texts": {"text": _texts},
    "targets": dict.fromkeys(
        ("link", "source", "medium", "campaign", "content", "code", "short", "referrer", "placement"), _texts
    ),
    "touches": {
        "key": _keys,
        **dict.fromkeys(
            ("cells", "at", "day", "target", "referrer", "country", "agent", "excluded", "batch"), _numbers
        ),
    },
    "conversions": {
        "key": _keys,
        **dict.fromkeys(("cells", "at", "day", "target", "rank", "scope", "batch"), _numbers),
        **dict.fromkeys(("source_id", "kind", "currency", "basis", "parent", "series"), _texts),
        **dict.fromkeys(("amount", "new"), _any),
    },
    "batch_rules": dict.fromkeys(("batch", "agents", "centres", "filtered"), _any),
    "aliases": dict.fromkeys(("theirs", "placement", "at"), _any),
    "batch_terms": dict.fromkeys(("batch", "reported_by", "holds"), _any),
    "mentions": {
        "key": _keys,
        **dict.fromkeys(("cells", "at", "day", "target", "site", "batch"), _numbers),
        "sentiment": _texts,
    },
    "survey_answers": {
        "key": _keys,
        **dict.fromkeys(("cells", "at", "day", "question", "batch"), _numbers),
        **dict.fromkeys(("level", "name"), _texts),
    },
    "reported": {
        "key": _keys,
        **dict.fromkeys(("cells", "at", "day", "target", "rank", "scope", "batch"), _numbers),
        **dict.fromkeys(("source_id", "kind", "currency", "basis", "parent", "series"), _texts),
        **dict.fromkeys(("amount", "new"), _any),
    },
    "conversion_states": {"key": _keys, "status": _texts, "batch": _numbers},
    "conversion_joins": {"key": _keys, "name": _texts, "batch": _numbers},
    "promo_codes": {"promo": _texts, "code": _texts, "batch": _numbers},
    "totals": {
        "key": _keys,
        **dict.fromkeys(("start", '"end"', "count", "target", "scope", "batch"), _numbers),
        **dict.fromkeys(("metric", "dimension"), _texts),
    },
    "replacements": dict.fromkeys(("old", "new", "batch"), _numbers),
    "costs": {
        "key": _keys,
        **dict.fromkeys(("target", "day", "amount", "batch"), _numbers),
        **dict.fromkeys(("currency", "paid_by"), _texts),
    },
    "settlements": dict.fromkeys(("at", "partner", "period_start", "period_end", "currency", "amount", "body"), _any),
    "releases": dict.fromkeys(("at", "partner", "report", "sha256", "hidden"), _any),
    "refusals": dict.fromkeys(("batch", "line", "reason", "column_name"), _any),
    "tombstones": {"mark": _keys, "at": _numbers},
    "removals": dict.fromkeys(
        ("at", "command", "before_day", "touches", "conversions", "people", "assignments", "texts"), _any
    ),
    "batch_events": dict.fromkeys(("batch", "at", "event", "note"), _any),
}
# What erase, purge and --keep-refused change, and what came with later schemas and is in no index: each column with
# what it usually holds. Rows that hold nothing else have no checksum.
REMOVABLE: Mapping[str, Mapping[str, tuple[Encoder, object]]] = {
    "touches": {
        "visitor": (_keys_or_none, None),
        "centre": (_numbers, 1),
        "(SELECT reason FROM exclusions WHERE touch = touches.id AND settled = 1)": (_any, None),
    },
    "conversions": {
        **dict.fromkeys(("customer", "visitor"), (_keys_or_none, None)),
        **dict.fromkeys(("settled", "settled_path", "settled_touched"), (_any, None)),
    },
    "survey_answers": {"customer": (_keys_or_none, None)},
    "refusals": {"raw": (_any, None)},
    "removals": {"answers": (_any, 0)},
}
# Columns that came with a later schema, and what older rows hold there: of rows that hold nothing else the checksum is
# what it was before there was such a column.
LATER: Mapping[str, Mapping[str, object]] = {"promises": {"sourced_by": "new"}}
# Columns that a later schema keeps in a table of their own: sealed as they were; a row that is gone from it holds 0
ELSEWHERE: Mapping[str, Mapping[str, str]] = {
    "touches": {name: f"ifnull({name}, 0)" for name in ("referrer", "country", "agent")}
}
JOINED = {"touches": "LEFT JOIN (SELECT id AS context, referrer, country, agent FROM contexts) USING (context)"}
BATCH_COLUMNS = (
    *("id", "imported_at", "file", "sha256", "size", "source", "version", "kind", "account", "timezone"),
    *("timezone_from", "currency", "options", "by_id", "period_start", "period_end", "rows", "recorded", "known"),
    *("refused", "excluded", "resolved", "exclusions", "totals"),
)


class Checksum:
    """A running checksum over rows of one table, fed as columns in the order of SEALED, or of REMOVABLE."""

    def __init__(self, table: str, *, removable: bool = False) -> None:
        columns = (
            REMOVABLE[table]
            if removable
            else {name: (encode, LATER.get(table, {}).get(name, NEVER)) for name, encode in SEALED[table].items()}
        )
        self.columns = [_Column(encode, usual) for encode, usual in columns.values()]

    def add(self, columns: Iterable[Column]) -> None:
        """Take in rows, as columns of equal length; where they are cut into calls makes no difference."""
        for running, column in zip(self.columns, columns, strict=True):
            running.add(column)

    def digest(self) -> bytes | None:
        """Return the checksum of all columns, None where all of them hold what is usual."""
        found = [running.hash.digest() for running in self.columns if not running.is_usual]
        return _hash(*found) if found else None


class _Column:
    """A running checksum over one column; as long as it holds nothing but what is usual its rows are only counted."""

    def __init__(self, encode: Encoder, usual: object) -> None:
        self.encode, self.usual, self.is_usual = encode, usual, usual is not NEVER
        self.hash, self.rows = blake2b(digest_size=DIGEST_BYTES), 0

    def add(self, column: Column) -> None:
        if self.is_usual:
            if column.count(self.usual) == len(column):
                self.rows += len(column)
                return
            self.is_usual = False
            for start in range(0, self.rows, CHUNK):
                self.hash.update(self.encode([self.usual] * min(CHUNK, self.rows - start)))
        self.hash.update(self.encode(column))


@dataclass(frozen=True, slots=True)
class Part:
    """The rows ``first`` to ``last`` of a table with their checksum, and that of what may lawfully change in them."""

    table: str
    first: int
    last: int
    checksum: bytes | None
    removable: bytes | None = None


def checksum_of(connection: sqlite3.Connection, table: str, first: int, last: int) -> bytes | None:
    """Read rows back and return their checksum."""
    columns, whole = _columns(connection, table), _whole(connection, table)
    return _read_back(connection, Checksum(table), whole, columns, (first, last))


def removable_of(connection: sqlite3.Connection, table: str, first: int, last: int) -> bytes | None:
    """Read rows back and return the checksum of what may lawfully change in them, None where none of it is there."""
    if table not in REMOVABLE:
        return None
    return _read_back(connection, Checksum(table, removable=True), table, REMOVABLE[table], (first, last))


def _read_back(
    connection: sqlite3.Connection, running: Checksum, table: str, names: Iterable[str], rows: tuple[int, int]
) -> bytes | None:
    sql = f"SELECT {', '.join(names)} FROM {table} WHERE id BETWEEN ? AND ? ORDER BY id"
    cursor = connection.execute(sql, rows)
    while found := cursor.fetchmany(CHUNK):
        running.add(zip(*found, strict=True))
    return running.digest()


def _columns(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    """Yield the SQL of each sealed column; what an older schema lacks is what it would hold there."""
    later, elsewhere = LATER.get(table, {}), ELSEWHERE.get(table, {})
    there = columns_of(connection, table) if later or elsewhere else ()
    missing = {**elsewhere, **{name: f"'{usual}'" for name, usual in later.items()}}
    return (missing[name] if name in missing and name not in there else name for name in SEALED[table])


def _whole(connection: sqlite3.Connection, table: str) -> str:
    """Return the SQL of a table with the columns that its schema keeps elsewhere."""
    is_apart = table in ELSEWHERE and not columns_of(connection, table).issuperset(ELSEWHERE[table])
    return f"{table} {JOINED[table]}" if is_apart else table


def columns_of(connection: sqlite3.Connection, table: str) -> set[str]:
    """Return the names of a table's columns."""
    return {name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")}


def last_ids(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the largest id of every sealed table (an older schema lacks some): what is above it later is new."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    sql = " UNION ALL ".join(f"SELECT '{table}', ifnull(max(id), 0) FROM {table}" for table in SEALED if table in there)
    return dict(connection.execute(sql))


def seal(
    connection: sqlite3.Connection,
    before: Mapping[str, int],
    at: int,
    batch: int | None = None,
    ready: Mapping[str, tuple[Checksum, Checksum]] | None = None,
) -> None:
    """Seal every row above ``before``; ``ready`` holds checksums that were made while writing, sealed and removable.

    Nothing new, no seal. Runs inside the transaction that wrote the rows.
    """
    ready = ready or {}
    parts = [
        Part(table, first, last, *_checksums(connection, table, first, last, ready.get(table)))
        for table, last in last_ids(connection).items()
        if (first := before[table] + 1) <= last
    ]
    if not parts and batch is None:
        return
    previous = connection.execute("SELECT chain FROM seals ORDER BY id DESC LIMIT 1").fetchone()
    chain = chain_value(previous[0] if previous else GENESIS, at, batch_row(connection, batch), parts)
    number = connection.execute("INSERT INTO seals (at, batch, chain) VALUES (?, ?, ?)", (at, batch, chain)).lastrowid
    connection.executemany(
        "INSERT INTO seal_parts (seal, table_name, first, last, checksum) VALUES (?, ?, ?, ?, ?)",
        [(number, part.table, part.first, part.last, part.checksum) for part in parts],
    )
    if number and any(part.removable for part in parts):
        _sign(connection, [(part.removable, number, part.table) for part in parts])


def _checksums(
    connection: sqlite3.Connection, table: str, first: int, last: int, ready: tuple[Checksum, Checksum] | None
) -> tuple[bytes | None, bytes | None]:
    if ready:
        return ready[0].digest(), ready[1].digest()
    if table not in REMOVABLE or not signs_removable(connection):
        return checksum_of(connection, table, first, last), None
    return checksum_of(connection, table, first, last), removable_of(connection, table, first, last)


def signs_removable(connection: sqlite3.Connection) -> bool:
    """Whether the schema has a place for the checksums of what may be removed; older ones lack it."""
    return "removable" in columns_of(connection, "seal_parts")


def _sign(connection: sqlite3.Connection, rows: Sequence[tuple[bytes | None, int, str]]) -> None:
    connection.executemany("UPDATE seal_parts SET removable = ? WHERE seal = ? AND table_name = ?", rows)


@contextmanager
def removing_from(connection: sqlite3.Connection, *tables: str) -> Iterator[None]:
    """Let the removable part of rows change inside, and sign it anew after.

    Raises LedgerDamaged where it isn't what was written before: a change that nobody knows of must not be signed.
    """
    for _, _, table, first, last in _otherwise(connection, tables):
        message = f"rows {first} to {last} of {table} were changed after they were written"
        raise LedgerDamaged.of(CHANGED_ROWS, message)
    yield
    sign_removable(connection, *tables)


def sign_removable(connection: sqlite3.Connection, *tables: str) -> None:
    """Sign what may be removed from the rows of these tables, as it is now."""
    _sign(connection, [row[:3] for row in _otherwise(connection, tables)])


def _otherwise(connection: sqlite3.Connection, tables: Iterable[str]) -> list[tuple[bytes | None, int, str, int, int]]:
    """Return sealed parts whose checksum of what may be removed isn't the stored one, with what it is."""
    sql = "SELECT seal, first, last, removable FROM seal_parts WHERE table_name = ?"
    return [
        (found, seal, table, first, last)
        for table in tables
        for seal, first, last, stored in connection.execute(sql, (table,)).fetchall()
        if (found := removable_of(connection, table, first, last)) != stored
    ]


def chain_value(previous: bytes, at: int, batch: tuple[Any, ...] | None, parts: Iterable[Part]) -> bytes:
    """Return the chain value of a seal; parts are taken in the order of their tables' names."""
    described = [(part.table, part.first, part.last, part.checksum) for part in parts]
    return _hash(previous, repr((at, batch, sorted(described))).encode())


def batch_row(connection: sqlite3.Connection, batch: int | None) -> tuple[Any, ...] | None:
    """Return the stored row of a batch, which never changes."""
    if batch is None:
        return None
    row: tuple[Any, ...] | None = connection.execute(
        f"SELECT {', '.join(BATCH_COLUMNS)} FROM batches WHERE id = ?", (batch,)
    ).fetchone()
    return row


def _hash(*parts: bytes) -> bytes:
    return blake2b(b"".join(parts), digest_size=DIGEST_BYTES).digest()
