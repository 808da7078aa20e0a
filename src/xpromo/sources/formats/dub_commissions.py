"""Dub Partners: Commissions > Export, a CSV with a row for each commission."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from xpromo.records import Batch, Kind
from xpromo.sources.dub import money
from xpromo.sources.rowwise import read_rows
from xpromo.sources.sales import Bad, Conversion, ConversionReader
from xpromo.sources.source import Feed, ReadOptions, Sample, Source, plain_name
from xpromo.sources.times import Moments

COUNTED = frozenset({"pending", "processed", "approved", "paid", "hold", "refunded"})
LEFT_OUT = {"duplicate": "duplicate", "fraud": "fraud", "canceled": "voided", "cancelled": "voided"}
DOCS = """\
Dub Partners' commissions: Program > Commissions > Export as CSV. JSON of the API and of webhooks isn't read: its amounts are
cents.

| column | used for |
|---|---|
| `id` | the commission's id |
| `type` | `sale` is a sale; a negative amount of any type takes one back (a refund without its sale). Clicks, leads, referrals and bonuses are no sales and are excluded as `no-sale` |
| `amount`, `currency` | what was sold for, as text (`$49.00`, `'-$49.00`); `earnings` is the partner's share and is ignored |
| `status` | pending, processed, paid and hold say how far the payout is: the sale is one either way. `refunded` gives the money back on the same day. `duplicate`, `fraud` and `canceled` (as `voided`) are excluded |
| `invoiceId` | to recognise the same sale in your shop or at Stripe |
| `createdAt` | the moment, in UTC |

The file names neither link nor code: import one partner's commissions with `--placement`, or see `dub-sales`.
"""
COLUMNS = ("id", "type", "amount", "currency", "status", "invoiceid", "createdat")


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of Dub's commissions; as JSON, of its API and webhooks, they count cents."""
    return not sample.is_json and sample.has("id", "type", "amount", "earnings", "status", "createdat")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the sales behind the commissions of a file."""
    reader = ConversionReader(feed.name, "dub-commissions", options, Moments(ZoneInfo("UTC")))
    yield from read_rows(feed, reader, COLUMNS, lambda line, row: _take(reader, line, row))


def _take(reader: ConversionReader, line: int, row: dict[str, str]) -> None:
    status = plain_name(row["status"])
    if status in LEFT_OUT:
        reader.skip(LEFT_OUT[status])
        return
    if status not in COUNTED:
        raise Bad("bad-status", "status")
    amount, currency = money(reader, row["amount"], row["currency"], "amount")
    if amount >= 0 and plain_name(row["type"]) != "sale":
        reader.skip("no-sale")
        return
    found = Conversion(
        line,
        "sale" if amount >= 0 else "refund",
        reader.moment(row["createdat"], "createdAt"),
        (row["id"], row["createdat"], str(amount), currency),
        id=reader.identity(row["id"]),
        amount=amount,
        currency=currency,
        basis="affiliate_sale_amount",
        status=status,
        joins=reader.join("invoice", row["invoiceid"]),
    )
    reader.add(found)
    if status == "refunded" and amount > 0:
        reader.reversal(found, "refund", amount, found.at)


source = Source(
    title="Dub commissions",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    required=("id", "type", "amount", "status", "createdat"),
    recognise=recognise,
    read=read,
    needs="columns id, type, amount, earnings, status, createdAt (Dub: Commissions > Export)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="UTC",
)
