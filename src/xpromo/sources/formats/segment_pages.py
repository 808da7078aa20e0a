"""Segment and RudderStack, read for their clicks: page calls that a tagged link led to."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator

from xpromo.records import Batch, Kind
from xpromo.sources.access import AccessReader, Touch
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source
from xpromo.sources.times import Moments

DOCS = """\
Events of Segment or RudderStack, read for their clicks: the same file as for `segment-events`, which takes its conversions. It
is never chosen by itself: say `--source segment-pages`.

| key | used for |
|---|---|
| `type` | a `page` call that a tagged link led to is a click. Other calls are excluded as `event`, pages without a tag as `page` |
| `messageId` | the click's id |
| `timestamp` | the moment (its offset is stated) |
| `properties.url`, else `context.page.url` | the link id and tags |
| `properties.referrer`, else `context.page.referrer` | its domain |
| `context.userAgent` | its family; robots |
| `anonymousId` | keyed hash of the device |

Everything else is ignored, addresses too.
"""
COLUMNS = (
    "type", "messageid", "timestamp", "properties url", "context page url", "properties referrer", "context page referrer",
    "context useragent", "anonymousid",
)  # fmt: skip


def recognise(_sample: Sample) -> bool:
    """Never: the same file is recognised as conversions."""
    return False


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the clicks of a file."""
    reader = AccessReader(feed.name, "segment-pages", options, Moments(options.timezone))
    for rows in feed.rows:
        for line, cells in zip(rows.lines, zip(*rows.columns, strict=True), strict=True):
            call, message, at, url, page, referrer, before, agent, device = cells
            reason = reader.no_touch("GET", "200", url or page, agent) if call == "page" else "event"
            if reason:
                reader.skip(reason)
                continue
            reader.add(Touch(line, message, at, url or page, referrer or before, agent, "", device))
        yield reader.batch(rows.refusals)


source = Source(
    title="Segment and RudderStack pages",
    kind=Kind.CLICKS,
    columns=COLUMNS,
    recognise=recognise,
    read=read,
    needs="--source segment-pages (Segment, RudderStack: page calls)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="offset",
    shape=Shape.OBJECTS,
    records=("batch",),
)
