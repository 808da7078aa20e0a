"""JSON in the envelope: one object a problem, in the order of their places."""

from __future__ import annotations

import json
from collections.abc import Sequence

from xpromo.errors import Problem, by_place
from xpromo.report.diagnosing import ProblemFormat, View, as_row
from xpromo.report.document import Document


def render(problems: Sequence[Problem], view: View) -> str:
    """Return the whole JSON text; ASCII only, so that nothing in a message can drive a terminal."""
    head = view.envelope.head(Document("check", (), ())) if view.envelope else {"schema": "xpromo/check"}
    rows = ",\n".join(f"  {json.dumps(as_row(problem))}" for problem in sorted(problems, key=by_place))
    data = f"[\n{rows}\n ]" if rows else "[]"
    return f'{json.dumps(head)[:-1]},\n "data": {data}}}\n'


problem_format = ProblemFormat("JSON in an envelope, for scripts", render)
