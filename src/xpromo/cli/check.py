"""``xpromo check``: everything in the definitions that will cost something later."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xpromo.cli.console import format_of, next_step, note
from xpromo.cli.context import running
from xpromo.cli.options import Output
from xpromo.definitions.workspace import find_workspace, ledger_file
from xpromo.errors import ExitCode, Severity, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xpromo.cli.context import Run
    from xpromo.errors import Problem
    from xpromo.operations.check import Checked


def command(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Only what is found in these.", metavar="PATH", readable=False)
    ] = None,
    format: Annotated[  # noqa: A002 - its name is in the variable XPROMO_CHECK_FORMAT
        str | None, typer.Option("--format", "-f", help="full, json or github.", metavar="FORMAT", show_envvar=False)
    ] = None,
    output: Output = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Warnings count as findings too.", show_envvar=False)
    ] = False,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Return 0 whatever is found.", show_envvar=False)
    ] = False,
) -> None:
    """Check the definitions: file, line, column, what is wrong, what to do. Exit 1 when there are errors.

    xpromo check --format github
    """
    from xpromo.operations.check import check_workspace

    run = running(context)
    paths = paths or []
    root = run.workspace if not paths or find_workspace(run.start) else _workspace_of(paths[0], run)
    checked = check_workspace(root, run.ledger_option or ledger_file(root), paths)
    _write(run, checked.problems, lambda path, line: _line(checked, root, path, line), _format(format, output), output)
    if not checked.problems:
        files = "1 file" if checked.files == 1 else f"{checked.files:,} files"
        note(run, f"checked {files}: no findings")
        next_step(run, "xpromo links")
        return
    next_step(run, f"xpromo explain {checked.problems[0].code}")
    counting = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    if not exit_zero and any(problem.severity in counting for problem in checked.problems):
        raise typer.Exit(ExitCode.FINDINGS)


def _format(stated: str | None, output: Path | None) -> str:
    """Return the format that was asked for: by name, else by the file's ending."""
    named = format_of(output)
    return stated or ("full" if named in {None, "table"} else str(named))


def _workspace_of(path: Path, run: Run) -> Path:
    """Return the workspace around a named path; the usual error when there is none."""
    return find_workspace(path if path.is_dir() else path.parent) or run.workspace


def _line(checked: Checked, root: Path, path: str, line: int) -> str:
    """Return a line of a definition as it was checked; of a file that couldn't be parsed, as it lies there."""
    from xpromo.cli.problems import source_line

    return checked.source_line(path, line) if path in checked.project.documents else source_line(root, path, line)


def _write(
    run: Run, problems: Sequence[Problem], source_line: Callable[[str, int], str], name: str, output: Path | None
) -> None:
    """Write the findings to stdout or a file in the format called ``name``. Raises UsageError for an unknown one."""
    from xpromo.cli.problems import painter
    from xpromo.files import write_file
    from xpromo.report.diagnosing import PROBLEM_FORMATS, View
    from xpromo.report.envelope import Envelope

    found = PROBLEM_FORMATS.find(name)
    if found is None:
        raise UsageError(f"no format called {name!r}", hint=f"known: {', '.join(PROBLEM_FORMATS.names())}")
    envelope = Envelope.made_at(run.now)
    if output is not None and str(output) != "-":
        write_file(output, found.render(problems, View(source_line, envelope=envelope)))
    else:
        sys.stdout.write(found.render(problems, View(source_line, painter(run, sys.stdout), envelope)))
