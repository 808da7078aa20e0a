"""PayPal: Reports > Activity download, a CSV whose columns, date order and numbers follow the account."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator

from xpromo.records import Batch, Kind
from xpromo.sources.paypal import TRANSLATED_DOWNLOADS, Form, read_payments
from xpromo.sources.sales import ConversionReader
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.times import Moments

DOCS = """\
PayPal's activity, of a business account: Reports > Activity download (once Activity > Download), transaction type
*Balance affecting* or *All transactions*, format CSV. The interface must be in English: column names are translated.
Which columns are there is your choice: the first eleven of this table are needed or worth having.

| column | used for |
|---|---|
| `Transaction ID` | the id |
| `Date`, `Time` | the moment. Day and month stand in the account's order: the whole column tells it, or `--date-order` does |
| `TimeZone` | `PDT`, `CEST`, `GMT+02:00` and `Europe/Berlin` are read; where one means several zones (`CST`, `IST`, `BST`) `--tz` settles it |
| `Type`, `Status` | a completed payment that came in is a sale; a refund is a refund, a reversal or chargeback a chargeback. Authorisations, holds, conversions, withdrawals, fees and what you paid yourself are excluded (`no-sale`), pending ones as `pending`, denied and cancelled ones as `failed` |
| `Balance Impact` | Memo moves no money (`no-sale`) |
| `Gross`, `Currency` | the amount; `1,250.00` and `1.234,56`: the column tells which, or `--decimal` does |
| `Reference Txn ID` | of a refund: the sale |
| `Custom Number` | a link id, a query (`utm_source=…`), or the id of a placement or property that you passed along |
| `From Email Address` | keyed hash, to tell new customers from returning ones |
| `Transaction ID`, `Invoice Number` | to recognise the same sale in a shop |

PayPal doesn't tell a subscription's first payment from later ones: both are sales. Everything else is ignored: names,
addresses, phones, notes, items, fees.
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of the activity download, not those of a statement."""
    return sample.has("date", "time", "timezone", "type", "status", "gross", "transaction id")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the payments of a file."""
    reader = ConversionReader(feed.name, "paypal-activity", options, Moments(options.timezone))
    return read_payments(reader, feed, COLUMNS, Form("type", "timezone", "invoice number"))


COLUMNS = (
    "date", "time", "timezone", "type", "status", "currency", "gross", "transaction id", "reference txn id",
    "custom number", "invoice number", "from email address", "balance impact",
)  # fmt: skip

source = Source(
    title="PayPal activity",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    required=("date", "time", "type", "status", "currency", "gross", "transaction id"),
    translated=TRANSLATED_DOWNLOADS,
    recognise=recognise,
    read=read,
    needs="columns Date, Time, TimeZone, Type, Status, Gross, Transaction ID (PayPal: Activity download)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="column",
)
