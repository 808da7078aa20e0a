"""Stripe: objects of its API and the events of its webhooks, JSON."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from xpromo.records import Batch, Evidence, Kind
from xpromo.sources.amounts import shifted
from xpromo.sources.objects import as_text, listed
from xpromo.sources.rowwise import read_conversions
from xpromo.sources.sales import Bad, Conversion, ConversionReader, reversal_of
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source, plain_name
from xpromo.sources.times import Moments, parse_unix

BASIS = "processor_gross"
# Stripe's own list; ISK and UGX are written with two decimals that are always 0
WHOLE = frozenset("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split())
THOUSANDTHS = frozenset("BHD JOD KWD OMR TND".split())
TAGS = tuple(f"utm {name}" for name in ("source", "medium", "campaign", "content", "id"))
CODES = ("promo code", "code", "coupon", "discount code")
DOCS = """\
Stripe's objects as JSON: an event as a webhook sends it, a list (`{"object": "list", "data": [...]}`: what `stripe
checkout sessions list` or the API answers), one object, or one a line. They know what the CSV doesn't: metadata and the
promotion code's id of each Checkout session.

| object | becomes |
|---|---|
| `checkout.session` | a sale when `payment_status` is paid; unpaid and open ones are not yet (`pending`), expired ones `failed`, those without a payment `free` |
| `invoice` | a sale when it is paid, a renewal when its `billing_reason` is subscription_cycle or subscription_update; void and uncollectible ones are `voided` |
| `payment_intent`, `charge` | a sale when it succeeded (a charge: and was captured), a renewal when its `description` is "Subscription update" |
| `charge`: `amount_refunded` | cumulative: a refund row of its own, dated with the latest of `refunds`, else with the event `charge.refunded`, else with the charge |
| `dispute` | a chargeback when its `status` is lost; open ones are not yet (`pending`), won ones are nothing (`won`) |
| anything else | excluded as `no-sale`: refund objects too, because the charge says what was given back in all |

One payment is told by several objects: session, invoice, intent, charge. They are tied by `invoice`, else
`payment_intent`; only the one that knows most stands (in the order of the table above), in whatever order they come. Where
Stripe names neither on one of them (a subscription's charge since API 2025-03-31 doesn't name its invoice) they can't be
tied: of subscriptions import invoices or sessions, not charges.

| key | used for |
|---|---|
| `id` | the object's id. An event's own id is not used, because Stripe sends events more than once |
| `created` | the moment, in seconds UTC (`status_transitions.paid_at` of an invoice) |
| `amount_total`, `amount_paid`, `amount_received`, `amount_captured`, `amount`, `currency` | the amount, in the smallest unit of the currency as Stripe counts it |
| `livemode` | false: excluded as `test` |
| `metadata` | the link id under `xp`, `utm_…`, `ref`, `promo_code`, `code`, `coupon`, `discount_code` |
| `client_reference_id` | a link id, a query, or the id of a placement; customers' numbers are passed over |
| `discounts`: `promotion_code` | its code where it is expanded; else its id is kept as `promo:…` beside the sale |
| `customer_details.email`, `customer_email`, `receipt_email`, `billing_details.email`, else `customer` | keyed hash |
| `payment_intent`, `invoice`, `charge` | to recognise the same sale in the CSV or in another tool |

Everything else is ignored: names, addresses, cards.
"""


@dataclass(frozen=True, slots=True)
class Form:
    """How one kind of object tells of a payment: the rank of what it knows, where amount and moment stand, and
    ``reason``: row → why it is no sale, "" where it is one.
    """

    rank: int
    amounts: tuple[str, ...]
    reason: Callable[[Mapping[str, str]], str]
    at: tuple[str, ...] = ("created",)


def recognise(sample: Sample) -> bool:
    """Whether the object is of a kind that tells of payments, alone, in a list or in an event."""
    names = sample.lists.get("data", sample.names)
    if "data object object" in names and names.issuperset({"type", "livemode"}):
        return sample.is_json
    return sample.is_json and any(names.issuperset(kind) for kind in KINDS)


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the payments of a file."""
    reader = ConversionReader(feed.name, "stripe-objects", options, Moments(ZoneInfo("UTC")))
    return read_conversions(feed, reader, source.columns_for(options), partial(_take, reader))


def _take(reader: ConversionReader, line: int, row: dict[str, str]) -> list[Conversion] | str:
    if row["livemode"] == "false":
        return "test"
    if row["object"] == "dispute":
        return _dispute(reader, line, row)
    form = FORMS.get(row["object"])
    if form is None:
        return "no-sale"
    if reason := form.reason(row):
        return reason
    payment = _payment(reader, line, row, form)
    refunded = _money(reader, row, "amount refunded")
    return (
        [payment, reversal_of(payment, "refund", refunded, _refunded_at(reader, row, payment.at))]
        if refunded
        else [payment]
    )


def _payment(reader: ConversionReader, line: int, row: dict[str, str], form: Form) -> Conversion:
    amount = _money(reader, row, *form.amounts)
    if amount is None or amount < 0:
        raise Bad("bad-amount", form.amounts[0])
    own = reader.identity(row["id"])
    payment = _tied(row, "invoice") or _tied(row, "payment intent") or own
    at = _moment(reader, next((row[name] for name in form.at if row[name]), ""), "created")
    return Conversion(
        line,
        "renewal" if _is_renewal(row) else "sale",
        at,
        (row["id"], str(amount), row["currency"]),
        id=payment,
        amount=amount,
        currency=row["currency"].upper(),
        basis=BASIS,
        evidence=_evidence(reader, row),
        customer=next((row[name] for name in PEOPLE if row[name]), ""),
        series=f"{payment}#payment",
        rank=form.rank,
        status=row["payment status"] or row["status"],
        joins=_joins(reader, row),
    )


def _is_renewal(row: Mapping[str, str]) -> bool:
    again = row["billing reason"] in {"subscription_cycle", "subscription_update"}
    return again or plain_name(row["description"]) == "subscription update"


def _money(reader: ConversionReader, row: Mapping[str, str], *names: str) -> int | None:
    """Return minor units of the first of these amounts that is there."""
    text = next((row[name] for name in names if row[name]), "")
    currency = row["currency"].upper()
    places = 0 if currency in WHOLE else 3 if currency in THOUSANDTHS else 2
    if text and not text.lstrip("-").isdigit():
        raise Bad("bad-amount", names[0])
    return reader.money(shifted(text, places), currency, names[0])[0]


def _moment(reader: ConversionReader, text: str, column: str) -> int:
    at = parse_unix(text)
    if isinstance(at, str):
        raise Bad(at, column)
    if at > reader.options.latest:
        raise Bad("future", column)
    return at


def _refunded_at(reader: ConversionReader, row: Mapping[str, str], otherwise: int) -> int:
    stated = [as_text(refund.get("created")) for refund in listed(row["refunds data"])]
    if not stated and row["envelope type"] == "charge.refunded":
        stated = [row["envelope created"]]
    return max((_moment(reader, text, "refunds") for text in stated), default=otherwise)


def _evidence(reader: ConversionReader, row: Mapping[str, str]) -> Evidence:
    parameter = reader.options.link_parameter
    metadata = {name.replace(" ", "_"): row[f"metadata {name}"] for name in (*TAGS, "ref", "via")}
    if parameter:
        metadata[parameter] = row[f"metadata {plain_name(parameter)}"]
    codes = [row[f"metadata {name}"] for name in CODES] + [_code_of(item) for item in listed(row["discounts"])]
    reference = reader.evidence.reference(row["client reference id"])
    return reader.evidence.of_places([metadata, reference], code=",".join(filter(None, codes)))


def _code_of(discount: Mapping[str, object]) -> str:
    """Return the code of a discount whose promotion code is expanded, else ""."""
    promotion = discount.get("promotion_code")
    return as_text(promotion.get("code")) if isinstance(promotion, dict) else ""


def _joins(reader: ConversionReader, row: Mapping[str, str]) -> tuple[str, ...]:
    own = {"charge": "charge", "payment_intent": "payment_intent", "invoice": "invoice"}
    kind = own.get(row["object"], "checkout_session")
    found = {
        *reader.join(kind, row["id"]),
        *reader.join("payment_intent", _tied(row, "payment intent")),
        *reader.join("invoice", _tied(row, "invoice")),
        *reader.join("charge", _tied(row, "charge") or _tied(row, "latest charge")),
        *reader.join("order", row["metadata order id"] or row["metadata order number"]),
    }
    for discount in listed(row["discounts"]):
        promotion = discount.get("promotion_code")
        found.update(reader.join("promo", as_text(promotion.get("id") if isinstance(promotion, dict) else promotion)))
    return tuple(sorted(found))


def _tied(row: Mapping[str, str], name: str) -> str:
    """Return the id of another object, which may be there as a whole."""
    return row[name] or row[f"{name} id"]


def _dispute(reader: ConversionReader, line: int, row: Mapping[str, str]) -> list[Conversion] | str:
    if row["status"] in {"won", "warning_closed", "prevented"}:
        return "won"
    if row["status"] != "lost":
        return "pending"
    amount = _money(reader, row, "amount")
    if amount is None or amount <= 0:
        raise Bad("bad-amount", "amount")
    identity = reader.identity(row["id"])
    parent = _tied(row, "payment intent") or _tied(row, "charge")
    return [
        Conversion(
            line,
            "chargeback",
            _moment(reader, row["created"], "created"),
            (identity, str(amount), row["currency"]),
            id=identity,
            amount=-amount,
            currency=row["currency"].upper(),
            basis=BASIS,
            parent=parent,
            status="lost",
            joins=(
                *reader.join("charge", _tied(row, "charge")),
                *reader.join("payment_intent", _tied(row, "payment intent")),
            ),
        )
    ]


# ------------------------------------------------------------------------------------------------ kinds of objects


def _session(row: Mapping[str, str]) -> str:
    if row["status"] == "expired":
        return "failed"
    if row["payment status"] == "no_payment_required":
        return "free"
    return "" if row["payment status"] == "paid" else "pending"


def _invoice(row: Mapping[str, str]) -> str:
    if row["status"] in {"void", "uncollectible"}:
        return "voided"
    if row["status"] != "paid":
        return "pending"
    return "" if row["amount paid"].strip("0") else "free"


def _intent(row: Mapping[str, str]) -> str:
    return {"succeeded": "", "canceled": "failed"}.get(row["status"], "pending")


def _charge(row: Mapping[str, str]) -> str:
    if row["status"] == "failed":
        return "failed"
    return "" if row["status"] == "succeeded" and row["captured"] == "true" else "pending"


FORMS = {
    "checkout.session": Form(4, ("amount total",), _session),
    "invoice": Form(3, ("amount paid",), _invoice, ("status transitions paid at", "created")),
    "payment_intent": Form(2, ("amount received", "amount"), _intent),
    "charge": Form(1, ("amount captured", "amount"), _charge),
}
KINDS = (
    frozenset({"object", "amount total", "payment status"}),
    frozenset({"object", "amount paid", "billing reason"}),
    frozenset({"object", "amount received", "status"}),
    frozenset({"object", "amount refunded", "captured"}),
    frozenset({"object", "charge", "is charge refundable"}),
)
TIED = ("payment intent", "invoice", "charge", "latest charge")
PEOPLE = ("customer details email", "customer email", "receipt email", "billing details email", "customer")

source = Source(
    title="Stripe objects and events",
    kind=Kind.CONVERSIONS,
    columns=(
        "id", "object", "livemode", "created", "status", "payment status", "currency", "captured", "description",
        "amount", "amount total", "amount paid", "amount received", "amount captured", "amount refunded",
        "billing reason", "status transitions paid at", "client reference id", "discounts", "refunds data",
        *TIED, *(f"{name} id" for name in TIED), *PEOPLE, "envelope type", "envelope created",
        "metadata {link}", "metadata order id", "metadata order number",
        *(f"metadata {name}" for name in (*TAGS, "ref", "via", *CODES)),
    ),
    required=("id", "object", "created", "currency", "livemode"),
    recognise=recognise,
    read=read,
    needs="keys object, id and amount_total, amount_received, amount_refunded … (Stripe: API, webhooks)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="UTC",
    shape=Shape.OBJECTS,
    records=("data",),
    inside=("data object",),
)  # fmt: skip
