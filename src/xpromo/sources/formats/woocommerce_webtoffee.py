"""WooCommerce: the CSV of WebToffee's plugin Order Export."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from xpromo.records import Batch, Evidence, Kind
from xpromo.sources.amounts import plain_cell
from xpromo.sources.evidence import is_nothing
from xpromo.sources.rowwise import read_conversions
from xpromo.sources.sales import Bad, Conversion, ConversionReader, reversal_of
from xpromo.sources.shops import CANCELLED, GROSS, attributed, cancelled_order, woocommerce_status
from xpromo.sources.source import Feed, ReadOptions, Sample, Source, plain_name
from xpromo.sources.times import Moments

ATTRIBUTION = "meta wc order attribution"
ATTRIBUTED = ("session_entry", "source_type", "utm_source", "referrer")
_REFUND = re.compile(r"(?:\A|;)amount:([^|;]*)\|reason:.*?\|date:(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)", re.DOTALL)
_CODE = re.compile(r"(?:\A|[|;])\s*code:([^|;]+)")
DOCS = """\
WooCommerce's orders by the plugin *Order Export & Order Import for WooCommerce* (WebToffee): WebToffee Import Export >
Export > Order > CSV, comma-separated.

| column | used for |
|---|---|
| `order_id` | the order's id |
| `order_date` | the moment, in the site's zone, which the file doesn't state: `--tz` |
| `order_total`, `order_currency` | the amount: after discounts, with tax and shipping |
| `status` | completed, processing and refunded are sales; pending and on-hold ones are not yet (`pending`); failed and cancelled ones `failed`. An order that was paid (`paid_date`) and cancelled later is a `cancellation` without money, dated with the order |
| `refund_items` | what was given back (`amount:5.00\\|reason:…\\|date:…`, one behind the other), as one refund on the day of the last |
| a `status` of refunded | a refund of the whole order, dated with it where `refund_items` says nothing |
| `meta:_wc_order_attribution_session_entry`, `…_utm_source`, `…_referrer` | the page that the visit began with: link id and tags; the tag or the domain where it has none |
| `coupon_items` | the promo code: what stands after `code:`, else the cell |
| `customer_email`, else `billing_email` | keyed hash, to tell new customers from returning ones |
| `order_number`, `transaction_id` | to recognise the same sale in another tool |

Everything else is ignored: names, addresses, phones, IP addresses, notes, items.
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are the plugin's."""
    return sample.has("order id", "order total", "coupon items", "status") and not sample.is_json


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the orders of a file."""
    reader = ConversionReader(feed.name, "woocommerce-webtoffee", options, Moments(options.timezone))
    return read_conversions(feed, reader, COLUMNS, partial(_take, reader))


def _take(reader: ConversionReader, line: int, row: dict[str, str]) -> list[Conversion] | str:
    status, reason = woocommerce_status(row["status"])
    if status == CANCELLED and not is_nothing(row["paid date"]):
        at = reader.moment(plain_cell(row["order date"]), "order_date")
        return [cancelled_order(line, reader.identity(row["order id"], "order_id"), at, _evidence(reader, row))]
    if reason:
        return reason
    sale = _sale(reader, line, row, status)
    refunds = _REFUND.findall(row["refund items"])
    back = sum(reader.reversed(amount, sale.currency, "refund_items") for amount, _ in refunds)
    if status == "refunded":
        back = max(back, sale.amount or 0)
    at = reader.moment(max(date for _, date in refunds), "refund_items") if refunds else sale.at
    return [sale, reversal_of(sale, "refund", back, at)] if back else [sale]


def _sale(reader: ConversionReader, line: int, row: dict[str, str], status: str) -> Conversion:
    amount, currency = reader.money(row["order total"], row["order currency"], "order_total")
    if amount is None or amount < 0:
        raise Bad("bad-amount", "order_total")
    identity = reader.identity(row["order id"], "order_id")
    at = reader.moment(plain_cell(row["order date"]), "order_date")
    joins = {
        *reader.join("order", row["order number"] or identity),
        *reader.join("payment", row["transaction id"]),
    }
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
        customer=row["customer email"] or row["billing email"],
        status=status,
        joins=tuple(joins),
    )


def _evidence(reader: ConversionReader, row: dict[str, str]) -> Evidence:
    coupons = plain_cell(row["coupon items"])
    meta = {name: row[f"{ATTRIBUTION} {plain_name(name)}"] for name in ATTRIBUTED}
    meta = {name: text.strip() for name, text in meta.items() if not is_nothing(text)}
    return attributed(reader, meta, ",".join(_CODE.findall(coupons)) or coupons)


COLUMNS = (
    "order id", "order number", "order date", "status", "order total", "order currency", "transaction id",
    "customer email", "billing email", "coupon items", "refund items", "paid date",
    *(f"{ATTRIBUTION} {plain_name(name)}" for name in ATTRIBUTED),
)  # fmt: skip

source = Source(
    title="WooCommerce orders (WebToffee)",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    required=("order id", "order date", "status", "order total"),
    recognise=recognise,
    read=read,
    needs="columns order_id, order_total, status, coupon_items (WooCommerce: WebToffee's Order Export)",
    docs=DOCS,
    by_id=lambda _present: True,
)
