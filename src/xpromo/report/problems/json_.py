"""JSON in the envelope: one object a problem, in the order of their places."""

from __future__ import annotations

import json
from collections.abc import Sequence

from xpromo.errors import Location, Problem, by_place
from xpromo.report.diagnosing import ProblemFormat, View
from xpromo.report.document import Document

_NOWHERE = Location("")


def row(problem: Problem) -> dict[str, object]:
    """Return a problem as scripts see it; without a place the five keys of the place are null."""
    place = problem.location
    at = place or _NOWHERE
    return {
        "code": problem.code,
        "slug": problem.slug,
        "severity": problem.severity.value,
        "message": problem.message,
        "path": at.path if place else None,
        "line": at.line if place else None,
        "column": at.column if place else None,
        "end_line": at.end_line if place else None,
        "end_column": at.end_column if place else None,
        "hint": problem.hint or None,
    }


def render(problems: Sequence[Problem], view: View) -> str:
    """Return the whole JSON text; ASCII only, so that nothing in a message can drive a terminal."""
    head = view.envelope.head(Document("check", (), ())) if view.envelope else {"schema": "xpromo/check"}
    rows = ",\n".join(f"  {json.dumps(row(problem))}" for problem in sorted(problems, key=by_place))
    data = f"[\n{rows}\n ]" if rows else "[]"
    return f'{json.dumps(head)[:-1]},\n "data": {data}}}\n'


problem_format = ProblemFormat("JSON in an envelope, for scripts", render)
