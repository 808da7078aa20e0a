"""Umami: ``website_event.csv`` of a data export, read for custom events that are named as a conversion is."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from xpromo.records import Batch, Kind
from xpromo.sources.sales import Bad, Conversion, ConversionReader
from xpromo.sources.source import Feed, ReadOptions, Sample, Source, plain_name
from xpromo.sources.times import Moments
from xpromo.urls import read_query

KINDS = frozenset({"lead", "signup", "registration", "attendance", "trial"})
TAGS = ("utm source", "utm medium", "utm campaign", "utm content")
COLUMNS = ("event id", "created at", "event name", "url query", "session id", *TAGS)
DOCS = """\
Umami's data export, read for its conversions: the same file as for `umami-clicks`. It is never chosen by itself: say
`--source umami-conversions`.

| column | used for |
|---|---|
| `event_name` | an event called `lead`, `signup` (`sign_up`, `Sign up`), `registration`, `attendance` or `trial` is a conversion of that kind; all others are excluded as `event` |
| `created_at` | the moment, in UTC |
| `event_id` | the conversion's id, where there is one |
| `url_query`, else `utm_source`, `utm_medium`, `utm_campaign`, `utm_content` | link id and tags of the page where it happened |
| `session_id` | keyed hash of the device |

What an event carries besides its name (`event_data.csv`, an order's amount too) isn't in this file: import sales from the shop.
"""


def recognise(_sample: Sample) -> bool:
    """Never: the same file is recognised as clicks."""
    return False


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the conversions of a file."""
    reader = ConversionReader(feed.name, "umami-conversions", options, Moments(ZoneInfo("UTC")))
    for rows in feed.rows:
        for line, cells in zip(rows.lines, zip(*rows.columns, strict=True), strict=True):
            row = dict(zip(COLUMNS, cells, strict=True))
            kind = plain_name(row["event name"]).replace(" ", "")
            if kind not in KINDS:
                reader.skip("event" if any(cells) else "blank")
                continue
            try:
                reader.add(_conversion(reader, line, row, kind, with_ids="event id" in feed.present))
            except Bad as bad:
                reader.refuse(line, bad)
        yield reader.batch(rows.refusals)


def _conversion(
    reader: ConversionReader, line: int, row: Mapping[str, str], kind: str, *, with_ids: bool
) -> Conversion:
    tags = {name.replace(" ", "_"): row[name] for name in TAGS}
    fields = read_query("?" + row["url query"].lstrip("?"))
    return Conversion(
        line,
        kind,
        reader.moment(row["created at"], "created_at"),
        (row["event id"], row["created at"], kind, row["session id"]),
        id=reader.identity(row["event id"], "event_id") if with_ids else "",
        evidence=reader.evidence.of_fields({name: text for name, text in tags.items() if text} | fields),
        visitor=row["session id"],
    )


source = Source(
    title="Umami custom events",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    required=("created at", "event name"),
    recognise=recognise,
    read=read,
    needs="the same as umami-clicks, and --source umami-conversions",
    docs=DOCS,
    by_id=lambda present: "event id" in present,
    zone="UTC",
)
