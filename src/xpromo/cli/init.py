"""``xpromo init``: start a workspace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from xpromo.cli.completion import zones
from xpromo.cli.console import emit, next_step, note
from xpromo.cli.context import is_terminal, running
from xpromo.cli.options import DryRun, Format, Output
from xpromo.definitions.workspace import BRAND_FILE, find_workspace
from xpromo.errors import UsageError

Wrong = Callable[[str], UsageError | None]  # what is wrong with an answer, or None

Folder = Annotated[
    Path | None, typer.Argument(help="Where; here unless named.", metavar="DIR", readable=False, show_envvar=False)
]


def _text(name: str, words: str, metavar: str = "TEXT") -> object:
    return typer.Option(name, help=words, metavar=metavar, show_envvar=False)


Name = Annotated[str | None, _text("--name", "Your brand, as people read it.")]
BrandId = Annotated[str | None, _text("--brand", "Its id; from the name.", "ID")]
Domain = Annotated[str | None, _text("--domain", "Where your landing pages are.", "DOMAIN")]
Currency = Annotated[str | None, _text("--currency", "ISO code; EUR.", "CODE")]
Zone = Annotated[
    str | None,
    typer.Option(
        "--timezone",
        help="Such as Europe/Berlin; UTC.",
        metavar="ZONE",
        show_envvar=False,
        autocompletion=zones,
    ),
]
PartnerName = Annotated[str | None, _text("--partner-name", "A first partner.")]
PartnerId = Annotated[str | None, _text("--partner", "Its id; from the name.", "ID")]
PartnerDomain = Annotated[str | None, _text("--partner-domain", "Its domain.", "DOMAIN")]


def command(
    context: typer.Context,
    folder: Folder = None,
    name: Name = None,
    brand: BrandId = None,
    domain: Domain = None,
    currency: Currency = None,
    timezone: Zone = None,
    partner_name: PartnerName = None,
    partner: PartnerId = None,
    partner_domain: PartnerDomain = None,
    dry_run: DryRun = False,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_INIT_FORMAT
    output: Output = None,
) -> None:
    """Start a workspace: two files that pass `check`.

    xpromo init --name "Northwind Coffee" --domain northwind.example

    On a terminal it asks for what you don't state; elsewhere it takes the folder's name. It never overwrites a file.
    """
    from xpromo.definitions.scaffold import NewBrand, NewPartner, guess_brand, guess_partner
    from xpromo.definitions.words import slug
    from xpromo.operations.init import start_workspace, wrong_currency, wrong_domain, wrong_partner, wrong_zone
    from xpromo.operations.scaffolding import written_document

    run = running(context)
    root = run.start / folder if folder else run.start
    asking = is_terminal() and not dry_run and not (root / BRAND_FILE).exists()
    ours = guess_brand(root.resolve().name)
    name = _settle(name, "Your brand", ours.name, asking=asking)
    identity = brand or slug(name) or ours.id
    theirs = guess_partner(identity)
    new_brand = NewBrand(
        identity,
        name,
        _settle(domain, "Domain of your landing pages", f"{identity}.example", wrong_domain, asking=asking),
        _settle(currency, "Currency", ours.currency, wrong_currency, asking=asking),
        _settle(timezone, "Time zone", ours.timezone, wrong_zone, asking=asking),
    )

    def clash(name: str) -> UsageError | None:
        return None if partner else wrong_partner(identity, slug(name))

    partner_name = _settle(partner_name, "A first partner", theirs.name, clash, asking=asking)
    partner_id = partner or slug(partner_name) or theirs.id
    partner_domain = _settle(partner_domain, "Its domain", f"{partner_id}.example", wrong_domain, asking=asking)
    files = start_workspace(root, new_brand, NewPartner(partner_id, partner_name, partner_domain), dry_run=dry_run)
    emit(run, written_document("init", files), format, output)
    if files[0].state == "kept":
        note(run, "this is a workspace already; nothing was changed")
        next_step(run, "xpromo doctor")
        return
    if not domain and not asking:
        note(run, f"Assumed what wasn't stated: change names and domains in {BRAND_FILE} and in the partner's file.")
    above = find_workspace(root.resolve().parent)
    if above:
        note(run, f"there is a workspace around this one, in {above}; commands in this folder use the new one")
    next_step(run, f"xpromo check, then xpromo plan newsletter-swap --partner {partner_id} --start DATE")


def _settle(stated: str | None, question: str, default: str, wrong: Wrong = lambda _: None, *, asking: bool) -> str:
    """Return what was stated, else the answer of a person, who is asked again while it is wrong, else the default."""
    if stated is not None or not asking:
        return default if stated is None else stated

    def checked(answer: str) -> str:
        problem = wrong(answer)
        if problem:
            raise typer.BadParameter(f"{problem}: {problem.hint}")
        return answer

    answer: str = typer.prompt(question, default=default, err=True, value_proc=checked)
    return answer
