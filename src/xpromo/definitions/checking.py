"""What a check is, and running all of them.

A check looks at definitions that loaded. It compares the dates of files with each other, never with today, so that a
clean workspace stays clean. A broken reference is the finding of one check: all others pass over it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from xpromo.definitions.model import Dated, Project
from xpromo.definitions.schema import Campaign
from xpromo.errors import Problem, Rule, by_place
from xpromo.records import Known
from xpromo.registry import Registry


@dataclass(frozen=True, slots=True)
class Check:
    """A kind of finding and the function that finds it."""

    rule: Rule
    function: Callable[[Project, Known], Iterable[Problem]]


def sides_of(project: Project, campaign: Campaign) -> list[str]:
    """Return the ids of who takes part and is defined, ours first."""
    ours = [project.brand.id] if project.brand else []
    return [*ours, *(name for name in campaign.partners if name in project.partners)]


def may_take_part(project: Project, campaign: Campaign) -> set[str]:
    """Return who takes part as far as one can tell: where a partner is unknown, any may have been meant.

    The unknown partner is one finding; everything that names the right one is none.
    """
    unknown = any(name not in project.partners for name in campaign.partners)
    return {*sides_of(project, campaign), *campaign.partners, *(project.partners if unknown else ())}


def clash(first: Dated, second: Dated) -> bool:
    """Whether two placements on one property want the same moment, and nothing says that there is room for both."""
    if first.moment != second.moment:
        return False
    kinds = {first.placement.kind, second.placement.kind}
    return len(kinds) == 1 or None in kinds


CHECKS = Registry("xpromo.definitions.checks", "check", Check)


def run_checks(project: Project, known: Known) -> list[Problem]:
    """Return what every check finds, by place. Without a usable brand nothing can be compared: that is one finding."""
    if project.brand is None:
        return []
    found = (problem for _, check in CHECKS.items() for problem in check.function(project, known))
    return sorted(found, key=by_place)
