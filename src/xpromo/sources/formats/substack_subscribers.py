"""Substack: Settings > Exports, the file ``email_list.….csv`` of the zip; or Subscribers > Export."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator

from xpromo.records import Batch, Kind
from xpromo.sources.rowwise import read_rows
from xpromo.sources.sales import ConversionReader
from xpromo.sources.signups import sign_up
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.times import Moments

DOCS = """\
Substack's list: Settings > Exports > Create new export, then `email_list.….csv` of the zip (the zip itself holds files
about posts that nothing is made of). The list of the dashboard, Subscribers > Export, is read too.

| column | used for |
|---|---|
| `created_at`; `Start date` of the dashboard's list | the moment in UTC; a mere date needs `--tz` |
| `email` | keyed hash, also the sign-up's id: Substack gives none. The same address in another case is the same person |

Everybody is one `signup`. Substack doesn't export the tags that anybody came with (`Subscription source (free)` holds words
of its own, such as `direct`), so that these sign-ups are nobody's: they count for the brand, and for a placement only with
`--placement`. What people pay isn't in the file; plans are ignored.
"""
COLUMNS = ("email", "created at", "start date")


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of one of Substack's lists."""
    exported = sample.has("email", "active subscription", "email disabled", "created at")
    return exported or sample.has("email", "stripe plan", "start date", "activity", "type")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the sign-ups of a list."""
    moments = Moments(options.timezone, layouts=("%Y-%m-%d",))
    reader = ConversionReader(feed.name, "substack-subscribers", options, moments)

    def take(line: int, row: dict[str, str]) -> None:
        at = reader.moment(row["created at"] or row["start date"], "created_at")
        reader.add(sign_up(reader, line, at, row["email"]))

    yield from read_rows(feed, reader, COLUMNS, take)


source = Source(
    title="Substack subscribers",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    recognise=recognise,
    read=read,
    needs="columns email, active_subscription, email_disabled, created_at (Substack: Settings > Exports)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="offset",
)
