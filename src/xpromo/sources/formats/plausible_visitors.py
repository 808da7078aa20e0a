"""Plausible: ``visitors.csv`` of the dashboard's Export, the whole site's counts over time."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from xpromo.records import Batch, Evidence, Kind
from xpromo.sources.sales import Bad
from xpromo.sources.siblings import named_days
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.statements import Statement, StatementReader, whole

COLUMNS = ("date", "visits", "pageviews")
DAY = len("2026-11-20")
DOCS = """\
`visitors.csv` of the zip that Plausible's dashboard exports (`plausible-dashboard`): what the whole site counted, over time.
It names no campaign, so that it belongs to nobody; where the dashboard was filtered before, say `--placement`.

| column | used for |
|---|---|
| `date` | the day. Where rows are weeks or months, each ends where the next begins; of the last one the name of the zip or the folder says it, else `--period` |
| `visits`, `pageviews` | the metrics of these names |

Days are the site's own. `visitors` are different people of a day, who can't be added up over days, so they are ignored, like
rates and durations. Rows that count an hour are left out (`hour`): export more than one day.
"""


def recognise(sample: Sample) -> bool:
    """Whether these are a site's counts over time."""
    return sample.has("date", "visitors", "pageviews", "visits", "views per visit", "bounce rate", "visit duration")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the counts of a file: a few rows, which are read together because each ends where the next begins."""
    reader = StatementReader(feed.name, "plausible-visitors", options)
    found: list[tuple[int, int, Sequence[str]]] = []
    refused = []
    for rows in feed.rows:
        refused += rows.refusals
        for line, cells in zip(rows.lines, zip(*rows.columns, strict=True), strict=True):
            if not any(cells):
                reader.skip("blank")
                continue
            if len(cells[0].strip()) > DAY:
                reader.skip("hour")
                continue
            try:
                found.append((line, reader.day(cells[0], "date"), cells))
            except Bad as bad:
                reader.refuse(line, bad)
    ends = _ends(feed.name, reader, [start for _, start, _ in found])
    for (line, start, row), end in zip(found, ends, strict=True):
        try:
            reader.add([_statement(line, start, end, metric, row, options) for metric in COLUMNS[1:]])
        except Bad as bad:
            reader.refuse(line, bad)
    yield reader.batch(refused)


def _ends(name: str, reader: StatementReader, starts: Sequence[int]) -> list[int]:
    """Return where each row's days end; raises NeedsOption where nothing says it of the last one."""
    if not starts:
        return []
    ends = starts[1:]
    if len(starts) > 1 and all(after - before == 1 for before, after in pairwise(starts)):
        return [*ends, starts[-1] + 1]
    period = None if reader.options.period else named_days(name)
    return [*ends, (period or reader.period())[1]]


def _statement(line: int, start: int, end: int, metric: str, cells: Sequence[str], options: ReadOptions) -> Statement:
    if end <= start:
        raise Bad("bad-time", "date")
    count = whole(cells[COLUMNS.index(metric)], metric)
    return Statement(line, metric, start, end, count, Evidence(), ("", options.placement))  # one filter, one series


source = Source(
    title="Plausible visitors by day",
    kind=Kind.TOTALS,
    columns=COLUMNS,
    recognise=recognise,
    read=read,
    needs="date, visitors, pageviews, visits, views_per_visit (Plausible: Export, visitors.csv)",
    docs=DOCS,
    by_id=lambda _present: False,
    zone="unstated",
)
