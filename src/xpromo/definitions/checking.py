"""What a check is, and running all of them.

A check looks at definitions that loaded. It compares the dates of files with each other, never with today, so that a
clean workspace stays clean. A broken reference is the finding of one check: all others pass over it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from xpromo.definitions.project import Project
from xpromo.errors import Problem, Rule, by_place
from xpromo.records import Known
from xpromo.registry import Registry


@dataclass(frozen=True, slots=True)
class Check:
    """A kind of finding and the function that finds it."""

    rule: Rule
    function: Callable[[Project, Known], Iterable[Problem]]


CHECKS = Registry("xpromo.definitions.checks", "check", Check)


def run_checks(project: Project, known: Known) -> list[Problem]:
    """Return what every check finds, by place."""
    found = (problem for _, check in CHECKS.items() for problem in check.function(project, known))
    return sorted(found, key=by_place)
