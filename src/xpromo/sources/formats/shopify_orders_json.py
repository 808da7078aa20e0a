"""Shopify: orders of the Admin API and of webhooks, JSON."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from xpromo.records import Batch, Evidence, Kind
from xpromo.sources.amounts import plain_cell
from xpromo.sources.evidence import is_nothing
from xpromo.sources.objects import as_text, listed
from xpromo.sources.rowwise import read_conversions
from xpromo.sources.sales import Bad, Conversion, ConversionReader
from xpromo.sources.shops import GROSS, Shopify, cancellation_of, pairs
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source, plain_name
from xpromo.sources.times import Moments
from xpromo.urls import read_query

NAMED = ("financial status", "total price", "created at")
DOCS = """\
Shopify's orders as JSON: what `GET /admin/api/…/orders.json?status=any` answers (`{"orders": [...]}`), one order
(`{"order": {...}}`), an order as a webhook sends it (`orders/paid`, `orders/updated`), a list of them, or one order a
line. It knows more than the CSV: the landing page, test orders, and the day of each refund.

| key | used for |
|---|---|
| `id` | the order's id |
| `created_at` | the moment (its offset is stated) |
| `total_price`, `currency` | the amount: after discounts, with tax and shipping |
| `financial_status`, `cancelled_at` | as in the CSV: paid, refunded and partially_refunded are sales; pending, authorized and partially_paid are not yet (`pending`); voided and expired ones, and those cancelled before they were paid, never were (`voided`) |
| `test` | test orders are excluded as `test` |
| `landing_site` | the link id and tags of the page that the visit began with |
| `note_attributes` | the same, as forms and apps write them |
| `landing_site_ref` | `ref` or `source` of the landing page |
| `referring_site` | its domain, where there is nothing else |
| `discount_codes` | the promo code; of several the first that was issued counts |
| `refunds`: `id`, `created_at`, `transactions` | each refund is a row of its own, on its own day |
| `email`, else `customer.id` | keyed hash, to tell new customers from returning ones |
| `name` | to recognise the same sale in another tool |

Everything else is ignored: names, addresses, phones, IP addresses, line items. A refund without money (goods put back)
is none. An order that was imported from the CSV too has the same `order:…` join there; until sales are joined, import
one of the two. The answer of the GraphQL API isn't read.
"""


def recognise(sample: Sample) -> bool:
    """Whether these are orders: the money's state and price, and what only an order has."""
    names = sample.lists.get("orders", sample.names)
    bare = {name.removeprefix("order ") for name in names}
    return sample.is_json and bare.issuperset(NAMED) and not bare.isdisjoint({"discount codes", "note attributes"})


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the orders of a file."""
    reader = ConversionReader(feed.name, "shopify-orders-json", options, Moments(options.timezone))
    return read_conversions(feed, reader, COLUMNS, partial(_take, reader))


def _take(reader: ConversionReader, line: int, row: dict[str, str]) -> list[Conversion] | str:
    status = plain_name(row["financial status"])
    if row["test"] == "true":
        return "test"
    if status in Shopify.VOID or (status in Shopify.NOT_YET and row["cancelled at"]):
        return "voided"
    if status in Shopify.NOT_YET:
        return "pending"
    if status not in Shopify.PAID:
        raise Bad("bad-status", "financial_status")
    sale = _sale(reader, line, row, status)
    return [sale, *_refunds(reader, sale, row["refunds"]), *_cancellation(reader, sale, row["cancelled at"])]


def _cancellation(reader: ConversionReader, sale: Conversion, text: str) -> list[Conversion]:
    return [] if is_nothing(text) else [cancellation_of(sale, reader.moment(text, "cancelled_at"))]


def _sale(reader: ConversionReader, line: int, row: dict[str, str], status: str) -> Conversion:
    amount, currency = reader.money(row["total price"], row["currency"], "total_price")
    if amount is None or amount < 0:
        raise Bad("bad-amount", "total_price")
    at = reader.moment(row["created at"], "created_at")
    identity = reader.identity(row["id"])
    return Conversion(
        line,
        "sale",
        at,
        (identity, row["name"], str(at), str(amount), currency),
        id=identity,
        amount=amount,
        currency=currency,
        basis=GROSS,
        evidence=_evidence(reader, row),
        customer=row["email"] or row["contact email"] or row["customer id"],
        status=status,
        joins=reader.join("order", plain_cell(row["name"])),
    )


def _evidence(reader: ConversionReader, row: dict[str, str]) -> Evidence:
    landing = "" if is_nothing(row["landing site"]) else row["landing site"].strip()
    notes = {plain_name(name).replace(" ", "_"): value for name, value in pairs(row["note attributes"], "name")}
    codes = ",".join(as_text(item.get("code")) for item in listed(row["discount codes"]))
    return reader.evidence.of_places(
        [read_query(landing), notes, {"ref": row["landing site ref"]}],
        code=codes,
        short=reader.evidence.short_link(landing),
        referrer=row["referring site"],
    )


def _refunds(reader: ConversionReader, sale: Conversion, text: str) -> Iterator[Conversion]:
    """Yield a row for each refund that gave money back."""
    for refund in listed(text):
        amount = sum(_given_back(reader, item, sale) for item in listed(as_text(refund.get("transactions"))))
        if not amount:
            continue
        identity = reader.identity(as_text(refund.get("id")), "refunds")
        yield Conversion(
            sale.line,
            "refund",
            reader.moment(as_text(refund.get("created_at")), "refunds"),
            (identity, sale.id, str(amount)),
            id=identity,
            amount=-amount,
            currency=sale.currency,
            basis=GROSS,
            evidence=sale.evidence,
            customer=sale.customer,
            parent=sale.id,
            status="refund",
            primary=False,
        )


def _given_back(reader: ConversionReader, item: dict[str, object], sale: Conversion) -> int:
    if as_text(item.get("kind")) != "refund" or as_text(item.get("status")) not in {"success", ""}:
        return 0
    amount, currency = reader.money(
        as_text(item.get("amount")), as_text(item.get("currency")) or sale.currency, "refunds"
    )
    if amount is None or amount < 0 or currency != sale.currency:
        raise Bad("bad-amount", "refunds")
    return amount


COLUMNS = (
    "id", "name", "test", "created at", "cancelled at", "currency", "total price", "financial status",
    "discount codes", "landing site", "landing site ref", "referring site", "note attributes", "refunds",
    "email", "contact email", "customer id",
)  # fmt: skip

source = Source(
    title="Shopify orders (JSON)",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    required=("id", "financial status", "total price", "created at"),
    recognise=recognise,
    read=read,
    needs="keys financial_status, total_price, discount_codes (Shopify: Admin API, webhooks)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="offset",
    shape=Shape.OBJECTS,
    records=("orders",),
    inside=("order",),
)
