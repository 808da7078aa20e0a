"""``xpromo check``: everything in the definitions that will cost something later."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from xpromo.cli.completion import problem_codes, problem_formats
from xpromo.cli.console import next_step, note
from xpromo.cli.context import running
from xpromo.cli.options import DryRun
from xpromo.definitions.workspace import find_workspace, ledger_file
from xpromo.errors import ExitCode, Severity, UsageError

if TYPE_CHECKING:
    from xpromo.cli.context import Run
    from xpromo.operations.check import Checked

Paths: TypeAlias = Annotated[
    list[Path] | None, typer.Argument(help="Only what is found in these.", metavar="PATH", readable=False)
]
Select: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        help="Only these: XP151, dates, XP15.",
        metavar="CODES",
        show_envvar=False,
        autocompletion=problem_codes,
    ),
]
Ignore: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--ignore", help="All but these.", metavar="CODES", show_envvar=False, autocompletion=problem_codes),
]
Fix: TypeAlias = Annotated[
    bool, typer.Option("--fix", help="Mend what is marked [*]; -n shows how.", show_envvar=False)
]
Format: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        help="full, concise, statistics, json, ndjson, md, github, gitlab, sarif or junit.",
        metavar="FORMAT",
        show_envvar=False,
        autocompletion=problem_formats,
    ),
]
Output: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help="Write to a file; - is standard output.",
        metavar="FILE",
        readable=False,
        show_envvar=False,
    ),
]
Strict: TypeAlias = Annotated[bool, typer.Option("--strict", help="Warnings count as findings too.", show_envvar=False)]
ExitZero: TypeAlias = Annotated[
    bool, typer.Option("--exit-zero", help="Return 0 whatever is found.", show_envvar=False)
]


def command(
    context: typer.Context,
    paths: Paths = None,
    select: Select = None,
    ignore: Ignore = None,
    fix: Fix = False,
    dry_run: DryRun = False,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_CHECK_FORMAT
    output: Output = None,
    strict: Strict = False,
    exit_zero: ExitZero = False,
) -> None:
    """Check the definitions: file, line, column, what is wrong, what to do. Exit 1 when there are errors.

    xpromo check --format github
    """
    from xpromo.cli.findings import Writer, mend, propose
    from xpromo.operations.check import look_for
    from xpromo.operations.selecting import read_selection

    run = running(context)
    if dry_run and not fix:
        raise UsageError("--dry-run goes with --fix", hint="xpromo check --fix --dry-run shows what --fix would do")
    failing = frozenset({Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR})
    selection = read_selection(select or (), ignore or ())
    root = _root(run, paths or [])
    writer = Writer(run, root, format, output, failing)
    look = look_for(root, run.ledger_option or ledger_file(root), paths or [], selection, wait=run.wait)
    if dry_run:
        checked = propose(look, writer)
    else:
        checked = mend(look, writer) if fix else look.at({})
        writer.write(checked)
        _conclude(run, checked)
    if not exit_zero and any(problem.severity in failing for problem in checked.problems):
        raise typer.Exit(ExitCode.FINDINGS)


def _conclude(run: Run, checked: Checked) -> None:
    """Say that nothing was found, or how to learn more, and what was left out."""
    from xpromo.report.diagnosing import plural

    left_out = f"{plural(checked.left_out, 'error')} left out by --ignore" if checked.left_out else ""
    if not checked.problems:
        note(run, f"checked {plural(checked.files, 'file')}: no findings" + (left_out and f", {left_out}"))
        next_step(run, "xpromo links")
        return
    if left_out:
        note(run, left_out)
    next_step(run, f"xpromo explain {checked.problems[0].code}")


def _root(run: Run, paths: list[Path]) -> Path:
    """Return the workspace to check: that of where xpromo was started, else that around the first path."""
    if not paths or find_workspace(run.start):
        return run.workspace
    return find_workspace(paths[0] if paths[0].is_dir() else paths[0].parent) or run.workspace
