"""The formats that other programs read."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from xpromo.errors import Location, Problem, Severity
from xpromo.report.diagnosing import View
from xpromo.report.envelope import Envelope
from xpromo.report.problems import github, json_

VIEW = View(lambda _path, _line: "", envelope=Envelope("0.1.0", datetime(2026, 11, 22, 9, tzinfo=UTC)))
PROBLEM = Problem("XP112", "bad-id", "`A b` is not an id", Location("campaigns/x.yaml", 3, 11, 3, 14), "use `a-b`")


def problem(severity: Severity, line: int) -> Problem:
    return Problem("XP1", "slug", "m", Location("f.yaml", line, 1, line, 2), severity=severity)


def test_json_has_the_shape_that_scripts_rely_on() -> None:
    assert json.loads(json_.render([PROBLEM], VIEW)) == {
        "schema": "xpromo/check",
        "format_version": "1.0",
        "xpromo_version": "0.1.0",
        "generated_at": "2026-11-22T09:00:00+00:00",
        "data": [
            {
                "code": "XP112",
                "slug": "bad-id",
                "severity": "error",
                "message": "`A b` is not an id",
                "path": "campaigns/x.yaml",
                "line": 3,
                "column": 11,
                "end_line": 3,
                "end_column": 14,
                "hint": "use `a-b`",
                "fixable": False,
            }
        ],
    }


def test_json_without_findings_is_an_empty_list() -> None:
    assert json.loads(json_.render([], VIEW))["data"] == []


def test_json_of_a_problem_without_a_place_keeps_every_key() -> None:
    [row] = json.loads(json_.render([Problem("XP1", "a", "m")], VIEW))["data"]
    assert row["path"] is None
    assert row["end_column"] is None
    assert row["hint"] is None


def test_github_writes_a_workflow_command() -> None:
    assert github.render([PROBLEM], VIEW) == (
        "::error file=campaigns/x.yaml,line=3,col=11,endLine=3,endColumn=14,title=XP112 bad-id"
        "::`A b` is not an id%0Ahelp: use `a-b`\n"
        "Found 1 error in 1 file.\n"
    )


def test_github_escapes_what_would_end_a_property_or_begin_a_command() -> None:
    hostile = Problem("XP1", "a", "50 %\n::set-env name=x::y\r", Location("a,b:c\n::.yaml", 1, 1, 1, 2))
    text = github.render([hostile], VIEW)

    assert text.startswith("::error file=a%2Cb%3Ac\\u000a%3A%3A.yaml,line=1,")
    assert "::50 %25\\u000a::set-env name=x::y\\u000d\n" in text
    assert len(text.splitlines()) == 2


def test_github_shows_the_worst_first_and_ten_of_a_kind() -> None:
    problems = [problem(Severity.WARNING, line) for line in range(1, 13)] + [
        problem(Severity.ERROR, line) for line in range(20, 32)
    ]
    lines = github.render(problems, VIEW).splitlines()

    assert [line.split(" ")[0] for line in lines[:-1]] == ["::error"] * 10 + ["::warning"] * 10
    assert lines[-1] == (
        "Found 12 errors and 12 warnings in 1 file. 4 findings without an annotation: see `xpromo check`."
    )


def test_github_gives_no_columns_to_a_span_over_several_lines() -> None:
    text = github.render([Problem("XP1", "a", "m", Location("f", 2, 3, 4, 5))], VIEW)
    assert "line=2,col=3,endLine=4,title=" in text


def test_a_note_is_a_notice() -> None:
    assert github.render([problem(Severity.NOTE, 1)], VIEW).startswith("::notice file=")
