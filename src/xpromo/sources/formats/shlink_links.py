"""Shlink: Short URLs > Export, a CSV with a row for each short URL and its visits so far."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator

from xpromo.records import Batch, Kind
from xpromo.sources.counters import COUNTER_DOCS, reading
from xpromo.sources.rowwise import read_rows
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.statements import StatementReader

DOCS = f"""\
Shlink's short URLs, as its web client exports them: List short URLs > Export. The visits themselves are better evidence:
see `shlink-clicks`.

| column | used for |
|---|---|
| `shortUrl` | the link, `host/key`: whose it is says the ledger where it was adopted |
| `longUrl` | the link id and tags |
| `visits` | `clicks`: Shlink counts each following of a link, robots too unless it is told otherwise |

{COUNTER_DOCS}
Titles and Shlink's own tags are ignored.
"""
COLUMNS = ("shorturl", "longurl", "visits")


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of Shlink's short URLs."""
    return sample.has("shortcode", "longurl", "visits") and not sample.is_json


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the readings of a file."""
    reader = StatementReader(feed.name, "shlink-links", options)

    def take(line: int, row: dict[str, str]) -> None:
        reader.add(reading(reader, line, row["shorturl"], row["longurl"], row["visits"]))

    yield from read_rows(feed, reader, COLUMNS, take)


source = Source(
    title="Shlink short URLs",
    kind=Kind.TOTALS,
    clicks=True,
    columns=COLUMNS,
    required=COLUMNS,
    recognise=recognise,
    read=read,
    needs="columns shortCode, shortUrl, longUrl, visits (Shlink: Short URLs > Export)",
    docs=DOCS,
    by_id=lambda _present: False,
)
