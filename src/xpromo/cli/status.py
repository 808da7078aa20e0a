"""``xpromo status``: where campaigns stand, and what is due."""

from __future__ import annotations

import typer

from xpromo.cli.console import emit, next_step
from xpromo.cli.context import running
from xpromo.cli.options import Campaigns, Format, Output


def command(
    context: typer.Context,
    campaigns: Campaigns = None,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_STATUS_FORMAT
    output: Output = None,
) -> None:
    """Show where campaigns stand and what is due, by whom; with one campaign named, a page on it.

    xpromo status 2026-winter-bundle
    """
    from xpromo.operations.status import status_of

    run = running(context)
    emit(run, status_of(run.workspace, run.place, campaigns or (), run.now), format, output)
    next_step(run, "xpromo report")
