"""A swap gives a placement of ours for one of theirs, near each other in time, each placement once."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Dated, Project, direction_of, leads_home, moment_of, partner_of
from xpromo.definitions.schema import Campaign, Placement, Swap
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known
from xpromo.records import Direction

RULE = Rule(
    "XP159",
    "swap-sides",
    "A swap whose sides are wrong",
    why="The balance of a partnership is counted from swaps: what we gave for what we got. With the sides "
    "exchanged, or a placement in two swaps, it says the opposite of what happened.",
    bad="""\
# campaigns/swap.yaml
swaps:
  - {give: mug-weekly-launch, get: nw-weekly-launch}
""",
    good="""\
# campaigns/swap.yaml
swaps:
  - {give: nw-weekly-launch, get: mug-weekly-launch}
""",
    fix="`give` is a placement on our property that promotes the partner, `get` one on the partner's that promotes us, "
    "at most `tolerance_days` apart.",
)
_SIDES = {
    "give": (Direction.GIVEN, "on a property of ours, promoting the partner"),
    "get": (Direction.RECEIVED, "on a property of the partner, promoting us"),
}


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield swaps with a wrong side, and placements that are swapped twice."""
    outside = frozenset(item.placement.id for item in project.dated if not _in_flight(item))
    for campaign in project.campaigns.values():
        placements = {placement.id: placement for placement in campaign.placements}
        seen: set[str] = set()
        for swap in campaign.swaps if not project.is_disputed(campaign.placements) else ():
            yield from list(_swap(project, swap, placements, outside)) or _repeated(project, swap, seen)
            seen |= {swap.give, swap.get}
        yield from _none(project, campaign)


def _in_flight(item: Dated) -> bool:
    """Whether a placement is inside of its flight; else that is the finding of dates."""
    return item.campaign.flight.start <= item.day <= item.campaign.flight.end


def _swap(project: Project, swap: Swap, placements: dict[str, Placement], outside: frozenset[str]) -> Iterator[Problem]:
    give, get = placements.get(swap.give), placements.get(swap.get)
    if give is None or get is None or not (_whole(project, give) and _whole(project, get)):
        return  # the finding of references
    directions = direction_of(project, give), direction_of(project, get)
    if directions == (Direction.RECEIVED, Direction.GIVEN):
        yield RULE.at(project.locate(swap), "the sides are exchanged", f"write `give: {swap.get}, get: {swap.give}`")
        return
    wrong = [key for key, found in zip(_SIDES, directions, strict=True) if found is not _SIDES[key][0]]
    for key in wrong:
        name = getattr(swap, key)
        yield RULE.at(project.locate(swap, key), f"`{name}` is not {_SIDES[key][1]}", f"choose one for `{key}` that is")
    if not wrong:
        yield from _partners(project, swap, give, get)
        if outside.isdisjoint({give.id, get.id}):
            yield from _days(project, swap, give, get)


def _whole(project: Project, placement: Placement) -> bool:
    """Whether whose property it is and whom it promotes is known; findings of references and landing-domain."""
    found = project.property(placement.property)
    known = found is not None and not project.is_disputed([found[1]])
    return known and placement.promotes in project.parties and leads_home(project, placement)


def _partners(project: Project, swap: Swap, give: Placement, get: Placement) -> Iterator[Problem]:
    partners = partner_of(project, give), partner_of(project, get)
    if partners[0] != partners[1]:
        message = f"we give to `{partners[0]}` and get from `{partners[1]}`"
        yield RULE.at(project.locate(swap, "get"), message, "both sides of a swap are with one partner")


def _days(project: Project, swap: Swap, give: Placement, get: Placement) -> Iterator[Problem]:
    first, second = moment_of(project, give), moment_of(project, get)
    if first is None or second is None:
        return
    days = abs((first.date() - second.date()).days)
    if days > swap.tolerance_days:
        message = f"the two are {days} days apart, {swap.tolerance_days} are agreed"
        place = project.locate(swap, "get")
        yield RULE.at(place, message, "move one of them, or set `tolerance_days`", Severity.WARNING)


def _repeated(project: Project, swap: Swap, seen: set[str]) -> Iterator[Problem]:
    for key in _SIDES:
        name = getattr(swap, key)
        if name in seen:
            yield RULE.at(project.locate(swap, key), f"`{name}` is swapped already", "a placement is given or got once")


def _none(project: Project, campaign: Campaign) -> Iterator[Problem]:
    if campaign.form == "newsletter-swap" and not campaign.swaps and len(campaign.placements) > 1:
        hint = "add `swaps: [{give: …, get: …}]`, or choose another form"
        yield RULE.at(project.locate(campaign, "form"), "a newsletter swap without swaps", hint, Severity.WARNING)


check = Check(RULE, find)
