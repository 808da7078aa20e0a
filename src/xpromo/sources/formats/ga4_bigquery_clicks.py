"""Google Analytics 4's BigQuery export, read for its clicks: page views that a tagged link led to."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from xpromo.records import Batch, Kind
from xpromo.sources.evidence import NONE
from xpromo.sources.ga4_events import COLUMNS, SCOPES, parameters, value
from xpromo.sources.source import Feed, ReadOptions, Rows, Sample, Shape, Source
from xpromo.sources.times import Moments, parse_unix, unix_text
from xpromo.sources.touches import Clicks, TouchReader

DOCS = """\
Google Analytics 4's BigQuery export, read for its clicks: the same file as for `ga4-bigquery`, which takes its conversions.
It is never chosen by itself: say `--source ga4-bigquery-clicks`.

| column | used for |
|---|---|
| `event_name` | a `page_view` that a tagged link led to is a click. All other events are excluded as `event`, page views without a tag as `page` |
| `event_timestamp` | the moment, in UTC |
| the parameter `page_location` | the link id and tags |
| `collected_traffic_source.manual_…` | the tags, where the address has none |
| the parameter `page_referrer` | its domain |
| `user_pseudo_id` | keyed hash of the device |

A page that is loaded again counts again and is left out as `repeat` within the hour. What a session came from
(`session_traffic_source_last_click`) says nothing of a single page, and `traffic_source` nothing of this visit: neither is
used. Google Analytics leaves robots out that it knows.
"""


def recognise(_sample: Sample) -> bool:
    """Never: the same file is recognised as conversions."""
    return False


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the clicks of a file."""
    reader = TouchReader(feed.name, "ga4-bigquery-clicks", options, Moments(ZoneInfo("UTC")))
    for rows in feed.rows:
        skipped = {"event": 0, "page": 0}
        clicks = _clicks(reader, rows, skipped)
        yield reader.batch(clicks, rows.refusals, {reason: n for reason, n in skipped.items() if n})


def _clicks(reader: TouchReader, rows: Rows, skipped: dict[str, int]) -> Clicks:
    lines, found = list[int](), list[tuple[str, str, str, str]]()
    for line, cells in zip(rows.lines, zip(*rows.columns, strict=True), strict=True):
        row = dict(zip(COLUMNS, map(value, cells), strict=True))
        if row["event name"] != "page_view":
            skipped["event"] += 1
            continue
        page = parameters(row)
        url = _url(reader, row, page.get("page_location", ""))
        if not url:
            skipped["page"] += 1
            continue
        lines.append(line)
        found.append((_moment(row["event timestamp"]), url, page.get("page_referrer", ""), row["user pseudo id"]))
    at, urls, referrers, visitors = zip(*found, strict=True) if found else [()] * 4
    none = ("",) * len(lines)
    return Clicks(lines, None, at, urls, referrers, none, none, visitors)


def _url(reader: TouchReader, row: Mapping[str, str], location: str) -> str:
    """Return the page's address when it is tagged, else one made of the tags that were collected, else ""."""
    if reader.evidence.evidence(location) != NONE:
        return location
    fields = {name: row[column] for name, column in SCOPES[0].items() if row[column]}
    collected = "?" + urlencode(fields)
    return collected if reader.evidence.evidence(collected) != NONE else ""


def _moment(text: str) -> str:
    """Return the moment as the reader of clicks takes it; what is none is left to be refused."""
    found = parse_unix(text)
    return text if isinstance(found, str) else unix_text(found)


source = Source(
    title="Google Analytics 4 BigQuery export, clicks",
    kind=Kind.CLICKS,
    columns=COLUMNS,
    required=("event name", "event timestamp", "event params"),
    recognise=recognise,
    read=read,
    needs="the same as ga4-bigquery, and --source ga4-bigquery-clicks",
    docs=DOCS,
    by_id=lambda _present: False,
    zone="UTC",
    shape=Shape.OBJECTS,
    filtered="robots that Google Analytics knows are left out",
)
