"""Writing conversions: sales and what becomes of them, as rows that are never changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import compress
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from xpromo.ledger.inserting import Inserter, is_same
from xpromo.ledger.novelty import likely
from xpromo.ledger.recent import Recent
from xpromo.ledger.repeats import Repeats
from xpromo.ledger.sealing import SEALED, Checksum
from xpromo.records import Refusal

if TYPE_CHECKING:
    import sqlite3

    from xpromo.ledger.dictionaries import Targets, Texts
    from xpromo.ledger.tally import Tally
    from xpromo.records import Conversions

NAMES = (
    *("key", "cells", "source_id", "kind", "at", "day", "amount", "currency", "basis", "target", "customer"),
    *("visitor", "new", "parent", "series", "rank", "scope", "novelty"),
)
OURS = frozenset({"customer", "visitor", "novelty"})  # not of a partner's report: no key of a person is kept there
ADD_STATE = """
INSERT INTO conversion_states (key, status, batch) SELECT ?1, ?2, ?3 WHERE NOT EXISTS (
  SELECT 1 FROM conversion_states s WHERE s.key = ?1 AND s.status = ?2
    AND NOT EXISTS (SELECT 1 FROM batch_events e WHERE e.batch = s.batch AND e.event = 'undone'))"""
MOVED = """
SELECT total(EXISTS (SELECT 1 FROM evidence WHERE target = f.credited AND rank > 0))
  - total(EXISTS (SELECT 1 FROM evidence WHERE target = f.target AND rank > 0))
