"""HubSpot: CRM > Deals > Export, a CSV with a row a deal."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain

from xpromo.records import Batch, Kind
from xpromo.sources import hubspot
from xpromo.sources.rowwise import read_conversions
from xpromo.sources.sales import Conversion, ConversionReader
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.stages import Deal, deal_rows
from xpromo.sources.times import Moments
from xpromo.sources.written import Written

DATES = ("create date", "close date")
COLUMNS = ("record id", "deal stage", "amount", "currency", *DATES, *hubspot.COLUMNS)
DOCS = f"""\
HubSpot's deals: CRM > Deals, Export, CSV, with the columns below. The language of the export must be English.

| column | used for |
|---|---|
| `Record ID` | the deal's id |
| `Deal Stage` | *Closed won* is `won`, *Closed lost* is `lost`, any other stage of your pipelines an open `opportunity` |
| `Create Date` | when the deal began as an `opportunity`; without this column open deals are `pending` |
| `Close Date` | when it was won or lost. Of an open deal it is only expected, and not used |
| `Amount`, `Currency` | the deal's worth (`--currency` where there is no such column; `--decimal` where `1,234` reads two ways). It is no revenue. An open deal keeps the first amount that was imported |
{hubspot.ROWS.rstrip()}

The file states no zone: `--tz`. Everything else is ignored: names, owners, companies.
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of deals."""
    return sample.has("record id", "deal stage")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the deals of a file; its dates are looked at first."""
    reader = ConversionReader(feed.name, "hubspot-deals", options, Moments(options.timezone))
    chunks = list(feed.rows)
    columns = [COLUMNS.index(name) for name in DATES]
    written = Written.of(chain.from_iterable(rows.columns[at] for rows in chunks for at in columns), options, feed.name)
    again = Feed(feed.name, feed.present, iter(chunks))
    return read_conversions(again, reader, COLUMNS, partial(_take, reader, written))


def _take(reader: ConversionReader, written: Written, line: int, row: dict[str, str]) -> list[Conversion] | str:
    identity = reader.identity(row["record id"], "Record ID")
    deal = Deal(
        line,
        identity,
        row["deal stage"],
        row["create date"],
        row["close date"],
        row["amount"],
        row["currency"],
        hubspot.origin(reader, row),
        reader.join("deal", identity),
    )
    return deal_rows(reader, written, deal)


source = Source(
    title="HubSpot deals",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    required=("record id", "deal stage"),
    recognise=recognise,
    read=read,
    needs="columns Record ID, Deal Stage (HubSpot: Deals > Export)",
    docs=DOCS,
    by_id=lambda _present: True,
)
