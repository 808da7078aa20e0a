"""PostHog: page views out of a query over ``events``, as JSON or CSV."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from xpromo.records import Batch, Kind
from xpromo.sources.evidence import NONE
from xpromo.sources.source import Feed, ReadOptions, Rows, Sample, Source
from xpromo.sources.times import Moments
from xpromo.sources.touches import Clicks, TouchReader

PAGE, FROM = "$current_url", "$referrer"
TAGS = ("utm_source", "utm_medium", "utm_campaign", "utm_content")
PROPERTIES = (PAGE, FROM, *TAGS)
PLAIN = tuple(name.strip("$").replace("_", " ") for name in PROPERTIES)
COLUMNS = ("uuid", "event", "timestamp", "distinct id", "properties", *PLAIN, *(f"properties {name}" for name in PLAIN))
PAGE_VIEW = "$pageview"
DOCS = """\
PostHog: in the SQL editor (or `POST /api/projects/…/query`) ask for the page views of a period, and save the answer as JSON,
with `columns` and `results`, or as CSV:

```sql
SELECT uuid, event, timestamp, distinct_id, properties.$current_url, properties.$referrer
FROM events WHERE event = '$pageview' AND timestamp >= '2026-11-01'
```

| column | used for |
|---|---|
| `event` | a `$pageview` that a tagged link led to is a click. Other events are excluded as `event`, page views without a tag as `page` |
| `timestamp` | the moment, with its offset (or without one and `--tz`) |
| `uuid` | the click's id |
| `$current_url`, as a column (`properties.$current_url`) or in `properties` | link id and tags |
| `utm_source`, `utm_medium`, `utm_campaign`, `utm_content`, likewise | the tags, where the address has none |
| `$referrer`, likewise | its domain |
| `distinct_id` | keyed hash of the device |

`$initial_…` properties say where somebody came from the first time ever: they are never used. Columns that your query calls
otherwise are named with `--map`. Conversions are named too, there is no other way to know them:
`--map timestamp=at --map event=kind --map uuid=id --map distinct_id=visitor` reads events called `signup`, `lead` … as
`conversions`. Charts (Trends, wide by date) don't say what they count and aren't taken; `error`, `No data available …` is no
record.
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of events of PostHog."""
    return sample.has("event", "timestamp", "distinct id") and sample.has_any(
        "uuid", "properties", "current url", "properties current url"
    )


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the clicks of a file."""
    reader = TouchReader(feed.name, "posthog-clicks", options, Moments(options.timezone))
    with_ids = "uuid" in feed.present
    for rows in feed.rows:
        skipped = dict.fromkeys(("blank", "event", "page"), 0)
        clicks = _clicks(reader, rows, skipped, with_ids=with_ids)
        yield reader.batch(clicks, rows.refusals, {reason: n for reason, n in skipped.items() if n})


def _clicks(reader: TouchReader, rows: Rows, skipped: dict[str, int], *, with_ids: bool) -> Clicks:
    lines, found = list[int](), list[tuple[str, ...]]()
    for line, cells in zip(rows.lines, zip(*rows.columns, strict=True), strict=True):
        row = dict(zip(COLUMNS, cells, strict=True))
        held = _properties(row) if row["event"] == PAGE_VIEW else {}
        url = _url(reader, held)
        reason = "blank" if not any(cells) else "event" if row["event"] != PAGE_VIEW else "" if url else "page"
        if reason:
            skipped[reason] += 1
            continue
        lines.append(line)
        found.append((row["uuid"], row["timestamp"], url, held[FROM], row["distinct id"]))
    ids, at, urls, referrers, visitors = zip(*found, strict=True) if found else [()] * 5
    none: Sequence[str] = ("",) * len(lines)
    return Clicks(lines, ids if with_ids else None, at, urls, referrers, none, none, visitors)


def _properties(row: Mapping[str, str]) -> dict[str, str]:
    """Return the properties that are used: a column's, else those in the column ``properties``."""
    inner = _object(row["properties"])
    return {
        name: row[plain] or row[f"properties {plain}"] or inner.get(name, "")
        for name, plain in zip(PROPERTIES, PLAIN, strict=True)
    }


def _object(text: str) -> dict[str, str]:
    try:
        found = json.loads(text) if text[:1] == "{" else {}
    except (ValueError, RecursionError):
        return {}
    return {name: held for name, held in found.items() if isinstance(held, str)}


def _url(reader: TouchReader, held: Mapping[str, str]) -> str:
    """Return the page's address when it is tagged, else one made of the tags, else ""."""
    tags = {name: held[name] for name in TAGS if held.get(name)}
    for url in (held.get(PAGE, ""), "?" + urlencode(tags)):
        if reader.evidence.evidence(url) != NONE:
            return url
    return ""


source = Source(
    title="PostHog page views",
    kind=Kind.CLICKS,
    columns=COLUMNS,
    required=("event", "timestamp", "distinct id"),
    recognise=recognise,
    read=read,
    needs="columns uuid, event, timestamp, distinct_id, $current_url (PostHog: a query over events)",
    docs=DOCS,
    by_id=lambda present: "uuid" in present,
)
