"""Dub: Links > Export, a CSV with a row for each link and its clicks so far."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.records import Batch, Kind
from xpromo.sources.counters import COUNTER_DOCS, reading
from xpromo.sources.rowwise import read_rows
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.statements import StatementReader

DOCS = f"""\
Dub's links: Links > Export links. The clicks themselves are better evidence: see `dub-clicks`.

| column | used for |
|---|---|
| `Short link` | the link, `host/key`: whose it is says the ledger where it was adopted |
| `Destination URL` | the link id and tags |
| `Clicks` | `clicks` |

{COUNTER_DOCS}
Everything else is ignored.
"""
COLUMNS = ("short link", "destination url", "clicks")


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of Dub's links."""
    return sample.has(*COLUMNS)


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the readings of a file."""
    reader = StatementReader(feed.name, "dub-links", options)

    def take(line: int, row: dict[str, str]) -> None:
        reader.add(reading(reader, line, row["short link"], row["destination url"], row["clicks"]))

    yield from read_rows(feed, reader, COLUMNS, take)


source = Source(
    title="Dub links",
    kind=Kind.TOTALS,
    clicks=True,
    columns=COLUMNS,
    required=("short link", "clicks"),
    recognise=recognise,
    read=read,
    needs="columns Short link, Destination URL, Clicks (Dub: Links > Export)",
    docs=DOCS,
    by_id=lambda _present: False,
)
