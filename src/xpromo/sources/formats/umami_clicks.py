"""Umami: ``website_event.csv`` of a data export, read for its page views."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from xpromo.records import Batch, Kind
from xpromo.sources.evidence import NONE
from xpromo.sources.source import Feed, ReadOptions, Rows, Sample, Source
from xpromo.sources.times import Moments
from xpromo.sources.touches import Clicks, TouchReader

TAGS = ("utm source", "utm medium", "utm campaign", "utm content")
COLUMNS = (
    "event id", "created at", "event type", "hostname", "url path", "url query", "referrer domain", "country",
    "session id", *TAGS,
)  # fmt: skip
PAGE_VIEW = ("1", "")
NULLS = frozenset({"", "\\N"})  # as its database writes a value that isn't there
DOCS = """\
Umami's data export, the file `website_event.csv` (CSV of the table of that name). It holds page views and custom events;
this source takes page views, `--source umami-conversions` takes the others from the same file.

| column | used for |
|---|---|
| `event_type` | 1 is a page view; other events are excluded as `event` |
| `hostname`, `url_path`, `url_query` | the address with link id and tags; a page view without any is excluded as `page` |
| `utm_source`, `utm_medium`, `utm_campaign`, `utm_content` | the tags, where the query has none; older exports lack these columns |
| `created_at` | the moment, in UTC |
| `event_id` | the click's id, where there is one |
| `referrer_domain`, `country` | as they are |
| `session_id` | keyed hash of the device; Umami makes new ones each month |

Everything else is ignored: places, devices, titles, `distinct_id`, click ids of advertisers. Umami leaves robots out.
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of the table of events."""
    return sample.has("website id", "session id", "event type", "url path", "created at")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the clicks of a file."""
    reader = TouchReader(feed.name, "umami-clicks", options, Moments(ZoneInfo("UTC")))
    with_ids = "event id" in feed.present
    for rows in feed.rows:
        skipped = dict.fromkeys(("blank", "event", "page"), 0)
        clicks = _clicks(reader, rows, skipped, with_ids=with_ids)
        yield reader.batch(clicks, rows.refusals, {reason: n for reason, n in skipped.items() if n})


def _clicks(reader: TouchReader, rows: Rows, skipped: dict[str, int], *, with_ids: bool) -> Clicks:
    lines, found = list[int](), list[tuple[str, ...]]()
    for line, cells in zip(rows.lines, zip(*rows.columns, strict=True), strict=True):
        number, at, event, host, path, query, referrer, country, session, *tags = cells
        url = _url(reader, host, path, query, tags) if event in PAGE_VIEW else ""
        reason = "blank" if not any(cells) else "event" if event not in PAGE_VIEW else "" if url else "page"
        if reason:
            skipped[reason] += 1
            continue
        lines.append(line)
        found.append((number, at, url, referrer, country, session))
    ids, at_, urls, referrers, countries, visitors = zip(*found, strict=True) if found else [()] * 6
    agents = ("",) * len(lines)
    return Clicks(lines, ids if with_ids else None, at_, urls, referrers, agents, countries, visitors)


def _url(reader: TouchReader, host: str, path: str, query: str, tags: Sequence[str]) -> str:
    """Return the page's address when it is tagged, else the same with the tags of the other columns, else ""."""
    page = f"https://{host}{path}" if host else path
    held = {name.replace(" ", "_"): text for name, text in zip(TAGS, tags, strict=True) if text not in NULLS}
    for further in (query.lstrip("?"), urlencode(held)):
        url = f"{page}?{further}" if further else page
        if reader.evidence.evidence(url) != NONE:
            return url
    return ""


source = Source(
    title="Umami page views",
    kind=Kind.CLICKS,
    columns=COLUMNS,
    required=("created at", "event type", "url path"),
    recognise=recognise,
    read=read,
    needs="columns website_id, session_id, event_type, url_path, created_at (Umami: website_event.csv)",
    docs=DOCS,
    by_id=lambda present: "event id" in present,
    zone="UTC",
    filtered="robots are left out",
)
