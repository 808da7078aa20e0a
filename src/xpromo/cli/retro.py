"""``xpromo retro``: look back on a campaign."""

from __future__ import annotations

from typing import Annotated

import typer

from xpromo.cli.completion import campaign_ids
from xpromo.cli.console import emit, next_step
from xpromo.cli.context import running
from xpromo.cli.options import DryRun, Format, Output
from xpromo.errors import UsageError


def command(
    context: typer.Context,
    campaign: Annotated[
        str | None,
        typer.Argument(
            help="A campaign that is over; none lists them all.",
            metavar="CAMPAIGN",
            show_envvar=False,
            autocompletion=campaign_ids,
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write over words between the marks.", show_envvar=False)
    ] = False,
    winners: Annotated[
        bool, typer.Option("--winners", help="Which properties to plan again, and how.", show_envvar=False)
    ] = False,
    quarter: Annotated[
        str | None,
        typer.Option("--quarter", help="2027-Q1; else the next (with --winners).", metavar="PERIOD", show_envvar=False),
    ] = None,
    dry_run: DryRun = False,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_RETRO_FORMAT
    output: Output = None,
) -> None:
    """Draft the retro of a campaign into a page beside its file; people's words in it stay. Alone: which are due.

    xpromo retro 2026-winter-bundle
    """
    from xpromo.operations.retro import list_retros, plan_winners, write_retro

    run = running(context)
    place = run.place
    if quarter and not winners:
        raise UsageError("--quarter is for --winners", hint="xpromo retro --winners --quarter 2027-Q1")
    if winners and campaign:
        raise UsageError("--winners looks at every campaign", hint=f"leave out {campaign}, or --winners")
    if winners:
        emit(run, plan_winners(place, run.now, quarter), format, output)
        return
    if campaign is None:
        emit(run, list_retros(run.workspace, place, run.now), format, output)
        return
    document, _ = write_retro(run.workspace, place, campaign, run.now, dry_run=dry_run, force=force)
    emit(run, document, format, output)
    next_step(run, f"write into the page, then xpromo plan --repeat {campaign}")
