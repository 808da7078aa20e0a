"""Problems as text for a terminal, with the source line when the file can still be read."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING

from xpromo.cli.console import printable, styled, wants_color
from xpromo.errors import by_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xpromo.cli.context import Run
    from xpromo.errors import Problem


def problem_text(run: Run | None, problems: Sequence[Problem], stream: IO[str]) -> str:
    """Return each problem as ``path:line:column code message`` with its hint."""
    on = wants_color(run, stream)
    lines = []
    for problem in sorted(problems, key=by_place):
        place = f"{problem.location}: " if problem.location else ""
        style = "red" if problem.is_error else "yellow"
        lines.append(f"{printable(place)}{styled(problem.code, style, on=on)} {printable(problem.message)}\n")
        if problem.hint:
            lines.append(f"  {styled('help', 'cyan', on=on)}: {printable(problem.hint)}\n")
    return "".join(lines)


@lru_cache(maxsize=64)
def source_lines(path: str) -> tuple[str, ...]:
    """Return a file's lines for showing under a problem; empty when it can't be read."""
    try:
        return tuple(Path(path).read_text(encoding="utf-8", errors="replace").splitlines())
    except OSError:
        return ()
