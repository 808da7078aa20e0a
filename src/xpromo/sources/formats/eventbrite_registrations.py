"""Eventbrite: Reporting > Attendees > Export, as it is named now: a row a ticket, with a barcode in place of an attendee's
number.
"""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain

from xpromo.records import Batch, Kind
from xpromo.sources.rowwise import read_conversions
from xpromo.sources.sales import Conversion, ConversionReader
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.times import Moments
from xpromo.sources.written import Written

DATE = "order date"
COLUMNS = ("barcode number", DATE, "attendee email", "buyer email")
DOCS = """\
Eventbrite's attendees in the layout with `Order ID` and `Attendee email` (the one with `Attendee #` is
[eventbrite-attendees](#eventbrite-attendees)). The file states no link and no tag: import it with `--placement`. Import one of
the two of an event: they have no id in common.

| column | used for |
|---|---|
| `Barcode number` | the registration's id: a `registration` a ticket |
| `Order date` | the moment, `2026-03-30 16:01:14`, without a zone: `--tz`. `Event timezone` is where the event is, and not said to be this date's |
| `Attendee email`, else `Buyer email` | keyed hash of the person |

`Ticket price` isn't used: it isn't said what of it was paid. Sales of tickets come from the payment tool. Everything else is
ignored: names, phones, places, seats, answers to questions.
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of tickets with their attendees."""
    return sample.has("order id", DATE, "attendee email", "ticket quantity", "barcode number")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the registrations of a file; its dates are looked at first."""
    reader = ConversionReader(feed.name, "eventbrite-registrations", options, Moments(options.timezone))
    chunks = list(feed.rows)
    dates = chain.from_iterable(rows.columns[COLUMNS.index(DATE)] for rows in chunks)
    written = Written.of(dates, options, feed.name)
    again = Feed(feed.name, feed.present, iter(chunks))
    return read_conversions(again, reader, COLUMNS, partial(_take, reader, written))


def _take(reader: ConversionReader, written: Written, line: int, row: dict[str, str]) -> list[Conversion]:
    identity = reader.identity(row["barcode number"], "Barcode number")
    at = reader.moment(written.iso(row[DATE]), "Order date")
    customer = row["attendee email"] or row["buyer email"]
    return [Conversion(line, "registration", at, (identity, str(at)), id=identity, customer=customer)]


source = Source(
    title="Eventbrite registrations",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    required=("barcode number", DATE),
    recognise=recognise,
    read=read,
    needs="columns Order ID, Order date, Attendee email, Ticket quantity, Barcode number (Eventbrite: Attendees)",
    docs=DOCS,
    by_id=lambda _present: True,
)
