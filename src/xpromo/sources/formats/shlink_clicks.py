"""Shlink: a short URL's Visits > Export, a CSV with a row for each visit."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator

from xpromo.records import Batch, Kind
from xpromo.sources.agents import verdict
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.times import Moments
from xpromo.sources.touches import Clicks, TouchReader

ORPHANS = frozenset({"base_url", "invalid_short_url", "regular_404"})
DOCS = """\
Shlink's visits, as its web client exports them: open a short URL, a tag or a domain, Visits > Export.

| column | used for |
|---|---|
| `date` | the moment (its offset is stated) |
| `visitedUrl` | the short link, `host/key`: whose it is says the ledger where it was adopted |
| `referer` | its domain |
| `userAgent` | only the browser family is kept |
| `potentialBot` | robots are kept and left out as `bot-agent` |
| `country` | where it is written with two letters |
| `type` | visits of no short link (base URL, invalid ones, 404) are excluded as `page` |

Visits have no id: two equal ones are two clicks. Where `visitedUrl` is empty (older versions) import with `--placement` and
`--map`, or see `shlink-links`. Places and coordinates are ignored.
"""
COLUMNS = ("date", "visitedurl", "referer", "useragent", "potentialbot", "country", "type")


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of Shlink's visits."""
    return sample.has("date", "potentialbot", "visitedurl")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the visits of a file."""
    reader = TouchReader(feed.name, "shlink-clicks", options, Moments(options.timezone))
    for rows in feed.rows:
        lines, cells = list[int](), list[tuple[str, ...]]()
        skipped = 0
        for line, (at, url, referrer, agent, robot, country, kind) in zip(
            rows.lines, zip(*rows.columns, strict=True), strict=True
        ):
            if kind.strip().lower() in ORPHANS:
                skipped += 1
                continue
            lines.append(line)
            cells.append((at, url, referrer, _agent(agent, robot), country))
        at_, url_, referrer_, agent_, country_ = zip(*cells, strict=True) if cells else [()] * 5
        none = ("",) * len(lines)
        clicks = Clicks(lines, None, at_, url_, referrer_, agent_, country_, none, url_)
        yield reader.batch(clicks, rows.refusals, {"page": skipped} if skipped else None)


def _agent(agent: str, robot: str) -> str:
    """Return the user agent; of what Shlink holds for a robot, and we don't, just that."""
    return "bot" if robot.strip().lower() in {"true", "1"} and not verdict(agent) else agent


source = Source(
    title="Shlink visits",
    kind=Kind.CLICKS,
    columns=COLUMNS,
    required=("date", "visitedurl"),
    recognise=recognise,
    read=read,
    needs="columns date, potentialBot, visitedUrl (Shlink: Visits > Export)",
    docs=DOCS,
    by_id=lambda _present: False,
    zone="offset",
)
