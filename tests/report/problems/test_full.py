"""What a person sees under ``xpromo check``."""

from __future__ import annotations

import pytest

from xpromo.errors import Location, Problem, Severity
from xpromo.report.diagnosing import PROBLEM_FORMATS, View
from xpromo.report.problems.full import excerpt, render


def place(column: int, end: int, line: int = 11, path: str = "campaigns/swap.yaml") -> Location:
    return Location(path, line, column, line, end)


def view(text: str) -> View:
    return View(lambda _path, _line: text)


def test_shows_code_place_source_caret_and_help() -> None:
    problem = Problem("XP110", "bad-choice", "`emial` is not a channel", place(14, 19), "did you mean `email`?")

    assert render([problem], view("    channel: emial")) == (
        "XP110 bad-choice: `emial` is not a channel\n"
        "  --> campaigns/swap.yaml:11:14\n"
        "   |\n"
        "11 |     channel: emial\n"
        "   |              ^^^^^\n"
        "   = help: did you mean `email`?\n"
        "\n"
        "Found 1 error in 1 file.\n"
    )


def test_counts_each_severity_and_the_files() -> None:
    problems = [
        Problem("XP1", "a", "m", place(1, 2)),
        Problem("XP2", "b", "m", place(1, 2, path="campaigns/other.yaml"), severity=Severity.WARNING),
        Problem("XP2", "b", "m", place(1, 2), severity=Severity.WARNING),
    ]
    assert render(problems, view("")).endswith("Found 1 error and 2 warnings in 2 files.\n")


def test_says_nothing_when_there_is_nothing() -> None:
    assert render([], view("")) == ""


def test_a_problem_without_a_place_has_no_source() -> None:
    assert render([Problem("XP1", "a", "no brand")], view("x")) == "XP1 a: no brand\n\nFound 1 error.\n"


@pytest.mark.parametrize(
    ("line", "column", "end", "shown", "carets"),
    [
        pytest.param("a: emial", 4, 9, "a: emial", "   ^^^^^", id="plain"),
        pytest.param("\tx: bad", 5, 8, "    x: bad", "       ^^^", id="a tab runs to the next stop"),
        pytest.param("ab\tbad", 4, 7, "ab  bad", "    ^^^", id="a tab in the middle"),
        pytest.param("名前: bad", 5, 8, "名前: bad", "      ^^^", id="wide characters take two columns"),
        pytest.param("e\u0301: bad", 5, 8, "e\u0301: bad", "   ^^^", id="a combining mark takes none"),
        pytest.param("\x1b[2J: x", 7, 8, "\\x1b[2J: x", "         ^", id="an escape code is spelled out"),
        pytest.param("\u202ea: x", 5, 6, "\\u202ea: x", "         ^", id="a bidi control is spelled out"),
        pytest.param("##[error]x", 10, 11, "\\x23#[error]x", "            ^", id="no command to a CI runner"),
        pytest.param("a: ", 4, 4, "a:", "   ^", id="an empty span is one caret"),
        pytest.param("a", 40, 50, "a", " ^", id="a place behind the end of its line"),
    ],
)
def test_the_caret_stands_under_the_very_words(line: str, column: int, end: int, shown: str, carets: str) -> None:
    assert excerpt(line, place(column, end)) == (shown, carets)


def test_a_long_line_is_cut_around_the_place() -> None:
    shown, carets = excerpt("x" * 400 + "bad" + "y" * 400, place(401, 404))

    assert len(shown) < 120
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert shown[carets.index("^") : carets.rindex("^") + 1] == "bad"


def test_a_span_over_several_lines_is_marked_to_the_end_of_its_first() -> None:
    assert excerpt("a: {b,", Location("f", 1, 4, 3, 2)) == ("a: {b,", "   ^^^")


def test_the_caller_chooses_the_colours() -> None:
    painted = render(
        [Problem("XP1", "a", "m", place(1, 2, line=1))], View(lambda *_: "x", lambda text, style: f"<{style}>{text}</>")
    )
    assert "<error>XP1 a</>: m" in painted
    assert "<place>1 |</> x" in painted
    assert "<error>^</>" in painted


def test_nothing_from_a_file_reaches_the_terminal_raw() -> None:
    hostile = "\x1b]0;owned\x07\u202e\r\n::error::x"
    text = render([Problem("XP1", "a", hostile, place(1, 2, path=hostile), hostile)], view(hostile))

    assert not {"\x1b", "\x07", "\u202e", "\r"} & set(text)
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())


def test_the_formats_are_found_by_name() -> None:
    assert PROBLEM_FORMATS.names() == [
        "concise",
        "full",
        "github",
        "gitlab",
        "json",
        "junit",
        "md",
        "ndjson",
        "sarif",
        "statistics",
    ]


def test_of_a_line_as_long_as_a_file_only_what_is_near_is_looked_at() -> None:
    shown, carets = excerpt("x" * 90_000 + "bad" + "y" * 90_000, place(90_001, 90_004))

    assert (shown[0], shown[-1]) == ("…", "…")
    assert shown[carets.index("^") : carets.rindex("^") + 1] == "bad"
