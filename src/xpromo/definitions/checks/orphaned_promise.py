"""Nothing that was promised has lost its definition: deleted, or renamed without saying so."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project, moment_of
from xpromo.definitions.renaming import renamed_campaigns, renamed_placements
from xpromo.definitions.schema import Campaign, Placement
from xpromo.definitions.words import nearest
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known
from xpromo.records import Promise

RULE = Rule(
    "XP211",
    "orphaned-promise",
    "What was promised is not defined any more",
    why="Its links and codes are out, and whatever they bring is counted under the old id. Where it only got another "
    "name, the new one begins at nothing, and the old one looks like a promise that was broken.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/swap.yaml
# minted when the placement was called mug-weekly-launch
placements:
  - id: mug-letter-launch
    property: green-mug-weekly
    promotes: northwind-coffee
    offer: first-bag
    at: 2026-12-02 09:00
  - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
swaps:
  - {give: nw-weekly-launch, get: mug-letter-launch}
""",
    good="""\
# campaigns/swap.yaml
placements:
  - id: mug-letter-launch
    moved_from: mug-weekly-launch
    property: green-mug-weekly
    promotes: northwind-coffee
    offer: first-bag
    at: 2026-12-02 09:00
  - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
swaps:
  - {give: nw-weekly-launch, get: mug-letter-launch}
""",
    fix="Name the former id in `moved_from` of the new one, or put the definition back.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield promised campaigns, then promised placements, that nobody defines; an unreadable file may define any."""
    former_campaigns, former = renamed_campaigns(project), renamed_placements(project, known)
    defined = {placement.id for _, placement in project.placements()}
    promised: dict[str, list[str]] = {}
    for placement, campaign in known.placements.items():
        promised.setdefault(campaign, []).append(placement)
    for campaign, placements in promised.items():
        home = project.campaigns.get(former_campaigns.get(campaign, campaign))
        gone = [name for name in placements if not (name in defined or name in former or project.is_broken(name))]
        if home is None and not project.is_broken(campaign):
            yield from _campaign(project, known, campaign, placements)
        elif home is not None and gone:
            yield from _placements(project, known, home, gone, defined)


def _campaign(project: Project, known: Known, name: str, placements: list[str]) -> Iterator[Problem]:
    """Yield a campaign that is gone: an error where its placements stand in another one, which can't be minted."""
    fresh = (item for item in project.campaigns.values() if item.id not in known.campaigns)
    new = [item for item in fresh if item.moved_from not in known.campaigns]
    message = f"the campaign `{name}` was promised and is not defined any more"
    heir = next((item for item in new if not {p.id for p in item.placements}.isdisjoint(placements)), None)
    if heir:
        hint = f"if it is called `{heir.id}` now, write `moved_from: {name}` here"
        yield RULE.at(project.locate(heir, "campaign"), message, hint, Severity.ERROR)
    elif alike := _alike(new, known, name, placements):
        hint = f"if it is called `{alike.id}` now, write `moved_from: {name}` here, and likewise in its placements"
        yield RULE.at(project.locate(alike, "campaign"), message, hint)
    elif not any(placement.id in placements for _, placement in project.placements()):  # findings of utm-collision
        hint = "reports go on counting it; put its file back if it was deleted by mistake"
        yield RULE.at(None, message, hint, Severity.NOTE)


def _alike(new: list[Campaign], known: Known, name: str, placements: list[str]) -> Campaign | None:
    """Return the campaign that is probably the one that is gone: the same flight, else nearly the same name."""
    flights = {known.promises[item].flight_start for item in placements if item in known.promises}
    close = nearest(name, [item.id for item in new])
    return next((item for item in new if item.flight.start in flights or item.id == close), None)


def _placements(
    project: Project, known: Known, home: Campaign, gone: list[str], defined: Collection[str]
) -> Iterator[Problem]:
    new = [item for item in home.placements if item.id not in known.placements and not _settled(item, defined, known)]
    for name in gone:
        heir = _heir(project, new, known.promises.get(name), name)
        if heir:
            new.remove(heir)
        if heir is None or heir.moved_from is None:  # a wrong former id is the finding of moved-from
            yield _problem(project, known, home, heir, name)


def _settled(placement: Placement, defined: Collection[str], known: Known) -> bool:
    """Whether a placement's former id is one that it can have had."""
    former = placement.moved_from
    if former not in known.promises or former in defined:
        return False
    return {str(item.placement) for item in known.promises.values() if item.moved_from == former} <= {placement.id}


def _problem(project: Project, known: Known, home: Campaign, heir: Placement | None, name: str) -> Problem:
    on, clicks = known.first_minted.get(name), known.clicks.get(name, 0)
    when = f" on {on}" if on else ""
    brought = f" ({clicks:,} clicks so far)" if clicks else ""
    message = f"`{name}` was promised{when} and is not defined any more{brought}"
    if heir is None:
        hint = "put it back; what its links bring is counted under its id"
        return RULE.at(project.locate(home, "campaign"), message, hint)
    hint = f"if it is called `{heir.id}` now, write `moved_from: {name}` here"
    return RULE.at(project.locate(heir, "id"), message, hint)


def _heir(project: Project, new: list[Placement], promise: Promise | None, name: str) -> Placement | None:
    """Return the placement that is probably meant: the same property and moment, the same property, a similar name."""
    if promise is None:
        return None
    there = [item for item in new if item.property == promise.property]
    then = [item for item in there if moment_of(project, item) == promise.at]
    close = nearest(name, [item.id for item in new])
    named = [item for item in new if item.id == close]
    return next(iter((*then, *there, *named)), None)


check = Check(RULE, find)
