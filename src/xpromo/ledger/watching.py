"""Which hours of an import are worth another look, and when its blocks of touches happened: noted while rows are
written.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import compress
from operator import not_
from typing import TYPE_CHECKING

from xpromo.ledger.hygiene import BLOCK, unit_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

REMEMBERED = 20_000  # visitors
ADD_BLOCK = """
INSERT INTO touch_blocks VALUES (?, ?, ?)
ON CONFLICT DO UPDATE SET since = min(since, excluded.since), until = max(until, excluded.until)"""


class Watch:
    """Notes the slots in which a visitor came twice.

    Exports are mostly in order of time, so that only the visitors of the last slots are remembered; a slot that comes
    again after its visitors were forgotten is worth a look too. A slot may be noted in vain, none is left out.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.unit = 0
        self.all: set[int] = set()
        self.found: set[int] = set()
        self.visitors: dict[int, set[bytes | None]] = {}  # of slots that aren't found yet
        self.held = 0

    def note(self, moments: Sequence[int], visitors: Sequence[bytes | None]) -> None:
        """Take in touches that were written."""
        self.unit = self.unit or unit_of(self.connection)
        first, last = self._slot(min(moments)), self._slot(max(moments))
        if first == last:
            self._note_slot(first, visitors)
        elif 0 <= first == last - 1:
            start = last * self.unit
            later = [at >= start for at in moments]
            self._note_slot(last, list(compress(visitors, later)))
            self._note_slot(first, list(compress(visitors, map(not_, later))))
        else:
            slots = defaultdict[int, list[bytes | None]](list)
            for at, visitor in zip(moments, visitors, strict=True):
                slots[self._slot(at)].append(visitor)
            for slot, group in slots.items():
                self._note_slot(slot, group)
        while self.held > REMEMBERED:
            self.held -= len(self.visitors.pop(next(iter(self.visitors))))

    def suspect(self, moments: Iterable[int]) -> None:
        """Note that touches at these moments are worth a look by themselves."""
        self.found.update(map(self._slot, moments))

    def _slot(self, at: int) -> int:
        return int(at / self.unit)  # cut towards zero, as SQL divides

    def _note_slot(self, slot: int, visitors: Sequence[bytes | None]) -> None:
        if slot in self.found:
            return
        if slot in self.all and slot not in self.visitors:  # forgotten
            self.found.add(slot)
            return
        self.all.add(slot)
        seen = self.visitors.setdefault(slot, set())
        before, expected = len(seen), len(visitors)
        seen.update(visitors)
        if None in seen:
            seen.discard(None)
            expected -= visitors.count(None)
        self.held += len(seen) - before
        if len(seen) - before < expected:
            self.found.add(slot)
            self.held -= len(self.visitors.pop(slot))

    def slots(self, first: int) -> set[int]:
        """Return the slots to look at, while ``touch_blocks`` tells of nothing but the rows before ``first``."""
        if not self.all or first <= 1:
            return self.found
        sql = "SELECT since, until FROM touch_blocks WHERE block <= ? ORDER BY since"
        spans = [
            (self._slot(since), self._slot(until))
            for since, until in self.connection.execute(sql, ((first - 1) // BLOCK,))
        ]
        return self.found | set(_covered(self.all, spans))


class Blocks:
    """Notes from when to when the touches of each row of ``touch_blocks`` reach."""

    def __init__(self) -> None:
        self.spans: dict[int, tuple[int, int]] = {}

    def note(self, last: int, moments: Sequence[int]) -> None:
        """Take in touches that were written, up to row ``last``."""
        first = last + 1 - len(moments)
        for block in range(first // BLOCK, last // BLOCK + 1):
            begin = block * BLOCK - first
            part = moments[max(begin, 0) : begin + BLOCK]
            earliest, latest = min(part), max(part)
            since, until = self.spans.get(block, (earliest, latest))
            self.spans[block] = min(since, earliest), max(until, latest)

    def write(self, connection: sqlite3.Connection) -> None:
        """Add what was noted to ``touch_blocks``."""
        connection.executemany(ADD_BLOCK, [(block, *span) for block, span in self.spans.items()])


def _covered(slots: Iterable[int], spans: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Yield the slots that lie in one of the spans, which come in order."""
    begun, end = 0, None
    for slot in sorted(slots):
        while begun < len(spans) and spans[begun][0] <= slot:
            end = spans[begun][1] if end is None else max(end, spans[begun][1])
            begun += 1
        if end is not None and slot <= end:
            yield slot
