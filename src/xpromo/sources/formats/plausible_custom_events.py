"""Plausible: the site export's ``imported_custom_events_….csv``, goals by day and clicks on links that lead away."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xpromo.records import Batch, Kind
from xpromo.sources.evidence import NONE
from xpromo.sources.sales import Bad
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.statements import Statement, StatementReader, whole

COLUMNS = ("date", "name", "link url", "path", "visitors", "events")
OUTBOUND = "outbound link: click"
AUTOMATIC = frozenset({"pageview", "engagement"})
DOCS = """\
Plausible's site export (Site settings > Imports & exports > Export to CSV): the file `imported_custom_events_….csv` of the
zip, which is imported as it is.

| column | used for |
|---|---|
| `date` | the day, in the site's own zone, which the file doesn't state: it is kept as it is |
| `name` | `Outbound Link: Click` are clicks on links of your site that lead away; any other name is a goal |
| `link_url` | of an outbound click the link id and tags. Clicks on links without any are excluded as `page` |
| `events`, `visitors` | of outbound clicks the metrics `clicks` and `unique_clicks`; of goals `events` is `key_events` |
| `path` | tells rows apart |

A goal's row says nothing of where people came from: it belongs to nobody, unless you say `--placement`. The automatic
events `pageview` and `engagement` are excluded as `event`.
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of the table of custom events."""
    return sample.has("date", "name", "link url", "visitors", "events")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the counts of a file."""
    reader = StatementReader(feed.name, "plausible-custom-events", options)
    for rows in feed.rows:
        for line, cells in zip(rows.lines, zip(*rows.columns, strict=True), strict=True):
            try:
                _take(reader, line, dict(zip(COLUMNS, cells, strict=True)))
            except Bad as bad:
                reader.refuse(line, bad)
        yield reader.batch(rows.refusals)


def _take(reader: StatementReader, line: int, row: Mapping[str, str]) -> None:
    name = row["name"].strip()
    outbound = name.casefold() == OUTBOUND
    evidence = reader.evidence.evidence(row["link url"]) if outbound else NONE
    if outbound and evidence == NONE and not reader.options.placement:
        reader.skip("page")
        return
    if name.casefold() in AUTOMATIC or not name:
        reader.skip("event" if name else "blank")
        return
    day = reader.day(row["date"], "date")
    dimensions = ("custom_events", name, row["link url"], row["path"])
    counts = {"clicks": "events", "unique_clicks": "visitors"} if outbound else {"key_events": "events"}
    reader.add([
        Statement(line, metric, day, day + 1, whole(row[column], column), evidence, dimensions)
        for metric, column in counts.items()
    ])  # fmt: skip


source = Source(
    title="Plausible custom events",
    kind=Kind.TOTALS,
    clicks=True,
    columns=COLUMNS,
    required=("date", "name", "visitors", "events"),
    recognise=recognise,
    read=read,
    needs="columns date, name, link_url, path, visitors, events (imported_custom_events_….csv)",
    docs=DOCS,
    by_id=lambda _present: False,
    zone="unstated",
)
