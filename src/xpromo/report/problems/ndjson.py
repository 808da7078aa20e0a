"""NDJSON: one problem a line, no envelope; for pipes."""

from __future__ import annotations

import json
from collections.abc import Sequence

from xpromo.errors import Problem, by_place
from xpromo.report.diagnosing import ProblemFormat, View, as_row


def render(problems: Sequence[Problem], view: View) -> str:
    """Return a JSON object a line, ASCII only, in the order of their places."""
    return "".join(f"{json.dumps(as_row(problem))}\n" for problem in sorted(problems, key=by_place))


problem_format = ProblemFormat("one JSON object a line", render)
