"""What holds for every check there is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.checks.workspace import FILES, QUIET, find_problems, promised, with_changes
from xpromo.definitions.checking import CHECKS, Check
from xpromo.errors import Problem
from xpromo.records import Known

ALL = [pytest.param(check, id=name) for name, check in CHECKS.items()]


def test_the_workspace_without_a_mistake_is_clean(tmp_path: Path) -> None:
    assert find_problems(tmp_path, FILES) == []


def test_these_are_the_checks() -> None:
    assert [(name, check.rule.code) for name, check in CHECKS.items()] == [
        ("changed-after-promise", "XP210"),
        ("clicks-from", "XP222"),
        ("code-capacity", "XP213"),
        ("code-collision", "XP215"),
        ("code-legibility", "XP216"),
        ("code-strength", "XP214"),
        ("dates", "XP151"),
        ("external-ids", "XP220"),
        ("ga4-channel", "XP156"),
        ("goals", "XP157"),
        ("landing-domain", "XP152"),
        ("moved-from", "XP212"),
        ("offers", "XP217"),
        ("orphaned-promise", "XP211"),
        ("partner-stage", "XP219"),
        ("references", "XP150"),
        ("roles", "XP158"),
        ("swap-sides", "XP159"),
        ("unused", "XP218"),
        ("url-grammar", "XP153"),
        ("utm-collision", "XP155"),
        ("utm-policy", "XP154"),
        ("variants", "XP221"),
    ]


def test_a_check_is_called_what_its_rule_is_called() -> None:
    assert [name for name, check in CHECKS.items() if check.rule.slug != name] == []


WITH_A_LEDGER = {"changed-after-promise", "orphaned-promise"}


def found_in(example: str, check: Check, folder: Path) -> list[Problem]:
    """Everything that is wrong with an example of a check, when what the check needs to know is known."""
    slug = check.rule.slug
    known = promised(folder) if slug in WITH_A_LEDGER else Known()
    known = replace(known, sources=("combined-log",)) if slug == "clicks-from" else known
    return find_problems(folder, with_changes(example), known, quiet=QUIET - {check.rule.code})


@pytest.mark.parametrize("check", ALL)
def test_the_bad_example_is_found_and_nothing_else(check: Check, tmp_path: Path) -> None:
    assert {problem.code for problem in found_in(check.rule.bad, check, tmp_path)} == {check.rule.code}


@pytest.mark.parametrize("check", ALL)
def test_the_good_example_is_clean(check: Check, tmp_path: Path) -> None:
    assert found_in(check.rule.good, check, tmp_path) == []


@pytest.mark.parametrize("check", ALL)
def test_every_finding_says_what_to_do(check: Check, tmp_path: Path) -> None:
    for problem in found_in(check.rule.bad, check, tmp_path):
        assert problem.hint
        assert problem.message[-1] not in ".!"
