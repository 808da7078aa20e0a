"""Our own conversions: sign-ups, leads, sales, refunds …, one row each."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from xpromo.errors import UsageError
from xpromo.records import CONVERSION_KINDS, Batch, Kind
from xpromo.sources.evidence import somebody
from xpromo.sources.mapped import in_our_form
from xpromo.sources.rules import BAD_HEADER
from xpromo.sources.sales import NEGATIVE, Bad, Conversion, ConversionReader, said_new
from xpromo.sources.selling import BASIS, SaleColumns
from xpromo.sources.source import Feed, ReadOptions, Rows, Sample, Source
from xpromo.sources.times import Moments

DOCS = """\
Conversions in xpromo's own format, CSV with a header or JSONL (one object a line), UTF-8.

| column | holds |
|---|---|
| `id` | the conversion's id, optional; with it a second import is recognised exactly |
| `at` | the moment, ISO 8601 with an offset (or without one and `--tz`) |
| `kind` | lead, mql, sql, opportunity, won, lost, signup, registration, attendance, trial, sale, renewal, refund, chargeback, chargeback_reversed, cancellation. A file with amounts may leave the column out: each record is a sale then (with `--source conversions`) |
| `amount`, `currency` | optional; major units with a point, ISO 4217 code (or `--currency`) |
| `code` | optional, the promo code as typed |
| `url` | optional, the landing URL with its parameters |
| `customer` | optional, e-mail address or id; becomes a keyed hash on the way in |
| `refund_of` | for a refund: the id of the sale |
| `new_customer` | optional, true or false |
| `visitor` | optional, the same id of a device as in clicks; hashed |

Amounts of refunds, chargebacks and cancellations may be written with or without a minus; they count as negative. Other
columns are ignored. An id that holds an `@` is hashed before it is kept.
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of conversions."""
    return sample.has("at", "kind") and not sample.has_any("metric", "stage")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the conversions of a file."""
    feed = _with_kinds(in_our_form(feed, source.columns, options))
    reader = ConversionReader(feed.name, "conversions", options, Moments(options.timezone))
    with_ids = "id" in feed.present

    def one(line: int, moment: int, proof: int, cells: tuple[str, ...]) -> Conversion:
        return _conversion(reader, line, moment, proof, cells, with_ids=with_ids)

    columns = SaleColumns(reader, _kind, said_new, one, with_ids=with_ids)
    for rows in feed.rows:
        yield columns.batch(rows)


def taken_as(names: frozenset[str]) -> str:
    """Return what is taken for granted of a file with these columns."""
    return "" if "kind" in names else "no column says of which kind a record is: each is a sale"


def _with_kinds(feed: Feed) -> Feed:
    """Return a list of amounts without kinds as one of sales; raises UsageError where there are no amounts either."""
    if "kind" in feed.present:
        return feed
    if "amount" not in feed.present:
        hint = "name them: --map THEIRS=kind, or --map THEIRS=amount for a list of sales"
        raise UsageError(f"{feed.name}: no column says kind or amount", hint=hint, code=BAD_HEADER.code)
    at = source.columns.index("kind")
    return replace(feed, rows=(_as_sales(rows, at) for rows in feed.rows))


def _as_sales(rows: Rows, at: int) -> Rows:
    kinds = [kind or "sale" for kind in rows.columns[at]]
    return replace(rows, columns=[*rows.columns[:at], kinds, *rows.columns[at + 1 :]])


def _conversion(
    reader: ConversionReader, line: int, moment: int, proof: int, cells: tuple[str, ...], *, with_ids: bool
) -> Conversion:
    identity, at, written, amount, currency, _, _, customer, refund_of, new, visitor = cells
    kind = _kind(written)
    if not kind:
        raise Bad("bad-kind", "kind")
    minor, known_currency = reader.plain_money(amount, currency)
    if minor is not None and kind in NEGATIVE:
        minor = -abs(minor)
    if minor is not None and minor < 0 and kind not in NEGATIVE:
        raise Bad("bad-amount", "amount")
    return Conversion(
        line,
        kind,
        moment if moment <= reader.options.latest else reader.moment(at),
        cells,
        id=reader.identity(identity) if with_ids else "",
        amount=minor,
        currency=known_currency,
        basis=BASIS,
        evidence=proof,
        customer=customer,
        visitor=visitor.strip(),
        new=said_new(new),
        parent=reader.identity(refund_of) if somebody(refund_of).strip() else "",
    )


@lru_cache(maxsize=1_000)
def _kind(text: str) -> str:
    """Return a kind as it is called here, "" for none of ours."""
    kind = text.strip().lower().replace("-", "_").replace(" ", "_")
    return kind if kind in CONVERSION_KINDS else ""


source = Source(
    title="xpromo conversions",
    kind=Kind.CONVERSIONS,
    columns=(
        "id", "at", "kind", "amount", "currency", "code", "url", "customer", "refund of", "new customer", "visitor",
    ),
    required=("at",),
    taken_as=taken_as,
    recognise=recognise,
    read=read,
    needs="columns at and kind, or at and amount for sales (and optionally id, amount, currency, code, url, customer, …)",
    docs=DOCS,
    version=2,
)  # fmt: skip
