"""Paddle Billing: transactions and adjustments of its API and of its webhooks, JSON."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from xpromo.money import decimals
from xpromo.records import Batch, Kind
from xpromo.sources.amounts import shifted
from xpromo.sources.rowwise import read_conversions
from xpromo.sources.sales import Bad, Conversion, ConversionReader
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source, plain_name
from xpromo.sources.times import Moments

BASIS = "gross_incl_tax"
PAID = frozenset({"paid", "completed"})
NOT_YET = frozenset({"draft", "ready", "billed", "past_due"})
BACK = {"refund": "refund", "chargeback": "chargeback", "chargeback_reverse": "chargeback_reversed"}
TAGS = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_id", "ref", "via")
EVENT = frozenset({"event id", "event type", "occurred at"})
DOCS = """\
Paddle Billing as JSON: what `GET https://api.paddle.com/transactions`, `/adjustments` and `/events` answer (`{"data": [...]}`),
one of them, or a notification (`transaction.completed`, `adjustment.updated`), each alone or one a line. Events about
anything else are `no-sale`.

| key | used for |
|---|---|
| `id` | the id of the transaction (`txn_…`) or adjustment (`adj_…`) |
| `status` | a transaction that is paid or completed is a sale; draft, ready, billed and past_due are not yet (`pending`), canceled is `voided`. An adjustment counts when it is approved; before that it is `pending`, rejected or reversed it is `voided` |
| `origin` | subscription_recurring makes it a renewal |
| `billed_at`, else `created_at` | the moment, in UTC; of an adjustment `created_at` |
| `details.totals.total`, `currency_code` | the amount with tax and after discount, a text in the smallest unit; of an adjustment `totals.total` |
| `action`, `transaction_id` | refund and chargeback are rows of their own beside the transaction, chargeback_reverse takes one back; credits move no money (`no-sale`) |
| `custom_data` | what you passed to the checkout: the link id under `xp`, `utm_…`, `ref`, `code` |
| `discount_id` | an id and no code: kept as `promo:…` beside the sale |
| `customer_id` | keyed hash, to tell new customers from returning ones |
| `invoice_id` | to recognise the same sale in another tool |

Sales without money are excluded as `free`. The reports of the dashboard (CSV) and Paddle Classic aren't read. Sandbox data
looks like real data: don't import it.
"""


def recognise(sample: Sample) -> bool:
    """Whether these are transactions or adjustments, alone, in a list or in a notification; or events, whatever the first
    is about.
    """
    names = sample.lists.get("data", sample.names)
    bare = {name.removeprefix("data ") for name in names}
    transaction = {"id", "status", "currency code", "origin", "details totals total"}
    return sample.is_json and (
        bare.issuperset(transaction)
        or bare.issuperset({"id", "action", "transaction id", "currency code", "totals total"})
        or (names.issuperset(EVENT) and ("notification id" in names or "meta request id" in sample.names))
    )


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the sales of a file and what was taken back."""
    reader = ConversionReader(feed.name, "paddle-transactions", options, Moments(options.timezone))
    return read_conversions(feed, reader, source.columns_for(options), partial(_take, reader))


def _take(reader: ConversionReader, line: int, row: dict[str, str]) -> list[Conversion] | str:
    status = row["status"]
    if row["action"]:
        return _adjustment(reader, line, row)
    if not row["id"].startswith("txn_"):
        return "no-sale"
    if status in NOT_YET:
        return "pending"
    if status == "canceled":
        return "voided"
    if status not in PAID:
        raise Bad("bad-status", "status")
    amount = _money(reader, row, "details totals total")
    return [_sale(reader, line, row, amount)] if amount else "free"


def _sale(reader: ConversionReader, line: int, row: dict[str, str], amount: int) -> Conversion:
    identity = reader.identity(row["id"])
    parameter = reader.options.link_parameter
    fields = {name: row[f"custom data {plain_name(name)}"] for name in TAGS}
    if parameter:
        fields[parameter] = row[f"custom data {plain_name(parameter)}"]
    return Conversion(
        line,
        "renewal" if row["origin"] == "subscription_recurring" else "sale",
        reader.moment(row["billed at"] or row["created at"], "billed_at"),
        (identity, str(amount), row["currency code"]),
        id=identity,
        amount=amount,
        currency=row["currency code"],
        basis=BASIS,
        evidence=reader.evidence.of_fields(fields, code=row["custom data code"]),
        customer=row["customer id"],
        status=row["status"],
        joins=(*reader.join("invoice", row["invoice id"]), *reader.join("promo", row["discount id"])),
    )


def _adjustment(reader: ConversionReader, line: int, row: dict[str, str]) -> list[Conversion] | str:
    kind = BACK.get(row["action"])
    if kind is None:
        return "no-sale"
    if row["status"] != "approved":
        return "pending" if row["status"] == "pending_approval" else "voided"
    amount = _money(reader, row, "totals total")
    identity = reader.identity(row["id"])
    return [
        Conversion(
            line,
            kind,
            reader.moment(row["created at"], "created_at"),
            (identity, str(amount), row["currency code"]),
            id=identity,
            amount=amount if kind == "chargeback_reversed" else -amount,
            currency=row["currency code"],
            basis=BASIS,
            customer=row["customer id"],
            parent=reader.identity(row["transaction id"], "transaction_id"),
            status=kind,
        )
    ]


def _money(reader: ConversionReader, row: dict[str, str], name: str) -> int:
    text, currency = row[name], row["currency code"]
    if not text.isdigit():
        raise Bad("bad-amount", name)
    return reader.money(shifted(text, decimals(currency)), currency, name)[0] or 0


source = Source(
    title="Paddle Billing transactions and adjustments",
    kind=Kind.CONVERSIONS,
    columns=(
        "id", "status", "origin", "currency code", "customer id", "created at", "billed at", "invoice id", "discount id",
        "details totals total", "action", "transaction id", "totals total", "custom data {link}", "custom data code",
        *(f"custom data {plain_name(name)}" for name in TAGS),
    ),
    required=("id", "status", "currency code", "details totals total"),
    recognise=recognise,
    read=read,
    needs="keys id, status, origin, details.totals (Paddle Billing: API, notifications)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="offset",
    shape=Shape.OBJECTS,
    records=("data",),
    inside=("data",),
)  # fmt: skip
