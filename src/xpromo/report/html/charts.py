"""Lines over days → numbers to draw; along the days in per cent, so that one picture fits every width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import floor, log10

from xpromo.report.days import MONTHS, short_day
from xpromo.report.page import Days, Panel, Series

TALL, LOW = 190, 110  # pixels of the first panel and of those below it
SCALE = 1000  # units of a panel's height inside a path
LABELS = 8  # days that are named at most, half of them on a phone
EDGE = 4  # per cent from the edge within which a label is not centred


@dataclass(frozen=True, slots=True)
class Tick:
    """A named place on an axis, in per cent; ``small`` ones are left out where there is little room."""

    at: float
    label: str
    anchor: str = "middle"
    small: bool = False


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line as an SVG path, and points without neighbours as another. ``column``: where its numbers stand in the
    table, from 0.
    """

    title: str
    path: str
    dots: str
    column: int
    second: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """A panel: lines between ``low`` and ``top``, levels from the top in per cent."""

    title: str
    description: str
    height: int
    low: float
    top: float
    span: int
    levels: tuple[Tick, ...]
    strokes: tuple[Stroke, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Panels above one axis of days; ``marks`` are the days on which something happened."""

    drawings: tuple[Drawing, ...]
    ticks: tuple[Tick, ...]
    marks: tuple[Tick, ...]


def chart_of(block: Days) -> Chart:
    """Return what is to be drawn for a block of days."""
    drawings: list[Drawing] = []
    column = 1
    for panel in block.panels:
        drawings.append(_drawing(panel, block, column, LOW if drawings else TALL))
        column += len(panel.series)
    places = {day: number for number, day in enumerate(block.days)}
    span = len(block.days) - 1
    return Chart(
        drawings=tuple(drawings),
        ticks=tuple(_ticks(block.days)),
        marks=tuple(_tick(places[day], span, f"{short_day(day)}: {text}") for day, text in block.marks.items()),
    )


def _drawing(panel: Panel, block: Days, column: int, height: int) -> Drawing:
    values = [value for series in panel.series for value in series.values if value is not None]
    low, top, step = scale(min(values), max(values), 4 if height == TALL else 2)
    levels = [low + number * step for number in range(round((top - low) / step) + 1)]
    strokes = [
        Stroke(series.title, *_paths(series, low, top), column + number, series.second)
        for number, series in enumerate(panel.series)
    ]
    return Drawing(
        title=panel.title,
        description=_description(panel, block),
        height=height,
        low=low,
        top=top,
        span=len(block.days) - 1,
        levels=tuple(Tick(_rounded(100 * (top - level) / (top - low)), f"{level:,.0f}") for level in levels),
        strokes=tuple(strokes),
    )


def scale(low: float, high: float, steps: int) -> tuple[float, float, float]:
    """Return the ends of an axis of counts and the step between its levels: 1, 2 or 5 times a power of ten.

    0 is always on it. There are at most ``steps`` steps or one more.
    """
    low, high = min(0, low), max(0, high)
    raw = max(high - low, 1) / steps
    power = 10.0 ** floor(log10(raw))
    step = max(1.0, next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw))
    bottom, top = low // step * step, -(-high // step) * step
    return bottom, max(top, bottom + step), step


def _paths(series: Series, low: float, top: float) -> tuple[str, str]:
    """Return a line that is interrupted where nothing is known, and lone points, which are to be seen as well."""
    pieces: list[str] = []
    dots: list[str] = []
    for run in _runs(series.values):
        points = [f"{place} {round(SCALE * (top - value) / (top - low))}" for place, value in run]
        if len(points) > 1:
            pieces.append("M" + " ".join(points))
        else:
            dots.append(f"M{points[0]}h0")
    return "".join(pieces), "".join(dots)


def _runs(values: Sequence[int | None]) -> Iterable[list[tuple[int, int]]]:
    run: list[tuple[int, int]] = []
    for place, value in enumerate(values):
        if value is not None:
            run.append((place, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _description(panel: Panel, block: Days) -> str:
    """Say what the lines show to those who don't see them."""
    found = []
    for series in panel.series:
        known = [(value, day) for value, day in zip(series.values, block.days, strict=True) if value is not None]
        most, when = max(known, key=lambda pair: pair[0])
        least, _ = min(known, key=lambda pair: pair[0])
        found.append(f"{series.title}: between {least:,} and {most:,}, most on {short_day(when)} {when.year}.")
    ends = f"{short_day(block.days[0])} {block.days[0].year} to {short_day(block.days[-1])} {block.days[-1].year}"
    return f"{ends}, by {'week' if block.weekly else 'day'}. {' '.join(found)} The table below has every number."


# ------------------------------------------------------------------------------------------------ days


def _ticks(days: Sequence[date]) -> Iterable[Tick]:
    """Yield few round days: every first or second one, Mondays, firsts of months, of quarters, of years."""
    candidates: list[list[int]] = [
        list(range(len(days))),
        list(range(0, len(days), 2)),
        [place for place, day in enumerate(days) if not day.weekday()],
        [place for place, day in enumerate(days) if not day.weekday()][::2],
        *(_firsts(days, months) for months in (1, 3, 6, 12)),
    ]
    chosen = next((places for places in candidates if 1 < len(places) <= LABELS), candidates[0][:: len(days) // 2 or 1])
    by_month = chosen in candidates[4:]
    for number, place in enumerate(chosen):
        day = days[place]
        label = f"{MONTHS[day.month - 1]} {day.year}" if by_month else short_day(day)
        yield _tick(place, len(days) - 1, label, small=number % 2 > 0)


def _firsts(days: Sequence[date], months: int) -> list[int]:
    """Return the places at which every so many months begin."""
    found = [0] if days[0].day == 1 else []
    found += [place for place, (before, day) in enumerate(pairwise(days), 1) if before.month != day.month]
    return [place for place in found if (days[place].month - 1) % months == 0]


def _tick(place: int, span: int, label: str, *, small: bool = False) -> Tick:
    at = 100 * place / max(span, 1)
    anchor = "start" if at < EDGE else "end" if at > 100 - EDGE else "middle"
    return Tick(_rounded(at), label, anchor, small)


def _rounded(number: float) -> float:
    return round(number, 2)
