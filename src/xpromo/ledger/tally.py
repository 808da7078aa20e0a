"""Counting an import: every record of the file has exactly one outcome."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xpromo.records import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EXAMPLES = 20


@dataclass(slots=True)
class Tally:
    """Records by outcome; ``rows`` is the sum of the four. ``resolved`` are those of the recorded that reach anybody,
    ``held`` batches that brought what is known. Days are days since 1970.
    """

    rows: int = 0
    recorded: int = 0
    known: int = 0
    resolved: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    exclusions: Counter[str] = field(default_factory=Counter)
    totals: Counter[str] = field(default_factory=Counter)
    held: set[int] = field(default_factory=set)
    examples: list[Refusal] = field(default_factory=list)
    first: int | None = None
    last: int | None = None

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        """Count records that weren't taken; the first ones are kept as examples."""
        for refusal in refusals:
            self.refusals[refusal.reason] += 1
            if len(self.examples) < EXAMPLES:
                self.examples.append(refusal)

    def span(self, days: Sequence[int], ends: Sequence[int] | None = None) -> None:
        """Widen the period to these days; ``ends`` (exclusive) where facts last longer than a day."""
        if days:
            start, end = min(days), max(ends) if ends else max(days) + 1
            self.first = start if self.first is None else min(self.first, start)
            self.last = end if self.last is None else max(self.last, end)
