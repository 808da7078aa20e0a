"""Aggregates as exported: a count of a metric over days, for a set of dimensions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xpromo.errors import NeedsOption
from xpromo.records import Batch, Evidence, Totals
from xpromo.sources.amounts import plain_cell
from xpromo.sources.collector import Collector
from xpromo.sources.evidence import EvidenceTable
from xpromo.sources.rules import NEEDS_PERIOD, NEEDS_ZONE
from xpromo.sources.sales import Bad
from xpromo.sources.times import Days, Moments, parse_day
from xpromo.sources.written import as_iso

if TYPE_CHECKING:
    from xpromo.sources.source import ReadOptions

METRICS = frozenset(
    "reach delivered sends opens unique_opens impressions clicks unique_clicks unsubscribes sessions engaged_sessions "
    "visits visitors views pageviews key_events".split()
)
_WHOLE = re.compile(r"(\d{1,15})(?:\.0+)?\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Statement:
    """A metric's count from day ``start`` to before ``end``. ``dimensions`` tell it from the file's other ones.

    A first one such as ``by source`` says by what a table counts: the same counts by something else are not added to
    them. A lifetime counter starts at EVER; its first dimension, the link, is what it is read again by.
    """

    line: int
    metric: str
    start: int
    end: int
    count: int
    evidence: Evidence
    dimensions: Sequence[str]
    sent_at: int | None = None


class StatementReader(Collector):
    """Collects the aggregates of one file; hands them out as batches."""

    def __init__(self, name: str, source: str, options: ReadOptions, layouts: Sequence[str] = ()) -> None:
        self.name = name
        self.source = source
        self.options = options
        self.moments = Moments(options.timezone, layouts=layouts)
        self.days = Days(options.zone)
        self.evidence = EvidenceTable(options)
        super().__init__()

    def _start(self) -> None:
        super()._start()
        self.found = Totals()

    @property
    def filter(self) -> tuple[str, ...]:
        """The dimension that tells a tool's counts for one placement from those for another, where only the filter that
        they were exported with, and ``--placement``, say whose they are.
        """
        return (self.options.placement,) if self.options.placement else ()

    def day(self, text: str, column: str = "at") -> int:
        """Return the day of a date, or of a moment in the brand's zone; raises Bad, NeedsOption."""
        return day_of(self._iso(text), self.moments, self.days, self.options.latest, self.name, column)

    def moment(self, text: str) -> int | None:
        """Return the moment that a text states, None for a day alone; whoever asks has asked for its day before."""
        text = self._iso(text)
        settled = self.moments.settle(text) if isinstance(parse_day(text), str) else None
        return settled if isinstance(settled, int) else None

    def _iso(self, text: str) -> str:
        """Return a date as ``--date-order`` says that it is written; a day alone stays one."""
        text = plain_cell(text)
        if not self.options.date_order:
            return text
        written = as_iso(text, self.options)
        return written if ":" in text else written.partition("T")[0]

    def period(self) -> tuple[int, int]:
        """Return the days that ``--period`` names, the end exclusive; raises NeedsOption without it."""
        if self.options.period is None:
            raise NeedsOption.in_file(NEEDS_PERIOD, self.name)
        return self.options.period

    def add(self, statements: Sequence[Statement]) -> None:
        """Append what one record states; one that states no count is left out."""
        if not statements:
            self.skip("no-count")
            return
        self.records += 1
        to = self.found
        for item in statements:
            identity = "\0".join((self.options.account, item.metric, *item.dimensions, str(item.start), str(item.end)))
            to.line.append(item.line)
            to.key.append(self.options.hashing.keyed(f"total\0{self.source}", identity))
            to.metric.append(item.metric)
            to.start.append(item.start)
            to.end.append(item.end)
            to.count.append(item.count)
            to.evidence.append(self.evidence.number(item.evidence))
            to.dimension.append(item.dimensions[0] if item.dimensions else "")
            to.sent_at.append(item.sent_at)

    def _facts(self) -> Batch:
        return Batch(totals=self.found, evidence=self.evidence.take())


def day_of(text: str, moments: Moments, days: Days, latest: int, name: str, column: str) -> int:
    """Return days since 1970 of a date or a moment; raises Bad, NeedsOption."""
    text = plain_cell(text)
    found = parse_day(text)
    if isinstance(found, int):
        if found > days.of(latest):
            raise Bad("future", column)
        return found
    settled = moments.settle(text)
    if settled == NEEDS_ZONE.slug:
        raise NeedsOption.in_file(NEEDS_ZONE, name)
    if isinstance(settled, str):
        raise Bad(settled, column)
    if settled > latest:
        raise Bad("future", column)
    return days.of(settled)


def whole(text: str, column: str) -> int:
    """Return a count; raises Bad. ``480.0`` is one, as spreadsheets and mail tools write it."""
    found = _WHOLE.match(plain_cell(text))
    if not found:
        raise Bad("bad-count", column)
    return int(found[1])
