"""YOURLS: its table of links, ``yourls_url``, with their clicks so far."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator

from xpromo.records import Batch, Kind
from xpromo.sources.counters import COUNTER_DOCS, reading, short_host
from xpromo.sources.rowwise import read_rows
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.statements import StatementReader

DOCS = f"""\
YOURLS' links: export the table `yourls_url` as CSV (`keyword,url,title,timestamp,ip,clicks`), or let an export plugin do
it. The clicks themselves are better evidence: see `yourls-clicks`.

| column | used for |
|---|---|
| `keyword` | the link; its host is that of `--account go.example.com`, else the brand's first domain and `short_paths` |
| `url` | the link id and tags |
| `clicks` | `clicks` |

{COUNTER_DOCS}
Everything else is ignored.
"""
COLUMNS = ("keyword", "url", "clicks")


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of the table."""
    return sample.has(*COLUMNS, "timestamp", "ip")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the readings of a file."""
    reader = StatementReader(feed.name, "yourls-links", options)
    host = short_host(options) or "unnamed"

    def take(line: int, row: dict[str, str]) -> None:
        short = f"{host}/{row['keyword']}" if row["keyword"] else ""
        reader.add(reading(reader, line, short, row["url"], row["clicks"]))

    yield from read_rows(feed, reader, COLUMNS, take)


source = Source(
    title="YOURLS links",
    kind=Kind.TOTALS,
    clicks=True,
    columns=COLUMNS,
    required=COLUMNS,
    recognise=recognise,
    read=read,
    needs="columns keyword, url, timestamp, ip, clicks (YOURLS: the table yourls_url)",
    docs=DOCS,
    by_id=lambda _present: False,
)
