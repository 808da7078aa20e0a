"""Writing aggregates as exported, and costs."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

from xpromo.ledger.inserting import Inserter
from xpromo.records import EVER, Evidence, Refusal

if TYPE_CHECKING:
    import sqlite3

    from xpromo.ledger.dictionaries import Targets, Texts
    from xpromo.ledger.tally import Tally
    from xpromo.records import Costs, Totals

OVERLAP = f"""
SELECT id FROM totals WHERE target = ? AND metric = ? AND dimension = ? AND scope = ? AND undone = 0
  AND superseded_by IS NULL AND start > {EVER} AND start < ? AND "end" > ? AND (start <> ? OR "end" <> ?)"""
HELD = "SELECT batch FROM totals WHERE key = ? AND count = ? AND undone = 0"
COLUMNS = ("key", "count", "metric", "start", '"end"', "target", "dimension", "scope", "sent_at")


class TotalsWriter:
    """Writes the aggregates of one file. Of two statements with one key the larger count stands (standing.py)."""

    def __init__(
        self, connection: sqlite3.Connection, batch: int, targets: Targets, texts: Texts, tally: Tally, *, scope: str
    ) -> None:
        self.connection, self.batch, self.targets, self.texts, self.tally = connection, batch, targets, texts, tally
        self.scope = texts.number(scope)
        self.knows_a_send = False
        self.inserter = Inserter(connection, "totals", COLUMNS, identity=2, batch=batch)

    def write(self, totals: Totals, *, replace: bool) -> list[Refusal]:
        """Write a chunk; return the records refused because they overlap another period of the same series."""
        if not totals.line:
            return []
        for word in {*totals.metric, *totals.dimension}:
            self.texts.number(word)
        starts = [end - 1 if start == EVER else start for start, end in zip(totals.start, totals.end, strict=True)]
        self.tally.span(starts, totals.end)
        fresh: set[int] = set()
        refused: set[int] = set()
        for line, rows in _by_line(totals).items():
            overlapping = {row: self._overlapping(totals, row) for row in rows}
            if any(overlapping.values()) and not replace:
                refused.add(line)
            elif sum(self._write_row(totals, row, overlapping[row]) for row in rows):
                fresh.add(line)
        self._count(totals, fresh, refused)
        return [Refusal(line, "overlap", "period") for line in sorted(refused)]

    def _overlapping(self, totals: Totals, row: int) -> list[int]:
        start, end = totals.start[row], totals.end[row]
        if start == EVER:  # a counter never overlaps: only what was added to it counts
            return []
        target = self.targets.numbers[totals.evidence[row]]
        series = (target, totals.metric[row], totals.dimension[row], self.scope)
        return [number for (number,) in self.connection.execute(OVERLAP, (*series, end, start, start, end))]

    def _write_row(self, totals: Totals, row: int, overlapping: list[int]) -> bool:
        target = self.targets.numbers[totals.evidence[row]]
        cells = (totals.key[row], totals.count[row], totals.metric[row], totals.start[row], totals.end[row], target)
        sent_at = totals.sent_at[row] if totals.sent_at else None
        self.knows_a_send |= sent_at is not None
        if self.inserter.insert([[cell] for cell in (*cells, totals.dimension[row], self.scope, sent_at)]) is not None:
            self.tally.held.update(*self.connection.execute(HELD, cells[:2]))
            return False
        self.connection.executemany(
            "INSERT INTO replacements (old, new, batch) VALUES (?, ?, ?)",
            [(old, self.inserter.last, self.batch) for old in overlapping],
        )
        return True

    def _count(self, totals: Totals, fresh: set[int], refused: set[int]) -> None:
        flags = dict(zip(totals.line, map(self.targets.resolved.__getitem__, totals.evidence), strict=True))
        self.tally.recorded += len(fresh)
        self.tally.known += len(flags) - len(fresh) - len(refused)
        self.tally.resolved += sum(flags[line] for line in fresh)


def _by_line(totals: Totals) -> dict[int, list[int]]:
    lines: dict[int, list[int]] = {}
    for row, line in enumerate(totals.line):
        lines.setdefault(line, []).append(row)
    return lines


class CostWriter:
    """Writes what was spent; a cost points to its placement, or to its campaign alone, as evidence does."""

    def __init__(
        self, connection: sqlite3.Connection, batch: int, targets: Targets, texts: Texts, tally: Tally
    ) -> None:
        self.targets, self.texts, self.tally = targets, texts, tally
        names = ("key", "target", "day", "amount", "currency", "paid_by")
        self.inserter = Inserter(connection, "costs", names, batch=batch)

    def write(self, costs: Costs) -> list[Refusal]:
        """Write a chunk."""
        if not costs.line:
            return []
        for word in {*costs.currency, *costs.paid_by}:
            self.texts.number(word)
        self.tally.span(costs.day)
        found = [
            self.targets.find(Evidence(placement=placement) if placement else Evidence(campaign=campaign))
            for campaign, placement in zip(costs.campaign, costs.placement, strict=True)
        ]
        targets = [target for target, _ in found]
        mask = self.inserter.insert([costs.key, targets, costs.day, costs.amount, costs.currency, costs.paid_by])
        recorded = found if mask is None else list(compress(found, mask))
        self.tally.recorded += len(recorded)
        self.tally.known += len(found) - len(recorded)
        self.tally.resolved += sum(resolved for _, resolved in recorded)
        return []
