"""Klaviyo: Campaigns > Export, a CSV with a row for each campaign."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator

from xpromo.records import Batch, Kind
from xpromo.sources.mailings import CLICK_DOCS, METRICS, NOTHING, campaign
from xpromo.sources.rowwise import read_rows
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.statements import StatementReader

DOCS = f"""\
Klaviyo's list of campaigns: Campaigns > Options > Export, or Analytics > Custom reports > Campaign performance > Export.

| column | used for |
|---|---|
| `Campaign ID` | the campaign's id. Name it at the placement, `external: {{klaviyo: 01HXAMPLE}}`, and its numbers arrive there; or import with `--placement` |
| `Send Time` | the day, and when it was sent; the account's zone isn't stated, so say it: `--tz Europe/Berlin`. A campaign without one wasn't sent and is excluded as `pending` |
| `Total Recipients`, `Successful Deliveries`, `Total Opens`, `Unique Opens`, `Unique Clicks`, `Unsubscribes` | `sends`, `delivered`, `opens`, `unique_opens`, `unique_clicks`, `unsubscribes`; counts may be written `480.0` |

{CLICK_DOCS}
Numbers grow after the day of sending: import the list again, and the larger count stands. Names, tags, subjects, rates,
orders and revenue (without a currency, and by Klaviyo's own attribution) are ignored.
"""
COLUMNS = ("campaign id", "send time", *METRICS)


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of Klaviyo's campaigns."""
    return sample.has("campaign id", "campaign channel", "send time", "total recipients")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the counts of a file."""
    reader = StatementReader(feed.name, "klaviyo-campaigns", options)

    def take(line: int, row: dict[str, str]) -> None:
        if row["send time"].strip().lower() in NOTHING:
            reader.skip("pending")
        else:
            reader.add(campaign(reader, line, row, ("klaviyo", row["campaign id"]), "send time"))

    yield from read_rows(feed, reader, COLUMNS, take)


source = Source(
    title="Klaviyo campaigns",
    kind=Kind.TOTALS,
    columns=COLUMNS,
    required=("campaign id", "send time", "total recipients"),
    recognise=recognise,
    read=read,
    needs="columns Campaign ID, Campaign Channel, Send Time, Total Recipients (Klaviyo: Campaigns > Export)",
    docs=DOCS,
    by_id=lambda _present: True,
)
