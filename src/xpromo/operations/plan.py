"""``xpromo plan``: a campaign file laid out for a partner and a date, with blanks for what only people know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from xpromo.definitions.model import Project
from xpromo.definitions.project import load_project
from xpromo.definitions.scaffold_campaign import FORMS, LONGEST_CAMPAIGN, Plan, Side, campaign_text
from xpromo.definitions.schema import Partner, Property
from xpromo.definitions.schema.campaign import FORMS as KNOWN_FORMS
from xpromo.definitions.words import did_you_mean, slug
from xpromo.definitions.workspace import BRAND_FILE, campaign_file
from xpromo.errors import Findings, UsageError
from xpromo.operations.new_files import NewFile, write_new

EARLIEST, LATEST = 2000, 2200  # years
LONGEST_FLIGHT = 1000  # days
_FIRST_CHANNELS = ("email", "in_app", "push", "site", "social")
_SECOND_CHANNELS = ("social", "in_app", "site", "push")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asked for; None is to be derived."""

    form: str
    partner: str
    start: date
    days: int | None = None
    campaign: str | None = None
    name: str | None = None
    ours: str | None = None
    theirs: str | None = None


def plan_campaign(root: Path, wish: Wish, *, dry_run: bool) -> NewFile:
    """Write campaigns/<id>.yaml and return it; what is there is never overwritten.

    Raises UsageError when the wish doesn't fit the workspace, Findings when brand or partner can't be read.
    """
    if wish.form not in FORMS:
        if wish.form in KNOWN_FORMS:
            raise UsageError(f"`plan {wish.form}` can't be planned yet", hint=f"so far: {', '.join(FORMS)}")
        raise UsageError(f"no form called {wish.form!r}", hint=did_you_mean(wish.form, FORMS))
    if wish.days is not None and not 1 <= wish.days <= LONGEST_FLIGHT:
        raise UsageError(f"a flight lasts 1 to {LONGEST_FLIGHT:,} days", hint="--days 21")
    if not EARLIEST <= wish.start.year <= LATEST:
        raise UsageError(f"{wish.start} is not a day to plan for", hint="write it as 2027-01-11")
    project, problems = load_project(root)
    if project.brand is None:
        raise Findings("the brand can't be read", problems=problems, hint=f"mend {BRAND_FILE} first")
    if wish.partner not in project.partners:
        stopping = [problem for problem in problems if problem.is_error]
        raise UsageError(
            f"no partner called {wish.partner!r}", hint=did_you_mean(wish.partner, project.partners), problems=stopping
        )
    plan = _plan(project, project.partners[wish.partner], wish)
    path = campaign_file(plan.campaign)
    if plan.campaign in project.campaigns or (root / path).exists():
        raise UsageError(f"there is a campaign {plan.campaign} already", hint="name another with --campaign ID")
    [written] = write_new(root, {path: campaign_text(plan)}, dry_run=dry_run)
    return written


def _plan(project: Project, partner: Partner, wish: Wish) -> Plan:
    brand = project.brand
    if brand is None:
        raise UsageError("the brand can't be read")
    form = FORMS[wish.form]
    short = {"newsletter-swap": "swap"}.get(wish.form, wish.form)
    campaign = wish.campaign or f"{wish.start:%Y-%m}-{partner.partner}-{short}"
    if slug(campaign) != campaign or len(campaign) > LONGEST_CAMPAIGN:
        hint = f"at most {LONGEST_CAMPAIGN} characters, such as {slug(campaign)[:LONGEST_CAMPAIGN] or 'spring-swap'}"
        raise UsageError(f"the campaign {campaign!r} is not an id", hint=f"--campaign ID: {hint}")
    return Plan(
        wish.form,
        campaign,
        wish.name or f"{form.title} with {partner.name}",
        _side(brand.brand, brand.name, brand.domains, brand.properties, wish.ours),
        _side(partner.partner, partner.name, partner.domains, partner.properties, wish.theirs),
        wish.start,
        wish.start + timedelta(days=(wish.days or form.days) - 1),
    )


def _side(identity: str, name: str, domains: Sequence[str], properties: Sequence[Property], wanted: str | None) -> Side:
    if not properties:
        raise UsageError(f"{identity} has no property to appear on", hint=f"add one to the file of {identity}")
    main = _named(identity, properties, wanted) if wanted else _first(properties, _FIRST_CHANNELS)
    second = _first([item for item in properties if item.id != main.id], _SECOND_CHANNELS, main)
    return Side(identity, name, domains[0] if domains else "", main.id, second.id, second.channel)


def _named(owner: str, properties: Sequence[Property], wanted: str) -> Property:
    found = next((item for item in properties if item.id == wanted), None)
    if found is None:
        known = [item.id for item in properties]
        raise UsageError(f"{owner} has no property {wanted!r}", hint=did_you_mean(wanted, known))
    return found


def _first(properties: Sequence[Property], channels: Sequence[str], default: Property | None = None) -> Property:
    """Return the first property of the best channel, else the default, else the first of all."""
    for channel in channels:
        for item in properties:
            if item.channel == channel:
                return item
    return default or properties[0]
