"""A new tag is not an old one misspelt."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from xpromo import utm
from xpromo.definitions.checking import Check
from xpromo.definitions.lookalikes import near_ids
from xpromo.definitions.model import Project
from xpromo.definitions.schema import Definition
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP170",
    "past-tags",
    "A tag is nearly one of the past",
    why="Analytics keep every spelling for ever. `northwind-weekly` after a year of `northwind_weekly` begins at zero, "
    "and every comparison has to know both. Found in what the ledger holds: promised links, and facts that reached "
    "nobody.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/brand.yaml
properties:
  - {id: northwind-weekly, name: Northwind Weekly, channel: email}
  - {id: northwind-magazin, name: the magazine, channel: print}
""",
    good="""\
# campaigns/brand.yaml
properties:
  - {id: northwind-weekly, name: Northwind Weekly, channel: email}
  - {id: northwind-magazine, name: the magazine, channel: print}
""",
    fix="Write it as it was before, or keep the new one knowingly: once its links are minted nothing is said any more.",
)
_SEPARATORS = re.compile(r"[^a-z0-9]+")


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield properties and campaigns that nobody promised yet and whose id is near a value of the past."""
    sources = {name: (item, "id") for name, (_, item) in project.properties.items()}
    campaigns = {name: (campaign, "campaign") for name, campaign in project.campaigns.items()}
    renamed = {campaign.moved_from for campaign in project.campaigns.values()}
    yield from _tag(project, sources, known.tags.get(utm.SOURCE, frozenset()))
    yield from _tag(project, campaigns, known.tags.get(utm.CAMPAIGN, frozenset()) - renamed)


def _tag(project: Project, ids: Mapping[str, tuple[Definition, str]], values: Collection[str]) -> Iterator[Problem]:
    past = sorted({*values} - ids.keys())
    fresh = [name for name in ids if name not in values]
    if not past or not fresh:
        return
    spelled = {_SEPARATORS.sub("", value.lower()): value for value in past}
    near = near_ids([*past, *fresh])
    for name in fresh:
        other = spelled.get(name.replace("-", "")) or near.get(name)
        if other in past:
            item, key = ids[name]
            message = f"`{name}` is new, and nearly `{other}`, which the ledger knows"
            yield RULE.at(project.locate(item, key), message, "write it as before, or keep it if it is another thing")


check = Check(RULE, find)
