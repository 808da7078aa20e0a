"""What a placement should bring is possible on its property."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.definitions.schema import Expected, Property
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP180",
    "expectations",
    "A placement can't bring what is expected",
    why="Goals, swaps and budgets are agreed on what placements should bring. A letter with 26,000 readers doesn't "
    "reach 60,000, and nobody's clicks are three times what they ever were.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/partners/green-mug.yaml
properties:
  - {id: green-mug-weekly, name: The Green Letter, channel: email, audience: 26000}
# campaigns/swap.yaml
placements:
  - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag,
     at: 2026-12-02 09:00, expected: {reach: 60000}}
swaps: []
""",
    good="""\
# campaigns/partners/green-mug.yaml
properties:
  - {id: green-mug-weekly, name: The Green Letter, channel: email, audience: 26000}
# campaigns/swap.yaml
placements:
  - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag,
     at: 2026-12-02 09:00, expected: {reach: 25000}}
swaps: []
""",
    fix="Correct the expectation, or the audience and benchmarks of the property. Posts and pages may reach more than "
    "those who follow them, so that only lists and apps are compared with their audience.",
)
MOST = 3  # times the usual click rate
_LISTS = frozenset({"email", "sms", "push", "in_app"})  # nobody else can be reached


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield expectations above the audience, above the reach, or far above the benchmark."""
    rates = {name: _click_rate(project, *owned) for name, owned in project.properties.items()}
    for _, placement in project.placements():
        if placement.expected and placement.property in rates:
            yield from _reach(project, placement.expected, project.properties[placement.property][1])
            yield from _clicks(project, placement.expected, rates[placement.property])


def _reach(project: Project, expected: Expected, item: Property) -> Iterator[Problem]:
    audience = item.audience if item.audience_verified is None else item.audience_verified
    if audience is not None and expected.reach is not None and expected.reach > audience and item.channel in _LISTS:
        message = f"a reach of {expected.reach:,} is expected, `{item.id}` has an audience of {audience:,}"
        yield RULE.at(project.locate(expected, "reach"), message, "correct one of the two")


def _clicks(project: Project, expected: Expected, usual: float | None) -> Iterator[Problem]:
    reach, clicks = expected.reach, expected.clicks
    if reach is None or clicks is None:
        return
    if clicks > reach:
        message = f"{clicks:,} clicks are expected of a reach of {reach:,}"
        yield RULE.at(project.locate(expected, "clicks"), message, "correct one of the two: are they exchanged?")
    elif usual and clicks > MOST * usual * reach:
        message = f"{clicks:,} clicks of a reach of {reach:,} are {clicks / reach:.1%}, usual are {usual:.1%}"
        yield RULE.at(project.locate(expected, "clicks"), message, f"about {usual * reach:,.0f} would be usual")


def _click_rate(project: Project, owner: str, item: Property) -> float | None:
    """Return the usual click rate: of the property, else of the partner whose it is."""
    partner = project.partners.get(owner)
    stated = (item.benchmarks, partner.benchmarks if partner else None)
    rates = [found.click_rate for found in stated if found and found.click_rate is not None]
    return float(rates[0]) if rates else None


check = Check(RULE, find)
