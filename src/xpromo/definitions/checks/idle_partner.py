"""A partner that a campaign lists appears in it."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check, forgotten, may_take_part
from xpromo.definitions.model import Project
from xpromo.definitions.schema import Campaign
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP226",
    "idle-partner",
    "A partner of the campaign does nothing in it",
    why="Whom a campaign lists approves it, gets a kit and stands in its reports. Without a placement there is nothing "
    "to approve and nothing to count: often the placement was forgotten, or the partner dropped out.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/partners/oak.yaml
schema_version: 1
partner: oak
name: Oak
domains: [oak.example]
contacts: {approver: {email: kim@oak.example}}
properties: [{id: oak-news, name: Oak News, channel: email}]
# campaigns/swap.yaml
partners: [green-mug, oak]
value: {northwind-coffee: A mug that keeps the coffee hot., green-mug: Coffee for the mug., oak: A table for both.}
roles:
  approvers: [northwind-coffee/approver, green-mug/approver, oak/approver]
  analytics: northwind-coffee/analyst
  timeline: green-mug/coordinator
  escalation: northwind-coffee/lead
  if_missed: make-good within 14 days
""",
    good="""\
# campaigns/swap.yaml
partners: [green-mug]
""",
    fix="Add the placement, or take the partner out of `partners`.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield listed partners that no placement appears with, is about, or is paid by; a campaign without placements is
    the finding of unused. Where a reference leads nowhere, the partner may have been meant.
    """
    for campaign in project.campaigns.values():
        named = _named(project, campaign)
        if not campaign.placements or forgotten(project, campaign) or not named <= may_take_part(project, campaign):
            continue
        for number, name in enumerate(campaign.partners):
            if name in project.partners and name not in named:
                message = f"no placement of `{campaign.id}` is `{name}`'s, or about it"
                hint = "add one, or take it out of `partners`"
                yield RULE.at(project.locate(campaign, "partners", number), message, hint)


def _named(project: Project, campaign: Campaign) -> set[str]:
    """Return who hosts, is promoted or pays; "" where a property is unknown."""
    named = set()
    for placement in campaign.placements:
        owned = project.property(placement.property)
        named |= {owned[0] if owned else "", placement.promotes, *(placement.budget.share if placement.budget else ())}
    return named


check = Check(RULE, find)
