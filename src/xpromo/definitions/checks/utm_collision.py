"""No two things would be counted under the same tags, now or in what was promised before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xpromo import utm
from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.definitions.schema import Definition
from xpromo.errors import Problem, Rule
from xpromo.known import Known

RULE = Rule(
    "XP155",
    "utm-collision",
    "Two things under the same tags",
    why="Tags are how a click is told from another. Where two placements or variants share them, or differ by a dash "
    "only, one gets the other's numbers, and nobody notices.",
    bad="""\
# campaigns/swap.yaml
placements:
  - id: mug-weekly-launch
    property: green-mug-weekly
    promotes: northwind-coffee
    offer: first-bag
    at: 2026-12-02 09:00
    variants: [a, a]
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
    fix="Give one of the two another id. A placement that was renamed names its former id in `moved_from`.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield repeated variants, ids that read alike, and ids that were promised for another campaign."""
    yield from _variants(project)
    placements = [(item.id, item) for _, item in project.placements()]
    yield from _alike(project, utm.SOURCE, [(name, item) for name, (_, item) in project.properties.items()], "id")
    yield from _alike(project, utm.CAMPAIGN, project.campaigns.items(), "campaign")
    yield from _alike(project, utm.CONTENT, placements, "id")
    for campaign, placement in project.placements():
        before = known.placements.get(placement.id)
        renamed = before not in project.campaigns and campaign.id not in known.campaigns  # of orphaned-promise
        if before and before not in {campaign.id, campaign.moved_from} and not renamed:
            message = f"`{placement.id}` was promised for the campaign `{before}`"
            yield RULE.at(project.locate(placement, "id"), message, "an id is used once: choose another")


def _variants(project: Project) -> Iterator[Problem]:
    for _, placement in project.placements():
        if len(set(placement.variants)) == len(placement.variants):
            continue
        for number, variant in enumerate(placement.variants):
            if variant in placement.variants[:number]:
                content = f"{utm.CONTENT}={utm.content_of(placement.id, variant)}"
                message = f"the variant `{variant}` stands twice: both would be `{content}`"
                yield RULE.at(project.locate(placement, "variants", number), message, "give it another name")


def _alike(project: Project, tag: str, items: Iterable[tuple[str, Definition]], key: str) -> Iterator[Problem]:
    """Yield ids that are the same but for their dashes; equal ones are refused when the files are loaded."""
    seen: dict[str, str] = {}
    for name, item in items:
        first = seen.setdefault(name.replace("-", ""), name)
        if first != name:
            message = f"`{name}` and `{first}` differ by a dash only, as `{tag}` they are taken for each other"
            yield RULE.at(project.locate(item, key), message, "give one of them another id")


check = Check(RULE, find, ignorable=False)
