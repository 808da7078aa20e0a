"""All findings as one Markdown table that fits where it is put."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xpromo.errors import Problem
from xpromo.report.diagnosing import counted, plural, worst_first
from xpromo.report.markup import escape

LARGEST = 1024 * 1024  # bytes; GitHub drops a larger summary of a step
_HEAD = "| Finding | Where | What | Help |\n| --- | --- | --- | --- |\n"
_ROOM = 200  # bytes for the line that says what is left out


def summary(problems: Sequence[Problem], room: int) -> str:
    """Return a heading that counts and a table, the worst first, in at most ``room`` bytes; "" where nothing fits."""
    heading = f"## xpromo check: {counted(problems)}\n"
    left = room - len(heading) - len(_HEAD) - _ROOM
    if left < 0:
        return ""
    if not problems:
        return heading
    rows = list(_rows(problems, left))
    missing = len(problems) - len(rows)
    rest = f"\n{plural(missing, 'finding')} left out: see `xpromo check`.\n" if missing else ""
    return f"{heading}\n{_HEAD}{''.join(rows)}{rest}"


def _rows(problems: Sequence[Problem], room: int) -> Iterator[str]:
    for problem in worst_first(problems):
        row = _row(problem)
        room -= len(row.encode("utf-8", "replace"))
        if room < 0:
            return
        yield row


def _row(problem: Problem) -> str:
    name = f"{problem.severity.value} {problem.code} {problem.slug}"
    place = str(problem.location) if problem.location else ""
    return f"| {' | '.join(escape(cell) for cell in (name, place, problem.message, problem.hint))} |\n"
