"""No two ids of a kind are easily taken for each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from xpromo.definitions.checking import Check
from xpromo.definitions.lookalikes import near_ids
from xpromo.definitions.model import Project
from xpromo.definitions.schema import Definition
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP160",
    "similar-ids",
    "Two ids that are easily taken for each other",
    why="Ids are typed into other tools and read aloud in calls. `mornings` beside `momings`, or `letter` beside "
    "`lettre`, and somebody books, pays or reports the wrong one.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/brand.yaml
properties:
  - {id: northwind-weekly, name: Northwind Weekly, channel: email}
  - {id: northwind-weelky, name: the app, channel: in_app}
""",
    good="""\
# campaigns/brand.yaml
properties:
  - {id: northwind-weekly, name: Northwind Weekly, channel: email}
  - {id: northwind-app, name: the app, channel: in_app}
""",
    fix="Give the newer one an id that differs by a word. Once it is promised, name the former id in `moved_from`.",
)

# id → the id of the brand, partner or campaign that it may begin with; what has it; the key that holds it
_Ids: TypeAlias = dict[str, tuple[str, Definition, str]]


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield ids of partners, properties, campaigns and offers that are near an earlier one of their kind."""
    for ids in (_parties(project), _properties(project), _campaigns(project), _offers(project)):
        for name, other in near_ids(ids).items():
            owner, item, key = ids[name]
            if not _by_prefix(name, owner, other, ids[other][0]):
                message = f"`{name}` is easily taken for `{other}`"
                hint = f"choose an id that differs by a word; the other one: {project.locate(*ids[other][1:])}"
                yield RULE.at(project.locate(item, key), message, hint)


def _parties(project: Project) -> _Ids:
    ours: _Ids = {project.brand.id: ("", project.brand, "brand")} if project.brand else {}
    return ours | {name: ("", partner, "partner") for name, partner in project.partners.items() if name not in ours}


def _properties(project: Project) -> _Ids:
    return {name: (owner, item, "id") for name, (owner, item) in project.properties.items()}


def _campaigns(project: Project) -> _Ids:
    return {name: ("", campaign, "campaign") for name, campaign in project.campaigns.items()}


def _offers(project: Project) -> _Ids:
    return {name: (campaign.id, offer, "id") for name, (campaign, offer) in project.offers.items()}


def _by_prefix(name: str, owner: str, other: str, other_owner: str) -> bool:
    """Whether two ids are near because those of their owners are: that is one finding, of the owners."""
    if owner == other_owner or not (name.startswith(owner) and other.startswith(other_owner)):
        return False
    return name.removeprefix(owner) == other.removeprefix(other_owner)


check = Check(RULE, find)
