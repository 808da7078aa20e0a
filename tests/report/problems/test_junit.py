"""JUnit's XML, read by somebody else's reader."""

from __future__ import annotations

from typing import Any

import pytest
from junitparser import Failure, JUnitXml

from tests.report.problems.findings import ALL, BAD_ID, MENDED, NASTY, WARNING, view
from xpromo.errors import Problem, Severity
from xpromo.report.problems import junit


def read(*problems: Problem, failing: tuple[Severity, ...] = ()) -> Any:
    return JUnitXml.fromstring(junit.render(problems, view(*failing)).encode())


def test_nothing_found_is_a_test_that_passes() -> None:
    [suite] = read()
    [case] = suite
    assert (case.is_passed, suite.tests, suite.failures) == (True, 1, 0)


def test_a_finding_is_a_failure_with_place_and_help() -> None:
    [suite] = read(BAD_ID)
    [case] = suite
    [failure] = case.result

    assert (suite.name, case.classname) == ("campaigns/swap.yaml", "campaigns/swap.yaml")
    assert case.name == "XP112 bad-id in line 3, column 11"
    assert isinstance(failure, Failure)
    assert (failure.type, failure.message) == ("bad-id", "`A b` is no id")
    assert failure.text == "`A b` is no id\nhelp: write `a-b`\ncampaigns/swap.yaml:3:11"


def test_a_suite_a_file_and_the_counts_are_right() -> None:
    report = read(*ALL)
    counts = [(suite.tests, suite.failures, sum(1 for _ in suite)) for suite in report]

    assert [tests for tests, _, _ in counts] == [cases for _, _, cases in counts]
    assert (report.tests, report.failures) == (len(ALL), sum(failures for _, failures, _ in counts))
    assert len(counts) == len({problem.location.path if problem.location else "" for problem in ALL})


@pytest.mark.parametrize(
    ("failing", "passed"),
    [
        pytest.param((Severity.ERROR,), True, id="a warning passes"),
        pytest.param((Severity.ERROR, Severity.WARNING), False, id="unless it is strict"),
    ],
)
def test_what_fails_is_what_ends_the_command_with_1(failing: tuple[Severity, ...], passed: bool) -> None:  # noqa: FBT001
    [[case]] = read(WARNING, failing=failing)
    assert case.is_passed is passed
    assert "nobody owns the numbers" in (case.system_out or "" if passed else case.result[0].text)


def test_no_text_can_break_the_file() -> None:
    text = junit.render([NASTY, MENDED], view())
    [first, second] = JUnitXml.fromstring(text.encode())

    assert (first.tests, second.tests) == (1, 1)
    assert not set("\x1b\x07\u202e\ufffe\x00") & set(text)
    assert "<script>" not in text
    assert next(iter(first)).result[0].message.startswith("\\u001b]0;owned")
