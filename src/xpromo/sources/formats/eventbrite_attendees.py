"""Eventbrite: an event's Reports > Attendees > Export, a CSV with a row an attendee."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from xpromo.records import Batch, Kind, Refusal
from xpromo.sources.sales import Bad, Conversion, ConversionReader, reversal_of
from xpromo.sources.shops import cancelled_order
from xpromo.sources.source import Feed, ReadOptions, Sample, Source, plain_name
from xpromo.sources.times import Moments
from xpromo.sources.written import Written

BASIS = "ticket_price"
GONE = frozenset({"not attending", "deleted", "cancelled", "canceled"})
COLUMNS = ("order", "order date", "attendee", "email", "currency", "total paid", "attendee status")
DOCS = """\
Eventbrite's attendees: an event, Reports > Attendees, Export, CSV. The file states no link and no tag: import it with
`--placement`.

| column | used for |
|---|---|
| `Attendee #` | the registration's id: a `registration` an attendee |
| `Order #` | the order: a `sale`, once however many attendees it has |
| `Order Date` | the moment, `11/29/24 22:28`, without a zone: `--tz`; where day and month can't be told apart, `--date-order` says |
| `Total Paid`, `Currency` | the order's amount. Where its attendees state different ones they are added up; where all state the same one it counts once, because the file doesn't say whose it is |
| `Attendee Status` | kept as the status. *Refunded* takes the amount back, dated with the order, when all of the order is refunded or its attendees state amounts of their own. *Not Attending* and *Deleted* are a `cancellation` of the registration too, without money and dated with it |
| `Email` | keyed hash, to tell new customers from returning ones |

Everything else is ignored: names, addresses, answers to questions, fees. Nobody's check-in is dated in this file, so there are
no attendances.
"""


@dataclass(slots=True)
class _Order:
    """The attendees of an order: where each stands in the file, and its cells."""

    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of attendees."""
    return sample.has("order", "attendee", "attendee status", "order date")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the attendees of a file; an order's can stand anywhere, so all are looked at first."""
    reader = ConversionReader(feed.name, "eventbrite-attendees", options, Moments(options.timezone))
    orders: dict[str, _Order] = {}
    refusals: list[Refusal] = []
    for rows in feed.rows:
        refusals += rows.refusals
        for line, cells in zip(rows.lines, zip(*rows.columns, strict=True), strict=True):
            if not any(cells):
                reader.skip("blank")
                continue
            row = dict(zip(COLUMNS, cells, strict=True))
            orders.setdefault(row["order"], _Order()).rows.append((line, row))
    dates = [row["order date"] for order in orders.values() for _, row in order.rows]
    written = Written.of(dates, options, feed.name)
    for order in orders.values():
        _take(reader, written, order)
    yield reader.batch(refusals)


def _take(reader: ConversionReader, written: Written, order: _Order) -> None:
    """Add an order's registrations, and its sale with the first of them."""
    paid = True
    for line, row in order.rows:
        try:
            at = reader.moment(written.iso(row["order date"]), "Order Date")
            registration = _registration(reader, line, row, at)
            money = _money(reader, line, order, at) if paid else []
        except Bad as bad:
            reader.refuse(line, bad)
            continue
        paid = False
        for item in (registration, *_cancellation(registration), *money):
            reader.add(item)


def _cancellation(registration: Conversion) -> list[Conversion]:
    if registration.status not in GONE:
        return []
    row = cancelled_order(registration.line, registration.id, registration.at)
    return [row._replace(customer=registration.customer, status=registration.status, primary=False)]


def _registration(reader: ConversionReader, line: int, row: dict[str, str], at: int) -> Conversion:
    identity = reader.identity(row["attendee"], "Attendee #")
    return Conversion(
        line,
        "registration",
        at,
        (identity, row["order"], str(at)),
        id=identity,
        customer=row["email"],
        status=plain_name(row["attendee status"]),
    )


def _money(reader: ConversionReader, line: int, order: _Order, at: int) -> list[Conversion]:
    paid = [_paid(reader, row) for _, row in order.rows]
    back = [minor for minor, (_, row) in zip(paid, order.rows, strict=True) if _is_refunded(row)]
    amount = _together(paid)
    if not amount:
        return []
    first = order.rows[0][1]
    number = reader.identity(first["order"], "Order #")
    sale = Conversion(
        line,
        "sale",
        at,
        (number, str(at), str(amount)),
        id=f"order {number}",
        amount=amount,
        currency=reader.money("0", first["currency"])[1],
        basis=BASIS,
        customer=first["email"],
        joins=reader.join("order", number),
        primary=False,
    )
    known = len(back) == len(paid) or len(set(paid)) > 1
    return [sale, reversal_of(sale, "refund", _together(back), at)] if back and known and _together(back) else [sale]


def _paid(reader: ConversionReader, row: dict[str, str]) -> int:
    return reader.reversed(row["total paid"], row["currency"], "Total Paid")


def _together(amounts: Sequence[int]) -> int:
    """Return what an order cost: amounts of each attendee's own, or one and the same that stands beside all of them."""
    return sum(amounts) if len(set(amounts)) > 1 else next(iter(amounts), 0)


def _is_refunded(row: dict[str, str]) -> bool:
    return plain_name(row["attendee status"]) == "refunded"


source = Source(
    title="Eventbrite attendees",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    required=("order", "order date", "attendee"),
    recognise=recognise,
    read=read,
    needs="columns Order #, Order Date, Attendee #, Attendee Status (Eventbrite: Reports > Attendees)",
    docs=DOCS,
    by_id=lambda _present: True,
)
