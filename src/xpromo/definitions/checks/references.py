"""Every id that is named is defined: partners, properties, brands, offers, placements of swaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from xpromo.definitions.checking import Check, forgotten, may_take_part
from xpromo.definitions.model import Project
from xpromo.definitions.schema import Campaign, Definition, Placement, Property
from xpromo.definitions.words import did_you_mean
from xpromo.errors import Problem, Rule
from xpromo.known import Known

RULE = Rule(
    "XP150",
    "references",
    "An id that is named is not defined",
    why="Links, codes and numbers find each other by ids. One that leads nowhere is a placement without a partner, or "
    "an offer without a landing page.",
    bad="""\
# campaigns/swap.yaml
swaps:
  - {give: nw-weekly-launch, get: mug-weeky-launch}
""",
    good="""\
# campaigns/swap.yaml
swaps:
  - {give: nw-weekly-launch, get: mug-weekly-launch}
""",
    fix="Write the id as it is defined, or define it. Offers and swapped placements belong to their own campaign.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield a problem for each reference that leads nowhere."""
    for campaign in project.campaigns.values():
        parties = may_take_part(project, campaign)
        yield from _partners(project, campaign)
        yield from _values(project, campaign, parties)
        for placement in campaign.placements:
            yield from _placement(project, campaign, placement, parties)
        yield from _swaps(project, campaign)


def _partners(project: Project, campaign: Campaign) -> Iterator[Problem]:
    for number, name in enumerate(campaign.partners):
        if name not in project.partners:
            message = f"there is no partner `{name}`"
            yield from _unknown(project, campaign, ("partners", number), name, message, project.partners)
    for name in forgotten(project, campaign):
        message = f"`{name}` is missing here, and placements of this campaign name it"
        hint = f"write `partners: [{', '.join((*campaign.partners, name))}]`"
        yield RULE.at(project.locate(campaign, "partners"), message, hint)


def _values(project: Project, campaign: Campaign, parties: set[str]) -> Iterator[Problem]:
    for name in campaign.value:
        if name not in parties:
            message = f"`{name}` takes no part in this campaign"
            yield from _unknown(project, campaign, ("value", name), name, message, parties, key=True)


def _placement(project: Project, campaign: Campaign, placement: Placement, parties: set[str]) -> Iterator[Problem]:
    yield from _property(project, campaign, placement, parties)
    if placement.promotes not in parties:
        message = f"`{placement.promotes}` takes no part in this campaign"
        yield from _unknown(project, placement, ("promotes",), placement.promotes, message, parties)
    offers = {offer.id for offer in campaign.offers}
    if placement.offer not in offers and not project.is_disputed(campaign.offers):
        elsewhere = project.offers.get(placement.offer)
        where = f"the offer `{placement.offer}` belongs to `{elsewhere[0].id}`" if elsewhere else ""
        message = where or f"this campaign has no offer `{placement.offer}`"
        yield from _unknown(project, placement, ("offer",), placement.offer, message, offers)
    for name in placement.budget.share if placement.budget else ():
        if placement.budget and name not in parties:
            message = f"`{name}` takes no part in this campaign"
            yield from _unknown(project, placement.budget, ("share", name), name, message, parties, key=True)


def _property(project: Project, campaign: Campaign, placement: Placement, parties: set[str]) -> Iterator[Problem]:
    name = placement.property
    found = project.property(name)
    if found is None:
        twice = any(kind is Property for kind, _ in project.disputed)  # one of the two may be the missing one
        if not twice and not any(_in_broken_file(project, partner) for partner in campaign.partners):
            message = f"there is no property `{name}`"
            yield from _unknown(project, placement, ("property",), name, message, project.properties)
    elif found[0] not in parties:
        message = f"`{name}` belongs to `{found[0]}`, which takes no part in this campaign"
        hint = f"add `{found[0]}` to `partners`, or choose another property"
        yield RULE.at(project.locate(placement, "property"), message, hint)


def _swaps(project: Project, campaign: Campaign) -> Iterator[Problem]:
    if project.is_disputed(campaign.placements):
        return
    placements = {placement.id for placement in campaign.placements}
    for swap in campaign.swaps:
        for key, name in (("give", swap.give), ("get", swap.get)):
            if name not in placements:
                message = f"this campaign has no placement `{name}`"
                yield from _unknown(project, swap, (key,), name, message, placements)


def _in_broken_file(project: Project, name: str) -> bool:
    """Whether a file that can't be used may define the id: by what it holds or by what it is called."""
    return project.is_broken(name) or any(PurePosixPath(path).stem == name for path in project.broken)


def _unknown(
    project: Project,
    item: Definition,
    path: tuple[str | int, ...],
    name: str,
    message: str,
    known: Iterable[str],
    *,
    key: bool = False,
) -> Iterator[Problem]:
    if not _in_broken_file(project, name):
        yield RULE.at(project.locate(item, *path, key=key), message, did_you_mean(name, known))


check = Check(RULE, find, ignorable=False)
