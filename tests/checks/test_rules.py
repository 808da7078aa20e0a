"""What holds for every check there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.workspace import FILES, find_problems, with_changes
from xpromo.definitions.checking import CHECKS, Check
from xpromo.records import Known

# What the ledger knows where an example needs one
KNOWN = {"past-tags": Known(tags={"utm_source": frozenset({"northwind-weekly", "northwind-magazine"})})}
ALL = [pytest.param(check, id=name) for name, check in CHECKS.items()]


def test_the_workspace_without_a_mistake_is_clean(tmp_path: Path) -> None:
    assert find_problems(tmp_path, FILES) == []


def test_these_are_the_checks() -> None:
    assert [(name, check.rule.code) for name, check in CHECKS.items()] == [
        ("agreement", "XP186"),
        ("app-store", "XP167"),
        ("bare-file", "XP168"),
        ("blackout", "XP185"),
        ("budget", "XP190"),
        ("caps", "XP183"),
        ("claims", "XP188"),
        ("clashes", "XP182"),
        ("dates", "XP151"),
        ("disclosure", "XP187"),
        ("exclusivity", "XP184"),
        ("expectations", "XP180"),
        ("foreign-tags", "XP164"),
        ("fragment-route", "XP169"),
        ("ga4-channel", "XP156"),
        ("goals", "XP157"),
        ("guardrails", "XP189"),
        ("landing-domain", "XP152"),
        ("link-length", "XP172"),
        ("lookalike-host", "XP162"),
        ("mutual-value", "XP177"),
        ("nested-url", "XP165"),
        ("past-tags", "XP170"),
        ("personal-data", "XP163"),
        ("phases", "XP181"),
        ("reachable-goals", "XP176"),
        ("references", "XP150"),
        ("roles", "XP158"),
        ("separate-people", "XP178"),
        ("shortener", "XP166"),
        ("similar-ids", "XP160"),
        ("similar-names", "XP161"),
        ("swap-balance", "XP179"),
        ("swap-sides", "XP159"),
        ("tag-spelling", "XP171"),
        ("unreported-tags", "XP173"),
        ("url-grammar", "XP153"),
        ("utm-collision", "XP155"),
        ("utm-policy", "XP154"),
    ]


def test_a_check_is_called_what_its_rule_is_called() -> None:
    assert [name for name, check in CHECKS.items() if check.rule.slug != name] == []


@pytest.mark.parametrize("check", ALL)
def test_the_bad_example_is_found_and_nothing_else(check: Check, tmp_path: Path) -> None:
    problems = find_problems(tmp_path, with_changes(check.rule.bad), KNOWN.get(check.rule.slug))
    assert {problem.code for problem in problems} == {check.rule.code}


@pytest.mark.parametrize("check", ALL)
def test_the_good_example_is_clean(check: Check, tmp_path: Path) -> None:
    assert find_problems(tmp_path, with_changes(check.rule.good), KNOWN.get(check.rule.slug)) == []


@pytest.mark.parametrize("check", ALL)
def test_every_finding_says_what_to_do(check: Check, tmp_path: Path) -> None:
    for problem in find_problems(tmp_path, with_changes(check.rule.bad), KNOWN.get(check.rule.slug)):
        assert problem.hint
        assert problem.message[-1] not in ".!"
