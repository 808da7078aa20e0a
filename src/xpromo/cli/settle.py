"""``xpromo settle``: what two brands owe each other, and comparing their numbers."""

from __future__ import annotations

from typing import Annotated

import typer

from xpromo.cli.completion import partner_ids
from xpromo.cli.console import emit, next_step, note
from xpromo.cli.context import Run, running
from xpromo.cli.options import DryRun, Format, Output
from xpromo.operations.ledger import Place

app = typer.Typer(help="Settle with a partner: revenue and costs shared as agreed.\n\nxpromo settle show green-mug")

Partner = Annotated[
    str, typer.Argument(help="The partner's id.", metavar="PARTNER", show_envvar=False, autocompletion=partner_ids)
]
Period = Annotated[
    str | None,
    typer.Option("--period", help="2026-11, 2026-Q4, 2026 or START..END; else the last whole month.", metavar="PERIOD"),
]


@app.command()
def show(
    context: typer.Context,
    partner: Partner,
    period: Period = None,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_SETTLE_SHOW_FORMAT
    output: Output = None,
) -> None:
    """Show what is due for a period: the frozen statement where there is one, else a draft.

    xpromo settle show green-mug --period 2026-11
    """
    from xpromo.operations.settle import statement_of

    run = running(context)
    emit(run, statement_of(_place(run), partner, period, run.now), format, output)
    next_step(run, f"xpromo settle freeze {partner}")


@app.command()
def freeze(
    context: typer.Context,
    partner: Partner,
    period: Period = None,
    dry_run: DryRun = False,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_SETTLE_FREEZE_FORMAT
    output: Output = None,
) -> None:
    """Write a statement down for ever; what comes later is an adjustment of the next one.

    xpromo settle freeze green-mug --period 2026-11
    """
    from xpromo.operations.settle import freeze_statement

    run = running(context)
    emit(run, freeze_statement(_place(run), partner, period, run.now, dry_run=dry_run), format, output)
    if dry_run:
        note(run, "a dry run: nothing was written")


@app.command("list")
def list_(
    context: typer.Context,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_SETTLE_LIST_FORMAT
    output: Output = None,
) -> None:
    """Show every frozen statement, and the partners without one.

    xpromo settle list
    """
    from xpromo.operations.settle import list_statements

    run = running(context)
    emit(run, list_statements(_place(run)), format, output)


def _place(run: Run) -> Place:
    return Place(run.ledger_path, run.wait, run.fingerprint)
