"""A Markdown table of all findings, for a job's summary or a comment; at most as large as GitHub takes."""

from __future__ import annotations

from collections.abc import Sequence

from xpromo.errors import Problem
from xpromo.report.diagnosing import ProblemFormat, View
from xpromo.report.summary import LARGEST, summary


def render(problems: Sequence[Problem], view: View) -> str:
    """Return a heading that counts and a table, the worst first."""
    return summary(problems, LARGEST)


problem_format = ProblemFormat("a Markdown table", render)
