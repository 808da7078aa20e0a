"""What is known of an import before its rows are read, and what became of it, on its way from the ledger to people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from xpromo.records import Kind, Refusal, Unresolved


@dataclass(frozen=True, slots=True)
class BatchHeader:
    """What is known of a file before its rows are read; ``by_id``: its events carry ids.

    ``options``, a stable text of all that changes how rows are read, tells a repeat with ``sha256`` and ``version``.
    ``digest`` waits for that hash.
    """

    file: str
    digest: Callable[[], str]
    size: int
    source: str
    version: int
    kind: Kind
    account: str
    timezone: str
    timezone_from: str  # stated | file | column | option | brand
    currency: str
    options: str
    by_id: bool = True
    reported_by: str = ""  # the partner whose report it is
    agents: str = ""  # of clicks: the date of the list of robots' agents
    centres: str = ""  # and of the list of data centres
    filtered: str = ""  # what the tool had left out before it exported

    @property
    def sha256(self) -> str:
        """The SHA-256 of all bytes of the file."""
        return self.digest()


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
