"""What a goal counts can happen in the campaign, and the numbers that are stated don't rule it out."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project, direction_of
from xpromo.definitions.schema import Campaign, Goal, Placement
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known
from xpromo.records import Direction

RULE = Rule(
    "XP176",
    "reachable-goals",
    "A goal that can't be reached as things are planned",
    why="A target above what the campaign's own numbers allow is missed on the day on which it is written, and "
    "everybody who reads the scorecard learns that targets mean nothing.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/swap.yaml
goals:
  primary: {metric: registrations, target: 300}
""",
    good="""\
# campaigns/swap.yaml
goals:
  primary: {metric: signups, target: 300}
""",
    fix="Choose a metric that this form brings about, lower the target, or correct what the placements should bring.",
)
# Each of the first is one of the second too, so that there can't be more of them
_ANSWERS = ("leads", "new_customers", "registrations", "sales", "signups", "trials")
_PART_OF = (("clicks", "reach"), ("new_customers", "sales"), *((metric, "clicks") for metric in _ANSWERS))
_UNLINKED = frozenset({"print", "podcast"})  # people answer without a click


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield at most one reason for each goal why it can't be reached."""
    for campaign in project.campaigns.values():
        stated = (campaign.goals.primary, *campaign.goals.secondary)
        goals: dict[str, Goal] = {goal.metric: goal for goal in stated if goal}
        yield from _registrations(project, campaign, goals)
        contradictions = list(_contradictions(project, goals))
        yield from contradictions or _expected(project, campaign)
        yield from _loss(project, campaign, goals)


def _registrations(project: Project, campaign: Campaign, goals: dict[str, Goal]) -> Iterator[Problem]:
    goal = goals.get("registrations")
    if goal is None or campaign.form == "webinar" or any(_is_webinar(project, item) for item in campaign.placements):
        return
    message = f"there is nothing to register for: the form is `{campaign.form}`"
    hint = "choose `signups` or another metric, or `form: webinar`"
    yield RULE.at(project.locate(goal, "metric"), message, hint)


def _is_webinar(project: Project, placement: Placement) -> bool:
    found = project.property(placement.property)
    return found is None or found[1].channel == "webinar"


def _contradictions(project: Project, goals: dict[str, Goal]) -> Iterator[Problem]:
    for part, whole in _PART_OF:
        if part in goals and whole in goals and 0 < goals[whole].target < goals[part].target:
            message = f"{goals[part].target} {_shown(part)} can't come of {goals[whole].target} {_shown(whole)}"
            yield RULE.at(project.locate(goals[part], "target"), message, "lower the one, or raise the other")


def _expected(project: Project, campaign: Campaign) -> Iterator[Problem]:
    """Yield the primary goal when what its placements should bring isn't enough. Silent where one says nothing."""
    goal = campaign.goals.primary
    if goal is None or goal.metric == "revenue":
        return
    unit = "reach" if goal.metric == "reach" else "clicks"
    total = _total(project, campaign, unit)
    if total is None or goal.target <= total:
        return
    place = project.locate(goal, "target")
    if goal.metric in _ANSWERS:
        share = f"{goal.target / total:.0%}" if total else "more than 100%"
        message = f"{total} clicks are expected: {share} of them would have to become {_shown(goal.metric)}"
    else:
        message = f"the placements that count for us are to bring {total} {_shown(goal.metric)} in all"
    yield RULE.at(place, message, "lower the target, add placements, or correct `expected`")


def _total(project: Project, campaign: Campaign, unit: str) -> int | None:
    """Return what all placements that count for us should bring; None where one doesn't say, or needs no click."""
    total = None
    for placement in campaign.placements:
        if direction_of(project, placement) is Direction.GIVEN:
            continue
        found = project.property(placement.property)
        number = getattr(placement.expected, unit) if placement.expected else None
        if number is None or found is None or found[1].channel in _UNLINKED:
            return None
        total = (total or 0) + number
    return total


def _loss(project: Project, campaign: Campaign, goals: dict[str, Goal]) -> Iterator[Problem]:
    goal = goals.get("revenue")
    main = project.brand.currency if project.brand else None
    if goal is None or not goal.target:
        return
    budgets = [item.budget for item in campaign.placements if item.budget]
    cost = sum((item.amount for item in budgets if item.currency in {None, main}), Decimal(0))
    if cost > goal.target:
        message = f"the placements cost {cost} {main}, more than the {goal.target} that they are to bring"
        yield RULE.at(project.locate(goal, "target"), message, "raise the target, or lower the budgets")


def _shown(metric: str) -> str:
    return metric.replace("_", " ")


check = Check(RULE, find)
