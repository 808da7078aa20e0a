"""Annotations on a pull request: GitHub's workflow commands.

GitHub shows ten of a kind for each step, so the worst come first and the rest are counted. Text from files is
escaped twice: what is unseen is spelled out, then GitHub's own escapes, so that no text can begin a command.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from xpromo.errors import Location, Problem, Severity
from xpromo.report.cells import visible
from xpromo.report.diagnosing import ProblemFormat, View, counted, plural, worst_first

SHOWN = 10  # of a kind; GitHub drops what comes after
_COMMAND = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def _data(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _place(place: Location) -> str:
    where = f"file={_property(place.path)},line={place.line},col={place.column}"
    if place.end_line != place.line:  # GitHub takes columns only within one line
        return f"{where},endLine={place.end_line},"
    return f"{where},endLine={place.end_line},endColumn={place.end_column},"


def _command(problem: Problem) -> str:
    place = _place(problem.location) if problem.location else ""
    title = _property(f"{problem.code} {problem.slug}")
    hint = f"%0Ahelp: {_data(problem.hint)}" if problem.hint else ""
    return f"::{_COMMAND[problem.severity]} {place}title={title}::{_data(problem.message)}{hint}\n"


def render(problems: Sequence[Problem], view: View) -> str:
    """Return one command a problem, at most ten of a kind, and a line that counts them all."""
    if not problems:
        return ""
    seen: Counter[Severity] = Counter()
    lines = []
    for problem in worst_first(problems):
        seen[problem.severity] += 1
        if seen[problem.severity] <= SHOWN:
            lines.append(_command(problem))
    left = sum(max(count - SHOWN, 0) for count in seen.values())
    rest = f" {plural(left, 'finding')} without an annotation: see `xpromo check`." if left else ""
    return "".join([*lines, f"Found {counted(problems)}.{rest}\n"])


problem_format = ProblemFormat("annotations for GitHub Actions", render)