FROM conversions f WHERE id BETWEEN ? AND ? AND credited <> target"""
STORED = """
SELECT key, cells, batch FROM {table} INDEXED BY {table}_identity
WHERE scope = ? AND source_id IN ({names}) AND source_id <> '' AND undone = 0"""
ADD_JOIN = "INSERT INTO conversion_joins (key, name, batch, conversion, scope) VALUES (?, ?, ?, ?, ?)"
Columns = Mapping[str, Sequence[Any]]


class Written(NamedTuple):
    """Rows of a chunk that are new, with their keys (an equal twin has its own) and their numbers."""

    rows: Sequence[int]
    keys: Sequence[bytes]
    numbers: Sequence[int]

    def and_more(self, other: Written) -> Written:
        """Return these rows and others."""
        return Written([*self.rows, *other.rows], [*self.keys, *other.keys], [*self.numbers, *other.numbers])


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
        self.scope, self.table = texts.number(scope), table
        self.is_ours = table == "conversions"
        self.names = [name for name in NAMES if self.is_ours or name not in OURS]
        self.inserter = Inserter(
            connection, table, self.names, batch=batch, copies={"credited": "target"} if self.is_ours else {}
        )
        self.repeats, self.recent = Repeats(connection, table, batch, tally.held, "source_id = ''"), Recent()
        self.all_new = True  # so far, but for what repeats a row of the file
        self.first = self.inserter.last + 1
        self.parts: list[tuple[int, int]] = []  # rows that aren't records of the file
        self.counted: set[str] = set()
        self.checksums = Checksum("conversions"), Checksum("conversions", removable=True)

    def write(self, conversions: Conversions, *, by_id: bool) -> list[Refusal]:
        """Write a chunk; return the records refused because their id stands for another event."""
        if not conversions.line:
            return []
        for word in {*conversions.kind, *conversions.currency}:
            self.texts.number(word)
        self.tally.span(conversions.day)
        columns = self._columns(conversions)
        if all(conversions.primary):
            again = self.recent.add(conversions.key, conversions.cells) if by_id else {}
            written, refused = self._take(conversions, columns, range(len(conversions.line)), again, by_id=by_id)
        else:
            written, refused = self._take_parts(conversions, columns, by_id=by_id)
        self._count(conversions, written.rows, refused)
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
        size = len(conversions.line)
        ours: dict[str, Sequence[Any]] = {
            "target": list(map(self.targets.numbers.__getitem__, conversions.evidence)),
            "scope": [self.scope] * size,
            "new": [None if new is None else int(new) for new in conversions.new],
            "novelty": likely(conversions) if self.is_ours else (),
        }
        return {name: ours[name] if name in ours else getattr(conversions, name) for name in self.names}

    def _take_parts(self, conversions: Conversions, columns: Columns, *, by_id: bool) -> tuple[Written, set[int]]:
        """Write records first, then what follows from them unless they were refused."""
        primary = [row for row, first in enumerate(conversions.primary) if first]
        written, refused = self._take(conversions, columns, primary, {}, by_id=by_id)
        lines = {conversions.line[row] for row in refused}
        derived = [row for row, first in enumerate(conversions.primary) if not first]
        derived = [row for row in derived if conversions.line[row] not in lines]
        last = self.inserter.last
        more, _ = self._take(conversions, columns, derived, {}, by_id=True)
        self.parts.append((last + 1, self.inserter.last))
        return written.and_more(more), refused

    def _take(
        self, conversions: Conversions, columns: Columns, rows: Sequence[int], seen: Mapping[int, int], *, by_id: bool
    ) -> tuple[Written, set[int]]:
        """Insert rows, but for those that were seen; return the new ones, and those that contradict what is there."""
        tried = [row for row in rows if row not in seen] if seen else rows
        most, *others = _by_kind(conversions.kind, tried)
        written = self._insert(columns, most)
        for part in others:
            written = written.and_more(self._insert(columns, part))
        if len(written.rows) == len(rows):
            return written, set()
        there = sorted({*tried}.difference(written.rows))
        if by_id:
            return written, self._contradicting(conversions, seen, there)
        twin_keys = self.repeats.twin_keys([conversions.key[row] for row in there])
        twins = {row: key for row, key in zip(there, twin_keys, strict=True) if key is not None}
        if not twins:
            return written, set()
        return written.and_more(self._insert(columns, list(twins), list(twins.values()))), set()

    def _contradicting(self, conversions: Conversions, seen: Mapping[int, int], there: Sequence[int]) -> set[int]:
        """Return the rows of known ids that have other cells than is stored. ``seen``: the cells of those that came in
        this file, which holds only where they were new; ``there``: others that were in the ledger before.
        """
        stored: dict[bytes, int] = {}
        self.all_new &= not there
        if not self.all_new:
            names = {conversions.source_id[row] for row in (*seen, *there)}
            sql = STORED.format(table=self.table, names=", ".join("?" * len(names)))
            for key, cells, batch in self.connection.execute(sql, (self.scope, *names)):
                stored[key] = cells
                self.tally.held.add(batch)
        known = {row: stored.get(conversions.key[row], seen.get(row)) for row in (*seen, *there)}
        return {row for row, cells in known.items() if cells != conversions.cells[row]}

    def _insert(self, columns: Columns, rows: Sequence[int], keys: Sequence[bytes] = ()) -> Written:
        """Insert these rows of the columns, under other keys where they are twins; return the new ones."""
        taken = _taking(rows, len(columns["key"]))
        columns = {name: taken(column) for name, column in columns.items()}
        columns |= {"key": keys} if keys else {}
        before = self.inserter.last
        mask = self.inserter.insert([columns[name] for name in self.names])
        if mask is not None:
            columns = {name: list(compress(column, mask)) for name, column in columns.items()}
            rows = list(compress(rows, mask))
        if self.is_ours and rows:
            columns["batch"] = [self.batch] * len(rows)
            self.checksums[0].add([columns[name] for name in SEALED["conversions"]])
            self.checksums[1].add([columns["customer"], columns["visitor"], *[[None] * len(rows)] * 3])
        return Written(rows, columns["key"], range(before + 1, self.inserter.last + 1))

    def _count(self, conversions: Conversions, written: Sequence[int], refused: set[int]) -> None:
        flags, evidence = self.targets.resolved, conversions.evidence
        primary = conversions.primary
        recorded = written if all(primary) else [row for row in written if primary[row]]
        self.tally.recorded += len(recorded)
        self.tally.known += sum(primary) - len(recorded) - len(refused)
        taken = _taking(recorded, len(primary))
        self.tally.resolved += sum(map(flags.__getitem__, taken(evidence)))
        names = (conversions.kind, conversions.amount, conversions.series, conversions.currency)
        kinds, amounts, series, currencies = (taken(column) for column in names)
        money = [kind == "sale" and amount is not None for kind, amount in zip(kinds, amounts, strict=True)]
        paid, paid_in = list(compress(amounts, money)), list(compress(currencies, money))
        totals, counted = self.tally.totals, self.counted
        if paid and not any(series) and is_same(paid_in):
            totals[paid_in[0]] += sum(paid)
            return
        for name, currency, amount in zip(compress(series, money), paid_in, paid, strict=True):
            if name in counted:
                continue
            if name:  # one payment, told by several objects of the file
                counted.add(name)
            totals[currency] += amount

    def _write_rest(self, conversions: Conversions, written: Written, refused: set[int]) -> None:
        """Write what moves on (states, also of known rows) and what ties rows to others."""
        if any(conversions.status):
            lines = {conversions.line[row] for row in refused}
            keys = {**dict(enumerate(conversions.key)), **dict(zip(written.rows, written.keys, strict=True))}
            states = [
                (keys[row], status, self.batch)
                for row, status in enumerate(conversions.status)
                if status and conversions.line[row] not in lines
            ]
            self.connection.executemany(ADD_STATE, states)
        if any(conversions.joins):
            joins = [
                (key, name, self.batch, number, self.scope)
                for row, key, number in zip(*written, strict=True)
                for name in conversions.joins[row]
            ]
            self.connection.executemany(ADD_JOIN, joins)
        if any(conversions.visitor):
            people = [
                (conversions.visitor[row], conversions.customer[row], self.batch)
                for row in written.rows
                if conversions.visitor[row] and conversions.customer[row]
            ]
            self.connection.executemany("INSERT OR IGNORE INTO people VALUES (?, ?, ?)", people)


def _by_kind(kinds: Sequence[str], rows: Sequence[int]) -> Sequence[Sequence[int]]:
    """Return rows in parts of one kind: what is alike in all of a part is bound once."""
    if not rows or is_same(kinds):
        return [rows]
    of_rows = list(map(kinds.__getitem__, rows))
    return [list(compress(rows, map(kind.__eq__, of_rows))) for kind in dict.fromkeys(of_rows)]


def _taking(rows: Sequence[int], size: int) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """Return what takes these rows of any column of a size."""
    if len(rows) == size:
        return lambda column: column
    if len(rows) < 2:  # noqa: PLR2004 - of a single one there would be no tuple
        return lambda column: [column[row] for row in rows]
    take = itemgetter(*rows)
    return lambda column: column[: len(rows)] if is_same(column) else take(column)
