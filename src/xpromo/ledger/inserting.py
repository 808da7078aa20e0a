"""Many rows into a table at once, from columns: what is there already is left alone and named."""

from __future__ import annotations

from itertools import chain, compress, islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, MutableSequence, Sequence

STEPS = (256, 128, 64, 32, 16, 8, 4, 2, 1)  # rows a statement: any number is made of few of them


class Inserter:
    """Inserts into ``table``; the first ``identity`` of its ``names`` make a row unique among those not undone."""

    def __init__(
        self, connection: sqlite3.Connection, table: str, names: Sequence[str], *, identity: int = 1, batch: int
    ) -> None:
        self.connection, self.table, self.names, self.batch = connection, table, names, batch
        self.statements: dict[tuple[str, ...], list[tuple[int, str]]] = {}
        self.identity = f"SELECT {', '.join(names[:identity])} FROM {table} WHERE id > ? ORDER BY id"
        self.identities = identity
        self.last: int = connection.execute(f"SELECT ifnull(max(id), 0) FROM {table}").fetchone()[0]

    def insert(self, columns: Sequence[Sequence[Any]]) -> list[bool] | None:
        """Insert rows; return for each whether it is new, None when all are."""
        size, before = len(columns[0]), self.last
        if not size:
            return None
        inserted = sum(self._execute(columns, size))
        self.last += inserted
        if inserted == size:
            return None
        fresh = set(self.connection.execute(self.identity, (before,))) if inserted else set()
        rows = zip(*columns[: self.identities], strict=True)
        return [_take(fresh, row) for row in rows]

    def _execute(self, columns: Sequence[Sequence[Any]], size: int) -> Iterator[int]:
        used = [(name, column) for name, column in zip(self.names, columns, strict=True) if not _is_empty(column)]
        width, left = len(used), size
        values = chain.from_iterable(zip(*(bindable(column) for _, column in used), strict=True))
        for step, statement in self._statements(tuple(name for name, _ in used)):
            while left >= step:
                yield self.connection.execute(statement, list(islice(values, step * width))).rowcount
                left -= step

    def _statements(self, names: tuple[str, ...]) -> list[tuple[int, str]]:
        if names not in self.statements:
            row = f"({'?, ' * len(names)}{self.batch})"
            head = f"INSERT OR IGNORE INTO {self.table} ({', '.join(names)}, batch) VALUES "
            self.statements[names] = [(step, head + ", ".join([row] * step)) for step in STEPS]
        return self.statements[names]


def _is_empty(column: Sequence[Any]) -> bool:
    """Whether there is nothing in a column: then it is left out, which is quicker than a null in every row."""
    return column[0] is None and all(value is None for value in column)


def bindable(column: Sequence[Any]) -> Iterable[Any]:
    """Return values that the driver binds as they are: for each ``bytes`` it would look for an adapter first, which
    takes longer than the rest of binding it.
    """
    if not isinstance(next((value for value in column if value is not None), None), bytes):
        return column
    try:
        return list(map(bytearray, column))
    except TypeError:  # a null among them
        return [None if value is None else bytearray(value) for value in column]


def _take(fresh: set[tuple[Any, ...]], row: tuple[Any, ...]) -> bool:
    """Whether the row was inserted; of equal rows in one chunk only the first was."""
    if row in fresh:
        fresh.remove(row)
        return True
    return False


def pick(columns: Sequence[Sequence[Any]], mask: Sequence[bool]) -> list[list[Any]]:
    """Return the rows of columns where the mask is true."""
    return [list(compress(column, mask)) for column in columns]


def without(columns: Sequence[MutableSequence[Any]], rows: Collection[int]) -> Sequence[MutableSequence[Any]]:
    """Return columns without these rows, which are few."""
    if not rows:
        return columns
    kept = [column[:] for column in columns]
    for row in sorted(rows, reverse=True):
        for column in kept:
            del column[row]
    return kept


def is_same(column: Sequence[Any]) -> bool:
    """Whether all values of a list or an array are equal."""
    return column == column[:1] * len(column)  # type: ignore[operator]  # both can be multiplied
