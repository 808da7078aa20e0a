"""`clicks_from` names a source that can be imported and counts clicks."""

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
    "A source of clicks that doesn't exist, or counts none",
    why="Where several tools count the same clicks, `clicks_from` says which of them counts. If nothing by that name "
    "is ever imported, or only sessions, visits or orders come from it, the placement has no clicks at all.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/brand.yaml
clicks_from: acess-log
""",
    good="""\
# campaigns/brand.yaml
clicks_from: combined-log
""",
    fix="Write the name of a source as `xpromo import` prints it, or `shortener`, `log` or `generic` for the first of "
    "a kind.",
)

SESSIONS = "name a source of clicks, such as `combined-log`; sessions, visits and unique clicks never fill them"


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield names that are no source, wherever the names of sources are known."""
    if known.sources:
        for item in _all(project):
            name = getattr(item, "clicks_from", None)
            if name is None:
                continue
            if name not in known.sources:
                message = f"there is no source `{name}`"
                clicks = [source for source in known.sources if known.counts_clicks(source)]
                yield RULE.at(project.locate(item, "clicks_from"), message, source_meant(name, clicks))
            elif not known.counts_clicks(name):
                message = f"no clicks come from `{name}`, so that there would be none at all"
                yield RULE.at(project.locate(item, "clicks_from"), message, SESSIONS)


def _all(project: Project) -> Iterator[Definition]:
    """Yield everything that may name a source."""
    if project.brand:
        yield project.brand
    for _, item in project.properties.values():
        yield item
    for _, placement in project.placements():
        yield placement


check = Check(RULE, find)
