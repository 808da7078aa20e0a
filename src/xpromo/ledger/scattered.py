"""Events whose keys lie far apart, because their ids come in no order: many are gathered and written in order of their
keys. One after the other they would touch another page of the index each, which takes longer than all the rest.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from xpromo.ledger.repeats import LOCAL
from xpromo.records import Touches

if TYPE_CHECKING:
    from collections.abc import MutableSequence, Sequence

GATHERED = 20_000  # rows; more are quicker still, and take memory
EVERY, FEWEST = 16, 8  # which keys of a chunk are looked at, and how many say something


def are_scattered(keys: Sequence[bytes]) -> bool:
    """Whether most keys of a chunk have no neighbours in it."""
    found = [key[:LOCAL] for key in keys[::EVERY]]
    return len(found) >= FEWEST and len(set(found)) > len(found) // 2


class Scattered:
    """Chunks of events that wait."""

    def __init__(self) -> None:
        self.chunks: list[Touches] = []
        self.rows = 0

    def add(self, touches: Touches) -> bool:
        """Let a chunk wait; return whether there are enough."""
        self.chunks.append(touches)
        self.rows += len(touches.key)
        return self.rows >= GATHERED

    def take(self) -> Touches:
        """Return all that waited as one chunk, in order of the keys; equal ones in the order in which they came."""
        columns: dict[str, Any] = {name: _joined(self.chunks, name) for name in Touches.__slots__}
        order = sorted(range(self.rows), key=columns["key"].__getitem__)
        pick = itemgetter(*order, 0)  # one more than there are: of a single row it would make no tuple
        columns = {name: list(pick(column)[:-1]) if column else column for name, column in columns.items()}
        self.chunks, self.rows = [], 0
        return Touches(**columns)


def _joined(chunks: Sequence[Touches], name: str) -> MutableSequence[Any]:
    columns = [getattr(touches, name) for touches in chunks]
    if not any(columns):
        return []
    found: list[Any] = []
    for touches, column in zip(chunks, columns, strict=True):
        found += column or [0] * len(touches.key)
    return found
