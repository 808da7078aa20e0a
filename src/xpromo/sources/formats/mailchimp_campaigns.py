"""Mailchimp: Campaigns > Analytics > Export, a CSV with a row for each campaign."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator

from xpromo.records import Batch, Kind
from xpromo.sources.mailings import CLICK_DOCS, METRICS, NOTHING, campaign
from xpromo.sources.rowwise import read_rows
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.statements import StatementReader

LAYOUTS = ("%b %d, %Y %I:%M %p", "%b %d, %Y %H:%M")
DOCS = f"""\
Mailchimp's list of campaigns: Analytics > Reports > Export all campaigns (`campaigns.csv`, 40 columns; the fourth is called
`Audience` or `List`).

| column | used for |
|---|---|
| `Unique Id` | the campaign's id. Name it at the placement, `external: {{mailchimp: 17671f6028}}`, and its numbers arrive there; or import with `--placement` |
| `Send Date` | the day, and when it was sent (`Jun 09, 2026 09:30 pm`); the account's zone isn't stated, so say it: `--tz America/New_York`. A campaign without one wasn't sent and is excluded as `pending` |
| `Total Recipients`, `Successful Deliveries`, `Total Opens`, `Unique Opens`, `Unique Clicks`, `Unsubscribes` | `sends`, `delivered`, `opens`, `unique_opens`, `unique_clicks`, `unsubscribes`; `n/a` is none |

{CLICK_DOCS}
Numbers grow after the day of sending: import the list again, and the larger count stands. Titles, subjects, rates and
revenue (without a currency, and by Mailchimp's own attribution) are ignored.
"""
COLUMNS = ("unique id", "send date", *METRICS)


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of Mailchimp's campaigns."""
    return sample.has("unique id", "send date", "total recipients", "abuse complaints")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the counts of a file."""
    reader = StatementReader(feed.name, "mailchimp-campaigns", options, LAYOUTS)

    def take(line: int, row: dict[str, str]) -> None:
        if row["send date"].strip().lower() in NOTHING:
            reader.skip("pending")
        else:
            reader.add(campaign(reader, line, row, ("mailchimp", row["unique id"]), "send date"))

    yield from read_rows(feed, reader, COLUMNS, take)


source = Source(
    title="Mailchimp campaigns",
    kind=Kind.TOTALS,
    columns=COLUMNS,
    required=("unique id", "send date", "total recipients"),
    recognise=recognise,
    read=read,
    needs="columns Unique Id, Send Date, Total Recipients, Abuse Complaints (Mailchimp: Reports > Export)",
    docs=DOCS,
    by_id=lambda _present: True,
)
