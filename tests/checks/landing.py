"""A landing page in the workspace of the tests, and what is found at it."""

from __future__ import annotations

from pathlib import Path

from tests.checks.workspace import find_problems, with_changes
from xpromo.errors import Problem

COLUMN = len('  - {id: first-bag, title: A bag, landing: "')  # of the page in campaigns/swap.yaml


def with_landing(url: str) -> dict[str, str]:
    """Return the workspace with this page for the brand's offer."""
    return with_changes(f"""\
# campaigns/swap.yaml
offers:
  - {{id: first-bag, title: A bag, landing: "{url}"}}
  - {{id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}}
""")


def at_landing(root: Path, url: str) -> list[Problem]:
    """Return what is found, which must all be found at the page."""
    problems = find_problems(root, with_landing(url))
    for problem in problems:
        assert problem.location is not None
        assert (problem.location.path, problem.location.column) == ("campaigns/swap.yaml", COLUMN)
        assert problem.location.end_column == COLUMN + len(url) + 2
    return problems


def codes_at(root: Path, url: str) -> list[str]:
    """Return the codes of what is found at a page."""
    return sorted(problem.code for problem in at_landing(root, url))
