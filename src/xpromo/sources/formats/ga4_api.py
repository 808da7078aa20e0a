"""Google Analytics 4: the Data API's answer to ``runReport`` and ``batchRunReports``."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from xpromo.errors import Findings
from xpromo.records import Batch, Kind
from xpromo.sources.rules import CUT
from xpromo.sources.sales import Bad
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source
from xpromo.sources.statements import Statement, StatementReader, whole
from xpromo.sources.times import parse_day
from xpromo.sources.zones import zone_name
from xpromo.utm import CAMPAIGN, CONTENT, ID, MEDIUM, SOURCE

METRICS = {
    "sessions": "sessions",
    "engagedSessions": "engaged_sessions",
    "screenPageViews": "views",
    "keyEvents": "key_events",
    "conversions": "key_events",
    "totalUsers": "visitors",
    "activeUsers": "visitors",
}
TAGS = {
    "sessionSource": SOURCE,
    "sessionMedium": MEDIUM,
    "sessionCampaignName": CAMPAIGN,
    "sessionCampaignId": ID,
    "sessionManualSource": SOURCE,
    "sessionManualMedium": MEDIUM,
    "sessionManualCampaignName": CAMPAIGN,
    "sessionManualCampaignId": ID,
    "sessionManualAdContent": CONTENT,
}
BOTH = ("sessionSourceMedium", "sessionManualSourceMedium")
FIRST_USER = "firstUser"
DATE, HOURS, RANGES = "date", ("dateHour", "dateHourMinute"), "dateRange"
EIGHT = len("YYYYMMDD")
DOCS = """\
Google Analytics 4's Data API: save the whole answer of `runReport` (or `batchRunReports`) as a file. Ask for the
dimension `date` (else say `--period`), for `sessionSource`, `sessionMedium`, `sessionCampaignName`,
`sessionManualAdContent`, and for the metric `sessions`.

| part of the answer | used for |
|---|---|
| `dimensionHeaders`, `metricHeaders`, `rows` | what each value is; all values are texts |
| `date`, `dateHour`, `dateHourMinute` | the day. Days are the property's (`metadata.timeZone`): they are kept as they are |
| `sessionSource`, `sessionMedium`, `sessionSourceMedium`, `sessionCampaignName`, `sessionCampaignId`, `sessionManualAdContent` and the other `sessionManual…` forms | evidence |
| any other dimension | tells rows apart |
| `sessions`, `engagedSessions`, `screenPageViews`, `keyEvents` (once `conversions`), `totalUsers` (`activeUsers`) | the metrics `sessions`, `engaged_sessions`, `views`, `key_events`, `visitors`. None of them is a click, and users of several days don't add up |
| `rowCount` | an answer that holds fewer rows than that is one page of several and is refused: ask for all of them with a larger `limit` |

`(other)` and `(not set)` belong to nobody. `firstUser…` dimensions say where somebody came from the first time ever, not
what this session came from: such an answer is refused, and one of several `dateRange`s without `date` too. Revenue, rates,
`totals`, `maximums` and `minimums` are ignored. Of `batchRunReports` a report may be as large as 1 MiB.
"""


@dataclass(frozen=True, slots=True)
class Headers:
    """The names of an answer's dimensions and metrics, in the order of its values."""

    dimensions: Sequence[str]
    metrics: Sequence[str]

    def named(self, values: Sequence[str]) -> dict[str, str]:
        """Return a row's values by dimension; raises Bad for more or fewer of them."""
        if len(values) != len(self.dimensions):
            raise Bad("too-few-cells", "dimensionValues")
        return dict(zip(self.dimensions, values, strict=True))

    @property
    def series(self) -> str:
        """Which dimensions there are: counts by one and counts by another are not added."""
        return "by " + "+".join(sorted(name for name in self.dimensions if name != DATE))


