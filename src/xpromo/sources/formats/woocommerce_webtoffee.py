"""WooCommerce: the CSV of WebToffee's plugin Order Export."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from xpromo.records import Batch, Kind
from xpromo.sources.amounts import plain_cell
from xpromo.sources.rowwise import read_conversions
from xpromo.sources.sales import Bad, Conversion, ConversionReader, reversal_of
from xpromo.sources.shops import GROSS, woocommerce_status
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.times import Moments

_CODE = re.compile(r"(?:\A|[|;])\s*code:([^|;]+)")
DOCS = """\
WooCommerce's orders by the plugin *Order Export & Order Import for WooCommerce* (WebToffee): WebToffee Import Export >
Export > Order > CSV, comma-separated.

| column | used for |
|---|---|
| `order_id` | the order's id |
| `order_date` | the moment, in the site's zone, which the file doesn't state: `--tz` |
| `order_total`, `order_currency` | the amount: after discounts, with tax and shipping |
| `status` | completed, processing and refunded are sales; pending and on-hold ones are not yet (`pending`); failed and cancelled ones `failed` |
| a `status` of refunded | a refund of the whole order, dated with it. Refunds of a part (`refund_items`) aren't read: how they are written isn't documented |
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
    if reason:
        return reason
    sale = _sale(reader, line, row, status)
    back = sale.amount if status == "refunded" else 0
    return [sale, reversal_of(sale, "refund", back, sale.at)] if back else [sale]


def _sale(reader: ConversionReader, line: int, row: dict[str, str], status: str) -> Conversion:
    amount, currency = reader.money(row["order total"], row["order currency"], "order_total")
    if amount is None or amount < 0:
        raise Bad("bad-amount", "order_total")
    identity = reader.identity(row["order id"], "order_id")
    at = reader.moment(plain_cell(row["order date"]), "order_date")
    coupons = plain_cell(row["coupon items"])
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
        evidence=reader.evidence.conversion("", ",".join(_CODE.findall(coupons)) or coupons),
        customer=row["customer email"] or row["billing email"],
        status=status,
        joins=tuple(joins),
    )


COLUMNS = (
    "order id", "order number", "order date", "status", "order total", "order currency", "transaction id",
    "customer email", "billing email", "coupon items",
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
