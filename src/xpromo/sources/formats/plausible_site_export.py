"""Plausible: Site settings > Imports & exports > Export to CSV, the file ``imported_sources_….csv`` of the zip."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator

from xpromo.records import Batch, Evidence, Kind
from xpromo.sources.sales import Bad
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.statements import Statement, StatementReader, whole
from xpromo.utm import CAMPAIGN, CONTENT, MEDIUM, SOURCE

METRICS = ("visits", "visitors", "pageviews")
DOCS = """\
Plausible's site export (Site settings > Imports & exports > Export to CSV): import the zip as it is. Of its files
`imported_sources_<from>_<to>.csv` is this source, `imported_custom_events_….csv` is `plausible-custom-events`; the others
state no campaign, can't be tied to a placement, and are passed over.

| column | used for |
|---|---|
| `date` | the day, in the site's own zone, which the file doesn't state: it is kept as it is |
| `utm_source`, `utm_medium`, `utm_campaign`, `utm_content` | evidence |
| `referrer` | its domain, where there are no tags |
| `visits`, `visitors`, `pageviews` | three metrics, kept apart. None of them is a click, and visitors of several days don't add up |

`source`, `utm_term`, `visit_duration` and `bounces` only tell rows apart or are ignored. The dashboard's Export is another
format: `plausible-dashboard`.
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of the table of sources."""
    return sample.has("date", "utm source", "utm campaign", "bounces", "visit duration", "visits")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the counts of a file."""
    reader = StatementReader(feed.name, "plausible-site-export", options)
    for rows in feed.rows:
        for line, cells in zip(rows.lines, zip(*rows.columns, strict=True), strict=True):
            if not any(cells):
                reader.skip("blank")
                continue
            try:
                reader.add(_statements(reader, line, dict(zip(COLUMNS, cells, strict=True))))
            except Bad as bad:
                reader.refuse(line, bad)
        yield reader.batch(rows.refusals)


def _statements(reader: StatementReader, line: int, row: dict[str, str]) -> list[Statement]:
    day = reader.day(row["date"], "date")
    tags = {
        SOURCE: row["utm source"],
        MEDIUM: row["utm medium"],
        CAMPAIGN: row["utm campaign"],
        CONTENT: row["utm content"],
    }
    evidence = reader.evidence.of_fields(tags)
    if evidence == Evidence():
        evidence = Evidence(referrer=reader.evidence.referring(row["referrer"]))
    dimensions = ("sources", *(row[name] for name in DIMENSIONS))
    return [
        Statement(line, metric, day, day + 1, whole(row[metric], metric), evidence, dimensions) for metric in METRICS
    ]


DIMENSIONS = ("source", "referrer", "utm source", "utm medium", "utm campaign", "utm content", "utm term")
COLUMNS = ("date", *DIMENSIONS, *METRICS)

source = Source(
    title="Plausible site export",
    kind=Kind.TOTALS,
    columns=COLUMNS,
    required=("date", "utm source", "visits", "visitors", "pageviews"),
    recognise=recognise,
    read=read,
    needs="columns date, source, utm_source, visits, visit_duration, bounces (imported_sources_….csv)",
    docs=DOCS,
    by_id=lambda _present: False,
    zone="unstated",
)
