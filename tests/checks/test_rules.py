"""What holds for every check there is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.checks.test_one_sided import LITTLE
from tests.checks.workspace import FILES, SPARE, find_problems, promised, with_changes
from xpromo.definitions.checking import CHECKS, Check
from xpromo.errors import Problem
from xpromo.known import Known

# What a ledger knows where an example needs it
TAGS = {"past-tags": {"utm_source": frozenset({"northwind-weekly", "northwind-magazine"})}}
ALL = [pytest.param(check, id=name) for name, check in CHECKS.items()]


def test_the_workspace_without_a_mistake_is_clean(tmp_path: Path) -> None:
    assert find_problems(tmp_path, FILES, quiet=frozenset()) == []


def test_these_are_the_checks() -> None:
    assert [(name, check.rule.code) for name, check in CHECKS.items()] == [
        ("agreement", "XP186"),
        ("app-store", "XP167"),
        ("audience-verified", "XP229"),
        ("bare-file", "XP168"),
        ("blackout", "XP185"),
        ("budget", "XP190"),
        ("caps", "XP183"),
        ("changed-after-promise", "XP210"),
        ("claims", "XP188"),
        ("clashes", "XP182"),
        ("clicks-from", "XP222"),
        ("code-capacity", "XP213"),
        ("code-collision", "XP215"),
        ("code-legibility", "XP216"),
        ("code-strength", "XP214"),
        ("dates", "XP151"),
        ("disclosure", "XP187"),
        ("exclusivity", "XP184"),
        ("expectations", "XP180"),
        ("external-ids", "XP220"),
        ("foreign-tags", "XP164"),
        ("fragment-route", "XP169"),
        ("fragment-tags", "XP228"),
        ("ga4-channel", "XP156"),
        ("goals", "XP157"),
        ("guardrails", "XP189"),
        ("idle-partner", "XP226"),
        ("landing-domain", "XP152"),
        ("link-length", "XP172"),
        ("lookalike-host", "XP162"),
        ("lowered-count", "XP225"),
        ("mail-footer", "XP247"),
        ("moved-from", "XP212"),
        ("mutual-value", "XP177"),
        ("nested-url", "XP165"),
        ("offers", "XP217"),
        ("one-sided-partner", "XP223"),
        ("orphaned-promise", "XP211"),
        ("partner-stage", "XP219"),
        ("past-tags", "XP170"),
        ("personal-data", "XP163"),
        ("phases", "XP181"),
        ("reachable-goals", "XP176"),
        ("references", "XP150"),
        ("removed-variant", "XP224"),
        ("roles", "XP158"),
        ("sales-from", "XP174"),
        ("separate-people", "XP178"),
        ("shared-domain", "XP227"),
        ("shortener", "XP166"),
        ("similar-ids", "XP160"),
        ("similar-names", "XP161"),
        ("swap-balance", "XP179"),
        ("swap-sides", "XP159"),
        ("tag-spelling", "XP171"),
        ("unreported-tags", "XP173"),
        ("unused", "XP218"),
        ("url-grammar", "XP153"),
        ("utm-collision", "XP155"),
        ("utm-policy", "XP154"),
        ("variants", "XP221"),
    ]


def test_a_check_is_called_what_its_rule_is_called() -> None:
    assert [name for name, check in CHECKS.items() if check.rule.slug != name] == []


WITH_A_LEDGER = {"changed-after-promise", "orphaned-promise"}
MINTED_AS_GOOD = {"lowered-count", "removed-variant"}


def found_in(example: str, check: Check, folder: Path) -> list[Problem]:
    """Everything that is wrong with an example of a check, when what the check needs to know is known."""
    slug = check.rule.slug
    known = LITTLE if slug == "one-sided-partner" else Known()
    if slug in WITH_A_LEDGER | MINTED_AS_GOOD:
        known = promised(folder, check.rule.good if slug in MINTED_AS_GOOD else "")
    known = replace(known, sources=("combined-log", "shopify-orders"), tags=TAGS.get(slug, {}))
    return find_problems(folder, with_changes(example), known, quiet=SPARE - {check.rule.code})


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
