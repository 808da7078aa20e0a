"""Problems as text for a terminal, with the source line when it may be shown and the file can still be read."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from xpromo.cli.console import styled, wants_color
from xpromo.definitions.workspace import find_workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xpromo.cli.context import Run
    from xpromo.errors import Problem
    from xpromo.report.diagnosing import Style

DEFINITIONS = frozenset({".yaml", ".yml"})
TEMPLATES = "templates"
KINDS = frozenset({".html", ".md", ".txt", ".js"})  # of templates; a .csv below templates/ is no template
LARGEST = 1_000_000  # bytes
_STYLES = {"error": "red", "warning": "yellow", "note": "cyan", "place": "dim", "help": "cyan"}


def problem_text(run: Run | None, problems: Sequence[Problem], stream: IO[str]) -> str:
    """Return problems as ``check`` shows them, painted for the stream."""
    from xpromo.report.diagnosing import View
    from xpromo.report.problems.full import render

    root = (find_workspace(run.start) or run.start) if run else Path()
    return render(problems, View(lambda path, line: source_line(root, path, line), painter(run, stream)))


def painter(run: Run | None, stream: IO[str]) -> Callable[[str, Style], str]:
    """Return what puts colour on a piece of a problem, or leaves it alone, as the stream wants."""
    on = wants_color(run, stream)
    return lambda text, style: styled(text, _STYLES[style], on=on) if style in _STYLES else text


def source_line(root: Path, path: str, line: int) -> str:
    """Return a line of a definition or a template; "" for other files and those that can't be read.

    A line of an export is a customer's row and is never shown, wherever the file lies.
    """
    place = PurePosixPath(path)
    is_template = place.parts[0] == TEMPLATES and ".." not in place.parts and place.suffix in KINDS
    lines = _lines(root / path) if place.suffix in DEFINITIONS or is_template else ()
    return lines[line - 1] if 0 < line <= len(lines) else ""


@lru_cache(maxsize=64)
def _lines(path: Path) -> tuple[str, ...]:
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:  # a pipe would be waited for
            return ()
        return tuple(path.read_text(encoding="utf-8", errors="replace").split("\n"))
    except OSError:
        return ()
