"""HubSpot: CRM > Contacts > Export, a CSV with a row a contact."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain

from xpromo.records import Batch, Kind
from xpromo.sources import hubspot
from xpromo.sources.rowwise import read_conversions
from xpromo.sources.sales import Conversion, ConversionReader
from xpromo.sources.source import Feed, ReadOptions, Sample, Source, plain_name
from xpromo.sources.times import Moments
from xpromo.sources.written import Written

BECAME = {"became a marketing qualified lead date": "mql", "became a sales qualified lead date": "sql"}
DATES = ("create date", *BECAME)
IDS = ("record id", "record id contact")
COLUMNS = (*IDS, "email", "lifecycle stage", *DATES, *hubspot.COLUMNS)
DOCS = f"""\
HubSpot's contacts: CRM > Contacts, choose a view, Export, CSV, *All properties on records* (or a view with the columns
below). The language of the export must be English.

| column | used for |
|---|---|
| `Record ID`, `Record ID - Contact` | the contact's id |
| `Create Date` | when the contact came in as a `lead`, in the zone of whoever exported it, which the file doesn't state: `--tz`. `2024-03-12 09:14` and `3/15/2024 2:30 PM` are read; where day and month can't be told apart, `--date-order` says |
| `Became a Marketing Qualified Lead Date`, `Became a Sales Qualified Lead Date` | an `mql` and an `sql` on those days, where the columns are there |
| `Lifecycle Stage` | kept as the status. A *Subscriber* isn't a lead yet (`pending`). A stage without a date of its own counts for nothing more. Without this column, as in the default view, all are leads |
{hubspot.ROWS.rstrip()}
| `Email` | keyed hash, to tell who bought later |

Everything else is ignored: names, phones, companies, owners. Opportunities and customers are told by the deals
([hubspot-deals](#hubspot-deals)).
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of contacts, of all properties or of the default view."""
    told = sample.has("lifecycle stage") or sample.has("email", "contact owner")
    return sample.has_any(*IDS) and sample.has("create date") and told and not sample.has("deal stage")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the contacts of a file; its dates are looked at first."""
    reader = ConversionReader(feed.name, "hubspot-contacts", options, Moments(options.timezone))
    chunks = list(feed.rows)
    columns = [COLUMNS.index(name) for name in DATES]
    written = Written.of(chain.from_iterable(rows.columns[at] for rows in chunks for at in columns), options, feed.name)
    again = Feed(feed.name, feed.present, iter(chunks))
    return read_conversions(again, reader, COLUMNS, partial(_take, reader, written))


def _take(reader: ConversionReader, written: Written, line: int, row: dict[str, str]) -> list[Conversion] | str:
    stage = plain_name(row["lifecycle stage"])
    if stage == "subscriber":
        return "pending"
    identity = reader.identity(row["record id"] or row["record id contact"], "Record ID")
    evidence = hubspot.origin(reader, row)

    def reached(kind: str, column: str) -> Conversion:
        at = reader.moment(written.iso(row[column]), column)
        return Conversion(
            line,
            kind,
            at,
            (identity, kind, str(at)),
            id=identity,
            evidence=evidence,
            customer=row["email"],
            status=stage,
            primary=kind == "lead",
        )

    later = [reached(kind, column) for column, kind in BECAME.items() if row[column].strip()]
    return [reached("lead", "create date"), *later]


source = Source(
    title="HubSpot contacts",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    required=("create date",),
    recognise=recognise,
    read=read,
    needs="columns Record ID, Create Date and Lifecycle Stage or Email, Contact owner (HubSpot: Contacts > Export)",
    docs=DOCS,
    by_id=lambda _present: True,
)
