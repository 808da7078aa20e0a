"""Writing touches: whole columns, sorted by key within a chunk, counted by outcome."""

from __future__ import annotations

from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from xpromo.ledger.inserting import Inserter, pick
from xpromo.ledger.repeats import Recent, Repeats
from xpromo.ledger.rollups import add_touches
from xpromo.ledger.sealing import Checksum
from xpromo.ledger.watching import Watch
from xpromo.records import Refusal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from xpromo.ledger.dictionaries import Targets, Texts
    from xpromo.ledger.tally import Tally
    from xpromo.records import Touches

    Columns = Sequence[Sequence[Any]]

NAMES = ("key", "cells", "at", "day", "target", "referrer", "country", "agent", "excluded", "visitor")
# The visitor and what follows stay outside the checksum, the batch goes in
AT, DAY, TARGET, EXCLUDED, VISITOR = (NAMES.index(name) for name in ("at", "day", "target", "excluded", "visitor"))
MOST_CELLS = 100_000
NO_REASON = 1  # the number of the text ""


class TouchWriter:
    """Writes the touches of one file."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        batch: int,
        targets: Targets,
        texts: Texts,
        tally: Tally,
        *,
        by_id: bool,
        source: str,
    ) -> None:
        self.connection, self.source = connection, texts.number(source)
        self.batch, self.targets, self.texts, self.tally, self.by_id = batch, targets, texts, tally, by_id
        self.inserters = [Inserter(connection, "touches", names, batch=batch) for names in (NAMES, (*NAMES, "centre"))]
        self.repeats = Repeats(connection, "touches", batch, tally.held)
        self.recent = Recent()
        self.watch = Watch(connection)
        self.checksum = Checksum("touches")
        self.cells: Counter[tuple[int, int, int]] = Counter()

    def write(self, touches: Touches) -> list[Refusal]:
        """Write a chunk; return the rows that can't be taken because their id stands for another event."""
        if not touches.line:
            return []
        columns = self._in_ledger_numbers(touches)
        self.tally.span(touches.day)
        self._count_excluded(touches)
        left = self.recent.find(touches.key) if self.by_id else []
        order = _order(touches.key, left)
        mask = self._insert([_permuted(column, order) for column in columns] if order is not None else columns)
        if mask is not None:
            left += [row for row, new in zip(order or range(len(mask)), mask, strict=True) if not new]
        if not left:
            self.tally.recorded += _kept(touches.excluded)
            return []
        self.tally.recorded += _kept(touches.excluded) - _kept([touches.excluded[row] for row in left])
        return self._conflicts(touches, left) if self.by_id else self._twins(touches, columns, left)

    def roll_up(self) -> None:
        """Take what was written since the last call into ``daily``."""
        tied = self.targets.tied
        self.tally.resolved += sum(n for cell, n in self.cells.items() if cell[1] == NO_REASON and cell[0] in tied)
        add_touches(self.connection, self.source, self.cells)
        self.cells.clear()

    def _in_ledger_numbers(self, touches: Touches) -> Columns:
        texts = self.texts.numbers.__getitem__
        return (
            touches.key,
            touches.cells,
            touches.at,
            touches.day,
            list(map(self.targets.numbers.__getitem__, touches.evidence)),
            list(map(texts, touches.referrer)),
            list(map(texts, touches.country)),
            list(map(texts, touches.agent)),
            list(map(texts, touches.excluded)),
            touches.visitor,
            *([list(map(texts, touches.centre))] if touches.centre else []),
        )

    def _insert(self, columns: Columns) -> list[bool] | None:
        inserter = self.inserters[len(columns) - len(NAMES)]
        mask = inserter.insert(columns)
        for other in self.inserters:
            other.last = inserter.last
        written = columns if mask is None else pick(columns, mask)
        self.checksum.add([*written[:VISITOR], [self.batch] * len(written[0])])
        self.recent.add(written[0], written[1])
        if written[0]:
            self.watch.note(written[AT], _of_kept(written[VISITOR], written[EXCLUDED]))
        if len(columns) > len(NAMES):
            self.watch.suspect([at for at, centre in zip(written[AT], written[-1], strict=True) if centre != NO_REASON])
        self.cells.update(zip(written[TARGET], written[EXCLUDED], written[DAY], strict=True))
        if len(self.cells) > MOST_CELLS:
            self.roll_up()
        return mask

    def _count_excluded(self, touches: Touches) -> None:
        if any(touches.excluded):
            self.tally.exclude(self.texts.words[number] for number in touches.excluded if number)

    def _conflicts(self, touches: Touches, left: list[int]) -> list[Refusal]:
        """Of rows with a known id: the same cells are the same event, other cells are refused."""
        stored = self.recent.cells(touches.key[row] for row in left)
        stored |= self.repeats.stored_cells([touches.key[row] for row in left if touches.key[row] not in stored])
        refused = [row for row in sorted(left) if stored[touches.key[row]] != touches.cells[row]]
        self.tally.known += _kept([touches.excluded[row] for row in left])
        for row in refused:
            self._uncount(touches, row)
        return [Refusal(touches.line[row], "id-conflict", "id") for row in refused]

    def _uncount(self, touches: Touches, row: int) -> None:
        if touches.excluded[row]:
            self.tally.exclusions[self.texts.words[touches.excluded[row]]] -= 1
        else:
            self.tally.known -= 1

    def _twins(self, touches: Touches, columns: Columns, left: list[int]) -> list[Refusal]:
        """Give equal rows without an id their ordinals and write those that are more than the ledger has."""
        keys = self.repeats.twin_keys([touches.key[row] for row in left])
        twins = [(row, key) for row, key in zip(left, keys, strict=True) if key is not None]
        written = 0
        if twins:
            rows = [row for row, _ in twins]
            mask = self._insert([[key for _, key in twins], *([column[row] for row in rows] for column in columns[1:])])
            written = _kept(
                [touches.excluded[row] for row, new in zip(rows, mask or [True] * len(rows), strict=True) if new]
            )
        self.tally.recorded += written
        self.tally.known += _kept([touches.excluded[row] for row in left]) - written
        return []


def _order(keys: Sequence[bytes], left: Sequence[int]) -> list[int] | None:
    """Return the rows to write in order of their keys, without those left; None for all of them as they stand."""
    rows = sorted(set(range(len(keys))).difference(left), key=keys.__getitem__)
    return None if not left and rows == list(range(len(keys))) else rows


def _permuted(column: Sequence[Any], order: Sequence[int]) -> Sequence[Any]:
    return itemgetter(*order)(column) if len(order) > 1 else [column[row] for row in order]


def _of_kept(visitors: Sequence[bytes | None], excluded: Sequence[int]) -> Sequence[bytes | None]:
    """Return the visitors without those of touches that say themselves why they don't count."""
    if excluded.count(NO_REASON) == len(excluded):
        return visitors
    return [None if reason != NO_REASON else key for key, reason in zip(visitors, excluded, strict=True)]


def _kept(excluded: Iterable[int]) -> int:
    return sum(1 for number in excluded if not number)
