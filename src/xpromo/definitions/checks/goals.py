"""A campaign has one primary goal and at most two others."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.definitions.schema import Campaign, Goal
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP157",
    "goals",
    "Goals are missing or too many",
    why="A campaign with five goals reaches one of them by chance. One primary goal decides, two others help to "
    "understand.",
    bad="""\
# campaigns/swap.yaml
goals:
  secondary: [{metric: signups, target: 500}]
""",
    good="""\
# campaigns/swap.yaml
goals:
  primary: {metric: sales, target: 300}
  secondary: [{metric: signups, target: 500}]
""",
    fix="State one primary goal with a number above 0, and up to two secondary ones of other metrics.",
)
MOST = 2  # secondary goals


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield what is wrong with each campaign's goals."""
    for campaign in project.campaigns.values():
        yield from _primary(project, campaign)
        yield from _numbers(project, campaign)


def _primary(project: Project, campaign: Campaign) -> Iterator[Problem]:
    if campaign.goals.primary is None:
        written = "goals" in campaign.model_fields_set
        place = project.locate(campaign, "goals", key=True) if written else project.locate(campaign, "campaign")
        hint = "add `primary: {metric: sales, target: 300}` under `goals`"
        yield RULE.at(place, f"`{campaign.id}` has no primary goal", hint)
    for number, _ in enumerate(campaign.goals.secondary[MOST:], start=MOST):
        place = project.locate(campaign, "goals", "secondary", number)
        hint = "keep the two that matter most"
        yield RULE.at(place, f"more than {MOST} secondary goals", hint, Severity.WARNING)


def _numbers(project: Project, campaign: Campaign) -> Iterator[Problem]:
    seen: set[str] = set()
    for goal in _all(campaign):
        if goal.metric in seen:
            place = project.locate(goal, "metric")
            yield RULE.at(place, f"`{goal.metric}` is a goal already", "choose another metric, or delete it")
        seen.add(goal.metric)
        if goal.target == 0:
            yield RULE.at(project.locate(goal, "target"), "a target of 0 is always reached", "state a number above 0")


def _all(campaign: Campaign) -> Iterator[Goal]:
    if campaign.goals.primary:
        yield campaign.goals.primary
    yield from campaign.goals.secondary


check = Check(RULE, find)
