"""Our own stages: how leads and deals of a CRM move on, a row for each stage that one has reached."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from xpromo.records import Batch, Kind
from xpromo.sources.mapped import in_our_form
from xpromo.sources.rowwise import read_conversions
from xpromo.sources.sales import Bad, Conversion, ConversionReader
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.stages import BASIS, stage_kind
from xpromo.sources.times import Moments

DOCS = """\
Stages of a CRM in xpromo's own format, CSV with a header or JSONL (one object a line), UTF-8: a row each time a lead or
deal reaches a stage. Name your CRM's columns with `--map theirs=ours`.

| column | holds |
|---|---|
| `id` | the row's id, optional; with it a second import is recognised exactly |
| `at` | the moment, ISO 8601 with an offset (or without one and `--tz`) |
| `stage` | lead, mql, sql, opportunity, won, lost; also written out (`Marketing Qualified Lead`, `Closed Won`) |
| `deal` | optional, the deal's or lead's id in the CRM: what ties its stages together |
| `amount`, `currency` | optional; the deal's worth in major units with a point, ISO 4217 code (or `--currency`). It is no revenue: only sales are |
| `code` | optional, the promo code as typed |
| `url` | optional, the landing URL with its parameters |
| `customer` | optional, e-mail address or id; becomes a keyed hash on the way in |

Other columns are ignored. An id that holds an `@` is hashed before it is kept.
"""
COLUMNS = ("id", "at", "stage", "deal", "amount", "currency", "code", "url", "customer")


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of stages."""
    return sample.has("at", "stage") and not sample.has("kind")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the stages of a file."""
    feed = in_our_form(feed, COLUMNS, options)
    reader = ConversionReader(feed.name, "stages", options, Moments(options.timezone))
    return read_conversions(feed, reader, COLUMNS, partial(_take, reader, with_ids="id" in feed.present))


def _take(reader: ConversionReader, line: int, row: dict[str, str], *, with_ids: bool) -> list[Conversion]:
    kind = stage_kind(row["stage"])
    if not kind:
        raise Bad("bad-kind", "stage")
    amount, currency = reader.money(row["amount"], row["currency"])
    if amount is not None and amount < 0:
        raise Bad("bad-amount", "amount")
    stage = Conversion(
        line,
        kind,
        reader.moment(row["at"]),
        tuple(row.values()),
        id=reader.identity(row["id"]) if with_ids else "",
        amount=amount,
        currency=currency,
        basis=BASIS,
        evidence=reader.evidence.conversion(row["url"], row["code"]),
        customer=row["customer"],
        joins=reader.join("deal", row["deal"]),
    )
    return [stage]


source = Source(
    title="xpromo stages",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    required=("at", "stage"),
    recognise=recognise,
    read=read,
    needs="columns at and stage (and optionally id, deal, amount, currency, code, url)",
    docs=DOCS,
    version=2,
)
