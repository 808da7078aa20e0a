"""Checksums over what a transaction wrote, chained to the transaction before.

``integrity_check`` says "ok" to three of four silent byte flips (research: security), so every transaction is sealed:
a checksum for each table over the columns that never change, and a chain value over those and the seal before.
Columns are hashed one by one, so that it costs nothing where rows were written from columns anyway. Person keys
(visitor, customer) and raw text stay outside, because erasing a person must not break the chain.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from hashlib import blake2b
from struct import pack
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    Column = Sequence[Any]

CHUNK = 5_000
DIGEST_BYTES = 16
GENESIS = bytes(DIGEST_BYTES)


def _numbers(column: Column) -> bytes:
    return column.tobytes() if isinstance(column, array) else pack(f"{len(column)}q", *column)


def _keys(column: Column) -> bytes:
    return b"".join(column)


def _texts(column: Column) -> bytes:
    return ("\x00".join(column) + "\x00").encode()


def _any(column: Column) -> bytes:
    return ("\x00".join(map(repr, column)) + "\x00").encode()


# Columns of each sealed table with how they become bytes; all rows have an integer ``id`` that only grows.
SEALED: Mapping[str, Mapping[str, Callable[[Column], bytes]]] = {
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
# Columns that came with a later schema, and what older rows hold there: of rows that hold nothing else the checksum is
# what it was before there was such a column.
LATER: Mapping[str, Mapping[str, object]] = {"promises": {"sourced_by": "new"}}
BATCH_COLUMNS = (
    *("id", "imported_at", "file", "sha256", "size", "source", "version", "kind", "account", "timezone"),
    *("timezone_from", "currency", "options", "by_id", "period_start", "period_end", "rows", "recorded", "known"),
    *("refused", "excluded", "resolved", "exclusions", "totals"),
)


class Checksum:
    """A running checksum over rows of one table, fed as columns in the order of SEALED."""

    def __init__(self, table: str) -> None:
        self.encoders = tuple(SEALED[table].values())
        self.hashes = [blake2b(digest_size=DIGEST_BYTES) for _ in self.encoders]
        later = LATER.get(table, {})
        self.silent = {at: later[name] for at, name in enumerate(SEALED[table]) if name in later}

    def add(self, columns: Iterable[Column]) -> None:
        """Take in rows, as columns of equal length; where they are cut into calls makes no difference."""
        for at, (running, encode, column) in enumerate(zip(self.hashes, self.encoders, columns, strict=True)):
            running.update(encode(column))
            if at in self.silent and any(value != self.silent[at] for value in column):
                del self.silent[at]

    def digest(self) -> bytes:
        """Return the checksum of all columns."""
        return _hash(*(running.digest() for at, running in enumerate(self.hashes) if at not in self.silent))


@dataclass(frozen=True, slots=True)
class Part:
    """The rows ``first`` to ``last`` of a table with their checksum."""

    table: str
    first: int
    last: int
    checksum: bytes


def checksum_of(connection: sqlite3.Connection, table: str, first: int, last: int) -> bytes:
    """Read rows back and return their checksum."""
    names = ", ".join(_columns(connection, table))
    cursor = connection.execute(f"SELECT {names} FROM {table} WHERE id BETWEEN ? AND ? ORDER BY id", (first, last))
    running = Checksum(table)
    while rows := cursor.fetchmany(CHUNK):
        running.add(zip(*rows, strict=True))
    return running.digest()


def _columns(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    """Yield the SQL of each sealed column; what an older schema lacks is what it would hold there."""
    later = LATER.get(table, {})
    there = {name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")} if later else ()
    return (f"'{later[name]}'" if name in later and name not in there else name for name in SEALED[table])


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
    ready: Mapping[str, bytes] | None = None,
) -> None:
    """Seal every row above ``before``; ``ready`` holds checksums that were made while writing.

    Nothing new, no seal. Runs inside the transaction that wrote the rows.
    """
    ready = ready or {}
    parts = [
        Part(
            table, before[table] + 1, last, ready.get(table) or checksum_of(connection, table, before[table] + 1, last)
        )
        for table, last in last_ids(connection).items()
        if last > before[table]
    ]
    if not parts and batch is None:
        return
    previous = connection.execute("SELECT chain FROM seals ORDER BY id DESC LIMIT 1").fetchone()
    chain = chain_value(previous[0] if previous else GENESIS, at, batch_row(connection, batch), parts)
    number = connection.execute("INSERT INTO seals (at, batch, chain) VALUES (?, ?, ?)", (at, batch, chain)).lastrowid
    connection.executemany(
        "INSERT INTO seal_parts VALUES (?, ?, ?, ?, ?)",
        [(number, part.table, part.first, part.last, part.checksum) for part in parts],
    )


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
