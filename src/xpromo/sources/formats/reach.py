"""Our own reach: what the sender's report says of a placement."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator

from xpromo.records import Batch, Evidence, Kind
from xpromo.sources.amounts import plain_cell
from xpromo.sources.mapped import in_our_form
from xpromo.sources.sales import Bad
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.statements import METRICS, Statement, StatementReader, whole

DOCS = """\
Reach and other counts of placements, as the sender's report states them. CSV with a header or JSONL.

| column | holds |
|---|---|
| `placement` | the placement's id (or `--placement`) |
| `at` | the day, `2026-11-20`, or a moment with an offset |
| `metric` | reach, delivered, sends, opens, unique_opens, impressions, clicks, unique_clicks, unsubscribes, sessions, engaged_sessions, visits, visitors, views, pageviews, key_events |
| `count` | a whole number |

Nothing is added up twice: of two counts for the same placement, metric and day the larger one stands. Metrics are kept
apart: sends, opens and impressions never become reach, and clicks stated here never add to counted clicks.
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of reach."""
    return sample.has("at", "metric", "count")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the counts of a file."""
    feed = in_our_form(feed, source.columns, options)
    reader = StatementReader(feed.name, "reach", options)
    for rows in feed.rows:
        for line, (placement, at, metric, count) in zip(rows.lines, zip(*rows.columns, strict=True), strict=True):
            if not (placement or at or metric or count):
                reader.skip("blank")
                continue
            try:
                reader.add([_statement(reader, line, placement, at, metric, count)])
            except Bad as bad:
                reader.refuse(line, bad)
        yield reader.batch(rows.refusals)


def _statement(reader: StatementReader, line: int, placement: str, at: str, metric: str, count: str) -> Statement:
    name = plain_cell(metric).lower().replace(" ", "_").replace("-", "_")
    if name not in METRICS:
        raise Bad("bad-metric", "metric")
    placement = plain_cell(placement) or reader.options.placement
    if not placement or "@" in placement:
        raise Bad("no-placement", "placement")
    day = reader.day(at)
    return Statement(
        line, name, day, day + 1, whole(count, "count"), Evidence(placement=placement), ("placement", placement)
    )


source = Source(
    title="xpromo reach",
    kind=Kind.TOTALS,
    clicks=True,
    columns=("placement", "at", "metric", "count"),
    required=("at", "metric", "count"),
    recognise=recognise,
    read=read,
    needs="columns placement, at, metric, count",
    docs=DOCS,
    version=2,
    by_id=lambda _present: False,
)
