"""Google Analytics 4: a report's or an exploration's Download > CSV."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from xpromo.errors import Findings, NeedsOption, UsageError
from xpromo.records import Batch, Kind
from xpromo.sources.amounts import plain_amount
from xpromo.sources.google import is_exploration, labels, period_of
from xpromo.sources.rules import BAD_HEADER, FOREIGN_LABELS, NEEDS_PERIOD
from xpromo.sources.sales import Bad
from xpromo.sources.sheets import SheetTable, cut_tables
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source, plain_name
from xpromo.sources.statements import Statement, StatementReader, whole
from xpromo.sources.times import parse_day
from xpromo.utm import CAMPAIGN, CONTENT, ID, MEDIUM, SOURCE

METRICS = {
    "sessions": "sessions",
    "engaged sessions": "engaged_sessions",
    "views": "views",
    "key events": "key_events",
    "conversions": "key_events",
    "total users": "visitors",
    "users": "visitors",
    "active users": "visitors",
}
# Dimensions come first: they mostly end where one of these begins
MEASURED = METRICS.keys() | frozenset(
    "bounce rate|engagement rate|event count|event count per user|events per session|new users|returning users|"
    "total revenue|purchase revenue|transactions|entrances|average engagement time per session|"
    "average engagement time per active user|average engagement time|views per session|sessions per user".split("|")
)
TAGS = {
    "session source": SOURCE,
    "session medium": MEDIUM,
    "session campaign": CAMPAIGN,
    "session campaign id": ID,
    "session manual ad content": CONTENT,
    "session manual source": SOURCE,
    "session manual medium": MEDIUM,
    "session manual campaign name": CAMPAIGN,
    "session manual campaign id": ID,
}
BOTH = ("session source medium", "session manual source medium")
FIRST_USER = "first user "
DAY, OFFSET, HOUR = "date", "nth day", "date hour"
NO_DAYS = (0, 0)  # of a table whose rows have days of their own
TOTALS = frozenset({"grand total", "totals", "total"})
_NUMBER = re.compile(r"[\d.,:%\s\u00a0$€£¥-]*\Z")
_DATES = re.compile(r"#\s*[^\W\d_][^:\uff1a]*[:\uff1a]\s*\d{8}\s*,*\Z")
_ENGLISH = re.compile(r"#\s*(Start|End) date:\s*(\d{8})", re.IGNORECASE)
DOCS = """\
Google Analytics 4: open Reports > Acquisition > Traffic acquisition, choose *Session source / medium* as the first
column (add *Session campaign*, better *Session manual ad content*, as the second), the period, then Share > Download
file > Download CSV. An exploration's CSV (Export data) is read too. The interface must be in English: every label is translated, and
labels are never guessed.

| part of the file | used for |
|---|---|
| `# Start date`, `# End date`; `# 20260901-20260930` of an exploration | the period; with the dimension `Date` or `Date + hour` each row is of its own day. Days are the property's, whose zone the file doesn't state: they are kept as they are |
| `Session source / medium`, `Session source`, `Session medium`, `Session campaign`, `Session campaign ID`, `Session manual ad content` and their *manual* forms | evidence |
| any other dimension | tells rows apart |
| `Sessions`, `Engaged sessions`, `Views`, `Key events` (once `Conversions`), `Total users` (`Active users`, once `Users`) | metrics of those names, `visitors` for users. None of them is a click, and users of several days don't add up |

Totals rows (blank dimensions, `Grand total`) are excluded as `total`. `(other)` and `(not set)` belong to nobody. *First
user* dimensions say where somebody came from the first time ever, not what this session came from: such a file is
refused. Revenue is ignored: the file names no currency. Rates, averages and event counts are ignored too.
"""


def recognise(sample: Sample) -> bool:
    """Whether comments at the top state a first and a last day, in whatever language; or the days of an exploration. Where
    somebody took them away, labels of sessions tell.
    """
    if sample.first_line.lstrip("\ufeff")[:1] != "#":
        return False
    dates = [line for line in sample.head if _DATES.match(line)]
    told = is_exploration(sample) or any(name.startswith("session ") for name in labels(sample))
    return told or len(dates) >= 2  # noqa: PLR2004 - a first and a last day


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the counts of a file, a batch a table."""
    reader = StatementReader(feed.name, "ga4-report", options)
    period: tuple[int, int] | None = None
    for table in cut_tables(feed.sheet):
        _look_at(table, feed.name)
        period = period_of(table.notes, feed.name) or _period(table.notes) or options.period or period
        if period is None and not _is_dated(table):
            raise NeedsOption.in_file(NEEDS_PERIOD, feed.name)
        names = _dimensions(table)
        for line, cells in table.rows:
            _take(reader, line, table.named(cells), names, period or NO_DAYS)
        yield reader.batch()


def _is_dated(table: SheetTable) -> bool:
    return any(name == DAY or name.startswith(HOUR) for name in table.header)


