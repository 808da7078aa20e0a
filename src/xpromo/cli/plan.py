"""``xpromo plan``: lay out a campaign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from xpromo.cli.completion import campaign_ids, forms, one_of, our_properties, partner_ids, their_properties
from xpromo.cli.console import emit, next_step, note
from xpromo.cli.context import Run, is_terminal, running
from xpromo.cli.options import DryRun, Format, Output
from xpromo.definitions.form import FORMS
from xpromo.errors import StorageError, UsageError
from xpromo.operations.new_files import NewFile

_USAGE = "xpromo plan FORM --partner ID --start DATE"

FormName = Annotated[
    str | None,
    typer.Argument(help=f"{', '.join(FORMS.modules)}.", metavar="FORM", show_envvar=False, autocompletion=forms),
]
Partners = Annotated[
    list[str] | None,
    typer.Option(
        "--partner",
        help="A partner's id; several make an ecosystem.",
        metavar="ID",
        show_envvar=False,
        autocompletion=partner_ids,
    ),
]
Depth = Annotated[
    str | None,
    typer.Option(
        "--depth",
        help="one-off, programme (four quarters, a file each) or ecosystem (several partners).",
        metavar="DEPTH",
        show_envvar=False,
        autocompletion=one_of("one-off", "programme", "ecosystem"),
    ),
]
Repeated = Annotated[
    str | None,
    typer.Option(
        "--repeat",
        help="Begin with this campaign, in place of a form and a partner.",
        metavar="CAMPAIGN",
        show_envvar=False,
        autocompletion=campaign_ids,
    ),
]
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
    form: FormName = None,
    partners: Partners = None,
    start: Annotated[
        str | None, typer.Option("--start", help="The flight's first day.", metavar="DATE", show_envvar=False)
    ] = None,
    depth: Depth = None,
    repeat: Repeated = None,
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
    xpromo plan --repeat 2026-winter-bundle
    """
    from xpromo.operations.plan import Wish, find_form, plan_campaigns
    from xpromo.operations.repeat import Again, repeat_campaign

    run = running(context)
    if repeat is not None:
        _refuse(form=form, partner=partners, days=days, ours=ours, theirs=theirs)
        again = Again(repeat, _day(start) if start else None, depth, campaign, name)
        written = repeat_campaign(run.workspace, run.place, again, run.now, dry_run=dry_run)
        _show(run, written, format, output, dry_run=dry_run)
        _tell_past(run, again.start)
        _tell_one_sided(run, (), repeat)
        return
    if form is None:
        raise UsageError("FORM is missing", hint=f"one of {', '.join(FORMS.names())}")
    find_form(form)  # before somebody is asked for the rest
    chosen = partners or [_asked(None, "Partner", "--partner ID")]
    day = _day(_asked(start, "First day", "--start DATE"))
    wish = Wish(form, chosen, day, depth, days, campaign, name, ours, theirs)
    _show(run, plan_campaigns(run.workspace, wish, dry_run=dry_run), format, output, dry_run=dry_run)
    _tell_past(run, day)
    _tell_one_sided(run, chosen)


def _tell_past(run: Run, start: date | None) -> None:
    if start and start < run.now.date():
        note(run, f"{start} is past: whatever should be done by now is overdue from the first day")


def _tell_one_sided(run: Run, partners: Sequence[str], repeated: str | None = None) -> None:
    """Say who brought little in the last swaps; where the ledger can't be read, that stops no plan."""
    from xpromo.operations.plan import one_sided

    try:
        found = one_sided(run.workspace, run.ledger_path, partners, repeated, wait=run.wait)
    except StorageError as error:
        note(run, f"what came back from the last swaps isn't known: {error}")
        return
    for sentence in found:
        note(run, f"{sentence}; settle it first: xpromo balance --propose")


def _show(run: Run, written: list[NewFile], format_: str | None, output: Path | None, *, dry_run: bool) -> None:
    """Show the text that would be written, or what was written and what comes next."""
    from xpromo.operations.scaffolding import written_document

    if dry_run and format_ is None and output is None:
        for file in written:
            note(run, f"would write {file.path}:")
            print(file.text, end="")
        return
    emit(run, written_document("plan", written), format_, output)
    paths = " ".join(file.path for file in written)
    next_step(run, f"fill in the blanks: xpromo check {paths}")


def _refuse(**stated: object) -> None:
    """Raise UsageError for what a repeated campaign settles by itself."""
    for name, value in stated.items():
        if value:
            option = "FORM" if name == "form" else f"--{name}"
            raise UsageError(f"{option} doesn't go with --repeat: the old campaign says it", hint=f"leave {option} out")


def _asked(stated: str | None, question: str, option: str) -> str:
    """Return what was stated or what a person answers. Raises UsageError where nobody can be asked."""
    if stated is not None:
        return stated
    if not is_terminal():
        raise UsageError(f"{option} is missing", hint=_USAGE)
    answer: str = typer.prompt(question, err=True)
    return answer


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--start {text!r} is not a day", hint="write it as 2027-01-11") from None
