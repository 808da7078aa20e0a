"""Nothing appears on days on which a brand, a partner or a property promotes nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Dated, Project
from xpromo.definitions.schema import Blackout
from xpromo.errors import Problem, Rule
from xpromo.known import Known

RULE = Rule(
    "XP185",
    "blackout",
    "A placement on days without promotions",
    why="The days of one's own sale, of a strike or between the years are agreed once and then forgotten. What is "
    "planned into them isn't sent, and somebody has to make good.",
    bad="""\
# campaigns/partners/green-mug.yaml
blackout: [{start: 2026-11-30, end: 2026-12-03, reason: The week of their own sale.}]
# campaigns/swap.yaml
placements:
  - {id: mug-letter, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-03 09:00}
swaps: []
""",
    good="""\
# campaigns/partners/green-mug.yaml
blackout: [{start: 2026-11-30, end: 2026-12-03, reason: The week of their own sale.}]
# campaigns/swap.yaml
placements:
  - {id: mug-letter, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-04 09:00}
swaps: []
""",
    fix="Move the placement out of those days, or the days away from it. Those of a brand or partner hold for its "
    "properties and for whoever promotes it, those of a property for that property alone.",
)
_Days: TypeAlias = Mapping[str, Sequence[Blackout]]


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield periods that end before they start, and placements inside of others."""
    parties = {item.id: item.blackout for item in project.parties.values() if item.blackout}
    properties = {item.id: item.blackout for _, item in project.properties.values() if item.blackout}
    for blackouts in (*parties.values(), *properties.values()):
        yield from _backwards(project, blackouts)
    if parties or properties:
        for dated in project.dated:
            yield from _dated(project, dated, parties, properties)


def _backwards(project: Project, blackouts: Sequence[Blackout]) -> Iterator[Problem]:
    for days in blackouts:
        if days.end < days.start:
            message = f"the days end on {days.end}, before they start on {days.start}"
            yield RULE.at(project.locate(days, "end"), message, "swap the two")


def _dated(project: Project, dated: Dated, parties: _Days, properties: _Days) -> Iterator[Problem]:
    """Yield the first reason why a placement can't appear on its day."""
    closed = (
        (dated.property.id, properties.get(dated.property.id, ())),
        (dated.host, parties.get(dated.host, ())),
        (dated.placement.promotes, parties.get(dated.placement.promotes, ())),
    )
    for name, blackouts in closed:
        for days in blackouts:
            if days.start <= dated.day <= days.end:
                yield _problem(project, dated, name, days)
                return


def _problem(project: Project, dated: Dated, name: str, days: Blackout) -> Problem:
    reason = f" ({days.reason.rstrip('.!')})" if days.reason else ""
    message = f"nothing is promoted with `{name}` from {days.start} to {days.end}{reason}"
    hint = f"move it out of those days, or change `blackout` of `{name}`"
    return RULE.at(project.locate(dated.placement, "at"), message, hint)


check = Check(RULE, find)
