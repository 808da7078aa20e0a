"""The only door to the two streams: the result on stdout, everything else on stderr."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

from xpromo.cli.streams import silence, write_as_utf8
from xpromo.definitions.workspace import find_workspace
from xpromo.errors import UsageError
from xpromo.files import PRIVATE, PUBLIC, write_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import IO

    from xpromo.cli.context import Run
    from xpromo.errors import Problem, XpromoError
    from xpromo.report.document import Document

TEXT_FORMATS = ("table", "json", "ndjson", "csv", "md", "html")
_SUFFIXES = {
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".csv": "csv",
    ".md": "md",
    ".html": "html",
    ".txt": "table",
    "": None,
}
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


def printable(text: str) -> str:
    r"""Return text with control and direction characters shown as ``\\x1b``, so that no file can drive a terminal."""
    return _CONTROL.sub(lambda found: ascii(found.group())[1:-1], text)


def unheeded(line: str) -> str:
    r"""Return a line that no job's log takes for an order: GitHub runs ``::stop-commands::`` wherever it was read."""
    if line.lstrip().startswith("::"):
        line = line.replace(":", r"\x3a", 1)
    return line.replace("##[", r"\x23#[")


def wants_color(run: Run | None, stream: IO[str]) -> bool:
    """Decide once for a stream: --color, then NO_COLOR, TERM=dumb, FORCE_COLOR, then whether it is a terminal."""
    choice = run.color if run else "auto"
    env = run.env if run else os.environ
    if choice in {"always", "never"}:
        return choice == "always"
    if env.get("NO_COLOR") or env.get("TERM") == "dumb":
        return False
    return bool(env.get("FORCE_COLOR")) or stream.isatty()


def styled(text: str, style: str, *, on: bool) -> str:
    """Return text in a style of the terminal, or as it is."""
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if on else text


def say(run: Run | None, text: str, style: str = "") -> None:
    """Print a line for people on stderr."""
    on = bool(style) and wants_color(run, sys.stderr)
    for line in printable(text.replace("\t", "    ")).split("\n"):
        _tell(styled(unheeded(line), style, on=on) + "\n")


def _tell(text: str) -> None:
    """Write to stderr; that nobody can read it decides nothing."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        silence(sys.stderr)


def note(run: Run, text: str) -> None:
    """Say something useful that isn't the result; ``--quiet`` drops it."""
    if not run.quiet:
        say(run, text)


def next_step(run: Run, text: str) -> None:
    """Say what a person would do next, dim, only to a person."""
    if not run.quiet and sys.stderr.isatty():
        say(run, f"Next: {text}", "dim")


def emit(
    run: Run,
    document: Document,
    chosen: str | None,
    output: Path | None = None,
    *,
    raw: bool = False,
    private: bool = False,
) -> None:
    """Write a result: a table for people on a terminal or in a pipe, else as ``--format`` says; whole files only.

    A file's format follows from its suffix unless stated; a ``private`` one only its owner may read. Raises UsageError
    for an unknown format.
    """
    name = chosen or format_of(output) or "table"
    to_file = output is not None and str(output) != "-"
    if name == "table":
        lines = _table(run, document, color=not to_file and wants_color(run, sys.stdout))
    else:
        lines = _formatted(run, document, name, raw=raw)
    if output is not None and to_file:
        _require_folder(run, output)
        write_file(output, lines, mode=PRIVATE if private else PUBLIC)
        return
    if name != "table":
        write_as_utf8()
    for chunk in lines:
        sys.stdout.write(chunk)
    sys.stdout.flush()


def _require_folder(run: Run, output: Path) -> None:
    """Raise UsageError for a file in a folder that isn't there, unless the workspace is where it would be made."""
    folder = output.parent
    if not folder.exists():
        home = find_workspace(run.start) or run.start
        if not folder.resolve().is_relative_to(home.resolve()):
            raise UsageError(f"there is no folder {folder}", hint=f"make it first: mkdir -p {folder}")


def format_of(output: Path | None) -> str | None:
    """Return the format that a file's ending asks for, if it does. Raises UsageError for an unknown ending."""
    if output is None or str(output) == "-":
        return None
    suffix = output.suffix.lower()
    if suffix not in _SUFFIXES:
        message = f"no format for files that end in {suffix}"
        hint = f"{', '.join(name for name in _SUFFIXES if name)} are known; or say --format"
        raise UsageError(message, hint=hint, code="XP601")
    return _SUFFIXES[suffix]


def require_format(name: str) -> None:
    """Raise UsageError where no format is called ``name``."""
    if name not in TEXT_FORMATS:
        from xpromo.report.rendering import REPORT_FORMATS

        if name not in (known := REPORT_FORMATS.names()):
            message = f"no format called {name!r}"
            raise UsageError(message, hint=f"known: {', '.join(['table', *known])}", code="XP601")


def show(run: Run, document: Document) -> None:
    """Show a table to people, on stderr, before they are asked what to do."""
    for line in _table(run, document, color=wants_color(run, sys.stderr)):
        _tell(line)


def _formatted(run: Run, document: Document, name: str, *, raw: bool) -> Iterator[str]:
    from xpromo.report.envelope import Envelope
    from xpromo.report.rendering import REPORT_FORMATS

    require_format(name)
    return REPORT_FORMATS.get(name).render(document, Envelope.made_at(run.now, raw=raw))


def _table(run: Run, document: Document, *, color: bool) -> Iterator[str]:
    from xpromo.cli.tables import table_lines

    return table_lines(document, width=terminal_width(run), color=color)


def terminal_width(run: Run) -> int:
    """Columns to lay a table out for: COLUMNS, the terminal's, else 100."""
    stated = run.env.get("COLUMNS", "")
    if stated.isdigit() and int(stated) > 0:
        return int(stated)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 100  # 0 in a terminal without a size
    except (OSError, ValueError):
        return 100


def show_error(run: Run | None, error: XpromoError) -> None:
    """Print what stopped a command: its problems with their places, then one line and what to do next."""
    on = wants_color(run, sys.stderr)
    if error.problems:
        show_problems(run, error.problems)
    code = f" [{error.code}]" if error.code else ""
    _tell(f"{styled('error', 'red', on=on)}{code}: {printable(str(error))}\n")
    if error.hint:
        _tell(f"{styled(' help', 'cyan', on=on)}: {printable(error.hint)}\n")


def show_problems(run: Run | None, problems: Iterable[Problem]) -> None:
    """Print problems as ``check`` does, on stderr."""
    from xpromo.cli.problems import problem_text

    _tell(problem_text(run, list(problems), sys.stderr))
