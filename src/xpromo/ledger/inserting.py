"""Many rows into a table at once, from columns: what is there already is left alone and named."""

from __future__ import annotations

from itertools import chain, compress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

STEPS = (200, 40, 8, 1)  # rows a statement; few sizes, so that every statement is prepared once


class Inserter:
    """Inserts into ``table``; the first ``identity`` of its ``names`` make a row unique among those not undone."""

    def __init__(
        self, connection: sqlite3.Connection, table: str, names: Sequence[str], *, identity: int = 1, batch: int
    ) -> None:
        self.connection = connection
        self.width = len(names)
        row = f"({'?, ' * len(names)}{batch})"
        head = f"INSERT OR IGNORE INTO {table} ({', '.join(names)}, batch) VALUES "
        self.statements = [(step, head + ", ".join([row] * step)) for step in STEPS]
        self.identity = f"SELECT {', '.join(names[:identity])} FROM {table} WHERE id > ? ORDER BY id"
        self.identities = identity
        self.last: int = connection.execute(f"SELECT ifnull(max(id), 0) FROM {table}").fetchone()[0]

    def insert(self, columns: Sequence[Sequence[Any]]) -> list[bool] | None:
        """Insert rows; return for each whether it is new, None when all are."""
        size, before = len(columns[0]), self.last
        if not size:
            return None
        values = list(chain.from_iterable(zip(*columns, strict=True)))
        inserted = sum(self._execute(values, size))
        self.last += inserted
        if inserted == size:
            return None
        fresh = set(self.connection.execute(self.identity, (before,))) if inserted else set()
        rows = zip(*columns[: self.identities], strict=True)
        return [_take(fresh, row) for row in rows]

    def _execute(self, values: list[Any], size: int) -> Iterator[int]:
        done = 0
        for step, statement in self.statements:
            while size - done >= step:
                part = values[done * self.width : (done + step) * self.width]
                yield self.connection.execute(statement, part).rowcount
                done += step


def _take(fresh: set[tuple[Any, ...]], row: tuple[Any, ...]) -> bool:
    """Whether the row was inserted; of equal rows in one chunk only the first was."""
    if row in fresh:
        fresh.remove(row)
        return True
    return False


def pick(columns: Sequence[Sequence[Any]], mask: Sequence[bool]) -> list[list[Any]]:
    """Return the rows of columns where the mask is true."""
    return [list(compress(column, mask)) for column in columns]
