"""Our own clicks: what every other export can be mapped to."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.records import Batch, Kind
from xpromo.sources.mapped import in_our_form
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.times import Moments
from xpromo.sources.touches import Clicks, TouchReader

DOCS = """\
Clicks in xpromo's own format, CSV with a header or JSONL (one object a line), UTF-8.

| column | holds |
|---|---|
| `id` | the click's id, optional; with it a second import is recognised exactly |
| `at` | the moment, ISO 8601 with an offset (or without one and `--tz`) |
| `url` | the URL that was opened, with its parameters |
| `referrer` | optional; only its domain is kept |
| `user_agent` | optional; only the browser family is kept, robots are excluded by it |
| `country` | optional, two letters |
| `visitor` | optional, any id of a device; hashed on the way in |

Other columns are ignored. Name yours with `--map theirs=ours`. Rows of robots and of link unfurlers are kept in the
ledger and left out of `clicks` (`bot-agent`, `prefetch`). Without `id`, rows that are equal in every cell are still
different clicks.
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of clicks and of nothing else of ours."""
    return sample.has("at", "url") and not sample.has_any("kind", "metric", "stage", "sentiment")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the clicks of a file."""
    feed = in_our_form(feed, source.columns, options)
    reader = TouchReader(feed.name, "clicks", options, Moments(options.timezone))
    with_ids = "id" in feed.present
    for rows in feed.rows:
        ids, at, url, referrer, agent, country, visitor = rows.columns
        clicks = Clicks(rows.lines, ids if with_ids else None, at, url, referrer, agent, country, visitor)
        yield reader.batch(clicks, rows.refusals)


source = Source(
    title="xpromo clicks",
    kind=Kind.CLICKS,
    columns=("id", "at", "url", "referrer", "user agent", "country", "visitor"),
    required=("at", "url"),
    recognise=recognise,
    read=read,
    needs="columns at and url (and optionally id, referrer, user_agent, country, visitor)",
    docs=DOCS,
    version=2,
)
