"""impact.com: the API's list of actions."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from xpromo.records import Batch, Kind
from xpromo.sources.affiliates import BASIS, clicked_with, with_cut
from xpromo.sources.rowwise import read_conversions
from xpromo.sources.sales import Bad, Conversion, ConversionReader
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source, plain_name
from xpromo.sources.times import Moments

STATES = frozenset({"pending", "approved", "reversed"})
DOCS = """\
Actions of impact.com, as the API's `Actions` lists them (`{"Actions": […]}`), for partners and for brands.

| key | used for |
|---|---|
| `Id` | the action's id |
| `EventDate` | the moment (its offset is stated); `ReferringDate` is the click's and `CreationDate` impact's own |
| `IntendedAmount` (else `Amount`), `Currency` | the sale as it was first tracked |
| `Amount`, `State` | an action that was modified later has a smaller amount, a *REVERSED* one none: what is missing becomes a refund row of its own, dated with the sale, because no date of it is stated. A larger amount changes nothing. *PENDING* and *APPROVED* only say whether the commission is settled: both are sales |
| `PromoCode` | the promo code |
| `SubId1`, `SubId2`, `SubId3`, `SharedId` | a link id, a query or the id of a placement, where that is what you append to tracking links |
| `Oid` | to recognise the same sale in the shop |

Everything else is ignored: payouts, addresses, devices. An action without an amount is a `lead`.
"""
COLUMNS = (
    "id", "eventdate", "amount", "intendedamount", "currency", "state", "promocode", "oid", "subid1", "subid2", "subid3",
    "sharedid",
)  # fmt: skip


def recognise(sample: Sample) -> bool:
    """Whether these are actions."""
    keys = {"id", "state", "eventdate", "payout", "actiontrackername"}
    return sample.is_json and (sample.lists_have("actions", *keys) or sample.has(*keys))


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the actions of a file."""
    reader = ConversionReader(feed.name, "impact-actions", options, Moments(options.timezone))
    return read_conversions(feed, reader, COLUMNS, partial(_take, reader))


def _take(reader: ConversionReader, line: int, row: dict[str, str]) -> list[Conversion]:
    state = plain_name(row["state"])
    if state not in STATES:
        raise Bad("bad-status", "State")
    amount, currency = reader.money(row["intendedamount"] or row["amount"], row["currency"], "Amount")
    if amount is not None and amount < 0:
        raise Bad("bad-amount", "Amount")
    identity = reader.identity(row["id"], "Id")
    places = [row[name] for name in ("subid1", "subid2", "subid3", "sharedid")]
    sale = Conversion(
        line,
        "sale" if amount else "lead",
        reader.moment(row["eventdate"], "EventDate"),
        (identity, str(amount or 0), currency),
        id=identity,
        amount=amount or None,
        currency=currency if amount else "",
        basis=BASIS,
        evidence=clicked_with(reader, places, code=row["promocode"]),
        status=state,
        joins=reader.join("order", row["oid"]),
    )
    left = 0 if state == "reversed" else reader.reversed(row["amount"] or row["intendedamount"], currency, "Amount")
    return with_cut(sale, left)


source = Source(
    title="impact.com actions",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    recognise=recognise,
    read=read,
    needs="keys Id, State, EventDate, Payout, ActionTrackerName (impact.com: API, Actions)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="offset",
    shape=Shape.OBJECTS,
    records=("actions",),
)
