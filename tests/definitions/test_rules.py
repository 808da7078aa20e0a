from __future__ import annotations

import re

import pytest

from tests.definitions.conftest import CAMPAIGN, WORKSPACE, LoadFiles
from xpromo.definitions.rules import RULES
from xpromo.errors import Rule

# What no piece of YAML can show, or what is found together with the checks; each has a test of its own.
NOT_SHOWN = {
    "bad-ignore",
    "not-ignorable",
    "unused-ignore",
    "unreadable-file",
    "file-too-large",
    "not-utf8",
    "too-many-values",
    "empty-file",
    "no-brand",
    "wrong-extension",
}
SHOWN = [rule for rule in RULES if rule.slug not in NOT_SHOWN]

OFFERS = """\
offers:
  - {id: winter15, title: 15 % off, landing: https://northwind.example/bundle}
"""
PLACEMENTS = """\
placements:
  - {id: mug-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: winter15}
"""
FULL = WORKSPACE | {"campaigns/swap.yaml": CAMPAIGN + OFFERS + PLACEMENTS}


def blocks(text: str) -> list[tuple[str, str]]:
    """Top-level keys with their lines."""
    return [
        (match[1], match[0]) for match in re.finditer(r"^([a-z_]+|---)[^\n]*\n(?:[ ][^\n]*\n)*", text, re.MULTILINE)
    ]


def with_example(example: str) -> dict[str, str]:
    """The workspace with the example's keys in the place of its own."""
    first, _, piece = example.partition("\n")
    path = first.removeprefix("# ")
    replaced = {key for key, _ in blocks(piece)}
    return FULL | {path: "".join(text for key, text in blocks(FULL[path]) if key not in replaced) + piece}


def test_the_workspace_that_examples_are_put_into_is_clean(load_files: LoadFiles) -> None:
    assert load_files(FULL)[1] == []


@pytest.mark.parametrize("rule", SHOWN, ids=lambda rule: rule.slug)
def test_the_bad_example_has_exactly_this_problem(rule: Rule, load_files: LoadFiles) -> None:
    _, problems = load_files(with_example(rule.bad))
    assert {problem.code for problem in problems} == {rule.code}
    assert {problem.location.path for problem in problems if problem.location} == {rule.bad.split("\n")[0][2:]}


@pytest.mark.parametrize("rule", SHOWN, ids=lambda rule: rule.slug)
def test_the_good_example_has_none(rule: Rule, load_files: LoadFiles) -> None:
    assert load_files(with_example(rule.good))[1] == []


def test_codes_and_names_are_unique_and_in_our_range() -> None:
    assert len({rule.code for rule in RULES}) == len({rule.slug for rule in RULES}) == len(RULES)
    assert all(re.fullmatch(r"XP0[012]\d|XP1[0-4]\d", rule.code) for rule in RULES)
    assert [rule.code for rule in RULES] == sorted(rule.code for rule in RULES)
    assert ("XP112", "bad-id") in {(rule.code, rule.slug) for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_every_rule_says_why_and_how_to_mend_it(rule: Rule) -> None:
    for sentence in (rule.why, rule.fix):
        assert sentence[:1].isupper() or sentence.startswith("`")
        assert sentence.endswith(".") or sentence[-1] in '"0'
    assert not rule.title.endswith(".")
