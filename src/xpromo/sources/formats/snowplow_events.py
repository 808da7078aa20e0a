"""Snowplow: the enriched stream, read for its transactions."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from xpromo.records import Batch, Kind
from xpromo.sources.sales import Bad, Conversion, ConversionReader
from xpromo.sources.snowplow import TAGS, events, is_enriched
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source
from xpromo.sources.times import Moments
from xpromo.urls import read_query

BASIS = "gross_incl_tax_shipping"
DOCS = """\
Snowplow's enriched events as the pipeline writes them: lines of 131 cells between tabs, without a header, also compressed.
The order of the cells is Snowplow's own and is relied on; files of another width, of older pipelines, aren't read.

| field | used for |
|---|---|
| `event` | a *transaction* is a sale. All others are excluded as `event`; page views are clicks: the same file once more with `--source snowplow-pages` |
| `tr_orderid`, else `event_id` | the sale's id: an order that was tracked twice is one |
| `derived_tstamp`, else `collector_tstamp` | the moment, in UTC |
| `tr_total`, `tr_currency` | the amount; without a currency: `--currency` |
| `mkt_source`, `mkt_medium`, `mkt_campaign`, `mkt_content`, `page_url` | tags and the link id |
| `user_id`, `domain_userid` | keyed hashes of the person and the device |

Everything else is ignored: addresses, places, contexts. Transactions that are self-describing events of your own aren't known.
"""


def recognise(sample: Sample) -> bool:
    """Whether the first line is an enriched event."""
    return is_enriched(sample)


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the transactions of a file."""
    reader = ConversionReader(feed.name, "snowplow-events", options, Moments(ZoneInfo("UTC")))
    for rows in feed.rows:
        for line, row in events(rows):
            if row["event"] != "transaction":
                reader.skip("event")
                continue
            try:
                reader.add(_sale(reader, line, row))
            except Bad as bad:
                reader.refuse(line, bad)
        yield reader.batch(rows.refusals)


def _sale(reader: ConversionReader, line: int, row: Mapping[str, str]) -> Conversion:
    amount, currency = reader.money(row["tr_total"], row["tr_currency"], "tr_total")
    if amount is None or amount < 0:
        raise Bad("bad-amount", "tr_total")
    tags = {name: row[field] for name, field in TAGS.items()}
    identity = reader.identity(row["tr_orderid"] or row["event_id"], "event_id")
    return Conversion(
        line,
        "sale",
        reader.moment(row["derived_tstamp"] or row["collector_tstamp"], "derived_tstamp"),
        (identity, str(amount), currency),
        id=identity,
        amount=amount,
        currency=currency,
        basis=BASIS,
        evidence=reader.evidence.of_places([tags, read_query(row["page_url"])]),
        customer=row["user_id"],
        visitor=row["domain_userid"],
        joins=reader.join("order", row["tr_orderid"]),
    )


source = Source(
    title="Snowplow transactions",
    kind=Kind.CONVERSIONS,
    columns=("line",),
    recognise=recognise,
    read=read,
    needs="lines of 131 cells between tabs (Snowplow: enriched events)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="UTC",
    shape=Shape.LINES,
)
