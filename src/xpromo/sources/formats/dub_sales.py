"""Dub: Events > Sales > Export, a CSV with a row for each sale."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from xpromo.records import Batch, Kind
from xpromo.sources.dub import COLUMNS, customer_of, evidence_of, money, stable
from xpromo.sources.rowwise import read_rows
from xpromo.sources.sales import Bad, Conversion, ConversionReader
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.times import Moments

NAMES = (*COLUMNS, "sale amount", "currency", "invoice id")
DOCS = """\
Dub's sales: Events > Sales, choose the columns, then Export as CSV. Choose *Destination URL*, *Invoice ID* and *EventId* too:
whose a sale is, which sale of your shop it is, and how it is recognised the second time.

| column | used for |
|---|---|
| `Date` | the moment, in UTC |
| `Sale Amount` | text such as `$1,234.50`: in Dub's English a bare `$` is the US dollar (`CA$` the Canadian one). A sign that isn't known needs `--currency` |
| `Link`, `Destination URL`, `Referrer URL`, `Referrer` | evidence, as of `dub-clicks` |
| `EventId` | the sale's id; without one two equal rows are two sales |
| `Invoice ID` | to recognise the same sale in another tool |
| `Customer`, else `CustomerExternalId` | keyed hash of the address; names are ignored |

Everything else is ignored. Dub exports no refunds here: see `dub-commissions`, or import your shop.
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of Dub's sales."""
    return sample.has("date", "sale amount") and sample.has_any("link", "destination url")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the sales of a file."""
    reader = ConversionReader(feed.name, "dub-sales", options, Moments(ZoneInfo("UTC")))
    with_ids = "eventid" in feed.present

    def take(line: int, row: dict[str, str]) -> None:
        amount, currency = money(reader, row["sale amount"], row["currency"], "Sale Amount")
        if amount < 0:
            raise Bad("bad-amount", "Sale Amount")
        reader.add(
            Conversion(
                line,
                "sale",
                reader.moment(row["date"], "Date"),
                (*stable(reader, row), str(amount), currency),
                id=reader.identity(row["eventid"], "EventId") if with_ids else "",
                amount=amount,
                currency=currency,
                basis="processor_gross",
                evidence=evidence_of(reader, row),
                customer=customer_of(row),
                joins=reader.join("invoice", row["invoice id"]),
            )
        )

    yield from read_rows(feed, reader, NAMES, take)


source = Source(
    title="Dub sales",
    kind=Kind.CONVERSIONS,
    columns=NAMES,
    required=("date", "sale amount"),
    recognise=recognise,
    read=read,
    needs="columns Date, Sale Amount, Customer, Link (Dub: Events > Sales > Export)",
    docs=DOCS,
    by_id=lambda present: "eventid" in present,
    zone="UTC",
)
