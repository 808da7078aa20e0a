"""Stripe: Payments > Export, in all the column sets that it has had."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from xpromo.records import Batch, Kind
from xpromo.sources.sales import Bad, Conversion, ConversionReader
from xpromo.sources.source import Feed, ReadOptions, Sample, Source, plain_name
from xpromo.sources.times import Moments

PAID = frozenset({"paid", "succeeded", "refunded", "partially refunded", "partial refund", "disputed"})
NOT_YET = frozenset(
    "pending|uncaptured|incomplete|processing|requires action|requires capture|requires confirmation|"
    "requires payment method".split("|")
)
FAILED = frozenset("failed|canceled|cancelled|blocked|declined|expired|voided".split("|"))
BASIS = "processor_gross"
TAGS = ("campaign", "content", "medium", "source", "term", "id")
DOCS = """\
Stripe's payments export: Payments > Export > CSV, with the default or with all columns; the older `payments.csv` too.
Choose all columns: only then are the UTM columns there, and only for Payment Links and Checkout.

| column | used for |
|---|---|
| `id` | the payment's id |
| `Created date (UTC)`, `Created (UTC)` | the moment, in UTC |
| `Amount`, `Currency` | major units of the charge; `Converted Amount` is another currency and is not used |
| `Status`, `Captured` | paid, refunded and disputed ones are sales; failed, cancelled or blocked attempts are excluded as `failed`, uncaptured and unfinished ones as `pending` |
| `Mode` | test payments are excluded as `test` |
| `Description` | "Subscription update" makes it a renewal |
| `Amount Refunded`, `Refunded date (UTC)` | cumulative: becomes a refund row of its own, dated with the payment when no date is given |
| `Disputed Amount`, `Dispute Status`, `Dispute Date (UTC)` | a lost dispute becomes a chargeback |
| `UTM …`, `Client Reference ID` | evidence; a link id may stand in the reference |
| `xp (metadata)`, `utm_… (metadata)`, `code (metadata)`, `promo_code (metadata)`, `coupon (metadata)` | evidence that you sent along yourself |
| `Customer Email`, else `Customer ID` | keyed hash |
| `PaymentIntent ID`, `Checkout Session ID`, `Invoice ID` | to recognise the same sale in another tool |

Everything else is ignored: names, addresses, cards. There is no promotion-code column in this export. The
application-fee export begins alike and is not taken.
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of payments; the export of application fees begins alike."""
    return (
        sample.has("id", "amount refunded")
        and sample.has_any("created date utc", "created utc")
        and sample.has_any("paymentintent id", "seller message", "captured")
        and not sample.has("user email", "application id")
    )


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the payments of a file."""
    reader = ConversionReader(feed.name, "stripe-payments", options, Moments(ZoneInfo("UTC")))
    names = source.columns_for(options)
    for rows in feed.rows:
        for line, cells in zip(rows.lines, zip(*rows.columns, strict=True), strict=True):
            if not any(cells):
                reader.skip("blank")
                continue
            try:
                _take(reader, line, dict(zip(names, cells, strict=True)))
            except Bad as bad:
                reader.refuse(line, bad)
        yield reader.batch(rows.refusals)


def _take(reader: ConversionReader, line: int, row: dict[str, str]) -> None:
    if reason := _not_a_sale(row):
        reader.skip(reason)
        return
    payment = _payment(reader, line, row)
    refunded = reader.reversed(row["amount refunded"], row["currency"], "Amount Refunded")
    lost = plain_name(row["dispute status"]) == "lost"
    disputed = reader.reversed(row["disputed amount"], row["currency"], "Disputed Amount") if lost else 0
    refund_at = _later(reader, row["refunded date utc"], "Refunded date (UTC)", payment.at)
    dispute_at = _later(reader, row["dispute date utc"], "Dispute Date (UTC)", payment.at)
    reader.add(payment)
    if refunded:
        reader.reversal(payment, "refund", refunded, refund_at)
    if disputed:
        reader.reversal(payment, "chargeback", disputed, dispute_at)


def _not_a_sale(row: dict[str, str]) -> str:
    status = plain_name(row["status"])
    if plain_name(row["mode"]) == "test":
        return "test"
    if status in FAILED:
        return "failed"
    if status in NOT_YET or plain_name(row["captured"]) == "false":
        return "pending"
    return ""


def _later(reader: ConversionReader, text: str, column: str, otherwise: int) -> int:
    return reader.moment(text, column) if text.strip() else otherwise


def _payment(reader: ConversionReader, line: int, row: dict[str, str]) -> Conversion:
    status = plain_name(row["status"])
    if status not in PAID:
        raise Bad("bad-status", "Status")
    created = row["created date utc"] or row["created utc"]
    amount, currency = reader.money(row["amount"], row["currency"], "Amount")
    if amount is None or amount < 0:
        raise Bad("bad-amount", "Amount")
    identity = reader.identity(row["id"])
    return Conversion(
        line,
        "renewal" if plain_name(row["description"]) == "subscription update" else "sale",
        reader.moment(created, "Created (UTC)"),
        (row["id"], created, row["amount"], row["currency"]),
        id=identity,
        amount=amount,
        currency=currency,
        basis=BASIS,
        evidence=reader.evidence.of_fields(
            _fields(reader, row),
            code=row["promo code metadata"] or row["code metadata"] or row["coupon metadata"],
        ),
        customer=row["customer email"] or row["customer id"],
        status=status,
        joins=(
            *reader.join("charge", row["id"]),
            *reader.join("payment_intent", row["paymentintent id"]),
            *reader.join("checkout_session", row["checkout session id"]),
            *reader.join("invoice", row["invoice id"]),
            *reader.join("order", row["order id metadata"] or row["order number metadata"]),
        ),
    )


def _fields(reader: ConversionReader, row: dict[str, str]) -> dict[str, str]:
    """Return the evidence as query-like fields: metadata that people sent along, else Stripe's own columns."""
    parameter = reader.options.link_parameter
    fields = {f"utm_{name}": row[f"utm {name} metadata"] or row[f"utm {name}"] for name in TAGS}
    link = row[f"{plain_name(parameter)} metadata"] or reader.evidence.link_id(row["client reference id"])
    return {**fields, parameter: link}


source = Source(
    title="Stripe payments",
    kind=Kind.CONVERSIONS,
    columns=(
        "id", "created date utc", "created utc", "amount", "amount refunded", "currency", "captured", "description",
        "mode", "status", "refunded date utc", "disputed amount", "dispute status", "dispute date utc",
        "customer email", "customer id", "paymentintent id", "checkout session id", "invoice id",
        "client reference id", "promo code metadata", "code metadata", "coupon metadata", "{link} metadata",
        "order id metadata", "order number metadata",
        *(f"utm {name}" for name in TAGS), *(f"utm {name} metadata" for name in TAGS),
    ),
    required=("id", "amount", "amount refunded", "currency", "status"),
    recognise=recognise,
    read=read,
    needs="columns id, Created date (UTC), Amount Refunded, Captured (Stripe: Payments > Export)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="UTC",
)  # fmt: skip
