"""What holds for every check there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.workspace import FILES, find_problems, with_changes
from xpromo.definitions.checking import CHECKS, Check

ALL = [pytest.param(check, id=name) for name, check in CHECKS.items()]


def test_the_workspace_without_a_mistake_is_clean(tmp_path: Path) -> None:
    assert find_problems(tmp_path, FILES) == []


def test_these_are_the_checks() -> None:
    assert [(name, check.rule.code) for name, check in CHECKS.items()] == [
        ("dates", "XP151"),
        ("ga4-channel", "XP156"),
        ("goals", "XP157"),
        ("landing-domain", "XP152"),
        ("references", "XP150"),
        ("renames", "XP169"),
        ("roles", "XP158"),
        ("swap-sides", "XP159"),
        ("url-grammar", "XP153"),
        ("utm-collision", "XP155"),
        ("utm-policy", "XP154"),
    ]


def test_a_check_is_called_what_its_rule_is_called() -> None:
    assert [name for name, check in CHECKS.items() if check.rule.slug != name] == []


@pytest.mark.parametrize("check", ALL)
def test_the_bad_example_is_found_and_nothing_else(check: Check, tmp_path: Path) -> None:
    assert {problem.code for problem in find_problems(tmp_path, with_changes(check.rule.bad))} == {check.rule.code}


@pytest.mark.parametrize("check", ALL)
def test_the_good_example_is_clean(check: Check, tmp_path: Path) -> None:
    assert find_problems(tmp_path, with_changes(check.rule.good)) == []


@pytest.mark.parametrize("check", ALL)
def test_every_finding_says_what_to_do(check: Check, tmp_path: Path) -> None:
    for problem in find_problems(tmp_path, with_changes(check.rule.bad)):
        assert problem.hint
        assert problem.message[-1] not in ".!"
