"""An id of another tool belongs to one placement."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.definitions.renaming import renamed_placements
from xpromo.errors import Problem, Rule
from xpromo.known import Known

RULE = Rule(
    "XP220",
    "external-ids",
    "Two placements with one id in another tool",
    why="Counts that a tool exports are tied to a placement by its id there. Where two have the same, one gets "
    "everything and the other nothing.",
    bad="""\
# campaigns/swap.yaml
placements:
  - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag,
     at: 2026-12-02 09:00, external: {mailchimp: a1b2}}
  - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift,
     at: 2026-12-02 08:00, external: {mailchimp: a1b2}}
""",
    good="""\
# campaigns/swap.yaml
placements:
  - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag,
     at: 2026-12-02 09:00, external: {mailchimp: a1b2}}
  - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift,
     at: 2026-12-02 08:00, external: {mailchimp: c3d4}}
""",
    fix="Look the id up in the tool: each mailing, post or campaign there has its own.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield ids that another placement has, in the files or, when it isn't defined any more, in the ledger."""
    owners = _promised(project, known)
    present = renamed_placements(project, known) if owners else {}
    for _, placement in project.placements():
        for tool, number in placement.external.items():
            other = owners.setdefault((tool, number), placement.id)
            if present.get(other, other) != placement.id:
                message = f"`{other}` has this {tool} id already"
                yield RULE.at(project.locate(placement, "external", tool), message, RULE.hint)


def _promised(project: Project, known: Known) -> dict[tuple[str, str], str]:
    """Return the ids of promised placements that the files don't define: theirs are as the files say."""
    gone = known.promises.keys() - {placement.id for _, placement in project.placements()} if known.promises else ()
    return {pair: name for name in sorted(gone) for pair in known.promises[name].external.items()}


check = Check(RULE, find)
