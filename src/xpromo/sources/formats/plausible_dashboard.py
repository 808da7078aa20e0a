"""Plausible: the dashboard's Export, a zip with a file for each dimension."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from xpromo.errors import UsageError
from xpromo.records import Batch, Evidence, Kind
from xpromo.sources.rules import UNKNOWN_FORMAT
from xpromo.sources.sales import Bad
from xpromo.sources.siblings import named_days
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.statements import Statement, StatementReader, whole
from xpromo.utm import CAMPAIGN, CONTENT, MEDIUM, SOURCE

DIMENSIONS = {
    "sources": SOURCE,
    "utm_sources": SOURCE,
    "utm_mediums": MEDIUM,
    "utm_campaigns": CAMPAIGN,
    "utm_contents": CONTENT,
    "utm_terms": "",
    "referrers": "",
    "conversions": "",
}
REST = "direct / none"
_FILE = re.compile(rf"({'|'.join(DIMENSIONS)})(?:[ _.-].*)?\.csv(?:\.gz|\.bz2)?")
COLUMNS = ("name", "visitors", "unique conversions", "total conversions")
DOCS = """\
Plausible's dashboard: choose the period, then Export (the arrow above the graph), and import the zip as it is, or the folder
that it was unpacked into. Each file in it holds one dimension, and only its name says which: don't rename it.

| file, column | used for |
|---|---|
| `sources.csv`, `utm_sources.csv`, `utm_mediums.csv`, `utm_campaigns.csv`, `utm_contents.csv`: `name` | that tag |
| `referrers.csv`: `name` | its domain |
| `utm_terms.csv`: `name` | tells rows apart |
| `visitors` | the metric `visitors`. It is no click, visitors by one dimension are never added to visitors by another, and visitors of several periods don't add up |
| `conversions.csv`: `total_conversions` | the metric `key_events`; it says nothing of where people came from, unless the dashboard was filtered and you say `--placement` |

The period is the one in the zip's or the folder's name (`Plausible export … 2026-11-01 to 2026-11-30.zip`), else the days of
`visitors.csv` in it; of a file alone, and where `visitors.csv` counts by months, say `--period`. Days are the site's own.
`Direct / None` belongs to nobody. Bounce rates, durations and unique conversions are ignored; pages, places, devices and
channels state no campaign and are passed over; `visitors.csv` is [`plausible-visitors`](#plausible-visitors). The site export
(`plausible-site-export`) has all tags of a visit in one row and each day: take it where you can.
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of a dimension, and the file's name says of which."""
    counted = sample.has("visitors", "bounce rate", "visit duration") or sample.has(
        "unique conversions", "total conversions"
    )
    return counted and sample.has("name") and bool(_FILE.fullmatch(sample.file))


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the counts of a file."""
    reader = StatementReader(feed.name, "plausible-dashboard", options)
    dimension, period = _dimension(feed.name), None if options.period else named_days(feed.name)
    start, end = period or reader.period()
    for rows in feed.rows:
        for line, cells in zip(rows.lines, zip(*rows.columns, strict=True), strict=True):
            row = dict(zip(COLUMNS, cells, strict=True))
            if not any(cells):
                reader.skip("blank")
                continue
            try:
                reader.add([_statement(reader, line, row, dimension, (start, end))])
            except Bad as bad:
                reader.refuse(line, bad)
        yield reader.batch(rows.refusals)


def _dimension(name: str) -> str:
    found = _FILE.fullmatch(PurePath(name).name.casefold())
    if not found:
        hint = f"give it back the name it had in the zip: {', '.join(DIMENSIONS)}.csv"
        raise UsageError(f"{name}: only its name can say which dimension it holds", hint=hint, code=UNKNOWN_FORMAT.code)
    return found[1]


def _statement(
    reader: StatementReader, line: int, row: Mapping[str, str], dimension: str, period: tuple[int, int]
) -> Statement:
    name = row["name"].strip()
    metric, column = ("key_events", "total conversions") if dimension == "conversions" else ("visitors", "visitors")
    return Statement(
        line,
        metric,
        *period,
        whole(row[column], column),
        _evidence(reader, name, dimension),
        (f"by {dimension}", name, *reader.filter),
    )


def _evidence(reader: StatementReader, name: str, dimension: str) -> Evidence:
    if name.casefold() == REST:
        return Evidence()
    if dimension == "referrers":
        return Evidence(referrer=reader.evidence.referring(name))
    tag = DIMENSIONS[dimension]
    return reader.evidence.of_fields({tag: name} if tag else {})


source = Source(
    title="Plausible dashboard",
    kind=Kind.TOTALS,
    columns=COLUMNS,
    recognise=recognise,
    read=read,
    needs="a file of the zip with its own name (Plausible: Export): utm_campaigns.csv with name, visitors, …",
    docs=DOCS,
    by_id=lambda _present: False,
    zone="unstated",
)
