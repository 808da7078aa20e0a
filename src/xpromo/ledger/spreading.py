"""Columns of a chunk into a table: what is the same in every row is bound once, which most columns of sales are."""

from __future__ import annotations

from itertools import chain, count, islice
from typing import TYPE_CHECKING, Any

from xpromo.ledger.inserting import bindable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

STEPS = (200, 100, 50, 20, 10, 5, 2, 1)  # rows a statement; few sizes, so that each is prepared once


class Spreader:
    """Inserts columns into ``table``; rows that are there already are left alone.

    ``copies``: further columns, each with the one whose values it takes.
    """

    def __init__(self, connection: sqlite3.Connection, table: str, copies: Mapping[str, str]) -> None:
        self.connection, self.table, self.copies = connection, table, copies
        self.statements: dict[tuple[object, ...], str] = {}

    def insert(self, columns: Mapping[str, Sequence[Any]]) -> int:
        """Insert rows, given as columns of equal length by name, the first never null; return how many are new."""
        first, *others = columns
        left = len(columns[first])
        equal = {name: columns[name][0] for name in others if left and columns[name].count(columns[name][0]) == left}
        varying = [name for name in columns if name not in equal]
        values = chain.from_iterable(zip(*(bindable(columns[name]) for name in varying), strict=True))
        inserted = 0
        for step in STEPS:
            while left >= step:
                statement = self._statement(tuple(equal), tuple(varying), step)
                bound = [*equal.values(), *islice(values, step * len(varying))]
                inserted += self.connection.execute(statement, bound).rowcount
                left -= step
        return inserted

    def _statement(self, equal: tuple[str, ...], varying: tuple[str, ...], rows: int) -> str:
        shape = (equal, varying, rows)
        if shape not in self.statements:
            names = [*equal, *varying, *self.copies]
            numbers = count(len(equal) + 1)
            parts = []
            for _ in range(rows):
                places = dict(zip(equal, count(1), strict=False)) | dict(zip(varying, numbers, strict=False))
                parts.append(", ".join(f"?{places[self.copies.get(name, name)]}" for name in names))
            head = f"INSERT OR IGNORE INTO {self.table} ({', '.join(names)}) VALUES "
            self.statements[shape] = head + ", ".join(f"({part})" for part in parts)
        return self.statements[shape]
