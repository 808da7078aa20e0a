"""Dub: Events > Leads > Export, a CSV with a row for each lead."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from xpromo.records import Batch, Kind
from xpromo.sources.dub import COLUMNS, customer_of, evidence_of, stable
from xpromo.sources.rowwise import read_rows
from xpromo.sources.sales import Conversion, ConversionReader
from xpromo.sources.source import Feed, ReadOptions, Sample, Source, plain_name
from xpromo.sources.times import Moments

SIGN_UPS = frozenset({"sign up", "signup", "sign ups"})
DOCS = """\
Dub's leads: Events > Leads, choose the columns, then Export as CSV. Choose *Destination URL* too: its tags say whose a lead
is, and *EventId*, with which a lead is recognised exactly the second time.

| column | used for |
|---|---|
| `Date` | the moment, in UTC |
| `Event` | its name is yours: *Sign up* is a `signup`, every other one a `lead` |
| `Link`, `Destination URL`, `Referrer URL`, `Referrer` | evidence, as of `dub-clicks` |
| `EventId` | the lead's id |
| `Customer`, else `CustomerExternalId` | keyed hash of the address; names are ignored, Dub makes them up where nobody gave one |

Everything else is ignored.
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of Dub's leads: a customer, and no amount."""
    return (
        sample.has("date", "event", "customer")
        and sample.has_any("link", "destination url")
        and not sample.has("sale amount")
    )


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the leads of a file."""
    reader = ConversionReader(feed.name, "dub-leads", options, Moments(ZoneInfo("UTC")))
    with_ids = "eventid" in feed.present

    def take(line: int, row: dict[str, str]) -> None:
        reader.add(
            Conversion(
                line,
                "signup" if plain_name(row["event"]) in SIGN_UPS else "lead",
                reader.moment(row["date"], "Date"),
                stable(reader, row),
                id=reader.identity(row["eventid"], "EventId") if with_ids else "",
                evidence=evidence_of(reader, row),
                customer=customer_of(row),
            )
        )

    yield from read_rows(feed, reader, COLUMNS, take)


source = Source(
    title="Dub leads",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    required=("date", "event", "customer"),
    recognise=recognise,
    read=read,
    needs="columns Date, Event, Customer, Link (Dub: Events > Leads > Export)",
    docs=DOCS,
    by_id=lambda present: "eventid" in present,
    zone="UTC",
)
