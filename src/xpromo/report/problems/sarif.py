"""SARIF 2.1.0, the format of code scanning. Columns count characters, ends are exclusive: as ours do.

There is no address of documentation to point to, so each rule carries its own text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from xpromo import __version__
from xpromo.errors import Edit, Location, Problem, Rule, Severity, by_place
from xpromo.report.cells import visible
from xpromo.report.diagnosing import ProblemFormat, View, fingerprints

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_LINK = re.compile(r"\[(?=[^\]]*\]\()")


def _message(text: str) -> dict[str, str]:
    """Return words as a message: braces would be placeholders, and ``[a](b)`` a link."""
    doubled = visible(text).replace("{", "{{").replace("}", "}}")
    return {"text": _LINK.sub(r"\\[", doubled)}


def _file(path: str) -> dict[str, str]:
    return {"uri": quote(path), "uriBaseId": _ROOT}


def _region(place: Location) -> dict[str, int]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _rule(code: str, rule: Rule | None, problem: Problem) -> dict[str, Any]:
    """Return what is told of a kind of finding; of one that only its finding is known of, that."""
    if rule is None:
        return {"id": code, "name": problem.slug, "shortDescription": _message(problem.slug)}
    text = f"{rule.why} Fix: {rule.fix}" if rule.fix else rule.why
    return {
        "id": code,
        "name": rule.slug,
        "shortDescription": _message(rule.title),
        "fullDescription": _message(rule.why),
        "help": _message(text),
        "defaultConfiguration": {"level": _LEVEL[rule.severity]},
    }


def _result(problem: Problem, index: int, fingerprint: str) -> dict[str, Any]:
    hint = f"; {problem.hint}" if problem.hint else ""
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": index,
        "level": _LEVEL[problem.severity],
        "message": _message(f"{problem.message}{hint}"),
        "partialFingerprints": {"xpromo/v1": fingerprint},
    }
    place = problem.location
    if place:
        physical = {"artifactLocation": _file(place.path), "region": _region(place)}
        result["locations"] = [{"physicalLocation": physical}]
    if place and problem.edits:
        result["fixes"] = [_fix(place.path, problem.edits)]
    return result


def _fix(path: str, edits: Iterable[Edit]) -> dict[str, Any]:
    replacements = [{"deletedRegion": _region(edit.place), "insertedContent": {"text": edit.text}} for edit in edits]
    words = {"text": "what `xpromo check --fix` writes"}
    return {"description": words, "artifactChanges": [{"artifactLocation": _file(path), "replacements": replacements}]}


def _log(problems: Sequence[Problem], rules: Mapping[str, Rule], prints: Sequence[str]) -> dict[str, Any]:
    kinds = {problem.code: problem for problem in reversed(problems)}
    index = {code: number for number, code in enumerate(sorted(kinds))}
    driver = {
        "name": "xpromo",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(code, rules.get(code), kinds[code]) for code in index],
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "xpromo/check/"},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, index[problem.code], one) for problem, one in zip(problems, prints, strict=True)],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def render(problems: Sequence[Problem], view: View) -> str:
    """Return the whole JSON text: one run, whose rules are those that found something."""
    ordered = sorted(problems, key=by_place)
    return json.dumps(_log(ordered, view.rules, fingerprints(ordered, view)), indent=1) + "\n"


problem_format = ProblemFormat("SARIF 2.1.0, for code scanning", render)
