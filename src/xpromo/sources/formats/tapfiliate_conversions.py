"""Tapfiliate: conversions, as the API lists them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from xpromo.records import Batch, Kind
from xpromo.sources.affiliates import BASIS
from xpromo.sources.rowwise import read_conversions
from xpromo.sources.sales import Bad, Conversion, ConversionReader
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source, plain_name
from xpromo.sources.times import Moments
from xpromo.utm import OURS

META = "meta data"
DOCS = """\
Conversions of Tapfiliate, as its API lists them, one object or a list.

| key | used for |
|---|---|
| `id` | the conversion's id |
| `created_at` | the moment (its offset is stated) |
| `amount` | the amount in major units; the file states no currency: `--currency`. Without an amount it is a `lead` |
| `meta_data` | the link id, `utm_` tags and `code`, where you send them along |
| `external_id` | to recognise the same sale in the shop |

Everything else is ignored: affiliates and their addresses, commissions, programs.
"""


def recognise(sample: Sample) -> bool:
    """Whether these are conversions of Tapfiliate's."""
    return sample.is_json and sample.has("id", "external id", "amount", "commissions", "created at")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the conversions of a file."""
    reader = ConversionReader(feed.name, "tapfiliate-conversions", options, Moments(options.timezone))
    return read_conversions(feed, reader, source.columns_for(options), partial(_take, reader))


def _take(reader: ConversionReader, line: int, row: dict[str, str]) -> list[Conversion]:
    amount, currency = reader.money("" if not row["amount"].strip("0.") else row["amount"], "")
    if amount is not None and amount < 0:
        raise Bad("bad-amount", "amount")
    parameter = reader.options.link_parameter
    fields = {name: row[f"{META} {plain_name(name)}"] for name in (*OURS, *([parameter] if parameter else []))}
    identity = reader.identity(row["id"])
    conversion = Conversion(
        line,
        "lead" if amount is None else "sale",
        reader.moment(row["created at"], "created_at"),
        (identity, str(amount), currency),
        id=identity,
        amount=amount,
        currency=currency,
        basis=BASIS,
        evidence=reader.evidence.of_fields(fields, code=row[f"{META} code"]),
        joins=reader.join("order", row["external id"]),
    )
    return [conversion]


source = Source(
    title="Tapfiliate conversions",
    kind=Kind.CONVERSIONS,
    columns=(
        "id", "external id", "amount", "created at", f"{META} {{link}}", f"{META} code",
        *(f"{META} {plain_name(name)}" for name in OURS),
    ),
    recognise=recognise,
    read=read,
    needs="keys id, external_id, amount, commissions, created_at (Tapfiliate: API, conversions)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="offset",
    shape=Shape.OBJECTS,
)  # fmt: skip
