"""Tasks that are there to check each other are held by different people."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.definitions.schema import Campaign
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP178",
    "separate-people",
    "One person in two tasks that check each other",
    why="Two approvals by one person are one approval, and whoever is late with the dates is not the one to decide "
    "what happens when they slip.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/swap.yaml
roles:
  approvers: [northwind-coffee/approver, northwind-coffee/approver, green-mug/approver]
  analytics: northwind-coffee/analyst
  timeline: green-mug/coordinator
  escalation: northwind-coffee/lead
  if_missed: make-good within 14 days
""",
    good="""\
# campaigns/swap.yaml
roles:
  approvers: [northwind-coffee/approver, green-mug/approver]
  analytics: northwind-coffee/analyst
  timeline: green-mug/coordinator
  escalation: northwind-coffee/lead
  if_missed: make-good within 14 days
""",
    fix="Name somebody else for one of the two. Who holds a role is in the contacts of the brand or partner.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield approvers who are the same, and dates that are owned by whoever decides about them."""
    for campaign in project.campaigns.values():
        yield from _approvers(project, campaign)
        yield from _escalation(project, campaign)


def _approvers(project: Project, campaign: Campaign) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for number, role in enumerate(campaign.roles.approvers):
        other = first.setdefault(_person(project, role), role)
        if other == role and role not in campaign.roles.approvers[:number]:
            continue
        message = f"`{role}` approves twice" if other == role else f"`{role}` and `{other}` are the same person"
        hint = "delete it" if other == role else "name somebody else for one of them"
        yield RULE.at(project.locate(campaign, "roles", "approvers", number), message, hint)


def _escalation(project: Project, campaign: Campaign) -> Iterator[Problem]:
    roles = campaign.roles
    if not (roles.timeline and roles.escalation) or _person(project, roles.timeline) != _person(
        project, roles.escalation
    ):
        return
    place = project.locate(campaign, "roles", "escalation")
    message = "whoever owns the dates also decides when they are stuck"
    yield RULE.at(place, message, "name somebody else for `escalation` or `timeline`", Severity.NOTE)


def _person(project: Project, role: str) -> str:
    """Return what tells the holder of a role from others: an address that is never shown, else the role itself."""
    name, _, held = role.partition("/")
    party = project.parties.get(name)
    contact = party.contacts.get(held) if party else None
    return contact.email.casefold() if contact else role


check = Check(RULE, find)
