"""Variants are compared with each other, so there are two at least."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP221",
    "variants",
    "One variant alone",
    why="A variant is a version that is compared with another. One alone compares nothing, and makes the link longer.",
    severity=Severity.NOTE,
    bad="""\
# campaigns/swap.yaml
placements:
  - id: mug-weekly-launch
    property: green-mug-weekly
    promotes: northwind-coffee
    offer: first-bag
    at: 2026-12-02 09:00
    variants: [a]
  - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
""",
    good="""\
# campaigns/swap.yaml
placements:
  - id: mug-weekly-launch
    property: green-mug-weekly
    promotes: northwind-coffee
    offer: first-bag
    at: 2026-12-02 09:00
    variants: [a, b]
  - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
""",
    fix="Add the other one, or delete `variants`.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield placements with a single variant."""
    for _, placement in project.placements():
        if len(placement.variants) == 1:
            message = f"`{placement.variants[0]}` is the only variant of `{placement.id}`"
            yield RULE.at(project.locate(placement, "variants", 0), message, RULE.hint)


check = Check(RULE, find)
