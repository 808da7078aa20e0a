"""Mentions of the brand in our own format: where, when, in what mood; never what was said."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from xpromo.records import Batch, Kind
from xpromo.sources.evidence import domain_of, tag
from xpromo.sources.mapped import in_our_form
from xpromo.sources.rowwise import read_rows
from xpromo.sources.sales import Bad
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.telling import TellingReader, sentiment_of

DOCS = """\
Mentions in xpromo's own format, CSV with a header or JSONL (one object a line), UTF-8: what a listening tool or a person
found. Kept for later; no report counts them yet, `xpromo ledger info` says how many there are.

| column | holds |
|---|---|
| `id` | the mention's id, optional; with it a second import is recognised exactly |
| `at` | the moment, ISO 8601 with an offset (or without one and `--tz`) |
| `url` | where it was said: a URL or a site. Only the domain is kept, because the rest can name a person |
| `sentiment` | positive, negative, neutral, mixed, or a number from -1 to 1 of which the sign counts; may be empty |
| `link` | optional, the URL of ours in it: its tags say which placement it was about |
| `placement` | optional, a placement named by hand |

What was said, and who said it, is never read, whatever further columns there are.
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of mentions."""
    return sample.has("at", "url", "sentiment")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the mentions of a file."""
    feed = in_our_form(feed, source.columns, options)
    reader = TellingReader(feed.name, "mentions", options)
    take = partial(_take, reader, with_ids="id" in feed.present)
    return read_rows(feed, reader, source.columns, take)


def _take(reader: TellingReader, line: int, row: dict[str, str], *, with_ids: bool) -> None:
    site = domain_of(row["url"])
    if not site:
        raise Bad("bad-url" if row["url"].strip() else "no-url", "url")
    evidence = reader.evidence.evidence(row["link"].strip())._replace(placement=tag(row["placement"]))
    identity = reader.identity(row["id"]) if with_ids else ""
    sentiment = sentiment_of(row["sentiment"])
    reader.mention(line, list(row.values()), identity, reader.moment(row["at"]), site, sentiment, evidence)


source = Source(
    title="xpromo mentions",
    kind=Kind.MENTIONS,
    columns=("id", "at", "url", "sentiment", "link", "placement"),
    required=("at", "url", "sentiment"),
    recognise=recognise,
    read=read,
    needs="columns at, url, sentiment (and optionally id, link, placement)",
    docs=DOCS,
)
