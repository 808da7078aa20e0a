"""Teaser, launch, reminder and recap come in this order, and both sides launch about together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Dated, Project
from xpromo.definitions.schema.campaign import PHASES
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP181",
    "phases",
    "Phases out of step",
    why="A reminder of something that nobody has seen yet confuses, a teaser after the launch teases nobody. Where one "
    "side launches weeks before the other, the two no longer help each other.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/swap.yaml
form: sponsored
placements:
  - {id: mug-teaser, property: green-mug-social, promotes: northwind-coffee, offer: first-bag,
     phase: teaser, at: 2026-12-05 09:00}
  - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag,
     phase: launch, at: 2026-12-02 09:00}
swaps: []
""",
    good="""\
# campaigns/swap.yaml
form: sponsored
placements:
  - {id: mug-teaser, property: green-mug-social, promotes: northwind-coffee, offer: first-bag,
     phase: teaser, at: 2026-11-30 09:00}
  - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag,
     phase: launch, at: 2026-12-02 09:00}
swaps: []
""",
    fix="Move the placement, or name the phase that it is. The order is that of one brand's audience: teaser, launch, "
    "reminder, recap.",
)
MOST_DAYS = 7  # between the launches of the two sides
_RANKS = {phase: rank for rank, phase in enumerate(PHASES)}
_Ranked = tuple[int, Dated]


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield placements that come before an earlier phase, and launches that are far apart."""
    shown: dict[tuple[str, str], list[_Ranked]] = {}
    launches: dict[str, dict[str, Dated]] = {}
    for dated in project.dated:
        phase = dated.placement.phase
        if phase:
            shown.setdefault((dated.campaign.id, dated.host), []).append((_RANKS[phase], dated))
        if phase == "launch":
            launches.setdefault(dated.campaign.id, {}).setdefault(dated.host, dated)
    for ranked in shown.values():
        ranks = [rank for rank, _ in ranked]
        if ranks != sorted(ranks):
            yield from _order(project, ranked)
    for name, hosts in launches.items():
        if len(project.campaigns[name].partners) == 1:  # with more of them, taking turns is a plan
            yield from _launches(project, list(hosts.values()))


def _order(project: Project, ranked: Sequence[_Ranked]) -> Iterator[Problem]:
    """Yield the fewest placements without which the rest is in order; of two, not the launch: the others turn on it."""
    left = sorted(ranked, key=lambda item: (item[1].moment, item[0]))
    while any(_backwards(*pair) for pair in pairwise(left)):
        worst = max(left, key=lambda item: (len(_wrong(item, left)), item[1].placement.phase != "launch"))
        yield _problem(project, worst, *_wrong(worst, left)[0])
        left.remove(worst)


def _backwards(first: _Ranked, second: _Ranked) -> bool:
    """Whether the first comes before the second although its phase comes after."""
    return first[0] > second[0] and first[1].moment < second[1].moment


def _wrong(item: _Ranked, others: Sequence[_Ranked]) -> list[tuple[_Ranked, _Ranked]]:
    """Return the pairs with a placement that are in the wrong order."""
    return [pair for other in others for pair in ((item, other), (other, item)) if _backwards(*pair)]


def _problem(project: Project, worst: _Ranked, first: _Ranked, second: _Ranked) -> Problem:
    early, late = first[1].placement, second[1].placement
    message = f"the {early.phase} `{early.id}` comes before the {late.phase} `{late.id}`"
    return RULE.at(project.locate(worst[1].placement, "at"), message, f"the order is {', '.join(PHASES)}")


def _launches(project: Project, launches: Sequence[Dated]) -> Iterator[Problem]:
    """Yield the later launch, when both sides of a campaign launch, far apart."""
    if len(launches) != 2:  # noqa: PLR2004 - we and a partner
        return
    first, second = launches
    days = (second.day - first.day).days
    if days > MOST_DAYS and not _swapped(first, second):
        message = f"`{first.host}` launches {days} days before `{second.host}`"
        yield RULE.at(project.locate(second.placement, "at"), message, f"launch within {MOST_DAYS} days of each other")


def _swapped(first: Dated, second: Dated) -> bool:
    """Whether the two are given for each other: then they have a tolerance, which swap-sides looks at."""
    ids = {first.placement.id, second.placement.id}
    return any({swap.give, swap.get} == ids for swap in first.campaign.swaps)


check = Check(RULE, find)
