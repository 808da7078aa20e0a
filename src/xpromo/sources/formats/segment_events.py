"""Segment and RudderStack: track calls, as their raw copies in a bucket or a webhook have them."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xpromo.records import Batch, Evidence, Kind
from xpromo.sources.rowwise import read_conversions
from xpromo.sources.sales import Bad, Conversion, ConversionReader
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source, plain_name
from xpromo.sources.times import Moments
from xpromo.urls import read_query
from xpromo.utm import CAMPAIGN, CONTENT, MEDIUM, SOURCE

KINDS = {
    "order completed": "sale", "completed order": "sale", "order refunded": "refund", "order cancelled": "cancellation",
    "signed up": "signup", "trial started": "trial",
}  # fmt: skip
ORDERS = 200_000  # of a file that are remembered, for refunds that don't say what of
CAMPAIGNS = {SOURCE: "source", MEDIUM: "medium", CAMPAIGN: "name", CONTENT: "content"}
NET, GROSS = "net_of_discount_excl_tax", "gross_incl_tax_shipping"
DOCS = """\
Events of Segment or RudderStack, one JSON object a line (as both write them to a bucket, also compressed), a list, or a
document with a `batch`. Names of events are those of their specifications.

| key | used for |
|---|---|
| `type`, `event` | of `track` calls *Order Completed* (once *Completed Order*) is a sale, *Order Refunded* a refund, *Order Cancelled* a `cancellation` without money, *Signed Up* a `signup`, *Trial Started* a `trial`. Other events and other calls are excluded as `event` |
| `properties.order_id`, else `messageId` | the sale's id: an order that was tracked twice is one. A refund's id is its `messageId` |
| `timestamp` | the moment (its offset is stated) |
| `properties.revenue`, else `properties.total`, `properties.currency` | the amount: `revenue` is without tax and shipping, `total` with them. Without a currency: `--currency` |
| of a refund | `revenue`, else `total`, which is the order's as *Order Completed* had it, or a part: never more than the sale, whose `revenue` is without the tax and shipping in it. Without any amount all of it is given back. Both need the sale before it in the same file: alone such a refund is refused as `lone-refund` |
| `properties.coupon` | the promo code |
| `context.campaign` (`name` is `utm_campaign`), `context.page.url` | tags and the link id |
| `context.traits.email`, else `userId` | keyed hash of the person |
| `anonymousId` | keyed hash of the device |

Everything else is ignored: addresses, traits, products. Page calls are clicks: the same file once more with
`--source segment-pages`.
"""
COLUMNS = (
    "type", "event", "messageid", "timestamp", "userid", "anonymousid", "context traits email", "context page url",
    *(f"context campaign {key}" for key in CAMPAIGNS.values()),
    *(f"properties {key}" for key in ("order id", "revenue", "total", "currency", "coupon")),
)  # fmt: skip


def recognise(sample: Sample) -> bool:
    """Whether the keys are those of a call."""
    names = sample.lists.get("batch", sample.names)
    return sample.is_json and names.issuperset({"messageid", "type"}) and bool(names & {"anonymousid", "userid"})


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the conversions of a file."""
    reader = ConversionReader(feed.name, "segment-events", options, Moments(options.timezone))
    orders: dict[str, Conversion] = {}

    def take(line: int, row: dict[str, str]) -> list[Conversion] | str:
        kind = KINDS.get(plain_name(row["event"]), "") if row["type"] == "track" else ""
        if not kind:
            return "event"
        order = row["properties order id"]
        event = _event(reader, line, row, kind, orders.get(order))
        if kind == "sale" and order and len(orders) < ORDERS:
            orders[order] = event
        return [event]

    return read_conversions(feed, reader, COLUMNS, take)


def _event(
    reader: ConversionReader, line: int, row: Mapping[str, str], kind: str, sale: Conversion | None
) -> Conversion:
    """Return what an event is; ``sale``: of its order, where the file told of it before."""
    message = reader.identity(row["messageid"], "messageId")
    order = reader.identity(row["properties order id"]) if row["properties order id"] else ""
    stated, currency = _money(reader, row, kind, sale)
    at = reader.moment(row["timestamp"], "timestamp")
    return Conversion(
        line,
        kind,
        at,
        (order, str(stated), currency) if kind == "sale" else (message, str(at), str(stated), currency),
        id=(order or message) if kind == "sale" else message,
        amount=_at_most(stated, sale) if kind == "refund" and not row["properties revenue"] else stated,
        currency=currency,
        basis=NET if row["properties revenue"] else GROSS,
        evidence=_evidence(reader, row),
        customer=row["context traits email"] or row["userid"],
        visitor=row["anonymousid"],
        parent=order if kind in {"refund", "cancellation"} else "",
        joins=reader.join("order", order) if kind == "sale" else (),
    )


def _money(
    reader: ConversionReader, row: Mapping[str, str], kind: str, sale: Conversion | None
) -> tuple[int | None, str]:
    """Return what an event states, of a refund below 0, and its currency; raises Bad, NeedsOption."""
    if kind not in {"sale", "refund"}:
        return None, ""
    text, stated = row["properties revenue"] or row["properties total"], row["properties currency"]
    if kind == "refund" and not sale and not row["properties revenue"]:
        raise Bad("lone-refund", "revenue")
    if kind == "refund" and sale:
        if not text:
            return -(sale.amount or 0), sale.currency
        stated = stated or sale.currency
    amount, currency = reader.money(text, stated, "revenue")
    if amount is None or (amount < 0 and kind == "sale"):
        raise Bad("bad-amount", "revenue")
    return (-abs(amount) if kind == "refund" else amount), currency


def _at_most(given_back: int | None, sale: Conversion | None) -> int | None:
    """Return what a refund takes of its sale: a total with tax and shipping can be more than the sale's revenue."""
    return given_back if given_back is None or sale is None else max(given_back, -(sale.amount or 0))


def _evidence(reader: ConversionReader, row: Mapping[str, str]) -> Evidence:
    tags = {name: row[f"context campaign {key}"] for name, key in CAMPAIGNS.items()}
    return reader.evidence.of_places([tags, read_query(row["context page url"])], code=row["properties coupon"])


source = Source(
    title="Segment and RudderStack events",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    recognise=recognise,
    read=read,
    needs="keys messageId, type, anonymousId or userId (Segment, RudderStack: track calls)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="offset",
    shape=Shape.OBJECTS,
    records=("batch",),
)
