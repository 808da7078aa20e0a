"""Documents on a terminal."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tests.report.samples import RATE, document
from xpromo.cli.tables import table_lines
from xpromo.report.document import CellKind, Column, Document, Section
from xpromo.report.goals import goal_bar

COLUMNS = (
    Column("id", "Placement", CellKind.ID),
    Column("n", "Clicks", CellKind.INT),
    Column("rate", "Rate (95 %)", CellKind.RATE),
    Column("note", "Note", CellKind.TEXT),
)
LONG = "a sentence that is much longer than any terminal would like it to be, and then some words more"


def shown(width: int = 100, **different: object) -> list[str]:
    filled = document(**({"columns": COLUMNS} | different))
    return [line.rstrip("\n") for line in table_lines(filled, width=width, color=False)]


def test_a_table_has_title_headings_rows_totals_sections_and_notes() -> None:
    section = Section("Goals", (Column("goal", "Goal", CellKind.ID),), [{"goal": "sales"}])
    lines = shown(
        title="Scorecard",
        columns=COLUMNS[:2],
        rows=[{"id": "mug-letter", "n": 1204}, {"id": "app", "n": 5}],
        footer=[{"id": "Total", "n": 1209}],
        more=(section,),
        notes=("How it was counted.",),
    )
    assert lines == [
        "Scorecard",
        "",
        "Placement   Clicks",
        "\u2500" * 18,
        "mug-letter   1,204",
        "app              5",
        "",
        "Total        1,209",
        "",
        "Goals",
        "",
        "Goal",
        "\u2500" * 5,
        "sales",
        "",
        "How it was counted.",
    ]


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    rows = [{"id": "a-placement-with-a-long-name", "n": 10**9, "rate": RATE, "note": LONG}]
    assert max(map(cell_len, shown(width, rows=rows))) <= width


def test_sentences_give_way_before_names_and_numbers() -> None:
    rows = [{"id": "a-placement-with-a-long-name", "n": 1204, "rate": RATE, "note": LONG}]
    text = "\n".join(shown(90, rows=rows))
    assert "a-placement-with-a-long-name   1,204  3.5 % (2.9\u20134.1)  a sentence" in text


def test_nothing_is_lost_on_a_narrow_terminal() -> None:
    lines = shown(12, columns=COLUMNS[:1], rows=[{"id": "a-placement-with-a-long-name"}])[2:]
    assert "".join(lines) == "a-placement-with-a-long-name"


def test_wide_characters_keep_columns_straight() -> None:
    rows = [{"id": "日本語の場所", "n": 1}, {"id": "e\u0301a", "n": 22}]
    lines = shown(columns=COLUMNS[:2], rows=rows)[2:]
    assert {cell_len(line) for line in lines} == {20}


def test_what_people_wrote_is_never_markup_or_an_escape() -> None:
    (line,) = shown(columns=COLUMNS[:1], rows=[{"id": "[red]x[/red]\x1b[31m\u202e:smile:"}])[2:]
    assert line == "[red]x[/red]\\u001b[31m\\u202e:smile:"


@pytest.mark.parametrize("width", [100, 9])
@pytest.mark.parametrize("text", ["::stop-commands::x", "a ::error::x", "##[set-output name=a]b"])
def test_no_line_is_an_order_to_whoever_reads_the_log_of_a_job(text: str, width: int) -> None:
    lines = shown(width, columns=COLUMNS[:1], rows=[{"id": text}, {"id": "b"}], title=text, notes=(text,))
    lines += shown(width, columns=COLUMNS[:1], rows=[{"id": "b", "g": text}], group="g")
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in lines)


def test_groups_are_headings_between_rows() -> None:
    rows = [{"id": "a", "n": 1, "g": "one"}, {"id": "b", "n": 2, "g": "one"}, {"id": "c", "n": 3, "g": None}]
    lines = shown(columns=COLUMNS[:2], rows=rows, group="g")[2:]
    assert [line.split() for line in lines] == [["one"], ["a", "1"], ["b", "2"], ["\u2013"], ["c", "3"]]


def test_an_empty_table_says_so() -> None:
    assert shown(rows=[], empty="Nothing yet.") == ["Nothing yet."]


def test_colour_only_where_it_is_wanted() -> None:
    filled = Document("sample", COLUMNS[:1], [{"id": "a"}], title="T")
    assert "\x1b[" in "".join(table_lines(filled, width=80, color=True))
    assert "\x1b[" not in "".join(table_lines(filled, width=80, color=False))


@pytest.mark.parametrize("width", [10, 20, 30, 40, 50, 60])
def test_a_number_is_never_broken_over_lines(width: int) -> None:
    rows = [{"id": "a-placement-with-a-long-name", "n": 10**9, "rate": RATE, "note": LONG}]
    text = "\n".join(shown(width, rows=rows))
    assert ("1,000,000,000" in text) != ("1,000" not in text)
    assert ("3.5 % (2.9\u20134.1)" in text) != ("3.5" not in text)


def test_columns_without_room_go_by_rank_and_are_named() -> None:
    columns = (COLUMNS[0], *(Column(f"n{rank}", f"N{rank}", CellKind.INT, spare=rank) for rank in (2, 3, 1)))
    lines = shown(24, columns=columns, rows=[{"id": "placement-a", "n1": 10**6, "n2": 10**6, "n3": 10**6}])
    assert lines[0].split() == ["Placement", "N1"]
    assert " ".join(lines[4:]) == "No room at 24 columns for N2, N3 (from 44 columns on, or with --format json)."


def test_ids_stay_whole_while_a_column_can_be_spared() -> None:
    columns = (COLUMNS[0], Column("n", "Clicks", CellKind.INT, spare=1))
    lines = shown(26, columns=columns, rows=[{"id": "nw-weekly-swap-reminder", "n": 10_000}])
    assert lines[2] == "nw-weekly-swap-reminder"


def test_a_name_is_broken_behind_a_dash() -> None:
    lines = shown(20, columns=COLUMNS[:2], rows=[{"id": "nw-weekly-swap-reminder", "n": 5}])
    assert [line.rstrip() for line in lines[2:]] == ["nw-weekly-         5", "swap-", "reminder"]


def test_the_heading_of_a_group_takes_the_whole_line() -> None:
    lines = shown(60, columns=COLUMNS[:2], rows=[{"id": "a", "n": 1, "g": "2026-11-morning-swap"}], group="g")
    assert lines == ["Placement  Clicks", "\u2500" * 17, "2026-11-morning-swap", " a              1"]


def test_an_address_without_room_stands_unbroken_below_its_row() -> None:
    url = "https://shop.example/" + "a" * 90
    columns = (COLUMNS[0], Column("url", "URL", CellKind.URL), COLUMNS[1])
    assert shown(60, columns=columns, rows=[{"id": "a", "url": url, "n": 1}]) == [
        "Placement  Clicks",
        "\u2500" * 17,
        "a               1",
        f"  {url}",
    ]
    assert shown(60, columns=columns, rows=[{"id": "a", "url": url[:21], "n": 1}])[2].split() == ["a", url[:21], "1"]


def test_a_moment_is_shown_to_the_minute() -> None:
    rows = [{"at": "2026-11-22T09:00:12+00:00"}, {"at": "2026-11-22"}, {"at": None}]
    lines = shown(columns=(Column("at", "At (UTC)", CellKind.DAY),), rows=rows)
    assert lines[2:] == ["2026-11-22 09:00", "2026-11-22", "\u2013"]


@pytest.mark.parametrize(
    ("share", "bar"),
    [
        pytest.param(0.0, "..........   0 %", id="nothing yet"),
        pytest.param(0.96, "=========.  96 %", id="nearly"),
        pytest.param(0.999, "=========.  99 %", id="as near as can be"),
        pytest.param(1.0, "========== 100 %", id="reached"),
        pytest.param(1.12, "========== 112 %", id="exceeded"),
        pytest.param(-0.1, ".......... -10 %", id="more refunds than sales"),
    ],
)
def test_the_bar_of_a_goal_is_full_only_when_it_was_reached(share: float, bar: str) -> None:
    assert goal_bar(share) == bar
