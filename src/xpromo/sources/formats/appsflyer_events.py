"""AppsFlyer: raw data, the report of in-app events."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from xpromo.records import Batch, Kind
from xpromo.sources.amounts import plain_cell
from xpromo.sources.objects import as_text, parse_object
from xpromo.sources.rowwise import read_conversions
from xpromo.sources.sales import Bad, Conversion, ConversionReader
from xpromo.sources.source import Feed, ReadOptions, Sample, Source, plain_name
from xpromo.sources.times import Moments
from xpromo.urls import read_query
from xpromo.utm import CAMPAIGN, MEDIUM, SOURCE

KINDS = {
    "af purchase": "sale",
    "af subscribe": "sale",
    "af complete registration": "signup",
    "af start trial": "trial",
}
DOCS = """\
AppsFlyer's raw data: Export > Raw data > In-app events, CSV. A row has no id: device, moment, name and value together are it.

| column | used for |
|---|---|
| `Event Name` | *af_purchase* and *af_subscribe* are sales, *af_complete_registration* a `signup`, *af_start_trial* a `trial`; all others are excluded as `event` |
| `Event Time` | the moment, in the zone that the report was asked for, which it doesn't state: `--tz` |
| `Event Revenue`, `Event Revenue Currency` | the amount in the event's own currency, a negative one a refund; `Event Revenue USD` is converted and not used |
| `Event Value` | JSON: `af_order_id` to recognise the same sale in the shop, `af_coupon_code` the promo code |
| `Original URL` | the link id and tags |
| `Media Source`, `Channel`, `Campaign` | source, medium and campaign, where the URL says nothing |
| `Is Primary Attribution` | rows that say *false* tell of the same event for another network: excluded as `secondary` |
| `Customer User ID`, `AppsFlyer ID` | keyed hashes of the person and the device |

Everything else is ignored: addresses, advertising ids, places.
"""
COLUMNS = (
    "event name", "event time", "event value", "event revenue", "event revenue currency", "media source", "channel",
    "campaign", "original url", "is primary attribution", "customer user id", "appsflyer id",
)  # fmt: skip


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of in-app events."""
    return sample.has("attributed touch type", "appsflyer id", "event name", "event time")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the events of a file."""
    reader = ConversionReader(feed.name, "appsflyer-events", options, Moments(options.timezone))
    return read_conversions(feed, reader, COLUMNS, partial(_take, reader))


def _take(reader: ConversionReader, line: int, row: dict[str, str]) -> list[Conversion] | str:
    kind = KINDS.get(plain_name(row["event name"]), "")
    if not kind:
        return "event"
    if row["is primary attribution"].strip().lower() == "false":
        return "secondary"
    if not row["appsflyer id"].strip():
        raise Bad("no-id", "AppsFlyer ID")
    amount, currency = reader.money(row["event revenue"], row["event revenue currency"], "Event Revenue")
    if kind == "sale" and not amount:
        return "free"
    if amount is not None and amount < 0:
        kind = "refund"
    identity = (row["appsflyer id"], row["event time"], row["event name"], row["event value"])
    name = reader.hashing.keyed("appsflyer event", "\0".join(identity)).hex()
    parsed = parse_object(row["event value"]) if row["event value"].strip() else {}
    value = {} if isinstance(parsed, str) else parsed
    event = Conversion(
        line,
        kind,
        reader.moment(row["event time"], "Event Time"),
        (name, row["event revenue"], currency),
        id=name,
        amount=amount,
        currency=currency,
        basis="stated",
        evidence=reader.evidence.of_places(
            [read_query(row["original url"]), _tags(row)], code=as_text(value.get("af_coupon_code"))
        ),
        customer=row["customer user id"],
        visitor=row["appsflyer id"],
        joins=reader.join("order", as_text(value.get("af_order_id"))) if kind == "sale" else (),
    )
    return [event]


def _tags(row: dict[str, str]) -> dict[str, str]:
    columns = {SOURCE: "media source", MEDIUM: "channel", CAMPAIGN: "campaign"}
    return {name: text for name, column in columns.items() if (text := plain_cell(row[column]))}


source = Source(
    title="AppsFlyer in-app events",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    required=("event name", "event time", "appsflyer id"),
    recognise=recognise,
    read=read,
    needs="columns Attributed Touch Type, Event Time, AppsFlyer ID (AppsFlyer: raw data, in-app events)",
    docs=DOCS,
    by_id=lambda _present: True,
)
