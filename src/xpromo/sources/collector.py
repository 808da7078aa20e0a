"""What every reader of records does: count them, refuse some with a reason, hand out the others batch by batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from xpromo.records import Batch, Refusal

if TYPE_CHECKING:
    from xpromo.sources.sales import Bad


class Collector:
    """Collects the records of one file; a subclass knows what a record holds."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self.records = 0
        self.refusals: list[Refusal] = []
        self.skipped: dict[str, int] = {}

    def skip(self, reason: str) -> None:
        """Count a record that is no fact (yet)."""
        self.records += 1
        self.skipped[reason] = self.skipped.get(reason, 0) + 1

    def refuse(self, line: int, bad: Bad) -> None:
        """Count a record that can't be taken."""
        self.records += 1
        self.refusals.append(Refusal(line, bad.reason, bad.column))

    def batch(self, refusals: Sequence[Refusal] = ()) -> Batch:
        """Return what was collected since the last call; ``refusals`` are rows that weren't even cut into cells."""
        batch = self._facts()
        batch.records = self.records + len(refusals)
        batch.refusals = sorted([*self.refusals, *refusals], key=lambda refusal: refusal.line)
        batch.skipped = self.skipped
        self._start()
        return batch

    def _facts(self) -> Batch:
        """Return the facts that were collected, as a batch that lacks its counts."""
        raise NotImplementedError
