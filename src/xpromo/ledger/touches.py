"""Writing touches: whole columns, counted by outcome."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from xpromo.ledger.dictionaries import Contexts
from xpromo.ledger.inserting import Inserter, is_same, pick, without
from xpromo.ledger.recent import Recent
from xpromo.ledger.repeats import Repeats
from xpromo.ledger.rollups import add_touches
from xpromo.ledger.scattered import Scattered, are_scattered
from xpromo.ledger.sealing import Checksum
from xpromo.ledger.watching import Blocks, Watch
from xpromo.records import Refusal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Mapping, MutableSequence, Sequence

    from xpromo.ledger.dictionaries import Targets, Texts
    from xpromo.ledger.tally import Tally
    from xpromo.records import Touches

    Columns = Sequence[MutableSequence[Any]]

NAMES = ("key", "cells", "at", "day", "target", "context", "excluded", "visitor")
# The visitor and what follows may be removed, so they have a checksum of their own; the batch goes into the other
AT, DAY, TARGET, CONTEXT, EXCLUDED, VISITOR = map(NAMES.index, NAMES[2:])
SOME_CELLS, MOST_CELLS = 10_000, 100_000  # of ``daily``: from where on days that seem over are written, and all
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
        self.contexts = Contexts(connection, texts)
        self.inserters = [Inserter(connection, "touches", names, batch=batch) for names in (NAMES, (*NAMES, "centre"))]
        self.repeats = Repeats(connection, "touches", batch, tally.held)
        self.all_new = True  # so far, but for what repeats a row of the file
        self.recent, self.scattered = Recent(), Scattered()
        self.watch = Watch(connection)
        self.checksums = Checksum("touches"), Checksum("touches", removable=True)
        self.blocks = Blocks()
        self.cells: defaultdict[tuple[int, int], Counter[int]] = defaultdict(Counter)  # (label, day) → target → rows

    def write(self, touches: Touches) -> list[Refusal]:
        """Write a chunk, or let it wait; return rows that can't be taken because their id stands for another event."""
        if self.by_id and are_scattered(touches.key):
            return self.finish() if self.scattered.add(touches) else []
        before = self.finish()
        return [*before, *self._write(touches, self.recent.add(touches.key, touches.cells) if self.by_id else {})]

    def finish(self) -> list[Refusal]:
        """Write what waits; return rows as :meth:`write` does."""
        return self._write(self.scattered.take(), {}) if self.scattered.rows else []

    def _write(self, touches: Touches, seen: Mapping[int, int]) -> list[Refusal]:
        """Write a chunk; ``seen``: row → the stable cells of the event of this file that it repeats, of some."""
        if not touches.line:
            return []
        self.tally.span(touches.day[:1] if is_same(touches.day) else touches.day)
        self._count_excluded(touches)
        columns = self._in_ledger_numbers(touches)
        mask = self._insert(without(columns, seen))
        left = [*seen]
        if mask is not None:
            self.all_new = False
            tried = sorted(set(range(len(touches.line))).difference(seen))
            left += [row for row, new in zip(tried, mask, strict=True) if not new]
        if not left:
            self.tally.recorded += touches.excluded.count(0)
            return []
        self.tally.recorded += touches.excluded.count(0) - _kept([touches.excluded[row] for row in left])
        return self._conflicts(touches, seen, left) if self.by_id else self._twins(touches, columns, left)

    def roll_up(self, still: Collection[tuple[int, int]] = ()) -> None:
        """Take what was written since the last call into ``daily``, but for what counts ``still``: label and day."""
        cells = {which: self.cells.pop(which) for which in self.cells.keys() - still}
        kept = (found for (label, _), found in cells.items() if label == NO_REASON)
        self.tally.resolved += sum(n for found in kept for target, n in found.items() if target in self.targets.tied)
        add_touches(self.connection, self.source, cells)

    def watched(self, first: int) -> set[int]:
        """Return the slots that are worth a look after a file whose rows begin with row ``first``."""
        slots = self.watch.slots(first)
        self.blocks.write(self.connection)
        return slots

    def _in_ledger_numbers(self, touches: Touches) -> Columns:
        texts = self.texts.numbers.__getitem__
        return (
            touches.key,
            touches.cells,
            touches.at,
            touches.day,
            list(map(self.targets.numbers.__getitem__, touches.evidence)),
            list(map(self.contexts.numbers.__getitem__, touches.context)),
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
        if not written[0]:
            return mask
        size = len(written[0])
        contexts = [list(map(field.__getitem__, written[CONTEXT])) for field in self.contexts.held]
        self.checksums[0].add([*written[:CONTEXT], *contexts, written[EXCLUDED], [self.batch] * size])
        centres = written[-1] if len(columns) > len(NAMES) else [NO_REASON] * size
        self.checksums[1].add([written[VISITOR], centres, [None] * size])
        self.blocks.note(inserter.last, written[AT])
        self.watch.note(written[AT], _of_kept(written[VISITOR], written[EXCLUDED]))
        if len(columns) > len(NAMES):
            self.watch.suspect([at for at, centre in zip(written[AT], written[-1], strict=True) if centre != NO_REASON])
        self._count(written[TARGET], written[EXCLUDED], written[DAY])
        return mask

    def _count(self, targets: Sequence[int], labels: Sequence[int], days: Sequence[int]) -> None:
        """Count what was written for ``daily``; a chunk is mostly of one day and counts as a whole."""
        if is_same(labels) and is_same(days):
            counted = {(labels[0], days[0])}
            self.cells[labels[0], days[0]].update(targets)
        else:
            counted = set(zip(labels, days, strict=True))
            for (target, label, day), n in Counter(zip(targets, labels, days, strict=True)).items():
                self.cells[label, day][target] += n
        if (cells := sum(map(len, self.cells.values()))) > SOME_CELLS:
            self.roll_up(counted if cells <= MOST_CELLS else ())

    def _count_excluded(self, touches: Touches) -> None:
        for number, count in Counter(filter(None, touches.excluded)).items():
            self.tally.exclusions[self.texts.word(number)] += count

    def _conflicts(self, touches: Touches, seen: Mapping[int, int], left: list[int]) -> list[Refusal]:
        """Of rows with a known id: the same cells are the same event, other cells are refused. ``seen``: the cells of
        those whose event came in this file, which holds only where it was new.
        """
        there = {touches.key[row] for row in left if row not in seen or not self.all_new}
        stored = self.repeats.stored_cells(list(there)) if there else {}
        known = ((row, stored.get(touches.key[row], seen.get(row))) for row in sorted(left))
        refused = [row for row, cells in known if cells != touches.cells[row]]
        self.tally.known += _kept([touches.excluded[row] for row in left])
        for row in refused:
            self._uncount(touches, row)
        return [Refusal(touches.line[row], "id-conflict", "id") for row in refused]

    def _uncount(self, touches: Touches, row: int) -> None:
        if touches.excluded[row]:
            self.tally.exclusions[self.texts.word(touches.excluded[row])] -= 1
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


def _of_kept(visitors: Sequence[bytes | None], excluded: Sequence[int]) -> Sequence[bytes | None]:
    """Return the visitors without those of touches that say themselves why they don't count."""
    if excluded[0] == NO_REASON and is_same(excluded):
        return visitors
    return [None if reason != NO_REASON else key for key, reason in zip(visitors, excluded, strict=True)]


def _kept(excluded: Iterable[int]) -> int:
    return sum(1 for number in excluded if not number)
