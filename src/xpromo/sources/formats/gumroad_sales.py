"""Gumroad: Sales > Export, a CSV with a row a purchase and a row of totals."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from xpromo.records import Batch, Evidence, Kind
from xpromo.sources.amounts import plain_cell
from xpromo.sources.rowwise import read_conversions
from xpromo.sources.sales import Bad, Conversion, ConversionReader, reversal_of
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.times import Moments

BASIS = "stated"
CURRENCY = "USD"
YES = frozenset({"1", "1.0", "true", "yes"})
TAGS = ("source", "medium", "campaign", "content")
DOCS = """\
Gumroad's sales: Sales > the download button > CSV (a long one is sent by e-mail).

| column | used for |
|---|---|
| `Purchase ID` | the sale's id |
| `Purchase Time (UTC timezone)` | the moment, in UTC |
| `Sale Price ($)` | the amount in US dollars; the buyer's own currency (`Buyer Currency`, `Buyer Total`) is not used |
| `Recurring Charge?` | 1 makes it a renewal |
| `Free trial purchase?` | 1 makes it a trial, which has no amount |
| `Pre-order authorization?` | 1: not charged yet (`pending`) |
| `Refunded?`, `Partial Refund ($)`, `Fully Refunded?` | a refund row of its own. Gumroad exports no refund date, so it is dated with the sale |
| `Disputed?`, `Dispute Won?` | a disputed sale is a chargeback of what wasn't refunded, also while the dispute is open; a dispute that was won takes the chargeback back |
| `Discount Code` | the promo code |
| `UTM Source`, `UTM Medium`, `UTM Campaign`, `UTM Content` | evidence; filled for Gumroad's own UTM links |
| `Referrer` | its domain, where there is nothing else |
| `Purchase Email` | keyed hash, to tell new customers from returning ones |
| `Stripe Transaction ID`, `PayPal Transaction ID` | to recognise the same sale in another tool |

The row of totals is excluded as `total`, sales of nothing as `free`. Everything else is ignored: names, addresses, the
affiliate's e-mail address, ratings, licence keys, custom fields. Older exports lack some of these columns.
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of Gumroad's purchases."""
    return sample.has("purchase id", "purchase time utc timezone", "sale price")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the purchases of a file."""
    reader = ConversionReader(feed.name, "gumroad-sales", options, Moments(options.timezone))
    return read_conversions(feed, reader, COLUMNS, partial(_take, reader))


def _take(reader: ConversionReader, line: int, row: dict[str, str]) -> list[Conversion] | str:
    if row["purchase id"].strip() == "Totals":
        return "total"
    if row["pre order authorization"] in YES:
        return "pending"
    sale = _sale(reader, line, row)
    if sale.amount is None:
        return [sale]
    return [sale, *_reversals(reader, sale, row)] if sale.amount else "free"


def _sale(reader: ConversionReader, line: int, row: dict[str, str]) -> Conversion:
    trial = row["free trial purchase"] in YES
    amount = None if trial else reader.money(row["sale price"], CURRENCY, "Sale Price ($)")[0]
    if not trial and (amount is None or amount < 0):
        raise Bad("bad-amount", "Sale Price ($)")
    identity = reader.identity(row["purchase id"], "Purchase ID")
    at = reader.moment(row["purchase time utc timezone"], "Purchase Time (UTC timezone)")
    joins = (
        *reader.join("charge", row["stripe transaction id"]),
        *reader.join("payment", row["paypal transaction id"]),
    )
    return Conversion(
        line,
        "trial" if trial else "renewal" if row["recurring charge"] in YES else "sale",
        at,
        (identity, str(at), str(amount)),
        id=identity,
        amount=amount,
        currency="" if amount is None else CURRENCY,
        basis=BASIS,
        evidence=_evidence(reader, row),
        customer=row["purchase email"] or row["buyer email"],
        joins=joins,
    )


def _evidence(reader: ConversionReader, row: dict[str, str]) -> Evidence:
    tags = {f"utm_{name}": plain_cell(row[f"utm {name}"]) for name in TAGS}
    return reader.evidence.of_places([tags], code=plain_cell(row["discount code"]), referrer=row["referrer"])


def _reversals(reader: ConversionReader, sale: Conversion, row: dict[str, str]) -> Iterator[Conversion]:
    """Yield what became of a sale: its refund, its chargeback, a chargeback that was taken back."""
    paid = sale.amount or 0
    part = reader.reversed(row["partial refund"], CURRENCY, "Partial Refund ($)")
    full = row["fully refunded"] in YES or (row["refunded"] in YES and not part)
    back = paid if full else part
    if back:
        yield reversal_of(sale, "refund", back, sale.at)
    if row["disputed"] not in YES or paid == back:
        return
    chargeback = reversal_of(sale, "chargeback", paid - back, sale.at)
    if row["dispute won"] in YES:  # the last word on this dispute: nothing is gone
        name = f"{sale.id}#chargeback"
        yield Conversion(
            sale.line, "chargeback_reversed", sale.at, (sale.id, "won"), id=name, amount=0, currency=CURRENCY,
            basis=BASIS, parent=sale.id, series=name, rank=paid + 1, status="won", primary=False,
        )  # fmt: skip
    else:
        yield chargeback


COLUMNS = (
    "purchase id", "purchase time utc timezone", "sale price", "recurring charge", "free trial purchase",
    "pre order authorization", "refunded", "partial refund", "fully refunded", "disputed", "dispute won",
    "discount code", *(f"utm {name}" for name in TAGS), "referrer", "purchase email", "buyer email",
    "stripe transaction id", "paypal transaction id",
)  # fmt: skip

source = Source(
    title="Gumroad sales",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    required=("purchase id", "purchase time utc timezone", "sale price"),
    recognise=recognise,
    read=read,
    needs="columns Purchase ID, Purchase Time (UTC timezone), Sale Price ($) (Gumroad: Sales > Export)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="UTC",
)
