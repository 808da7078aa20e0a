"""Shopify: Orders > Export, a CSV with a row for each line item."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator

from xpromo.records import Batch, Kind
from xpromo.sources.amounts import plain_cell
from xpromo.sources.sales import Bad, Conversion, ConversionReader, said_new
from xpromo.sources.shops import GROSS, Shopify, cancellation_of
from xpromo.sources.source import Feed, ReadOptions, Sample, Source, plain_name
from xpromo.sources.times import Moments

DOCS = """\
Shopify's order export: Orders > Export > CSV. One order can take several rows; only its first one holds money, and it
counts once.

| column | used for |
|---|---|
| `Id`, else `Name` | the order's id |
| `Created at` | the moment (its offset is stated) |
| `Total`, `Currency` | the amount: after discounts, with tax and shipping |
| `Financial Status` | paid, refunded and partially_refunded are sales; pending, authorized and partially_paid are not yet (excluded as `pending`, and taken by a later export that says paid); voided and expired never were (`voided`). Abandoned checkouts, whose export has the same columns, have no status and are `pending` |
| `Refunded Amount` | cumulative: becomes a refund row of its own. Shopify exports no refund date, so it is dated with the order |
| `Cancelled at` (or `Canceled at`) | the day of a cancellation, a row of its own without money: what was paid back is a refund |
| `Discount Code` | the promo code. Apps put words there that are no codes; they simply don't resolve |
| `Note Attributes` | lines such as `utm_source: x`, `UTM source: x` and the link id, as forms and apps write them |
| `Email` | keyed hash, to tell new customers from returning ones |
| `New customer` | true or false. Shopify doesn't export it; where an app or a person adds such a column (`--map "First order=new_customer"`), new customers are known from the first day |
| `Payment Reference`, `Payment ID`, `Name` | to recognise the same sale in another tool |

Everything else is ignored: names, addresses, phones, line items. Test orders can't be told from real ones in this
export (the Admin API can).
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are Shopify's, in any order and spelling."""
    return sample.has("financial status", "lineitem name", "name", "total")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the orders of a file: each is taken when its first row is seen, its further rows add nothing."""
    reader = ConversionReader(feed.name, "shopify-orders", options, Moments(options.timezone))
    order = None
    for rows in feed.rows:
        for line, cells in zip(rows.lines, zip(*rows.columns, strict=True), strict=True):
            row = dict(zip(COLUMNS, cells, strict=True))
            if not any(cells):
                reader.skip("blank")
            elif row["total"] or row["financial status"] or row["id"]:
                order = row["name"]
                _take(reader, line, row)
            elif row["name"] != order:
                reader.refuse(line, Bad("orphan-line", "Name"))
        yield reader.batch(rows.refusals)


def _take(reader: ConversionReader, line: int, row: dict[str, str]) -> None:
    status = plain_name(row["financial status"])
    try:
        if (row["name"] and not status) or status in Shopify.NOT_YET or status in Shopify.VOID:
            reader.skip("voided" if status in Shopify.VOID else "pending")
            return
        sale = _sale(reader, line, row, status)
        refunded = reader.reversed(row["refunded amount"], row["currency"], "Refunded Amount")
        gone = row["cancelled at"] or row["canceled at"]
        cancelled = gone and reader.moment(gone, "Cancelled at")
    except Bad as bad:
        reader.refuse(line, bad)
        return
    reader.add(sale)
    if refunded:
        reader.reversal(sale, "refund", refunded, sale.at)
    if cancelled:
        reader.add(cancellation_of(sale, cancelled))


def _sale(reader: ConversionReader, line: int, row: dict[str, str], status: str) -> Conversion:
    if status not in Shopify.PAID:
        raise Bad("bad-status", "Financial Status")
    amount, currency = reader.money(row["total"], row["currency"], "Total")
    if amount is None or amount < 0:
        raise Bad("bad-amount", "Total")
    name = plain_cell(row["name"])
    joins = (
        *reader.join("order", name),
        *reader.join("payment", row["payment reference"] or row["payment reference deprecated"]),
        *reader.join("payment", row["payment id"]),
    )
    return Conversion(
        line,
        "sale",
        reader.moment(row["created at"], "Created at"),
        (row["id"], row["name"], row["created at"], row["total"], row["currency"], row["discount code"]),
        id=reader.identity(row["id"] or name, "Id"),
        amount=amount,
        currency=currency,
        basis=GROSS,
        evidence=reader.evidence.of_fields(notes(row["note attributes"]), code=plain_cell(row["discount code"])),
        customer=row["email"],
        new=said_new(row["new customer"]),
        status=status,
        joins=tuple(set(joins)),
    )


def notes(text: str) -> dict[str, str]:
    """Return the ``key: value`` lines of a note; ``UTM source`` and ``utm_source`` are the same key."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        key, _, value = line.partition(":")
        found.setdefault(plain_name(key).replace(" ", "_"), value.strip())
    return found


COLUMNS = (
    "name", "email", "financial status", "currency", "total", "discount code", "created at", "note attributes",
    "refunded amount", "cancelled at", "canceled at", "id", "payment reference", "payment reference deprecated", "payment id",
    "new customer",
)  # fmt: skip

source = Source(
    title="Shopify orders",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    required=("name", "financial status", "total", "created at"),
    recognise=recognise,
    read=read,
    needs="columns Name, Financial Status, Total, Lineitem name (Shopify: Orders > Export)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="offset",
)
