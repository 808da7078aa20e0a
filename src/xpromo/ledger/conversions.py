"""Writing conversions: sales and what becomes of them, as rows that are never changed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING, Any

from xpromo.ledger.inserting import Inserter, pick
from xpromo.ledger.repeats import Repeats
from xpromo.ledger.sealing import SEALED, Checksum
from xpromo.records import Refusal

if TYPE_CHECKING:
    import sqlite3

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


MOVED = """
SELECT total(EXISTS (SELECT 1 FROM evidence WHERE target = f.credited AND rank > 0))
  - total(EXISTS (SELECT 1 FROM evidence WHERE target = f.target AND rank > 0))
FROM conversions f WHERE id BETWEEN ? AND ? AND credited <> target"""
ADD_JOIN = "INSERT INTO conversion_joins (key, name, batch, conversion, scope) VALUES (?, ?, ?, ?, ?)"
Written = dict[int, tuple[bytes, int]]  # row of a chunk → its key (an equal twin has its own) and its number
Columns = Sequence[Sequence[Any]]


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
        self.repeats = Repeats(connection, table, batch, tally.held)
        self.first = self.inserter.last + 1
        self.parts: list[tuple[int, int]] = []  # rows that aren't records of the file
        self.counted: set[str] = set()
        self.checksum = Checksum("conversions")

    def write(self, conversions: Conversions, *, by_id: bool) -> list[Refusal]:
        """Write a chunk; return the records refused because their id stands for another event."""
        if not conversions.line:
            return []
        for word in {*conversions.kind, *conversions.currency}:
            self.texts.number(word)
        self.tally.span(conversions.day)
        columns = self._columns(conversions)
        if all(conversions.primary):
            written, refused = self._take(conversions, columns, range(len(conversions.line)), by_id=by_id)
        else:
            written, refused = self._take_parts(conversions, columns, by_id=by_id)
        self._count(conversions, written, refused)
        if self.is_ours:
            self._write_rest(conversions, written, refused)
        return [Refusal(conversions.line[row], "id-conflict", "id") for row in sorted(refused)]

    def credited_otherwise(self) -> int:
        """Return how many more records reach somebody than their own evidence says, once all is derived: by the same
        person's touch, the sale that they take back, what other tools know of it.
        """
        if not self.is_ours:
            return 0
        spans = [(self.first, self.inserter.last), *self.parts]
        moved = [self.connection.execute(MOVED, span).fetchone()[0] for span in spans]
        return int(moved[0] - sum(moved[1:]))

    def _columns(self, conversions: Conversions) -> Columns:
        targets = list(map(self.targets.numbers.__getitem__, conversions.evidence))
        ours: dict[str, Sequence[Any]] = {
            "target": targets,
            "credited": targets,
            "scope": [self.scope] * len(targets),
            "new": [None if new is None else int(new) for new in conversions.new],
        }
        return [ours[name] if name in ours else getattr(conversions, name) for name in self.names]

    def _take_parts(self, conversions: Conversions, columns: Columns, *, by_id: bool) -> tuple[Written, set[int]]:
        """Write records first, then what follows from them unless they were refused."""
        primary = [row for row, first in enumerate(conversions.primary) if first]
        written, refused = self._take(conversions, columns, primary, by_id=by_id)
        lines = {conversions.line[row] for row in refused}
        derived = [row for row, first in enumerate(conversions.primary) if not first]
        derived = [row for row in derived if conversions.line[row] not in lines]
        last = self.inserter.last
        more, _ = self._take(conversions, columns, derived, by_id=True)
        self.parts.append((last + 1, self.inserter.last))
        return written | more, refused

    def _take(
        self, conversions: Conversions, columns: Columns, rows: Sequence[int], *, by_id: bool
    ) -> tuple[Written, set[int]]:
        """Insert rows; return the new ones with their keys, and those that contradict what is there."""
        written = self._insert(_rows_of(columns, rows), rows)
        left = [row for row in rows if row not in written] if len(written) < len(rows) else []
        if not left:
            return written, set()
        keys = [conversions.key[row] for row in left]
        if by_id:
            stored = self.repeats.stored_cells(keys)
            return written, {row for row in left if stored[conversions.key[row]] != conversions.cells[row]}
        twins = {row: key for row, key in zip(left, self.repeats.twin_keys(keys), strict=True) if key is not None}
        return written | self._insert([list(twins.values()), *_rows_of(columns[1:], list(twins))], list(twins)), set()

    def _insert(self, columns: Columns, rows: Sequence[int]) -> Written:
        before = self.inserter.last
        mask = self.inserter.insert(columns)
        new, *columns = [rows, *columns] if mask is None else pick([rows, *columns], mask)
        if self.is_ours and new:
            named = dict(zip(self.names, columns, strict=True), batch=[self.batch] * len(new))
            self.checksum.add([named[name] for name in SEALED["conversions"]])
        return dict(zip(new, zip(columns[0], count(before + 1), strict=False), strict=True))

    def _count(self, conversions: Conversions, written: Written, refused: set[int]) -> None:
        flags, evidence = self.targets.resolved, conversions.evidence
        primary = conversions.primary
        recorded = [row for row in written if primary[row]]
        self.tally.recorded += len(recorded)
        self.tally.known += sum(primary) - len(recorded) - len(refused)
        self.tally.resolved += sum(flags[evidence[row]] for row in recorded)
        kind, amount, series, currency = (
            getattr(conversions, name) for name in ("kind", "amount", "series", "currency")
        )
        totals, counted = self.tally.totals, self.counted
        for row in recorded:
            if kind[row] == "sale" and amount[row] is not None:
                if series[row]:  # one payment, told by several objects of the file
                    if series[row] in counted:
                        continue
                    counted.add(series[row])
                totals[currency[row]] += amount[row]

    def _write_rest(self, conversions: Conversions, written: Written, refused: set[int]) -> None:
        """Write what moves on (states, also of known rows) and what ties rows to others."""
        if any(conversions.status):
            lines = {conversions.line[row] for row in refused}
            states = [
                (written[row][0] if row in written else conversions.key[row], status, self.batch)
                for row, status in enumerate(conversions.status)
                if status and conversions.line[row] not in lines
            ]
            self.connection.executemany(ADD_STATE, states)
        if any(conversions.joins):
            joins = [
                (key, name, self.batch, number, self.scope)
                for row, (key, number) in written.items()
                for name in conversions.joins[row]
            ]
            self.connection.executemany(ADD_JOIN, joins)
        if any(conversions.visitor):
            people = [
                (conversions.visitor[row], conversions.customer[row], self.batch)
                for row in written
                if conversions.visitor[row] and conversions.customer[row]
            ]
            self.connection.executemany("INSERT OR IGNORE INTO people VALUES (?, ?, ?)", people)


def _rows_of(columns: Columns, rows: Sequence[int]) -> Columns:
    return columns if len(rows) == len(columns[0]) else [[column[row] for row in rows] for column in columns]
