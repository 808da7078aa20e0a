"""Two placements don't appear on one property at the same moment."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from xpromo.definitions.checking import Check, clash
from xpromo.definitions.model import Project
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP182",
    "clashes",
    "Two placements in one moment",
    why="Two promotions in one send take each other's readers, and often one of the two slots was never free. Where "
    "there is room for both, as for a feature and a banner, their `kind` says so.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/swap.yaml
form: sponsored
placements:
  - {id: mug-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
  - {id: mug-extra, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
swaps: []
""",
    good="""\
# campaigns/swap.yaml
form: sponsored
placements:
  - {id: mug-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
  - {id: mug-extra, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-09 09:00}
swaps: []
""",
    fix="Move one of them, or give the two different kinds when both were agreed.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield the second of two placements that would be shown together, whatever campaigns they belong to."""
    for name, shown in project.shown_on.items():
        for before, dated in pairwise(shown):
            if clash(before, dated):
                message = f"`{before.placement.id}` appears on `{name}` at the same moment"
                hint = "move one of them, or say by `kind` that there is room for both"
                yield RULE.at(project.locate(dated.placement, "at"), message, hint)


check = Check(RULE, find)
