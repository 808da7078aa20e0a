"""Lemon Squeezy: orders of its API and of its webhooks, JSON:API."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from xpromo.money import decimals
from xpromo.records import Batch, Kind
from xpromo.sources.amounts import shifted
from xpromo.sources.rowwise import read_conversions
from xpromo.sources.sales import Bad, Conversion, ConversionReader, reversal_of
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source, plain_name
from xpromo.sources.times import Moments

BASIS = "gross_incl_tax"
CENTS = 2
PAID = frozenset({"paid", "refunded", "partial refund"})
TAGS = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_id", "ref", "via")
CUSTOM = "envelope meta custom data"
DOCS = """\
Lemon Squeezy's orders as JSON: what `GET https://api.lemonsqueezy.com/v1/orders` answers (`{"data": [...]}`), one order,
or a webhook (`order_created`, `order_refunded`), each alone or one a line. Webhooks about anything else are `no-sale`.

| key | used for |
|---|---|
| `id` | the order's id |
| `attributes.created_at` | the moment, in UTC. An order without one is refused, unless `--period` says its day |
| `attributes.total`, `attributes.currency` | the amount with tax, in integer cents. Currencies without cents (JPY) are refused, because it isn't documented how they are written; `…_usd` and `…_formatted` are not used |
| `attributes.status` | paid, refunded and partial_refund are sales; pending is not yet, failed and fraudulent are `failed` |
| `attributes.test_mode` | true: excluded as `test` |
| `attributes.refunded_amount`, `attributes.refunded_at` | cumulative: a refund row of its own, on its day |
| `meta.custom_data` | of a webhook: what you passed in `checkout[custom]`: the link id under `xp`, `utm_…`, `ref`, `code` |
| `attributes.user_email` | keyed hash, to tell new customers from returning ones |
| `attributes.identifier` | to recognise the same sale in another tool |

An order names no discount code; only a webhook's custom data can tie it to a placement. Free orders are excluded as
`free`. The dashboard's CSV isn't read: nobody has documented its columns.
"""


def recognise(sample: Sample) -> bool:
    """Whether these are orders of the JSON:API; or webhooks, whatever the first is about."""
    names = sample.lists.get("data", sample.names)
    bare = {name.removeprefix("data ") for name in names}
    wanted = {"attributes order number", "attributes total", "attributes status", "attributes user email"}
    webhook = {"meta event name", "data type", "data id", "data attributes store id", "data attributes user email"}
    return sample.is_json and (bare.issuperset({"type", "id", *wanted}) or names.issuperset(webhook))


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the orders of a file."""
    reader = ConversionReader(feed.name, "lemonsqueezy-orders", options, Moments(options.timezone))
    return read_conversions(feed, reader, source.columns_for(options), partial(_take, reader))


def _take(reader: ConversionReader, line: int, row: dict[str, str]) -> list[Conversion] | str:
    status = plain_name(row["attributes status"])
    if row["type"] != "orders":
        return "no-sale"
    if row["attributes test mode"] == "true":
        return "test"
    if status in {"pending", "failed", "fraudulent"}:
        return "pending" if status == "pending" else "failed"
    if status not in PAID:
        raise Bad("bad-status", "status")
    sale = _sale(reader, line, row, status)
    if not sale.amount:
        return "free"
    back = _cents(reader, row, "refunded amount") or (sale.amount if status == "refunded" else 0)
    if not back:
        return [sale]
    at = row["attributes refunded at"]
    return [sale, reversal_of(sale, "refund", back, reader.moment(at, "refunded_at") if at else sale.at)]


def _sale(reader: ConversionReader, line: int, row: dict[str, str], status: str) -> Conversion:
    amount = _cents(reader, row, "total")
    identity = reader.identity(row["id"])
    parameter = reader.options.link_parameter
    fields = {name: row[f"{CUSTOM} {plain_name(name)}"] for name in TAGS}
    if parameter:
        fields[parameter] = row[f"{CUSTOM} {plain_name(parameter)}"]
    return Conversion(
        line,
        "sale",
        reader.moment(row["attributes created at"], "created_at"),
        (identity, str(amount), row["attributes currency"]),
        id=identity,
        amount=amount,
        currency=row["attributes currency"].upper(),
        basis=BASIS,
        evidence=reader.evidence.of_fields(fields, code=row[f"{CUSTOM} code"]),
        customer=row["attributes user email"],
        status=status,
        joins=reader.join("lemonsqueezy", row["attributes identifier"]),
    )


def _cents(reader: ConversionReader, row: dict[str, str], name: str) -> int:
    text, currency = row[f"attributes {name}"], row["attributes currency"].upper()
    if text and not text.isdigit():
        raise Bad("bad-amount", name)
    if decimals(currency) != CENTS:
        raise Bad("bad-currency", "currency")
    return reader.money(shifted(text, CENTS), currency, name)[0] or 0


source = Source(
    title="Lemon Squeezy orders",
    kind=Kind.CONVERSIONS,
    columns=(
        "type", "id",
        *(f"attributes {name}" for name in (
            "status", "test mode", "currency", "total", "created at", "refunded amount", "refunded at", "user email",
            "identifier",
        )),
        f"{CUSTOM} {{link}}", f"{CUSTOM} code", *(f"{CUSTOM} {plain_name(name)}" for name in TAGS),
    ),
    required=("type", "id", "attributes total", "attributes status", "attributes user email"),
    recognise=recognise,
    read=read,
    needs="keys type, id, attributes.order_number, attributes.total (Lemon Squeezy: API, webhooks)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="offset",
    shape=Shape.OBJECTS,
    records=("data",),
    inside=("data",),
)  # fmt: skip
