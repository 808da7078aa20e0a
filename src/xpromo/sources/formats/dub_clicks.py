"""Dub: Analytics > Events > Clicks > Export, a CSV with a row for each click."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from xpromo.records import Batch, Kind
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.times import Moments
from xpromo.sources.touches import Clicks, TouchReader

DOCS = """\
Dub's clicks: Events > Clicks, choose the columns, then Export as CSV (above 1,000 rows it comes by mail). Choose *Click ID*
and *Destination URL* too: with the first a click is recognised exactly the second time, the second one's tags say whose a
click is.

| column | used for |
|---|---|
| `Date` | the moment, in UTC |
| `Link` | the short link, as `go.example.com/key`: whose it is says the ledger where it was adopted (`xpromo links --adopt`) |
| `Destination URL` | the link id and tags |
| `Click ID`, else `EventId` | the click's id; without one two equal rows are two clicks |
| `Referrer URL`, else `Referrer` | its domain; `(direct)` is none |
| `Country` | where it is written with two letters |

Dub itself leaves robots out. Everything else is ignored: places, devices, browsers, addresses. The zip of Analytics >
Export isn't read.
"""
COLUMNS = (
    "date", "link", "destination url", "click id", "eventid", "referrer url", "referrer", "country",
)  # fmt: skip
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")


def recognise(sample: Sample) -> bool:
    """Whether the columns and the moments are those of Dub's clicks; leads and sales have a customer."""
    return (
        sample.has("date")
        and sample.has_any("link", "destination url")
        and sample.has_any("click id", "device", "browser", "continent", "referrer url")
        and not sample.has_any("customer", "sale amount", "customername")
        and _are_moments(sample.head[1:])
    )


def _are_moments(lines: Sequence[str]) -> bool:
    """Whether a moment as Dub writes it is on one of the first lines; there may be none at all."""
    rows = [line for line in lines if line.strip()][:2]
    return not rows or any(_ISO.search(line) for line in rows)


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the clicks of a file."""
    reader = TouchReader(feed.name, "dub-clicks", options, Moments(ZoneInfo("UTC")))
    with_ids = _with_ids(feed.present)
    for rows in feed.rows:
        at, link, destination, click, event, referring, referrer, country = rows.columns
        ids = click if "click id" in feed.present else event
        referrers = referring if "referrer url" in feed.present else referrer
        none = ("",) * len(rows.lines)
        clicks = Clicks(rows.lines, ids if with_ids else None, at, destination, referrers, none, country, none, link)
        yield reader.batch(clicks, rows.refusals)


def _with_ids(present: frozenset[str]) -> bool:
    return "click id" in present or "eventid" in present


source = Source(
    title="Dub clicks",
    kind=Kind.CLICKS,
    columns=COLUMNS,
    required=("date",),
    recognise=recognise,
    read=read,
    needs="columns Date, Link, Device or Click ID (Dub: Events > Clicks > Export)",
    docs=DOCS,
    by_id=_with_ids,
    zone="UTC",
    filtered="robots are left out, and all but one click of a device on a link in an hour",
)
