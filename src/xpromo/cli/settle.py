"""``xpromo settle``: what two brands owe each other, and comparing their numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xpromo.cli.completion import partner_ids
from xpromo.cli.console import emit, next_step
from xpromo.cli.context import running
from xpromo.cli.options import DryRun, Format, Output

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
    emit(run, statement_of(run.place, partner, period, run.now), format, output)
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
    emit(run, freeze_statement(run.place, partner, period, run.now, dry_run=dry_run), format, output)


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
    emit(run, list_statements(run.place, run.now), format, output)


@app.command()
def export(
    context: typer.Context,
    partner: Annotated[
        str, typer.Option("--for", help="Whom the counts are for.", metavar="PARTNER", autocompletion=partner_ids)
    ],
    period: Period = None,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_SETTLE_EXPORT_FORMAT
    output: Output = None,
) -> None:
    """Write the counts of a period for a partner: clicks by link and day, conversions by week, no person in them.

    xpromo settle export --for green-mug --period 2026-12 --output counts.json
    """
    from xpromo.operations.reconcile import export_for

    run = running(context)
    emit(run, export_for(run.place, partner, period, run.now), format, output)


@app.command()
def compare(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="What the partner's `settle export` wrote.", metavar="FILE")],
    partner: Annotated[
        str | None,
        typer.Option(
            "--partner",
            help="Whose counts they are, where the file doesn't say.",
            metavar="PARTNER",
            autocompletion=partner_ids,
        ),
    ] = None,
    period: Period = None,
    tolerance: Annotated[
        float,
        typer.Option(
            "--tolerance", help="The part of the larger number that is no difference.", metavar="SHARE", min=0, max=1
        ),
    ] = 0.05,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_SETTLE_COMPARE_FORMAT
    output: Output = None,
) -> None:
    """Lay a partner's counts beside ours, with the likely reason of each difference.

    xpromo settle compare green-mug-2026-12.json
    """
    from xpromo.operations.reconcile import compare_with

    run = running(context)
    emit(run, compare_with(run.place, file, partner, period, run.now, tolerance), format, output)
