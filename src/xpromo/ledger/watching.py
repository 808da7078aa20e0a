"""Which hours of an import are worth another look, noted while its rows are written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xpromo.ledger.hygiene import BLOCK, unit_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

REMEMBERED = 2_000  # visitors; more of them fall out of the processor's cache
BEFORE = -(2**62)  # every moment


@dataclass(slots=True)
class _Generation:
    """Visitors of some touches with the latest moment of each, and the slots of all."""

    latest: dict[bytes | None, int] = field(default_factory=dict)
    slots: set[int] = field(default_factory=set)


class Watch:
    """Notes the slots in which a visitor came twice.

    Exports are mostly in order of time, so that only the last visitors are remembered; a slot that comes again after
    its visitors were forgotten is worth a look too. A slot may be noted in vain, none is left out.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.unit = 0
        self.all: set[int] = set()
        self.found: set[int] = set()
        self.forgotten: set[int] = set()
        self.young, self.old = _Generation(), _Generation()

    def note(self, moments: Sequence[int], visitors: Sequence[bytes | None]) -> None:
        """Take in touches that were written."""
        self.unit = self.unit or unit_of(self.connection)
        slots = self._slots(moments)
        self.all |= slots
        self.found |= slots & self.forgotten
        latest, distinct = self.young.latest, set(visitors)
        strangers = visitors.count(None)
        distinct.discard(None)
        once = len(distinct) == len(visitors) - strangers
        if once and distinct.isdisjoint(latest) and distinct.isdisjoint(self.old.latest):
            latest.update(zip(visitors, moments, strict=True))
        else:
            self._note_again(visitors, moments)
        self.young.slots |= slots
        if len(latest) > REMEMBERED:
            self.forgotten |= self.old.slots
            self.old, self.young = self.young, _Generation()

    def suspect(self, moments: Iterable[int]) -> None:
        """Note that touches at these moments are worth a look by themselves."""
        self.found.update(int(at / self.unit) for at in moments)

    def _slots(self, moments: Sequence[int]) -> set[int]:
        first, last = (int(at / self.unit) for at in (min(moments), max(moments)))  # cut towards zero, as SQL divides
        return set(range(first, last + 1)) if last - first < len(moments) else {int(at / self.unit) for at in moments}

    def _note_again(self, visitors: Iterable[bytes | None], moments: Iterable[int]) -> None:
        young, old = self.young.latest, self.old.latest
        for visitor, at in zip(visitors, moments, strict=True):
            seen = max(young.get(visitor, BEFORE), old.get(visitor, BEFORE))
            if visitor and int(at / self.unit) <= int(seen / self.unit):
                self.found.add(int(at / self.unit))
            young[visitor] = max(at, seen)

    def slots(self, first: int) -> set[int]:
        """Return the slots to look at, while ``touch_blocks`` tells of nothing but the rows before ``first``."""
        if not self.all or first <= 1:
            return self.found
        sql = "SELECT since, until FROM touch_blocks WHERE block <= ? ORDER BY since"
        spans = [
            (int(since / self.unit), int(until / self.unit))
            for since, until in self.connection.execute(sql, ((first - 1) // BLOCK,))
        ]
        return self.found | set(_covered(self.all, spans))


def _covered(slots: Iterable[int], spans: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Yield the slots that lie in one of the spans, which come in order."""
    begun, end = 0, None
    for slot in sorted(slots):
        while begun < len(spans) and spans[begun][0] <= slot:
            end = spans[begun][1] if end is None else max(end, spans[begun][1])
            begun += 1
        if end is not None and slot <= end:
            yield slot
