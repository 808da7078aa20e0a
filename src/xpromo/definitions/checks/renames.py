"""What was promised is still there, under its name or under one that says what it was called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.definitions.schema import Campaign, Placement
from xpromo.definitions.words import nearest
from xpromo.errors import Problem, Rule, Severity
from xpromo.records import Known

RULE = Rule(
    "XP169",
    "renames",
    "A renaming that leads nowhere",
    why="Links and codes that are out there carry the id of when they were handed out. `moved_from` says what it is "
    "called now; without it their clicks stay with a name that nobody reads any more.",
    bad="""\
# campaigns/swap.yaml
moved_from: winter-swap
""",
    good="""\
# campaigns/swap.yaml
moved_from: autumn-swap
""",
    fix="`moved_from` names an id that nothing else has or had; a placement that was promised and is gone needs a "
    "successor that names it.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield former ids that are in use or claimed twice, and placements that were promised and are gone."""
    placements = [placement for _, placement in project.placements()]
    yield from _claims(project, placements, {item.id for item in placements})
    yield from _claims(project, list(project.campaigns.values()), set(project.campaigns))
    yield from _orphans(project, known)


def _claims(project: Project, items: Sequence[Placement] | Sequence[Campaign], used: set[str]) -> Iterator[Problem]:
    claimed: dict[str, str] = {}
    for item in items:
        former = item.moved_from
        if former is None:
            continue
        place = project.locate(item, "moved_from")
        if former in used:
            yield RULE.at(place, f"`{former}` is still in use", "name the id that it had, or leave `moved_from` out")
        elif claimed.setdefault(former, item.id) != item.id:
            yield RULE.at(place, f"`{claimed[former]}` was `{former}` already", "only one of them can have been it")


def _orphans(project: Project, known: Known) -> Iterator[Problem]:
    """Yield placements that the ledger promised for a campaign that is still there and that nothing stands for now."""
    there = {placement.id for _, placement in project.placements()}
    there |= {placement.moved_from for _, placement in project.placements() if placement.moved_from}
    names = {former: item for item in project.campaigns.values() for former in (item.moved_from, item.id) if former}
    for placement, campaign in known.placements.items():
        if campaign in names and placement not in there:
            hint = f"where it was renamed, write `moved_from: {placement}` at {_successor(placement, names[campaign])}"
            place = project.locate(names[campaign], "placements")
            message = f"`{placement}` was promised and is gone; its links and codes are still out there"
            yield RULE.at(place, message, hint, Severity.WARNING)


def _successor(placement: str, campaign: Campaign) -> str:
    close = nearest(placement, [item.id for item in campaign.placements])
    return f"`{close}`" if close else "what it is now"


check = Check(RULE, find)
