"""PayPal: the statement of a personal account, a CSV without a status."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.records import Batch, Kind
from xpromo.sources.paypal import TRANSLATED_STATEMENTS, Form, read_payments
from xpromo.sources.sales import ConversionReader
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.times import Moments

DOCS = """\
PayPal's statement, of a personal account: Activity > Statements > Custom, format CSV, in English. It is read as the
activity download is; what differs:

| column | used for |
|---|---|
| `Description` | what the download calls `Type` |
| `Time Zone` | often a place such as `Europe/Berlin` |
| `Invoice ID` | to recognise the same sale in a shop |

There is no `Status`: a statement lists what was completed. `Date`, `Time`, `Currency`, `Gross`, `Transaction ID`,
`Reference Txn ID` and `From Email Address` are used alike. Names and bank accounts are ignored, the rest too.
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of a statement."""
    return sample.has("date", "time", "time zone", "description", "gross", "transaction id") and not sample.has(
        "status"
    )


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the payments of a file."""
    reader = ConversionReader(feed.name, "paypal-statement", options, Moments(options.timezone))
    return read_payments(reader, feed, COLUMNS, Form("description", "time zone", "invoice id"))


COLUMNS = (
    "date", "time", "time zone", "description", "currency", "gross", "transaction id", "reference txn id",
    "invoice id", "from email address",
)  # fmt: skip

source = Source(
    title="PayPal statement",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    required=("date", "time", "description", "currency", "gross", "transaction id"),
    translated=TRANSLATED_STATEMENTS,
    recognise=recognise,
    read=read,
    needs="columns Date, Time, Time Zone, Description, Gross, Transaction ID (PayPal: Statements)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="column",
)
