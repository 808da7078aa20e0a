"""JUnit's XML, as GitLab and Jenkins show it: a test case a finding, or one that passes when there is none.

What doesn't end the command with 1 (warnings without ``--strict``) passes and is told as output.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from xpromo.errors import Location, Problem, by_place
from xpromo.report.cells import visible
from xpromo.report.diagnosing import ProblemFormat, View

_NOWHERE = Location("campaigns")
_NONCHARACTERS = dict.fromkeys([0xFFFE, 0xFFFF], "\ufffd")  # XML has no way to write them
_ONE_PASSED = 'tests="1" failures="0" errors="0" skipped="0"'
_ALL_WELL = f"""\
  <testsuite name="xpromo check" {_ONE_PASSED}>
    <testcase classname="xpromo" name="check"/>
  </testsuite>
"""


def _text(text: str) -> str:
    return escape(visible(text).translate(_NONCHARACTERS))


def _case(problem: Problem, view: View) -> str:
    place = problem.location or _NOWHERE
    name = _text(f"{problem.code} {problem.slug} in line {place.line}, column {place.column}")
    words = "\n".join([problem.message, *([f"help: {problem.hint}"] if problem.hint else []), str(place)])
    body = "\n".join(map(_text, words.split("\n")))
    if problem.severity in view.failing:
        inner = f'<failure type="{_text(problem.slug)}" message="{_text(problem.message)}">{body}</failure>'
    else:
        inner = f"<system-out>{problem.severity.value}: {body}</system-out>"
    return (
        f'    <testcase classname="{_text(place.path)}" file="{_text(place.path)}" name="{name}">{inner}</testcase>\n'
    )


def _suites(problems: Sequence[Problem], view: View) -> Iterator[str]:
    for path, group in groupby(problems, lambda problem: (problem.location or _NOWHERE).path):
        found = list(group)
        yield f'  <testsuite name="{_text(path)}" {_counts(found, view)}>\n'
        yield from (_case(problem, view) for problem in found)
        yield "  </testsuite>\n"


def _counts(problems: Sequence[Problem], view: View) -> str:
    failures = sum(problem.severity in view.failing for problem in problems)
    return f'tests="{len(problems)}" failures="{failures}" errors="0" skipped="0"'


def render(problems: Sequence[Problem], view: View) -> str:
    """Return the whole XML text: a suite a file."""
    ordered = sorted(problems, key=by_place)
    counts = _counts(ordered, view) if ordered else _ONE_PASSED
    suites = "".join(_suites(ordered, view)) or _ALL_WELL
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="xpromo" {counts}>\n{suites}</testsuites>\n'


problem_format = ProblemFormat("JUnit XML, for CI servers", render)
