"""What became of an import, on its way from the ledger to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from xpromo.records import Refusal, Unresolved


@dataclass(frozen=True, slots=True)
class ImportResult:
    """One import: four disjoint outcomes that add up to ``rows``; ``batch`` is None for a dry run."""

    batch: int | None
    file: str
    source: str
    kind: str
    account: str
    period: tuple[date, date] | None  # end exclusive
    timezone: str
    currency: str
    rows: int
    recorded: int
    known: int
    refused: int
    excluded: int
    resolved: int
    refusals: Mapping[str, int] = field(default_factory=dict)
    exclusions: Mapping[str, int] = field(default_factory=dict)
    totals: Mapping[str, int] = field(default_factory=dict)
    merged: Mapping[str, int] = field(default_factory=dict)  # who else tells of its sales, of how many
    examples: Sequence[Refusal] = ()
    repeated: bool = False  # answered from the stored batch
    notes: Sequence[str] = ()
    reported_by: str = ""
    timezone_from: str = ""
    preview: Preview | None = None  # of a dry run
    path: str = ""  # as people named it


class Preview(NamedTuple):
    """Where new records would go: (level, name, records), and a few of the tags that reach nobody."""

    reached: Sequence[tuple[str, str, int]]
    unresolved: Sequence[Unresolved]
