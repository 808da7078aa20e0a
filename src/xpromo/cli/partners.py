"""``xpromo partners``: who they are, how far each has come, what is still missing."""

from __future__ import annotations

from typing import Annotated

import typer

from xpromo.cli.completion import partner_topics, stages
from xpromo.cli.console import emit, next_step
from xpromo.cli.context import running
from xpromo.cli.options import Format, Output, Partners


def command(
    context: typer.Context,
    partners: Partners = None,
    stage: Annotated[
        str | None,
        typer.Option(
            "--stage", help="Only partners of this stage.", metavar="STAGE", show_envvar=False, autocompletion=stages
        ),
    ] = None,
    needs: Annotated[
        str | None,
        typer.Option(
            "--needs",
            help="Only partners of which this isn't known: contacts, agreement, fit …",
            metavar="TOPIC",
            show_envvar=False,
            autocompletion=partner_topics,
        ),
    ] = None,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_PARTNERS_FORMAT
    output: Output = None,
) -> None:
    """List partners: stage, agreement, campaigns, audience, what the stage still needs. With one named: a page on it.

    xpromo partners --needs agreement
    """
    from xpromo.operations.partners import Choice, partners_of

    run = running(context)
    document = partners_of(run.workspace, Choice(partners or (), stage, needs), run.now)
    emit(run, document, format, output)
    next_step(run, "xpromo check campaigns/partners" if partners else "xpromo partners PARTNER")
