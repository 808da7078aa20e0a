"""Problem codes are for ever: each is declared once and can be explained."""

from __future__ import annotations

import re
from collections import Counter
from importlib import import_module
from pathlib import Path

from xpromo.operations.explain import _HOMES, all_rules

RAISED = re.compile(r'code="(XP\d{3})"')


def test_each_code_that_is_raised_can_be_explained(repo: Path) -> None:
    raised = {
        code for path in (repo / "src").rglob("*.py") for code in RAISED.findall(path.read_text(encoding="utf-8"))
    }
    assert raised - all_rules().keys() == set()


def test_no_code_and_no_name_has_two_meanings() -> None:
    declared = [rule for home in _HOMES for rule in import_module(f"xpromo.{home}").RULES]
    codes, slugs = Counter(rule.code for rule in declared), Counter(rule.slug for rule in all_rules().values())
    assert [code for code, count in codes.items() if count > 1] == []
    assert [slug for slug, count in slugs.items() if count > 1] == []
