"""Rewardful: commissions, as the API and the webhooks have them."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from xpromo.money import decimals
from xpromo.records import Batch, Kind
from xpromo.sources.affiliates import BASIS
from xpromo.sources.amounts import shifted
from xpromo.sources.rowwise import read_conversions
from xpromo.sources.sales import Bad, Conversion, ConversionReader, reversal_of
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source, plain_name
from xpromo.sources.times import Moments

DOCS = """\
Commissions of Rewardful, as its API has them: one object, or a list under `data`. What counts is the sale that each is for;
several commissions for one sale are one.

| key | used for |
|---|---|
| `sale.id` | the sale's id |
| `sale.charged_at` | the moment (its offset is stated) |
| `sale.charge_amount_cents`, `sale.currency` | the amount, in the currency's smallest unit |
| `sale.refund_amount_cents` | cumulative: becomes a refund row of its own, dated with the sale, because no date of it is stated |
| `sale.stripe_charge_id` | to recognise the same sale in Stripe's exports, where its tags are |
| `sale.referral.stripe_customer_id` | keyed hash |
| `state` | kept as the status; a commission that is voided says nothing of the sale |

A commission carries no tag of ours: import it with `--placement`, or let Stripe's export say where the sale came from.
Everything else is ignored: commissions, campaigns of Rewardful's own, affiliates.
"""
SALE = ("id", "charged at", "charge amount cents", "refund amount cents", "currency", "stripe charge id",
        "referral stripe customer id")  # fmt: skip
COLUMNS = ("state", "currency", *(f"sale {name}" for name in SALE))


def recognise(sample: Sample) -> bool:
    """Whether these are commissions with their sale."""
    names = sample.lists.get("data", sample.names)
    return sample.is_json and names.issuperset({"sale stripe charge id", "sale charge amount cents", "state"})


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the sales of a file."""
    reader = ConversionReader(feed.name, "rewardful-commissions", options, Moments(options.timezone))
    return read_conversions(feed, reader, COLUMNS, partial(_take, reader))


def _take(reader: ConversionReader, line: int, row: dict[str, str]) -> list[Conversion]:
    currency = (row["sale currency"] or row["currency"]).upper()
    amount = _cents(reader, row["sale charge amount cents"], currency, "charge_amount_cents")
    identity = reader.identity(row["sale id"], "sale.id")
    sale = Conversion(
        line,
        "sale",
        reader.moment(row["sale charged at"], "charged_at"),
        (identity, str(amount), currency),
        id=identity,
        amount=amount,
        currency=currency,
        basis=BASIS,
        customer=row["sale referral stripe customer id"],
        status=plain_name(row["state"]),
        joins=reader.join("charge", row["sale stripe charge id"]),
    )
    back = _cents(reader, row["sale refund amount cents"] or "0", currency, "refund_amount_cents")
    return [sale, reversal_of(sale, "refund", back, sale.at)] if back else [sale]


def _cents(reader: ConversionReader, text: str, currency: str, column: str) -> int:
    if not text.isdigit():
        raise Bad("bad-amount", column)
    return reader.money(shifted(text, decimals(currency)), currency, column)[0] or 0


source = Source(
    title="Rewardful commissions",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    recognise=recognise,
    read=read,
    needs="keys state, sale.stripe_charge_id, sale.charge_amount_cents (Rewardful: API, commissions)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="offset",
    shape=Shape.OBJECTS,
    records=("data",),
)
