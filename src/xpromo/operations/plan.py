"""``xpromo plan``: campaign files laid out for partners and dates, with blanks for what only people know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from xpromo.definitions.form import FORMS, Form
from xpromo.definitions.model import Project
from xpromo.definitions.past_swaps import past_swaps
from xpromo.definitions.planning import LONGEST_CAMPAIGN, Party, Plan, complete
from xpromo.definitions.project import load_project
from xpromo.definitions.scaffold_campaign import campaign_text
from xpromo.definitions.schema import Brand, Partner, Property
from xpromo.definitions.words import did_you_mean, slug
from xpromo.definitions.workspace import BRAND_FILE, campaign_file
from xpromo.errors import Findings, UsageError
from xpromo.operations.check import read_known_from
from xpromo.operations.new_files import NewFile, write_new

EARLIEST, LATEST = 2000, 2200  # years
LONGEST_FLIGHT = 1000  # days
DEPTHS = ("one-off", "programme", "ecosystem")
QUARTER = timedelta(weeks=13)  # so that each flight begins on the same weekday
QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asked for; None is to be derived. A property named in ``theirs`` is one of the first partner's."""

    form: str
    partners: Sequence[str]
    start: date
    depth: str | None = None
    days: int | None = None
    campaign: str | None = None
    name: str | None = None
    ours: str | None = None
    theirs: str | None = None


def plan_campaigns(root: Path, wish: Wish, *, dry_run: bool) -> list[NewFile]:
    """Write campaigns/<id>.yaml, four of them for a programme, and return them; what is there is never overwritten.

    Raises UsageError when the wish doesn't fit the workspace, Findings when brand or partner can't be read.
    """
    form = _form(wish)
    project = readable_project(root)
    brand = project.brand
    if brand is None:
        raise UsageError("the brand can't be read")
    partners = tuple(_partner(project, name) for name in wish.partners)
    main = dict(_main(wish, form, brand, partners))
    plans: list[Plan] = []
    for campaign, name, start, end in _flights(wish, form, partners):
        plan = Plan(wish.form, form, campaign, name, brand, partners, start, end)
        plans.append(complete(project, plan, main, before=plans))
    return write_campaigns(root, project, {plan.campaign: campaign_text(plan) for plan in plans}, dry_run=dry_run)


def one_sided(
    root: Path, ledger: Path, partners: Sequence[str], repeated: str | None = None, *, wait: float = 60.0
) -> list[str]:
    """Return a sentence for each of these partners (or a campaign's) from whom little came back in the last swaps."""
    project = readable_project(root)
    campaign = project.campaigns.get(repeated or "")
    names = partners or (campaign.partners if campaign else ())
    past = past_swaps(read_known_from(ledger, wait), project.brand.timezone) if project.brand else {}
    return [past[name].in_words for name in names if name in past and past[name].last.one_sided]


def readable_project(root: Path) -> Project:
    """Return what the workspace defines; raises Findings where the brand can't be read."""
    project, problems = load_project(root)
    if project.brand is None:
        raise Findings("the brand can't be read", problems=problems, hint=f"mend {BRAND_FILE} first")
    return project


def write_campaigns(root: Path, project: Project, texts: dict[str, str], *, dry_run: bool) -> list[NewFile]:
    """Write a file for each campaign (id → text), or none where one of them is there."""
    for campaign in texts:
        file = campaign_file(campaign)
        if campaign in project.campaigns or (root / file).exists():
            what = f"a campaign {campaign}" if campaign in project.campaigns else f"a file {file}"
            raise UsageError(f"there is {what} already", hint="name another with --campaign ID")
    return write_new(root, {campaign_file(name): text for name, text in texts.items()}, dry_run=dry_run)


def checked_id(campaign: str) -> str:
    """Return a campaign's id; raises UsageError where it is none, or too long for what placements add to it."""
    if slug(campaign) != campaign or not campaign or len(campaign) > LONGEST_CAMPAIGN:
        hint = f"at most {LONGEST_CAMPAIGN} characters, such as {shortened_id(slug(campaign)) or 'spring-swap'}"
        raise UsageError(f"the campaign {campaign!r} is not an id", hint=f"--campaign ID: {hint}")
    return campaign


def shortened_id(campaign: str) -> str:
    """Return an id that is short enough for what placements add to it."""
    return campaign[:LONGEST_CAMPAIGN].rstrip("-")


def checked_start(start: date) -> date:
    """Return a first day that one can plan for; raises UsageError."""
    if not EARLIEST <= start.year <= LATEST:
        raise UsageError(f"{start} is not a day to plan for", hint="write it as 2027-01-11")
    return start


