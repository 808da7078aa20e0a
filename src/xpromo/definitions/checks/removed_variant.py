"""Every variant that was promised is still defined."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP224",
    "removed-variant",
    "A variant that was promised is not defined any more",
    why="Its link is out and goes on counting for the placement, beside the variants that are left. What was to be "
    "compared is compared no more, and kits and lists don't show the link again.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/swap.yaml
# minted with the variants a, b and c
placements:
  - id: mug-weekly-launch
    property: green-mug-weekly
    promotes: northwind-coffee
    offer: first-bag
    at: 2026-12-02 09:00
    variants: [a, b]
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
    variants: [a, b, c]
  - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
""",
    fix="Put it back. A version that is no good any more can stay defined and not be sent.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield placements of which a promised variant is gone."""
    for _, placement in project.placements() if known.variants else ():
        before = known.variants.get(placement.id) or known.variants.get(placement.moved_from or "") or frozenset()
        gone = sorted(before - set(placement.variants))
        if gone:
            listed = ", ".join(f"`{name}`" for name in gone)
            key = "variants" if placement.variants else "id"
            place = project.locate(placement, key, key=key == "variants")
            hint = f"put {'it' if len(gone) == 1 else 'them'} back: what the link brings counts for the placement"
            were = "was" if len(gone) == 1 else "were"
            message = f"{listed} of `{placement.id}` {were} promised, and no variant is called so now"
            yield RULE.at(place, message, hint)


check = Check(RULE, find)
