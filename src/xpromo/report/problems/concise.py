"""One line a problem, as editors and ``grep`` take it: ``path:line:column: CODE name: message``."""

from __future__ import annotations

from collections.abc import Sequence

from xpromo.errors import Problem, by_place
from xpromo.report.cells import visible
from xpromo.report.diagnosing import MENDABLE, ProblemFormat, View


def _line(problem: Problem, view: View) -> str:
    place = f"{view.paint(visible(str(problem.location)), 'place')}: " if problem.location else ""
    name = view.paint(f"{problem.code} {problem.slug}", problem.severity.value)
    mark = f" {MENDABLE}" if problem.edits else ""
    kind = "" if problem.is_error else f"{problem.severity.value}: "
    return f"{place}{name}{mark}: {kind}{visible(problem.message)}\n"


def render(problems: Sequence[Problem], view: View) -> str:
    """Return a line a problem, in the order of their places."""
    return "".join(_line(problem, view) for problem in sorted(problems, key=by_place))


problem_format = ProblemFormat("a line a finding, for editors and grep", render)
