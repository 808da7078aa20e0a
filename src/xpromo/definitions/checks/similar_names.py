"""No two brands have names that look the same."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.lookalikes import name_skeleton, near_ids
from xpromo.definitions.model import Project
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP161",
    "similar-names",
    "Two brands whose names look the same",
    why="In a report and in a mail there is only the name. Two that look the same are either one partner in two "
    "files, whose numbers are split, or somebody who wants to be taken for the other.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/partners/shop.yaml
schema_version: 1
partner: shop
name: Green-Mug
properties: [{id: shop-letter, name: Letter, channel: email}]
""",
    good="""\
# campaigns/partners/shop.yaml
schema_version: 1
partner: shop
name: Green Mug Shop
properties: [{id: shop-letter, name: Letter, channel: email}]
""",
    fix="Put both into one file, or give the second a name that says which one it is.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield brands with a name like an earlier one. Where the ids are alike too, that is the finding of similar-ids."""
    first: dict[str, str] = {}
    for party in project.parties.values():
        other = first.setdefault(name_skeleton(party.name) or party.name, party.id)
        if other != party.id and not near_ids([other, party.id]):
            message = f"this name looks like that of `{other}`"
            hint = "put both into one file, or let the name say which one it is"
            yield RULE.at(project.locate(party, "name"), message, hint)


check = Check(RULE, find)
