"""Many rows into a table at once, from columns: what is there already is left alone and named.

What is the same in every row of a chunk is bound once: most columns of sales are, and the day of most clicks.
"""

from __future__ import annotations

from itertools import compress, count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Mapping, MutableSequence, Sequence

STEPS = (256, 128, 64, 32, 16, 8, 4, 2, 1)  # rows a statement: any number is made of few of them


class Inserter:
    """Inserts into ``table``; the first ``identity`` of its ``names`` make a row unique among those not undone, and
    are never null. ``copies``: further columns, each with the one whose values it takes.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        table: str,
        names: Sequence[str],
        *,
        batch: int,
        identity: int = 1,
        copies: Mapping[str, str] | None = None,
    ) -> None:
        self.connection, self.table, self.names, self.copies = connection, table, names, copies or {}
        self.batch, self.identities = batch, identity
        self.identity = f"SELECT {', '.join(names[:identity])} FROM {table} WHERE id > ? ORDER BY id"
        self.statements: dict[tuple[tuple[str, ...], tuple[str, ...], int], str] = {}
        self.last: int = connection.execute(f"SELECT ifnull(max(id), 0) FROM {table}").fetchone()[0]

    def insert(self, columns: Sequence[Sequence[Any]]) -> list[bool] | None:
        """Insert rows, given as columns of equal length; return for each whether it is new, None when all are."""
        size, before = len(columns[0]), self.last
        if not size:
            return None
        inserted = self._execute(columns, size)
        self.last += inserted
        if inserted == size:
            return None
        fresh = set(self.connection.execute(self.identity, (before,))) if inserted else set()
        rows = zip(*columns[: self.identities], strict=True)
        return [_take(fresh, row) for row in rows]

    def _execute(self, columns: Sequence[Sequence[Any]], left: int) -> int:
        equal, varying = {"batch": self.batch}, {}
        for name, column in zip(self.names, columns, strict=True):
            if name != self.names[0] and is_same(column):
                equal[name] = column[0]
            else:
                varying[name] = bindable(column)
        width, done, inserted = len(varying), 0, 0
        values: list[Any] = [None] * (left * width)
        for place, column in enumerate(varying.values()):
            values[place::width] = column
        for step in STEPS:
            statement = self._statement(tuple(equal), tuple(varying), step) if left >= step else ""
            while left >= step:
                bound = [*equal.values(), *values[done : done + step * width]]
                inserted += self.connection.execute(statement, bound).rowcount
                left, done = left - step, done + step * width
        return inserted

    def _statement(self, equal: tuple[str, ...], varying: tuple[str, ...], rows: int) -> str:
        shape = (equal, varying, rows)
        if shape not in self.statements:
            names, numbers = [*equal, *varying, *self.copies], count(1)
            shared = dict(zip(equal, numbers, strict=False))
            places = (shared | dict(zip(varying, numbers, strict=False)) for _ in range(rows))
            parts = (", ".join(f"?{place[self.copies.get(name, name)]}" for name in names) for place in places)
            head = f"INSERT OR IGNORE INTO {self.table} ({', '.join(names)}) VALUES "
            self.statements[shape] = head + ", ".join(f"({part})" for part in parts)
        return self.statements[shape]


def bindable(column: Sequence[Any]) -> Sequence[Any]:
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
    """Whether all values of a list, a tuple or an array are equal."""
    return column[0] == column[-1] and column == column[:1] * len(column)  # type: ignore[operator]  # multiplied