def _period(notes: tuple[str, ...]) -> tuple[int, int] | None:
    """Return the days that the comments of a report's table state, the end exclusive."""
    found = {word.lower(): parse_day(day) for note in notes for word, day in _ENGLISH.findall(f"# {note}")}
    start, end = found.get("start"), found.get("end")
    if isinstance(start, int) and isinstance(end, int):
        return start, end + 1
    return None


def _look_at(table: SheetTable, name: str) -> None:
    """Raise for a table whose labels can't be read, or mean something else than sessions."""
    if any(column.startswith(FIRST_USER) for column in table.header):
        hint = "export Traffic acquisition, with Session source / medium as its first column; nothing was recorded"
        raise Findings(f"{name}: it says where people came from the first time, not this time", hint=hint)
    dates = [f"# {note}" for note in table.notes if _DATES.match(f"# {note}")]
    if dates and not any(map(_ENGLISH.match, dates)):
        hint = "switch Google Analytics to English and export again; nothing was recorded"
        raise Findings(f"{name}: its labels aren't in English", hint=hint, code=FOREIGN_LABELS.code)
    counted = [column for column in table.header if column in METRICS]
    if len(set(counted)) < len(counted):
        hint = "remove comparisons and segments from the report and export again; nothing was recorded"
        raise UsageError(f"{name}: the header names a metric more than once", hint=hint, code=BAD_HEADER.code)


def _dimensions(table: SheetTable) -> list[str]:
    """Return the columns that say what is counted: those before the first measured one, and of the others, where
    somebody moved columns, those that are known or hold texts.
    """
    rows = [table.named(cells) for _, cells in table.rows]
    found, measured = list[str](), False
    for name in table.header:
        if name in MEASURED or name.endswith(" rate") or name.startswith("average ") or " per " in name:
            measured = True
        elif not measured or _is_known(name) or not all(_NUMBER.match(row.get(name, "")) for row in rows):
            found.append(name)
    return found


def _is_known(name: str) -> bool:
    return name in TAGS or name in BOTH or name in {DAY, OFFSET} or name.startswith(HOUR)


def _take(
    reader: StatementReader, line: int, row: Mapping[str, str], names: Sequence[str], period: tuple[int, int]
) -> None:
    metrics = {METRICS[column]: text for column, text in row.items() if column in METRICS}
    dimensions = {name: row[name] for name in names if name in row}
    if _is_total(dimensions):
        reader.skip("total")
        return
    try:
        start, end = _days(dimensions, period)
        evidence = reader.evidence.of_fields(_fields(dimensions))
        kept = tuple(f"{name}={text}" for name, text in sorted(dimensions.items()) if name not in {DAY, OFFSET})
        reader.add([
            Statement(line, metric, start, end, _count(text, metric), evidence, (_named(dimensions), *kept))
            for metric, text in metrics.items()
        ])  # fmt: skip
    except Bad as bad:
        reader.refuse(line, bad)


def _is_total(dimensions: Mapping[str, str]) -> bool:
    return bool(dimensions) and all(plain_name(text) in TOTALS for text in dimensions.values() if text)


def _days(dimensions: Mapping[str, str], period: tuple[int, int]) -> tuple[int, int]:
    if DAY in dimensions:
        day = parse_day(dimensions[DAY])
        if isinstance(day, str):
            raise Bad(day, "Date")
        return day, day + 1
    if hour := next((text for name, text in dimensions.items() if name.startswith(HOUR)), ""):
        day = parse_day(hour[: len("20260901")])
        if isinstance(day, str):
            raise Bad(day, "Date + hour")
        return day, day + 1
    if OFFSET in dimensions:
        day = period[0] + whole(dimensions[OFFSET], "Nth day")
        return day, day + 1
    return period


def _fields(dimensions: Mapping[str, str]) -> dict[str, str]:
    """Return the tags that the dimensions state; ``(other)`` is a rest that belongs to nobody."""
    fields = {TAGS[name]: text for name, text in dimensions.items() if name in TAGS}
    for name in BOTH:
        if name in dimensions:
            fields[SOURCE], _, fields[MEDIUM] = dimensions[name].partition(" / ")
    return {name: "" if text == "(other)" else text for name, text in fields.items()}


def _named(dimensions: Mapping[str, str]) -> str:
    """Return which dimensions a table has: counts by one and counts by another are not added."""
    return "by " + "+".join(sorted(name for name in dimensions if name not in {DAY, OFFSET}))


def _count(text: str, metric: str) -> int:
    return whole(plain_amount(text, ".") or "", metric)


source = Source(
    title="Google Analytics 4 report",
    kind=Kind.TOTALS,
    columns=(),
    recognise=recognise,
    read=read,
    needs="comments # Start date and # End date above the table (GA4: Download CSV)",
    docs=DOCS,
    by_id=lambda _present: False,
    zone="unstated",
    shape=Shape.SHEET,
)
