"""How many findings of each kind, the most frequent first: where to begin in a workspace with hundreds of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from xpromo.errors import Problem
from xpromo.report.diagnosing import MENDABLE, ProblemFormat, View, counted


def render(problems: Sequence[Problem], view: View) -> str:
    """Return a line a kind, and one that counts all."""
    if not problems:
        return ""
    kinds = Counter((problem.code, problem.slug, problem.severity) for problem in problems)
    mendable = {problem.code for problem in problems if problem.edits}
    width = len(f"{max(kinds.values()):,}")
    lines = [
        f"{count:>{width},}  {view.paint(f'{code} {slug}', severity.value)}: {severity.value}"
        f"{f' {MENDABLE}' if code in mendable else ''}\n"
        for (code, slug, severity), count in sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    ]
    return "".join([*lines, f"\nFound {counted(problems)}.\n"])


problem_format = ProblemFormat("how many of each kind", render)
