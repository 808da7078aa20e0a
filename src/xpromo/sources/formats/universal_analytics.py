"""Universal Analytics, which is no more: reports that were exported as CSV."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xpromo.errors import Findings
from xpromo.records import Batch, Kind
from xpromo.sources.amounts import plain_amount
from xpromo.sources.google import is_exploration, period_of, states_days
from xpromo.sources.sales import Bad
from xpromo.sources.sheets import SheetTable, cut_tables
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source
from xpromo.sources.statements import Statement, StatementReader, whole
from xpromo.utm import CAMPAIGN, CONTENT, MEDIUM, SOURCE

METRICS = {"sessions": "sessions", "users": "visitors", "pageviews": "pageviews"}
TAGS = {"source": SOURCE, "medium": MEDIUM, "campaign": CAMPAIGN, "ad content": CONTENT}
BOTH = "source medium"
DIMENSIONS = (BOTH, *TAGS, "default channel grouping", "keyword")
BY_TIME = frozenset({"day index", "hour index", "week index", "month index"})
DOCS = """\
Universal Analytics, which Google has ended: CSV that was exported from a report such as Acquisition > Source / Medium while
it was there. In English only.

| part of the file | used for |
|---|---|
| `# 20190901-20190930` | the period. Days are the view's, whose zone the file doesn't state: they are kept as they are |
| `Source / Medium`, `Source`, `Medium`, `Campaign`, `Ad Content` | evidence |
| `Default Channel Grouping`, `Keyword` | tell rows apart |
| `Sessions`, `Users`, `Pageviews` | the metrics `sessions`, `visitors`, `pageviews`. None of them is a click |

The second table (`Day Index`) repeats the sum by day without saying where people came from: its rows, and the row of totals
without a name, are excluded as `total`. A file that compares two periods is refused. Revenue (without a currency's code),
transactions, rates and averages are ignored.
"""


def recognise(sample: Sample) -> bool:
    """Whether a comment at the top states a period as Universal Analytics did, and explorations still do."""
    return states_days(sample) and not is_exploration(sample)


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the counts of a file, a batch a table."""
    reader = StatementReader(feed.name, "universal-analytics", options)
    period: tuple[int, int] | None = None
    for table in cut_tables(feed.sheet):
        period = period_of(table.notes, feed.name) or period or reader.period()
        _look_at(table, feed.name)
        for line, cells in table.rows:
            _take(reader, line, table, cells, period)
        yield reader.batch()


def _look_at(table: SheetTable, name: str) -> None:
    if table.header[0] not in BY_TIME and not any(column in METRICS for column in table.header):
        hint = "take a file that was exported in English; nothing was recorded"
        raise Findings(f"{name}: line {table.line} names no column that is known", hint=hint)


def _take(reader: StatementReader, line: int, table: SheetTable, cells: list[str], period: tuple[int, int]) -> None:
    row = table.named(cells)
    dimensions = {name: row[name] for name in DIMENSIONS if name in row}
    if table.header[0] in BY_TIME or not any(dimensions.values()):
        reader.skip("total")
        return
    try:
        evidence = reader.evidence.of_fields(_fields(dimensions))
        series = (
            "by " + "+".join(sorted(dimensions)),
            *(f"{name}={text}" for name, text in sorted(dimensions.items())),
        )
        reader.add([
            Statement(line, METRICS[column], *period, whole(plain_amount(text, ".") or "", column), evidence, series)
            for column, text in row.items()
            if column in METRICS
        ])  # fmt: skip
    except Bad as bad:
        reader.refuse(line, bad)


def _fields(dimensions: Mapping[str, str]) -> dict[str, str]:
    fields = {TAGS[name]: text for name, text in dimensions.items() if name in TAGS}
    if BOTH in dimensions:
        fields[SOURCE], _, fields[MEDIUM] = dimensions[BOTH].partition(" / ")
    return {name: "" if text == "(other)" else text for name, text in fields.items()}


source = Source(
    title="Universal Analytics report",
    kind=Kind.TOTALS,
    columns=(),
    recognise=recognise,
    read=read,
    needs="a comment such as # 20190901-20190930 above the table (Universal Analytics)",
    docs=DOCS,
    by_id=lambda _present: False,
    zone="unstated",
    shape=Shape.SHEET,
)
