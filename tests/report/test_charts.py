"""Numbers → where lines, levels and days are drawn."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xpromo.colours import contrast
from xpromo.report.document import Section
from xpromo.report.html.charts import LABELS, chart_of, scale
from xpromo.report.html.palette import DARK, LIGHT, Palette
from xpromo.report.page import Days, Panel, Series

START = date(2026, 11, 2)


def block(*values: int | None, start: date = START, step: int = 1, marks: dict[date, str] | None = None) -> Days:
    days = [start + timedelta(days=step * number) for number in range(len(values))]
    return Days("Days", "", days, (Panel("Clicks", (Series("Clicks", values),)),), marks or {}, Section("", (), ()))


def path(*values: int | None) -> str:
    return chart_of(block(*values)).drawings[0].strokes[0].path


@pytest.mark.parametrize(
    ("low", "high", "steps", "expected"),
    [
        (0, 0, 4, (0, 1, 1)),
        (0, 3, 4, (0, 3, 1)),
        (3, 9, 4, (0, 10, 5)),
        (0, 10, 4, (0, 10, 5)),
        (0, 462, 4, (0, 600, 200)),
        (0, 819, 4, (0, 1000, 500)),
        (0, 39, 2, (0, 40, 20)),
        (-30, 70, 4, (-50, 100, 50)),
        (-8, 0, 4, (-8, 0, 2)),
    ],
)
def test_levels_are_round_and_hold_zero(low: int, high: int, steps: int, expected: tuple[float, ...]) -> None:
    assert scale(low, high, steps) == expected


@given(st.integers(-(10**12), 10**12), st.integers(0, 10**12), st.sampled_from([2, 4]))
def test_every_number_lies_between_the_ends_of_its_scale(low: int, more: int, steps: int) -> None:
    bottom, top, step = scale(low, low + more, steps)
    assert bottom <= min(0, low) <= max(0, low + more) <= top
    assert 1 <= round((top - bottom) / step) <= steps + 2


def test_a_line_goes_from_day_to_day_from_the_top_down() -> None:
    assert path(0, 10, 5) == "M0 1000 1 0 2 500"


def test_a_line_is_interrupted_where_nothing_is_known_and_a_lone_point_is_a_dot() -> None:
    stroke = chart_of(block(10, None, 10, 0, None, None, 5)).drawings[0].strokes[0]
    assert (stroke.path, stroke.dots) == ("M2 0 3 1000", "M0 0h0M6 500h0")


def test_a_description_says_what_the_line_shows() -> None:
    assert chart_of(block(3, 1200, None)).drawings[0].description == (
        "2 Nov 2026 to 4 Nov 2026, by day. Clicks: between 3 and 1,200, most on 3 Nov 2026. "
        "The table below has every number."
    )


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (2, ["2 Nov", "3 Nov"]),
        (8, [f"{day} Nov" for day in range(2, 10)]),
        (12, ["2 Nov", "4 Nov", "6 Nov", "8 Nov", "10 Nov", "12 Nov"]),
        (30, ["2 Nov", "9 Nov", "16 Nov", "23 Nov", "30 Nov"]),
        (90, ["2 Nov", "16 Nov", "30 Nov", "14 Dec", "28 Dec", "11 Jan", "25 Jan"]),
        (180, ["Dec 2026", "Jan 2027", "Feb 2027", "Mar 2027", "Apr 2027"]),
    ],
)
def test_a_few_round_days_are_named(days: int, expected: list[str]) -> None:
    assert [tick.label for tick in chart_of(block(*range(days))).ticks] == expected


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(2, 520), st.sampled_from([1, 7]))
def test_at_most_eight_days_are_named_in_order(start: date, number: int, step: int) -> None:
    ticks = chart_of(block(*range(number), start=start, step=step)).ticks
    assert 2 <= len(ticks) <= LABELS
    places = [tick.at for tick in ticks]
    assert places == sorted(places)
    assert all(0 <= place <= 100 for place in places)
    assert sum(not tick.small for tick in ticks) <= LABELS // 2


def test_a_mark_stands_at_its_day() -> None:
    (mark,) = chart_of(block(1, 2, 3, marks={START + timedelta(days=1): "launch"})).marks
    assert (mark.at, mark.label) == (50, "3 Nov: launch")


# ------------------------------------------------------------------------------------------------ colours


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_drawings_can_be_told_from_the_paper(palette: Palette) -> None:
    for text in (palette.ink, palette.quiet, palette.one, palette.good, palette.bad):
        assert contrast(text, palette.paper) >= 4.5
    for line in (palette.one, palette.two):
        assert contrast(line, palette.paper) >= 3
        assert contrast(line, palette.track) >= 3


def test_light_and_dark_share_no_colour() -> None:
    colours = [set(vars_of(palette)) for palette in (LIGHT, DARK)]
    assert not any(one & other for one, other in combinations(colours, 2))


def vars_of(palette: Palette) -> list[str]:
    return [getattr(palette, name) for name in Palette.__slots__]