def quarter_of(day: date) -> str:
    """Return the quarter of a day, as ids have it."""
    return f"{day.year}-q{(day.month + 2) // 3}"


def quarters(start: date) -> Iterator[tuple[str, date]]:
    """Yield four quarters in a row, from that of ``start``, each with a first day thirteen weeks after the last."""
    first = start.year * 4 + (start.month - 1) // 3
    for number in range(QUARTERS):
        year, quarter = divmod(first + number, 4)
        yield f"{year}-q{quarter + 1}", start + number * QUARTER


def find_form(name: str) -> Form:
    """Return the form of that name; raises UsageError where there is none."""
    form = FORMS.find(name)
    if form is None:
        raise UsageError(f"no form called {name!r}", hint=_forms_hint(name))
    return form


def _form(wish: Wish) -> Form:
    form = find_form(wish.form)
    if wish.days is not None and not 1 <= wish.days <= LONGEST_FLIGHT:
        raise UsageError(f"a flight lasts 1 to {LONGEST_FLIGHT:,} days", hint="--days 21")
    checked_start(wish.start)
    if len(set(wish.partners)) < len(wish.partners):
        raise UsageError("a partner is named twice", hint="name each once: --partner a --partner b")
    _check_depth(wish, form)
    return form


def _forms_hint(word: str) -> str:
    return did_you_mean(word, FORMS.names()) or f"known: {', '.join(FORMS.names())}"


def _check_depth(wish: Wish, form: Form) -> None:
    if wish.depth is not None and wish.depth not in DEPTHS:
        raise UsageError(f"no depth called {wish.depth!r}", hint=did_you_mean(wish.depth, DEPTHS))
    if wish.depth == "ecosystem" and len(wish.partners) == 1:
        raise UsageError("an ecosystem has several partners", hint="name each: --partner a --partner b")
    if wish.depth == "one-off" and len(wish.partners) > 1:
        raise UsageError("a one-off has one partner", hint="leave --depth out, or make it --depth ecosystem")
    if wish.depth == "programme" and timedelta(days=wish.days or form.days) > QUARTER:
        raise UsageError(f"a flight of a programme lasts at most {QUARTER.days} days", hint=f"--days {form.days}")


def _flights(wish: Wish, form: Form, partners: Sequence[Partner]) -> Iterator[tuple[str, str, date, date]]:
    """Yield id, name, first and last day of each campaign."""
    who = partners[0].partner if len(partners) == 1 else "ecosystem"
    name = wish.name or f"{form.title} with {_together([partner.name for partner in partners])}"
    lasts = timedelta(days=(wish.days or form.days) - 1)
    if wish.depth != "programme":
        campaign = wish.campaign or shortened_id(f"{wish.start:%Y-%m}-{who}-{form.short}")
        yield checked_id(campaign), name, wish.start, wish.start + lasts
        return
    for quarter, start in quarters(wish.start):
        campaign = f"{wish.campaign}-{quarter}" if wish.campaign else shortened_id(f"{quarter}-{who}-{form.short}")
        yield checked_id(campaign), f"{name}, {quarter.upper()[5:]} {quarter[:4]}", start, start + lasts


def _together(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _partner(project: Project, name: str) -> Partner:
    found = project.partners.get(name)
    if found is None:
        problems = [problem for problem in load_project(project.root)[1] if problem.is_error]
        raise UsageError(f"no partner called {name!r}", hint=did_you_mean(name, project.partners), problems=problems)
    return found


def _main(wish: Wish, form: Form, brand: Brand, partners: Sequence[Partner]) -> Iterator[tuple[str, Property]]:
    """Yield the properties that somebody named for the launch; raises UsageError where a side has none at all."""
    everybody: tuple[Party, ...] = (brand, *partners)
    for party in everybody if form.sides == "swap" else partners:
        if not party.properties:
            raise UsageError(f"{party.id} has no property to appear on", hint=f"add one to the file of {party.id}")
    named: list[tuple[Party, str | None]] = [(brand, wish.ours), (partners[0], wish.theirs)]
    for party, wanted in named:
        if wanted is not None:
            yield party.id, _named(party, wanted)


def _named(party: Party, wanted: str) -> Property:
    found = next((item for item in party.properties if item.id == wanted), None)
    if found is None:
        hint = did_you_mean(wanted, [item.id for item in party.properties])
        raise UsageError(f"{party.id} has no property {wanted!r}", hint=hint)
    return found
