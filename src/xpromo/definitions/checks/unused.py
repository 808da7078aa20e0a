"""What is defined is used: offers, partners, campaigns. A property that nothing appears on is only a chance."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from xpromo.definitions.checking import Check, may_take_part
from xpromo.definitions.model import Project, leads_home
from xpromo.definitions.schema import Campaign
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP218",
    "unused",
    "Something that nobody uses",
    why="An offer that no placement shows is often a placement that was forgotten. It may as well be a plan for later, "
    "so this is only a note.",
    severity=Severity.NOTE,
    bad="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: https://northwind.example/bag}
  - {id: second-bag, title: Another bag, landing: https://northwind.example/bag}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    good="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: https://northwind.example/bag}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    fix="Use it, or delete it.",
)
_WORKING = frozenset({"recruited", "onboarding", "active"})  # stages in which a campaign is to be expected


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield definitions that nothing refers to, now or in what was promised (changed-after-promise and orphaned-promise
    find that). Where a reference leads nowhere, any definition may have been meant.
    """
    if project.broken:  # what can't be read may use everything
        return
    promises = known.promises.values()
    offers = {promise.offer for promise in promises}
    for campaign in project.campaigns.values():
        yield from _campaign(project, campaign, offers)
    listed = {name for campaign in project.campaigns.values() for name in campaign.partners}
    if listed <= project.partners.keys():
        named = {name for campaign in project.campaigns.values() for name in may_take_part(project, campaign)}
        yield from _partners(project, named | {promise.partner for promise in promises if promise.partner})


def _campaign(project: Project, campaign: Campaign, promised: AbstractSet[str]) -> Iterator[Problem]:
    if not campaign.placements:
        hint = "add `placements`; `xpromo plan` lays out a campaign with all of them"
        yield RULE.at(project.locate(campaign, "campaign"), f"`{campaign.id}` has no placements", hint)
        return
    shown = {placement.offer for placement in campaign.placements}
    if not shown <= {offer.id for offer in campaign.offers}:
        return
    if not all(leads_home(project, placement) for placement in campaign.placements):  # it may show the wrong one
        return
    for offer in campaign.offers:
        pool = offer.codes is not None and offer.codes.kind == "pool"  # a finding of offers
        if offer.id not in shown | promised and not pool:
            hint = "name it in the `offer` of a placement, or delete it"
            yield RULE.at(project.locate(offer, "id"), f"no placement shows `{offer.id}`", hint)


def _partners(project: Project, named: AbstractSet[str]) -> Iterator[Problem]:
    for name, partner in project.partners.items():
        if name not in named and partner.stage in _WORKING:
            message = f"`{name}` is {partner.stage} and takes part in no campaign"
            yield RULE.at(project.locate(partner, "partner"), message, "plan one with `xpromo plan`, or say `prospect`")


check = Check(RULE, find)
