"""Matomo: Acquisition > Campaigns > Export > CSV, with raw column names."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote_plus

from xpromo.records import Batch, Evidence, Kind
from xpromo.sources.sales import Bad
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.statements import Statement, StatementReader, whole
from xpromo.sources.times import parse_day
from xpromo.utm import CAMPAIGN, CONTENT, ID, MEDIUM, SOURCE

METRICS = {"nb visits": "visits", "nb uniq visitors": "visitors", "nb conversions": "key_events"}
GOALS = tuple(f"goals idgoal {number} nb conversions" for number in range(1, 101))
COLUMNS = ("label", "date", "metadata segment", *METRICS, *GOALS)
SEGMENTS = {
    "referrerName": CAMPAIGN,
    "campaignName": CAMPAIGN,
    "campaignSource": SOURCE,
    "campaignMedium": MEDIUM,
    "campaignContent": CONTENT,
    "campaignId": ID,
}
TYPE = "referrerType"
YEAR = 12  # months
_MONTH = re.compile(r"(\d{4})(?:-(\d\d))?\Z", re.ASCII)
DOCS = """\
Matomo: Acquisition > Campaigns, the Export icon below the table, CSV, all rows; or the API's `Referrers.getCampaigns` with
`format=CSV`. Column names must be the raw ones (`nb_visits`): translated ones aren't read.

| column | used for |
|---|---|
| `label` | the campaign's name |
| `metadata_segment` | what the label is, where the file says so: `referrerName==` and `campaignName==` the campaign, `campaignSource==`, `campaignMedium==`, `campaignContent==`, `campaignId==` the tag of that name; a site that links here is a referring domain |
| `date` | the days, in an export of several: `2026-11-20`, of weeks and ranges `2026-11-16,2026-11-22`, of months `2026-11`, of years `2026`; without it say `--period`. Days are the site's own: they are kept as they are |
| `nb_visits`, `nb_uniq_visitors` | the metrics `visits` and `visitors`. None of them is a click, and visitors of several days don't add up |
| `nb_conversions`, else the sum of `goals_idgoal=1_nb_conversions` … | the metric `key_events` |

Actions, lengths, bounces, revenue (the file names no currency) and all other columns are ignored; a row of totals is excluded
as `total`. UTF-16, as Matomo writes it, is read as it is; `No data available` and `Error:` in place of a table are no record.
A scheduled report, with many tables under their titles, isn't read: export the table of campaigns.
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of a table of labels, and no second header below begins a report of many tables."""
    return sample.has("label", "nb visits") and sum("nb_visits" in line for line in sample.head) <= 1


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the counts of a file."""
    reader = StatementReader(feed.name, "matomo-campaigns", options)
    dated = "date" in feed.present
    for rows in feed.rows:
        for line, cells in zip(rows.lines, zip(*rows.columns, strict=True), strict=True):
            row = dict(zip(COLUMNS, cells, strict=True))
            if row["label"].casefold() in {"total", "totals"}:
                reader.skip("total")
                continue
            try:
                reader.add(_statements(reader, line, row, dated=dated))
            except Bad as bad:
                reader.refuse(line, bad)
        yield reader.batch(rows.refusals)


def _statements(reader: StatementReader, line: int, row: Mapping[str, str], *, dated: bool) -> list[Statement]:
    if dated:
        start, end = _days(reader, row["date"].strip())
    else:
        start, end = reader.period()
    segment = _segment(row["metadata segment"])
    dimensions = ("by " + ("+".join(sorted(segment)) or "referrerName"), row["label"].strip(), row["metadata segment"])
    evidence = _evidence(reader, row["label"], segment)
    counts = {metric: _count(row, column) for column, metric in METRICS.items()}
    return [
        Statement(line, metric, start, end, count, evidence, dimensions)
        for metric, count in counts.items()
        if count is not None
    ]


def _days(reader: StatementReader, text: str) -> tuple[int, int]:
    """Return the days of ``2026-11-20``, ``2026-11-16,2026-11-22``, ``2026-11`` or ``2026``, the end exclusive."""
    first, _, last = text.partition(",")
    if not (found := _MONTH.match(text)):
        start = reader.day(first, "date")
        end = _day(last) if last else start
        if end < start:
            raise Bad("bad-time", "date")
        return start, end + 1
    months = int(found[1]) * YEAR + int(found[2] or 1) - 1 + (1 if found[2] else YEAR)
    after = f"{months // YEAR:04}-{months % YEAR + 1:02}-01"
    return reader.day(f"{found[1]}-{found[2] or '01'}-01", "date"), _day(after)


def _day(text: str) -> int:
    """Return a day that may be to come: the last one of a week or month that isn't over."""
    day = parse_day(text)
    if isinstance(day, str):
        raise Bad(day, "date")
    return day


def _segment(text: str) -> dict[str, str]:
    """Return the parts of ``campaignSource==green-mug;campaignMedium==email``."""
    parts = [part.partition("==") for part in text.split(";")]
    return {name.strip(): unquote_plus(held) for name, equals, held in parts if equals}


def _evidence(reader: StatementReader, label: str, segment: Mapping[str, str]) -> Evidence:
    kind = segment.get(TYPE, "campaign")
    if kind != "campaign":
        return Evidence(referrer=reader.evidence.referring(label)) if kind == "website" else Evidence()
    fields = {SEGMENTS[name]: text for name, text in segment.items() if name in SEGMENTS}
    return reader.evidence.of_fields(fields or ({} if segment else {CAMPAIGN: label}))


def _count(row: Mapping[str, str], column: str) -> int | None:
    """Return a count, of conversions the sum over goals where there is no other; None for an empty cell."""
    goals = [row[goal] for goal in GOALS if row[goal]] if column == "nb conversions" and not row[column] else []
    if goals:
        return sum(whole(text, "goals") for text in goals)
    return whole(row[column], column.replace(" ", "_")) if row[column] else None


source = Source(
    title="Matomo campaigns",
    kind=Kind.TOTALS,
    columns=COLUMNS,
    required=("label", "nb visits"),
    recognise=recognise,
    read=read,
    needs="columns label, nb_visits (Matomo: Acquisition > Campaigns > Export > CSV)",
    docs=DOCS,
    by_id=lambda _present: False,
    zone="unstated",
)
