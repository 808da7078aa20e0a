"""Writing conversions: sales and what becomes of them, as rows that are never changed."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from xpromo.ledger.inserting import Inserter, pick
from xpromo.ledger.repeats import Repeats
from xpromo.records import Refusal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from xpromo.ledger.dictionaries import Targets, Texts
    from xpromo.ledger.tally import Tally
    from xpromo.records import Conversions

NAMES = (
    *(
        "key",
        "cells",
        "source_id",
        "kind",
        "at",
        "day",
        "amount",
        "currency",
        "basis",
        "target",
        "credited",
        "customer",
    ),
    *("visitor", "new", "parent", "series", "rank", "scope"),
)
NOT_REPORTED = frozenset({"credited", "customer", "visitor"})  # of a partner's report: no key of a person
ADD_STATE = """
INSERT INTO conversion_states (key, status, batch) SELECT ?1, ?2, ?3 WHERE NOT EXISTS (
  SELECT 1 FROM conversion_states s WHERE s.key = ?1 AND s.status = ?2
    AND NOT EXISTS (SELECT 1 FROM batch_events e WHERE e.batch = s.batch AND e.event = 'undone'))"""


class Written(NamedTuple):
    """A row that was written: its key, an equal twin's own one, and its number."""

    key: bytes
    id: int


class ConversionWriter:
    """Writes the conversions of one file, ours or a partner's (``table``); ``scope``: who numbers them."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        batch: int,
        targets: Targets,
        texts: Texts,
        tally: Tally,
        *,
        scope: str,
        table: str = "conversions",
    ) -> None:
        self.connection, self.batch, self.targets, self.texts, self.tally = connection, batch, targets, texts, tally
        self.scope = texts.number(scope)
        self.is_ours = table == "conversions"
        self.names = [name for name in NAMES if self.is_ours or name not in NOT_REPORTED]
        self.inserter = Inserter(connection, table, self.names, batch=batch)
        self.repeats = Repeats(connection, table, batch)
        self.counted: set[str] = set()

    def write(self, conversions: Conversions, *, by_id: bool) -> list[Refusal]:
        """Write a chunk; return the records refused because their id stands for another event."""
        if not conversions.line:
            return []
        for word in {*conversions.kind, *conversions.currency}:
            self.texts.number(word)
        self.tally.span(conversions.day)
        rows = range(len(conversions.line))
        primary = [row for row in rows if conversions.primary[row]]
        fresh, refused = self._take(conversions, primary, by_id=by_id)
        lines = {conversions.line[row] for row in refused}
        derived = [row for row in rows if not conversions.primary[row] and conversions.line[row] not in lines]
        more, _ = self._take(conversions, derived, by_id=True)
        self._count(conversions, primary, fresh, refused)
        if self.is_ours:
            self._write_rest(
                conversions, [row for row in (*primary, *derived) if row not in refused], {**fresh, **more}
            )
        return [Refusal(conversions.line[row], "id-conflict", "id") for row in sorted(refused)]

    def _take(self, conversions: Conversions, rows: list[int], *, by_id: bool) -> tuple[dict[int, Written], set[int]]:
        """Insert rows; return the new ones with their keys, and those that contradict what is there."""
        columns = self._columns(conversions, rows)
        fresh, left = self._insert(columns, rows)
        if not left:
            return fresh, set()
        keys = [conversions.key[row] for row in left]
        if by_id:
            stored = self.repeats.stored_cells(keys)
            return fresh, {row for row in left if stored[conversions.key[row]] != conversions.cells[row]}
        twins = {row: key for row, key in zip(left, self.repeats.twin_keys(keys), strict=True) if key is not None}
        numbers = list(twins)
        columns = [list(twins.values()), *self._columns(conversions, numbers)[1:]]
        return {**fresh, **self._insert(columns, numbers)[0]}, set()

    def _insert(self, columns: Sequence[Sequence[Any]], rows: list[int]) -> tuple[dict[int, Written], list[int]]:
        before = self.inserter.last
        mask = self.inserter.insert(columns)
        new, keys = (rows, columns[0]) if mask is None else pick([rows, columns[0]], mask)
        fresh = dict(zip(new, map(Written, keys, count(before + 1)), strict=True))
        return fresh, [row for row in rows if row not in fresh] if mask else []

    def _columns(self, conversions: Conversions, rows: list[int]) -> list[list[Any]]:
        targets = list(map(self.targets.numbers.__getitem__, conversions.evidence))
        values: dict[str, Sequence[Any]] = {
            **{name: getattr(conversions, name) for name in NAMES if name not in {"target", "credited", "scope"}},
            "target": targets,
            "credited": targets,
            "scope": [self.scope] * len(conversions.line),
        }
        return [[values[name][row] for row in rows] for name in self.names]

    def _count(
        self, conversions: Conversions, primary: list[int], fresh: dict[int, Written], refused: set[int]
    ) -> None:
        recorded = [row for row in primary if row in fresh]
        self.tally.recorded += len(recorded)
        self.tally.known += len(primary) - len(recorded) - len(refused)
        self.tally.resolved += sum(
            self.targets.resolved[conversions.evidence[row]] for row in primary if row not in refused
        )
        for row in recorded:
            series = conversions.series[row]
            if series in self.counted:
                continue  # one payment, told by several objects of the file
            if conversions.kind[row] == "sale" and conversions.amount[row] is not None:
                self.counted.update({series} - {""})
                self.tally.totals[conversions.currency[row]] += conversions.amount[row] or 0

    def _write_rest(self, conversions: Conversions, rows: list[int], fresh: dict[int, Written]) -> None:
        """Write what moves on (states, also of known rows) and what ties rows to others."""
        key = {row: fresh[row].key if row in fresh else conversions.key[row] for row in rows}
        states = [(key[row], conversions.status[row], self.batch) for row in rows if conversions.status[row]]
        self.connection.executemany(ADD_STATE, states)
        joins = [
            (new.key, name, self.batch, new.id, self.scope)
            for row, new in fresh.items()
            for name in conversions.joins[row]
        ]
        self.connection.executemany(
            "INSERT INTO conversion_joins (key, name, batch, conversion, scope) VALUES (?, ?, ?, ?, ?)", joins
        )
        people = [
            (conversions.visitor[row], conversions.customer[row], self.batch)
            for row in fresh
            if conversions.visitor[row] and conversions.customer[row]
        ]
        self.connection.executemany("INSERT OR IGNORE INTO people VALUES (?, ?, ?)", people)
