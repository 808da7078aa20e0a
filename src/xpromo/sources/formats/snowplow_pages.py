"""Snowplow: the enriched stream, read for its clicks: page views that a tagged link led to."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from xpromo.records import Batch, Kind
from xpromo.sources.access import AccessReader, Touch, visitor_of
from xpromo.sources.snowplow import events
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source
from xpromo.sources.times import Moments

DOCS = """\
Snowplow's enriched events, read for their clicks: the same file as for `snowplow-events`, which takes its sales. It is never
chosen by itself: say `--source snowplow-pages`.

| field | used for |
|---|---|
| `event` | a *page_view* that a tagged link led to is a click. Others are excluded as `event`, pages without a tag as `page` |
| `event_id` | the click's id |
| `derived_tstamp`, else `collector_tstamp` | the moment, in UTC |
| `page_url` | the link id and tags |
| `page_referrer` | its domain |
| `useragent` | its family; robots |
| `geo_country` | the country |
| `domain_userid`, else `user_ipaddress` cut to /24 (/48) with the agent | keyed hash of the device |

Everything else is ignored.
"""


def recognise(_sample: Sample) -> bool:
    """Never: the same file is recognised as conversions."""
    return False


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the clicks of a file."""
    reader = AccessReader(feed.name, "snowplow-pages", options, Moments(ZoneInfo("UTC")))
    for rows in feed.rows:
        for line, row in events(rows):
            url, agent = row["page_url"], row["useragent"]
            reason = reader.no_touch("GET", "200", url, agent) if row["event"] == "page_view" else "event"
            if reason:
                reader.skip(reason)
                continue
            at = row["derived_tstamp"] or row["collector_tstamp"]
            visitor = row["domain_userid"] or visitor_of(row["user_ipaddress"], agent)
            reader.add(Touch(line, row["event_id"], at, url, row["page_referrer"], agent, row["geo_country"], visitor))
        yield reader.batch(rows.refusals)


source = Source(
    title="Snowplow page views",
    kind=Kind.CLICKS,
    columns=("line",),
    recognise=recognise,
    read=read,
    needs="--source snowplow-pages (Snowplow: enriched events)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="UTC",
    shape=Shape.LINES,
)
