"""Rows of a file that repeat one shortly before them: found without asking the database."""

from __future__ import annotations

from itertools import compress
from operator import add, ne
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

REMEMBERED = 20_000
CELLS = 32  # bits of a number of stable cells
LOW = (1 << CELLS) - 1


class Recent:
    """The events of a file that came last, by key. Exports repeat a row soon after the row, so most repeats are found
    here.
    """

    def __init__(self) -> None:
        self.turn = 0  # rows so far
        self.events: dict[bytes, int] = {}  # key → which row of the file first had it, and its stable cells
        self.before: dict[bytes, int] = {}  # those that are forgotten next

    def add(self, keys: Sequence[bytes], cells: Sequence[int]) -> dict[int, int]:
        """Remember rows, and forget the oldest; return row → the stable cells of the first event with its key, for
        those rows whose key came before.
        """
        if len(self.events) > REMEMBERED:
            self.events, self.before = {}, self.events
        first, self.turn = self.turn, self.turn + len(keys)
        events = list(map(add, range(first << CELLS, self.turn << CELLS, 1 << CELLS), cells))
        self.events.update({key: self.before[key] for key in self.before.keys() & keys})
        found = list(map(self.events.setdefault, keys, events))
        return {row: found[row] & LOW for row in compress(range(len(keys)), map(ne, found, events))}