def recognise(sample: Sample) -> bool:
    """Whether it is an answer of the Data API, or several in one."""
    return sample.has("dimensionheaders", "metricheaders") or sample.lists_have(
        "reports", "dimensionheaders", "metricheaders"
    )


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the counts of an answer."""
    reader = StatementReader(feed.name, "ga4-api", options)
    headers = _headers(feed.outer, feed.name) if "dimensionheaders" in feed.outer else None
    held = 0
    numbers = count(1)
    for rows in feed.rows:
        for line, cells in zip(rows.lines, zip(*rows.columns, strict=True), strict=True):
            record = dict(zip(COLUMNS, cells, strict=True))
            if record["metricheaders"]:
                _take_report(reader, numbers, record)
            elif headers:
                _take(reader, line, headers, _values(record["dimensionvalues"]), _values(record["metricvalues"]))
                held += 1
        yield reader.batch(rows.refusals)
    _look_whole(feed.outer, held, feed.name)


def _take_report(reader: StatementReader, numbers: Iterator[int], report: Mapping[str, str]) -> None:
    """Take the rows of a report that is one of several in a file; they have no lines and are counted through."""
    headers, rows = _headers(report, reader.name), _list(report["rows"])
    for row in rows:
        dimensions, metrics = row.get("dimensionValues"), row.get("metricValues")
        _take(reader, next(numbers), headers, _texts(dimensions), _texts(metrics))
    _look_whole(report, len(rows), reader.name)


def _headers(found: Mapping[str, str], name: str) -> Headers:
    dimensions = [str(item.get("name", "")) for item in _list(found.get("dimensionheaders", ""))]
    metrics = [str(item.get("name", "")) for item in _list(found.get("metricheaders", ""))]
    if any(dimension.startswith(FIRST_USER) for dimension in dimensions):
        hint = "ask for sessionSource, sessionMedium, sessionCampaignName; nothing was recorded"
        raise Findings(f"{name}: it says where people came from the first time, not this time", hint=hint)
    if RANGES in dimensions and DATE not in dimensions:
        hint = "ask for one date range, or for the dimension date; nothing was recorded"
        raise Findings(f"{name}: it compares several periods and doesn't state their days", hint=hint)
    return Headers(dimensions, metrics)


def _look_whole(found: Mapping[str, str], held: int, name: str) -> None:
    """Raise when an answer has fewer rows than its report."""
    stated = found.get("rowcount", "")
    if stated.isdecimal() and int(stated) > held:
        hint = "ask for all rows at once, with a larger limit; nothing was recorded"
        raise Findings(f"{name}: it holds {held} of the report's {stated} rows", hint=hint, code=CUT.code)


def _list(text: str) -> list[dict[str, Any]]:
    """Return the objects of a list that came as JSON text."""
    found = json.loads(text) if text[:1] == "[" else []
    return [item for item in found if isinstance(item, dict)]


def _values(text: str) -> list[str]:
    return _texts(_list(text))


def _texts(items: object) -> list[str]:
    """Return the values of a row, nothing for what isn't laid out as one."""
    found = items if isinstance(items, list) else []
    return [str(item.get("value", "")) if isinstance(item, dict) else "" for item in found]


def _take(
    reader: StatementReader, line: int, headers: Headers, dimensions: Sequence[str], metrics: Sequence[str]
) -> None:
    try:
        named = headers.named(dimensions)
        start, end = _days(reader, named)
        evidence = reader.evidence.of_fields(_fields(named))
        kept = tuple(f"{name}={text}" for name, text in sorted(named.items()) if name != DATE)
        reader.add([
            Statement(line, METRICS[name], start, end, whole(text, name), evidence, (headers.series, *kept))
            for name, text in zip(headers.metrics, metrics, strict=False)
            if name in METRICS
        ])  # fmt: skip
    except Bad as bad:
        reader.refuse(line, bad)


def _days(reader: StatementReader, named: Mapping[str, str]) -> tuple[int, int]:
    found = next((name for name in (DATE, *HOURS) if name in named), None)
    if found is None:
        return reader.period()
    day = parse_day(named[found][:EIGHT])
    if isinstance(day, str):
        raise Bad(day, found)
    return day, day + 1


def _fields(named: Mapping[str, str]) -> dict[str, str]:
    """Return the tags that the dimensions state; ``(other)`` is a rest that belongs to nobody."""
    fields: dict[str, str] = {}
    for name in BOTH:
        if name in named:
            fields[SOURCE], _, fields[MEDIUM] = named[name].partition(" / ")
    fields |= {TAGS[name]: text for name, text in named.items() if name in TAGS}
    return {name: "" if text == "(other)" else text for name, text in fields.items()}


def days_in(outer: Mapping[str, object], first: Mapping[str, object]) -> str:
    """Return the property's zone: of the answer, or of the first report of several."""
    name = "metadata timezone"
    return zone_name(outer.get(name, first.get(name)))


COLUMNS = ("dimensionvalues", "metricvalues", "dimensionheaders", "metricheaders", "rows", "rowcount")

source = Source(
    title="Google Analytics 4 Data API",
    kind=Kind.TOTALS,
    columns=COLUMNS,
    required=("dimensionheaders", "metricheaders"),
    recognise=recognise,
    read=read,
    needs="JSON with dimensionHeaders, metricHeaders, rows (GA4 Data API: runReport)",
    docs=DOCS,
    by_id=lambda _present: False,
    zone="unstated",
    shape=Shape.OBJECTS,
    records=("rows", "reports"),
    around=("dimensionheaders", "metricheaders", "rowcount", "metadata timezone"),
    days_in=days_in,
)
