"""GitLab's Code Quality report, shown in a merge request: what is new there is what has a new fingerprint."""

from __future__ import annotations

import json
from collections.abc import Sequence

from xpromo.errors import Location, Problem, Severity, by_place
from xpromo.report.cells import visible
from xpromo.report.diagnosing import ProblemFormat, View, fingerprints

_SEVERITY = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}
_SOMEWHERE = Location("campaigns")  # GitLab wants a place


def _entry(problem: Problem, fingerprint: str) -> dict[str, object]:
    place = problem.location or _SOMEWHERE
    hint = f"; {problem.hint}" if problem.hint else ""
    return {
        "description": visible(f"{problem.code} {problem.slug}: {problem.message}{hint}"),
        "check_name": problem.slug,
        "fingerprint": fingerprint,
        "severity": _SEVERITY[problem.severity],
        "location": {"path": place.path, "lines": {"begin": place.line, "end": place.end_line}},
    }


def render(problems: Sequence[Problem], view: View) -> str:
    """Return the whole JSON text: a list, empty where nothing is found."""
    ordered = sorted(problems, key=by_place)
    pairs = zip(ordered, fingerprints(ordered, view), strict=True)
    return json.dumps([_entry(problem, fingerprint) for problem, fingerprint in pairs], indent=1) + "\n"


problem_format = ProblemFormat("Code Quality report for GitLab", render)
