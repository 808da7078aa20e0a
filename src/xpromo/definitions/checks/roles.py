"""Both sides approve, and somebody owns the numbers, the dates, and what happens when things go wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xpromo.definitions.checking import Check, may_take_part, sides_of
from xpromo.definitions.model import Project
from xpromo.definitions.schema import Campaign
from xpromo.definitions.words import did_you_mean
from xpromo.errors import Location, Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP158",
    "roles",
    "A task that nobody owns",
    why="Promotions fail by a mail that nobody answered: a text that one side never approved, a send that nobody "
    "moved, numbers that nobody exported. A name beforehand costs a line.",
    bad="""\
# campaigns/swap.yaml
roles:
  approvers: [northwind-coffee/approver]
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
    fix="Name a role for each task as `brand/role`, with an approver on every side; contacts are in the brand's and "
    "the partner's file.",
)
_TASKS = {
    "analytics": "owns the numbers",
    "timeline": "owns the dates",
    "escalation": "decides when something is stuck",
}


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield sides without an approver, tasks without an owner, and roles that nobody holds."""
    for campaign in project.campaigns.values():
        for keys, role in _named(campaign):
            yield from _role(project, campaign, keys, role)
        if "roles" in campaign.model_fields_set:
            yield from _approvers(project, campaign)
            yield from _tasks(project, campaign)
        else:
            hint = f"add `roles: {{{_all_approve(sides_of(project, campaign))}, …}}`; `xpromo plan` writes all of them"
            yield RULE.at(project.locate(campaign, "campaign"), "nothing says who approves, and who owns what", hint)


def _named(campaign: Campaign) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield every role that the campaign names, with the keys that lead to it."""
    for number, role in enumerate(campaign.roles.approvers):
        yield ("roles", "approvers", number), role
    for number, item in enumerate(campaign.playbook):
        if item.owner:
            yield ("playbook", number, "owner"), item.owner
    for task in _TASKS:
        role = getattr(campaign.roles, task)
        if role:
            yield ("roles", task), role


def _role(project: Project, campaign: Campaign, keys: tuple[str | int, ...], role: str) -> Iterator[Problem]:
    name, _, held = role.partition("/")
    parties = may_take_part(project, campaign)
    if name not in parties:
        message = f"`{name}` takes no part in this campaign"
        yield RULE.at(project.locate(campaign, *keys), message, did_you_mean(name, parties))
        return
    party = project.parties.get(name)
    if party and party.contacts and held not in party.contacts:
        place = project.locate(campaign, *keys)
        hint = did_you_mean(held, party.contacts)
        yield RULE.at(place, f"`{name}` has no contact `{held}`", hint, Severity.WARNING)


def _approvers(project: Project, campaign: Campaign) -> Iterator[Problem]:
    approving = {role.partition("/")[0] for role in campaign.roles.approvers}
    if not approving <= may_take_part(project, campaign):  # misspelt: found above
        return
    missing = [name for name in sides_of(project, campaign) if name not in approving]
    if not approving:
        hint = f"add `{_all_approve(missing)}` under `roles`"
        yield RULE.at(_place(project, campaign, "approvers"), "nobody approves", hint)
        return
    for name in missing:
        place = _place(project, campaign, "approvers")
        yield RULE.at(place, f"nobody approves for `{name}`", f"add `{name}/approver` to `approvers`")


def _all_approve(names: Iterable[str]) -> str:
    return f"approvers: [{', '.join(f'{name}/approver' for name in names)}]"


def _tasks(project: Project, campaign: Campaign) -> Iterator[Problem]:
    for task, meaning in _TASKS.items():
        if getattr(campaign.roles, task) is None:
            place = _place(project, campaign, task)
            hint = f"add `{task}: {sides_of(project, campaign)[0]}/…` under `roles`"
            yield RULE.at(place, f"nobody {meaning}", hint, Severity.WARNING)
    if campaign.roles.if_missed is None:
        hint = "add `if_missed: make-good within 14 days` under `roles`"
        message = "nothing says what happens when one side misses"
        yield RULE.at(_place(project, campaign, "if_missed"), message, hint, Severity.WARNING)


def _place(project: Project, campaign: Campaign, key: str) -> Location:
    """Return where the key stands, else ``roles``."""
    if key in campaign.roles.model_fields_set:
        return project.locate(campaign, "roles", key)
    return project.locate(campaign, "roles", key=True)


check = Check(RULE, find)
