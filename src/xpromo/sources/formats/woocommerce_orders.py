"""WooCommerce: orders of the REST API and of webhooks, JSON."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from zoneinfo import ZoneInfo

from xpromo.records import Batch, Evidence, Kind
from xpromo.sources.evidence import is_nothing
from xpromo.sources.objects import as_text, listed
from xpromo.sources.rowwise import read_conversions
from xpromo.sources.sales import Bad, Conversion, ConversionReader
from xpromo.sources.shops import CANCELLED, GROSS, attributed, cancelled_order, pairs, woocommerce_status
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source
from xpromo.sources.times import Moments

ATTRIBUTION = "_wc_order_attribution_"
DOCS = """\
WooCommerce's orders as JSON: what `GET /wp-json/wc/v3/orders` answers (a list), one order, or what a webhook
(`order.created`, `order.updated`) sends; one order a line is read too.

| key | used for |
|---|---|
| `id` | the order's id |
| `date_created_gmt` | the moment, in UTC |
| `total`, `currency` | the amount: after discounts, with tax and shipping |
| `status` | completed, processing and refunded are sales; pending, on-hold and drafts are not yet (`pending`); failed, cancelled and trash are `failed`. An order that was paid (`date_paid_gmt`) and cancelled later is a `cancellation` without money, dated with the order: a sale that was recorded before stays, less its refunds |
| `refunds`: `id`, `total` | each refund is a row of its own. The order doesn't say when, so it is dated with the order |
| `coupon_lines`: `code` | the promo codes; of several the first that was issued counts |
| `meta_data`: `_wc_order_attribution_session_entry` | the page that the visit began with: link id and tags |
| `meta_data`: `_wc_order_attribution_utm_source` … | tags, where the page has none |
| `meta_data`: `_wc_order_attribution_referrer` | its domain, where there is nothing else |
| `billing.email`, else `customer_id` | keyed hash, to tell new customers from returning ones |
| `number`, `transaction_id` | to recognise the same sale in another tool |

Everything else is ignored: names, addresses, phones, IP addresses, notes, items.
"""


def recognise(sample: Sample) -> bool:
    """Whether these are orders of WooCommerce."""
    return sample.is_json and sample.has("id", "number", "status", "total", "date created gmt", "coupon lines")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the orders of a file and their refunds."""
    reader = ConversionReader(feed.name, "woocommerce-orders", options, Moments(ZoneInfo("UTC")))
    return read_conversions(feed, reader, COLUMNS, partial(_take, reader))


def _take(reader: ConversionReader, line: int, row: dict[str, str]) -> list[Conversion] | str:
    status, reason = woocommerce_status(row["status"])
    if status == CANCELLED and not is_nothing(row["date paid gmt"]):
        return [_cancellation(reader, line, row)]
    if reason:
        return reason
    sale = _sale(reader, line, row, status)
    return [sale, *_refunds(reader, sale, row["refunds"])]


def _sale(reader: ConversionReader, line: int, row: dict[str, str], status: str) -> Conversion:
    amount, currency = reader.money(row["total"], row["currency"], "total")
    if amount is None or amount < 0:
        raise Bad("bad-amount", "total")
    identity = reader.identity(row["id"])
    at = reader.moment(row["date created gmt"], "date_created_gmt")
    joins = (*reader.join("order", row["number"] or identity), *reader.join("payment", row["transaction id"]))
    return Conversion(
        line,
        "sale",
        at,
        (identity, str(at), str(amount), currency),
        id=identity,
        amount=amount,
        currency=currency,
        basis=GROSS,
        evidence=_evidence(reader, row),
        customer=row["billing email"] or row["customer id"].strip("0"),
        status=status,
        joins=joins,
    )


def _cancellation(reader: ConversionReader, line: int, row: dict[str, str]) -> Conversion:
    """Return what became of an order that was paid before."""
    at = reader.moment(row["date created gmt"], "date_created_gmt")
    return cancelled_order(line, reader.identity(row["id"]), at, _evidence(reader, row))


def _evidence(reader: ConversionReader, row: dict[str, str]) -> Evidence:
    meta = {name.removeprefix(ATTRIBUTION): value for name, value in pairs(row["meta data"], "key")
            if name.startswith(ATTRIBUTION)}  # fmt: skip
    codes = ",".join(as_text(item.get("code")) for item in listed(row["coupon lines"]))
    return attributed(reader, meta, codes)


def _refunds(reader: ConversionReader, sale: Conversion, text: str) -> Iterator[Conversion]:
    for refund in listed(text):
        amount = reader.money(as_text(refund.get("total")), sale.currency, "refunds")[0]
        if not amount:
            continue
        identity = reader.identity(as_text(refund.get("id")), "refunds")
        yield Conversion(
            sale.line, "refund", sale.at, (identity, sale.id, str(abs(amount))), id=identity, amount=-abs(amount),
            currency=sale.currency, basis=GROSS, evidence=sale.evidence, customer=sale.customer, parent=sale.id,
            status="refund", primary=False,
        )  # fmt: skip


COLUMNS = (
    "id", "number", "status", "currency", "total", "date created gmt", "coupon lines", "refunds", "meta data",
    "billing email", "customer id", "transaction id", "date paid gmt",
)  # fmt: skip

source = Source(
    title="WooCommerce orders (JSON)",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    required=("id", "status", "total", "date created gmt", "coupon lines"),
    recognise=recognise,
    read=read,
    needs="keys id, number, date_created_gmt, coupon_lines (WooCommerce: REST API, webhooks)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="UTC",
    shape=Shape.OBJECTS,
)
