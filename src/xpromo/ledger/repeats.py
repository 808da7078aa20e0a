"""Rows whose key is in the ledger already: the same event again, another event under its id, or an equal twin.

Rows without an id are told apart by an ordinal among equal rows of the file, so that overlapping files take the larger
count and two real identical clicks stay two. How often a key came in this file is kept in a temporary table, only for
keys that came to something that was there, so that memory stays flat.
"""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from xpromo.ledger.temporary import empty_table

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

ASKED = 500
LOCAL = 4  # the leading bytes may carry locality; a twin stays near its first
KEY_BYTES = 16


def twin_key(key: bytes, ordinal: int) -> bytes:
    """Return the key of the row that is the ``ordinal``-th twin of the first one with ``key``."""
    digest = blake2b(key + ordinal.to_bytes(8, "big"), digest_size=KEY_BYTES - LOCAL).digest()
    return key[:LOCAL] + digest


class Repeats:
    """Looks keys of one table up; ``held`` takes the numbers of the batches that brought what is found. ``among``: an
    SQL condition that its index of keys has too.
    """

    def __init__(
        self, connection: sqlite3.Connection, table: str, batch: int, held: set[int], among: str = "true"
    ) -> None:
        self.connection, self.held = connection, held
        self.table = table
        self.among = among
        self.batch = batch
        self.seen = f"seen_{table}"
        empty_table(connection, self.seen, "(key BLOB PRIMARY KEY, n INTEGER) WITHOUT ROWID")

    def stored_cells(self, keys: Sequence[bytes]) -> dict[bytes, int]:
        """Return key → the stable cells it was stored with."""
        return {key: cells for key, cells, _ in self._stored(keys)}

    def twin_keys(self, keys: Sequence[bytes]) -> list[bytes | None]:
        """Return for each repeated row the key of its own that its ordinal gives it, None for the first of its kind."""
        counts = Counter(keys)
        distinct = list(counts)
        start = {key: int(batch == self.batch) for key, _, batch in self._stored(distinct)}
        start.update(self._rows(f"SELECT key, n FROM {self.seen} WHERE key IN", distinct))
        self.connection.executemany(
            f"INSERT OR REPLACE INTO {self.seen} VALUES (?, ?)",
            [(key, start[key] + count) for key, count in counts.items()],
        )
        return [self._next(start, key) for key in keys]

    @staticmethod
    def _next(start: dict[bytes, int], key: bytes) -> bytes | None:
        ordinal = start[key]
        start[key] += 1
        return twin_key(key, ordinal) if ordinal else None

    def _stored(self, keys: Sequence[bytes]) -> list[tuple[Any, ...]]:
        rows = f"undone = 0 AND {self.among}"
        found = list(self._rows(f"SELECT key, cells, batch FROM {self.table} WHERE {rows} AND key IN", keys))
        self.held.update(map(itemgetter(2), found))
        return found

    def _rows(self, sql: str, keys: Sequence[bytes]) -> Iterator[tuple[Any, ...]]:
        for start in range(0, len(keys), ASKED):
            part = keys[start : start + ASKED]
            yield from self.connection.execute(f"{sql} ({', '.join('?' * len(part))})", part)
