"""Scorecards by day → lines over days, or over weeks where days are too many to be told apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from xpromo.measure.groups import add
from xpromo.measure.lines import Line
from xpromo.measure.scorecard import Scorecard
from xpromo.report.diagnosing import plural
from xpromo.report.document import CellKind, Column, Section
from xpromo.report.page import Days, Panel, Series
from xpromo.report.wording import listed

MOST_DAYS = 190  # more than half a year is shown by week
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class _Measure:
    """A line of the chart and a column of its table."""

    name: str
    title: str
    values: Sequence[int | None]


def days_block(
    received: Scorecard, given: Scorecard, sent: Mapping[date, Sequence[str]], conversions: str
) -> Days | None:
    """Return clicks and ``conversions`` over time; None with less than two days of figures.

    A day of which nothing is known is a gap, never 0. ``sent`` names the placements of each day.
    """
    found = {line.day for card in (received, given) for line in card.rows if line.day}
    if len(found) < 2:  # noqa: PLR2004 - a line needs two
        return None
    first, last = min(found), max(found)
    weekly = (last - first).days >= MOST_DAYS
    step = timedelta(days=7 if weekly else 1)
    start = _monday(first) if weekly else first
    days = [start + number * step for number in range((last - start) // step + 1)]
    ours, theirs = (_by_bucket(card.rows, weekly=weekly) for card in (received, given))
    clicks = [_measure("clicks", "Clicks", ours, days), _measure("given", "Clicks given", theirs, days, "clicks")]
    if any(value is not None for value in clicks[1].values):
        clicks[0] = _measure("clicks", "Clicks received", ours, days)
    results = [_measure("conversions", conversions, ours, days)]
    panels = [Panel(title, _series(lines)) for title, lines in (("Clicks", clicks), (conversions, results))]
    panels = [panel for panel in panels if panel.series]
    marks = _marks(sent, days, weekly=weekly)
    shown = [item for item in (*clicks, *results) if any(value is not None for value in item.values)]
    return (
        Days(
            title="Week by week" if weekly else "Day by day",
            words=_peak(shown[0], days, weekly=weekly) if shown else "",
            days=days,
            panels=tuple(panels),
            marks=marks,
            table=_table(days, shown, marks, weekly=weekly),
            weekly=weekly,
        )
        if panels
        else None
    )


def short_day(day: date) -> str:
    """Return ``5 Nov``, as axes and sentences have it."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _by_bucket(rows: Iterable[Line], *, weekly: bool) -> Mapping[date, list[Line]]:
    found: dict[date, list[Line]] = {}
    for line in rows:
        if line.day:
            found.setdefault(_monday(line.day) if weekly else line.day, []).append(line)
    return found


def _measure(
    name: str, title: str, lines: Mapping[date, list[Line]], days: Sequence[date], field: str = ""
) -> _Measure:
    measure = field or name
    values = [add(getattr(line, measure) for line in lines.get(day, ()) if _tells(line, measure)) for day in days]
    return _Measure(name, title, values)


def _tells(line: Line, measure: str) -> bool:
    """Whether a day has such a figure: it isn't there for its sales alone, of whose clicks nobody told."""
    return measure != "clicks" or bool(line.clicks_raw) or not line.kinds


def _series(measures: Sequence[_Measure]) -> tuple[Series, ...]:
    return tuple(
        Series(item.title, item.values, second=number > 0)
        for number, item in enumerate(measures)
        if any(value is not None for value in item.values)
    )


def _marks(sent: Mapping[date, Sequence[str]], days: Sequence[date], *, weekly: bool) -> Mapping[date, str]:
    found: dict[date, list[str]] = {}
    for day, placements in sorted(sent.items()):
        found.setdefault(_monday(day) if weekly else day, []).extend(placements)
    return {day: listed(found[day]) for day in days if day in found}


def _peak(measure: _Measure, days: Sequence[date], *, weekly: bool) -> str:
    """Say which day had most, and in how many there was anything at all."""
    known = [(value, day) for value, day in zip(measure.values, days, strict=True) if value is not None]
    most = max(value for value, _ in known)
    day = next(day for value, day in known if value == most)
    when = f"in the week of {short_day(day)} {day.year}" if weekly else f"on {short_day(day)} {day.year}"
    gaps = plural(len(days) - len(known), "week" if weekly else "day")
    unknown = f" Of {gaps} nothing is known: gaps in the line." if len(known) < len(days) else ""
    return f"Most {measure.title.lower()} {when}: {most:,}.{unknown}"


def _table(days: Sequence[date], measures: Sequence[_Measure], marks: Mapping[date, str], *, weekly: bool) -> Section:
    columns = [Column("day", "Week of" if weekly else "Day", CellKind.DAY)]
    columns += [Column(item.name, item.title, CellKind.INT) for item in measures]
    if marks:
        columns.append(Column("sent", "Placements", CellKind.TEXT))
    rows = [
        {"day": day.isoformat(), "sent": marks.get(day, "")} | {item.name: item.values[number] for item in measures}
        for number, day in enumerate(days)
    ]
    return Section("The same as a table", tuple(columns), rows)
