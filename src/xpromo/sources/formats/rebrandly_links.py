"""Rebrandly: the answer of ``GET /v1/links``, links with their clicks so far."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator

from xpromo.records import Batch, Kind
from xpromo.sources.counters import COUNTER_DOCS, reading
from xpromo.sources.rowwise import read_rows
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source
from xpromo.sources.statements import StatementReader

DOCS = f"""\
Rebrandly's links, as its API answers `GET /v1/links` (a list, or one link).

| key | used for |
|---|---|
| `shortUrl`, else `domain.fullName` and `slashtag` | the link, `host/key`: whose it is says the ledger where it was adopted |
| `destination` | the link id and tags |
| `clicks` | `clicks` |

{COUNTER_DOCS}
Everything else is ignored.
"""
COLUMNS = ("shorturl", "domain fullname", "slashtag", "destination", "clicks")


def recognise(sample: Sample) -> bool:
    """Whether the objects are Rebrandly's links."""
    return sample.is_json and sample.has("slashtag", "destination", "clicks")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the readings of an answer."""
    reader = StatementReader(feed.name, "rebrandly-links", options)

    def take(line: int, row: dict[str, str]) -> None:
        short = row["shorturl"] or f"{row['domain fullname']}/{row['slashtag']}"
        reader.add(reading(reader, line, short, row["destination"], row["clicks"]))

    yield from read_rows(feed, reader, COLUMNS, take)


source = Source(
    title="Rebrandly links",
    kind=Kind.TOTALS,
    clicks=True,
    columns=COLUMNS,
    recognise=recognise,
    read=read,
    needs="JSON with slashtag, destination, clicks (Rebrandly: GET /v1/links)",
    docs=DOCS,
    by_id=lambda _present: False,
    shape=Shape.OBJECTS,
)
