"""What a check is, and running all of them.

A check looks at definitions that loaded. It compares the dates of files with each other, never with today, so that a
clean workspace stays clean. A broken reference is the finding of one check: all others pass over it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from xpromo.definitions.ignoring import MARK, Ignores, read_ignores
from xpromo.definitions.model import Dated, Project
from xpromo.definitions.rules import RULES
from xpromo.definitions.schema import Campaign
from xpromo.errors import Problem, Rule, by_place
from xpromo.known import Known
from xpromo.registry import Registry


@dataclass(frozen=True, slots=True)
class Check:
    """A kind of finding and the function that finds it; not ``ignorable`` where no link can be made with it."""

    rule: Rule
    function: Callable[[Project, Known], Iterable[Problem]]
    ignorable: bool = True


def sides_of(project: Project, campaign: Campaign) -> list[str]:
    """Return the ids of who takes part and is defined, ours first."""
    ours = [project.brand.id] if project.brand else []
    return [*ours, *(name for name in campaign.partners if name in project.partners)]


def may_take_part(project: Project, campaign: Campaign) -> set[str]:
    """Return who takes part as far as one can tell: where a partner is unknown, any may have been meant.

    The unknown partner is one finding; everything that names the right one is none.
    """
    unknown = any(name not in project.partners for name in campaign.partners)
    listed = {*sides_of(project, campaign), *campaign.partners, *(project.partners if unknown else ())}
    return listed.union(forgotten(project, campaign))


def forgotten(project: Project, campaign: Campaign) -> list[str]:
    """Return the partners that placements name more than once and that the campaign doesn't list.

    They were left out where they are listed: one finding, and none at everything that names them. Where a listed one
    is unknown, it may be that one, misspelt.
    """
    if not set(campaign.partners) <= project.partners.keys():
        return []
    owners = (project.property(item.property) for item in campaign.placements)
    named = Counter(owner[0] for owner in owners if owner)
    named.update(item.promotes for item in campaign.placements)
    strangers = named.keys() & project.partners.keys() - set(campaign.partners)
    return sorted(name for name in strangers if named[name] > 1)


def clash(first: Dated, second: Dated) -> bool:
    """Whether two placements on one property want the same moment, and nothing says that there is room for both."""
    if first.moment != second.moment:
        return False
    kinds = {first.placement.kind, second.placement.kind}
    return len(kinds) == 1 or None in kinds


CHECKS = Registry("xpromo.definitions.checks", "check", Check)


def run_checks(project: Project, known: Known, names: Sequence[str] | None = None) -> list[Problem]:
    """Return what the checks of these names (None: all) find and nobody ignored, by place, and ignores in vain.

    Without a usable brand nothing can be compared: that is one finding, and not made here.
    """
    ignores = ignores_of(project)
    found = [] if project.brand is None else list(find_all(project, known, names))
    ran = () if project.brand is None else _names(names)
    more = (*ignores.problems, *ignores.unused(found, ran, project.broken))
    return sorted([*ignores.sift(found), *more], key=by_place)


def find_all(project: Project, known: Known, names: Sequence[str] | None = None) -> Iterable[Problem]:
    """Yield everything that the checks of these names (None: all) find."""
    chosen = CHECKS.names() if names is None else names
    return (problem for name in chosen for problem in CHECKS.get(name).function(project, known))


def ignores_of(project: Project) -> Ignores:
    """Return what the comments of a workspace ignore."""
    if not any(MARK in document.text for document in project.documents.values()):
        return Ignores()
    known = {name: False for rule in RULES for name in (rule.code, rule.slug)}
    known |= {name: check.ignorable for _, check in CHECKS.items() for name in (check.rule.code, check.rule.slug)}
    return read_ignores(project.documents.values(), known)


def _names(names: Sequence[str] | None) -> set[str]:
    """Return the codes and names of these checks."""
    chosen = (CHECKS.get(name).rule for name in (CHECKS.names() if names is None else names))
    return {name for rule in chosen for name in (rule.code, rule.slug)}
