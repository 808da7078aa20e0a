"""Bitly: the answer of ``GET /v4/bitlinks/{bitlink}/clicks``, a link's clicks by hour, day, week or month."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from xpromo.errors import Findings, NeedsOption
from xpromo.records import Batch, Evidence, Kind
from xpromo.sources.evidence import short_key
from xpromo.sources.rowwise import read_rows
from xpromo.sources.rules import NEEDS_LINK
from xpromo.sources.sales import Bad
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source
from xpromo.sources.statements import Statement, StatementReader, whole
from xpromo.sources.times import parse_day
from xpromo.sources.zones import zone_name

DOCS = """\
Bitly's clicks of one link, as its API answers `GET /v4/bitlinks/bit.ly/3abcdef/clicks?unit=day&units=-1`. The answer
doesn't say which link it is of, so say it: `--account bit.ly/3abcdef`, or `--placement` where one link is all there is.

```json
{"link_clicks": [{"date": "2026-11-05T00:00:00+0000", "clicks": 11}], "units": 1, "unit": "day"}
```

| key | used for |
|---|---|
| `link_clicks[].date` | the day, as Bitly counts days (its offset is in it): it is kept as it is |
| `link_clicks[].clicks` | `clicks` |
| `unit` | how long each count is: minutes and hours are added up to days, which are the records then; a week has 7 days |

Import it again as often as you like: the count of a day is replaced by a larger one, never added to it. Days and hours are
one series; weeks and months that share days with it are refused unless `--replace` puts them in its place. Clicks of a link whose destination was changed include those of before. Bitly keeps 30 days to two years, as your
plan has it, and cuts off what is older without a word.
"""
COLUMNS = ("date", "clicks")
SERIES = "day"  # one series whatever the unit, so that clicks by another one overlap and are never added
WITHIN_A_DAY = frozenset({"minute", "hour"})
UNITS = WITHIN_A_DAY | {"day", "week", "month"}


def recognise(sample: Sample) -> bool:
    """Whether the document has Bitly's list of clicks."""
    return sample.is_json and sample.has("link clicks", "unit")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the counts of an answer."""
    reader = StatementReader(feed.name, "bitly-clicks", options)
    evidence = _evidence(feed.name, options)
    unit = feed.outer.get("unit", "")
    if unit not in UNITS:
        hint = "ask for it with unit=day; nothing was recorded"
        raise Findings(f"{feed.name}: it doesn't say how long each of its counts is", hint=hint)

    series = (SERIES, evidence.short) if evidence.short else (SERIES, "", *reader.filter)
    seen: set[str] = set()
    parts: dict[int, list[tuple[int, int]]] = {}  # day → lines and counts of its hours

    def add(line: int, start: int, end: int, count: int) -> None:
        reader.add([Statement(line, "clicks", start, end, count, evidence, series)])

    def take(line: int, row: dict[str, str]) -> None:
        start, end = _days(row["date"], unit)
        if row["date"] in seen:
            hint = "import the answer for each link alone, with its --account; nothing was recorded"
            raise Findings(f"{feed.name}: it counts {row['date']} twice, as answers for two links do", hint=hint)
        seen.add(row["date"])
        if start > reader.days.of(options.latest):
            raise Bad("future", "date")
        count = whole(row["clicks"], "clicks")
        if unit in WITHIN_A_DAY:
            parts.setdefault(start, []).append((line, count))
        else:
            add(line, start, end, count)

    yield from read_rows(feed, reader, COLUMNS, take)
    for day, found in parts.items():
        add(found[0][0], day, day + 1, sum(count for _, count in found))
    yield reader.batch()


def _evidence(name: str, options: ReadOptions) -> Evidence:
    """Return which link the answer is of; raises NeedsOption when nobody said."""
    link = short_key(options.account) if "/" in options.account else ""
    if not (link or options.placement):
        raise NeedsOption.in_file(NEEDS_LINK, name)
    return Evidence(short=link)


def _days(text: str, unit: str) -> tuple[int, int]:
    """Return the days of a count, the end exclusive; raises Bad."""
    start = parse_day(text[:10])
    if isinstance(start, str):
        raise Bad(start, "date")
    if unit == "week":
        return start, start + 7
    if unit == "month":
        first = date.fromisoformat(text[:10]).replace(day=1)
        following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
        return start, start + (following - date.fromisoformat(text[:10])).days
    return start, start + 1


def days_in(_outer: Mapping[str, object], first: Mapping[str, object]) -> str:
    """Return the offset of the first date."""
    return zone_name(str(first.get("date", ""))[len("2026-11-05T00:00:00") :])


source = Source(
    title="Bitly clicks",
    kind=Kind.TOTALS,
    clicks=True,
    columns=COLUMNS,
    recognise=recognise,
    read=read,
    needs="JSON with link_clicks[] of date and clicks (Bitly: GET …/clicks)",
    docs=DOCS,
    by_id=lambda _present: False,
    zone="unstated",
    shape=Shape.OBJECTS,
    records=("link clicks",),
    around=("unit",),
    version=2,
    days_in=days_in,
)
