"""GitLab's Code Quality report: a list of what GitLab documents as needed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from jsonschema import Draft202012Validator

from tests.report.problems.findings import ALL, BAD_ID, MENDED, NOTE, WARNING, at, view
from xpromo.errors import Problem
from xpromo.report.problems import gitlab

# What GitLab reads: a description, a unique fingerprint, a relative path, a first line, one of five severities
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 32},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./|/)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def entries(*problems: Problem, shift: int = 0) -> Any:
    return json.loads(gitlab.render(problems, view(shift=shift)))


def prints(*problems: Problem, shift: int = 0) -> list[str]:
    return [entry["fingerprint"] for entry in entries(*problems, shift=shift)]


def moved(problem: Problem, lines: int) -> Problem:
    place = problem.location
    assert place is not None
    return replace(problem, location=replace(place, line=place.line + lines, end_line=place.end_line + lines))


def test_it_is_what_gitlab_reads() -> None:
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(entries(*ALL))] == []


def test_nothing_found_is_an_empty_list() -> None:
    assert entries() == []


def test_an_entry() -> None:
    [entry] = entries(BAD_ID)
    assert entry["description"] == "XP112 bad-id: `A b` is no id; write `a-b`"
    assert entry["check_name"] == "bad-id"
    assert entry["location"] == {"path": "campaigns/swap.yaml", "lines": {"begin": 3, "end": 3}}


def test_severities() -> None:
    assert [entry["severity"] for entry in entries(BAD_ID, WARNING, NOTE)] == ["major", "minor", "info"]


def test_fingerprints_are_unique() -> None:
    many = [*ALL, replace(BAD_ID, message="another"), replace(BAD_ID, location=at(3, 1, 5))]
    assert len(set(prints(*many))) == len(many)


def test_fingerprints_stay_when_lines_move_and_messages_with_them() -> None:
    assert prints(moved(BAD_ID, 4), moved(MENDED, 4), shift=4) == prints(BAD_ID, MENDED)


def test_a_new_finding_does_not_change_the_others() -> None:
    assert set(prints(BAD_ID, WARNING)) < set(prints(BAD_ID, MENDED, WARNING))
