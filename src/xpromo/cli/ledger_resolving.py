"""``xpromo ledger resolve``: what tags were that reached nobody, and everything resolved again."""

from __future__ import annotations

from typing import Annotated

import typer

from xpromo.cli.console import emit
from xpromo.cli.context import running
from xpromo.cli.options import DryRun, Format, Output


def resolve(
    context: typer.Context,
    alias: Annotated[
        list[str] | None,
        typer.Option(
            "--alias",
            help="A campaign, content or source that reached nobody = the placement it was for.",
            metavar="THEIRS=PLACEMENT",
            show_envvar=False,
        ),
    ] = None,
    remove: Annotated[
        list[str] | None,
        typer.Option("--remove", help="Take an alias back.", metavar="THEIRS", show_envvar=False),
    ] = None,
    dry_run: DryRun = False,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_LEDGER_RESOLVE_FORMAT
    output: Output = None,
) -> None:
    """Resolve every click and conversion again, say what moved, and list the aliases that hold.

    xpromo ledger resolve --alias 'winter mail=mug-weekly-launch'
    """
    from xpromo.operations.resolving import resolve_again
    from xpromo.report.resolved import resolved_document

    run = running(context)
    found = resolve_again(run.place, alias or [], remove or [], run.now, dry_run=dry_run)
    emit(run, resolved_document(found.moves, found.aliases, dry_run=dry_run), format, output)
