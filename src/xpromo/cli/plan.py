"""``xpromo plan``: lay out a campaign."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from xpromo.cli.completion import forms, our_properties, partner_ids, their_properties
from xpromo.cli.console import emit, next_step, note
from xpromo.cli.context import is_terminal, running
from xpromo.cli.options import DryRun, Format, Output
from xpromo.errors import UsageError

Ours = Annotated[
    str | None,
    typer.Option(
        "--ours",
        help="Our property for the launch.",
        metavar="PROPERTY",
        show_envvar=False,
        autocompletion=our_properties,
    ),
]
Theirs = Annotated[
    str | None,
    typer.Option(
        "--theirs",
        help="Theirs for the launch.",
        metavar="PROPERTY",
        show_envvar=False,
        autocompletion=their_properties,
    ),
]


def command(
    context: typer.Context,
    form: Annotated[
        str,
        typer.Argument(help="newsletter-swap or bundle.", metavar="FORM", show_envvar=False, autocompletion=forms),
    ],
    partner: Annotated[
        str | None,
        typer.Option(
            "--partner", help="The partner's id.", metavar="ID", show_envvar=False, autocompletion=partner_ids
        ),
    ] = None,
    start: Annotated[
        str | None, typer.Option("--start", help="The flight's first day.", metavar="DATE", show_envvar=False)
    ] = None,
    days: Annotated[
        int | None, typer.Option("--days", help="How many days; the form's usual.", show_envvar=False)
    ] = None,
    campaign: Annotated[
        str | None, typer.Option("--campaign", help="The campaign's id.", metavar="ID", show_envvar=False)
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="Its name, as people read it.", show_envvar=False)] = None,
    ours: Ours = None,
    theirs: Theirs = None,
    dry_run: DryRun = False,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_PLAN_FORMAT
    output: Output = None,
) -> None:
    """Write a campaign with its phases on both sides' properties; `check` then lists what is left to fill in.

    xpromo plan newsletter-swap --partner green-mug --start 2027-01-11
    """
    from xpromo.operations.plan import Wish, plan_campaign
    from xpromo.operations.scaffolding import written_document

    run = running(context)
    partner = _asked(partner, "Partner", "--partner ID")
    wish = Wish(form, partner, _day(_asked(start, "First day", "--start DATE")), days, campaign, name, ours, theirs)
    written = plan_campaign(run.workspace, wish, dry_run=dry_run)
    if dry_run and format is None and output is None:
        note(run, f"would write {written.path}:")
        print(written.text, end="")
        return
    emit(run, written_document("plan", [written]), format, output)
    next_step(run, f"fill in the blanks: xpromo check {written.path}")


def _asked(stated: str | None, question: str, option: str) -> str:
    """Return what was stated or what a person answers. Raises UsageError where nobody can be asked."""
    if stated is not None:
        return stated
    if not is_terminal():
        raise UsageError(f"{option} is missing", hint="xpromo plan FORM --partner ID --start DATE")
    answer: str = typer.prompt(question, err=True)
    return answer


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--start {text!r} is not a day", hint="write it as 2027-01-11") from None
