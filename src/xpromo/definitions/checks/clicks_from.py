"""`clicks_from` names a source that can be imported."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.definitions.schema import Definition
from xpromo.definitions.words import source_meant
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP222",
    "clicks-from",
    "A source of clicks that doesn't exist",
    why="Where several tools count the same clicks, `clicks_from` says which of them counts. If nothing by that name "
    "is ever imported, the placement has no clicks at all.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/brand.yaml
clicks_from: acess-log
""",
    good="""\
# campaigns/brand.yaml
clicks_from: combined-log
""",
    fix="Write the name of a source as `xpromo import` prints it.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield names that are no source, wherever the names of sources are known."""
    if known.sources:
        for item in _all(project):
            name = getattr(item, "clicks_from", None)
            if name is not None and name not in known.sources:
                message = f"there is no source `{name}`"
                yield RULE.at(project.locate(item, "clicks_from"), message, source_meant(name, known.sources))


def _all(project: Project) -> Iterator[Definition]:
    """Yield everything that may name a source."""
    if project.brand:
        yield project.brand
    for _, item in project.properties.values():
        yield item
    for _, placement in project.placements():
        yield placement


check = Check(RULE, find)
