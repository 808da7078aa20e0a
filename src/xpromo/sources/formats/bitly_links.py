"""Bitly: the answer of ``GET /v4/groups/{group}/bitlinks/clicks``, links with their clicks so far."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from xpromo.records import Batch, Kind
from xpromo.sources.counters import COUNTER_DOCS, reading
from xpromo.sources.rowwise import read_rows
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source
from xpromo.sources.statements import StatementReader

DOCS = f"""\
Bitly's links sorted by clicks, as its API answers `GET /v4/groups/{{group}}/bitlinks/clicks?units=-1`. Leave `units` at
-1: only then are the counts those of all time. The plain list (`…/bitlinks`) states no clicks and isn't read.

| key | used for |
|---|---|
| `sorted_links[].id`, `sorted_links[].clicks` | the link, `host/key`, and `clicks` |
| `links[].id`, `links[].long_url` | the destination's link id and tags |

{COUNTER_DOCS}
Everything else is ignored.
"""
COLUMNS = ("id", "clicks")


def recognise(sample: Sample) -> bool:
    """Whether the document has Bitly's sorted links."""
    return sample.is_json and sample.has("sorted links", "links")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the readings of an answer."""
    reader = StatementReader(feed.name, "bitly-links", options)
    destinations = _destinations(feed.outer)

    def take(line: int, row: dict[str, str]) -> None:
        reader.add(reading(reader, line, row["id"], destinations.get(row["id"], ""), row["clicks"]))

    yield from read_rows(feed, reader, COLUMNS, take)


def _destinations(outer: Mapping[str, str]) -> dict[str, str]:
    """Return link → long URL of the list beside the counts."""
    try:
        found = json.loads(outer.get("links", ""))
    except (ValueError, RecursionError):
        return {}
    links = [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
    return {str(item.get("id", "")): str(item.get("long_url") or "") for item in links}


source = Source(
    title="Bitly links",
    kind=Kind.TOTALS,
    clicks=True,
    columns=COLUMNS,
    recognise=recognise,
    read=read,
    needs="JSON with sorted_links[] of id and clicks (Bitly: GET …/bitlinks/clicks)",
    docs=DOCS,
    by_id=lambda _present: False,
    shape=Shape.OBJECTS,
    records=("sorted links",),
    around=("links",),
)
