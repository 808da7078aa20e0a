"""Every form of campaign has a page with a whole example, and stands in their index."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import REPO
from tests.docs.pages import blocks
from xpromo.definitions.form import FORMS

PAGES = REPO / "docs" / "forms"


def example(page: Path) -> Any:
    (text,) = [block.file[1] for block in blocks(page.read_text(encoding="utf-8")) if block.file]
    return yaml.safe_load(text)


def test_each_form_has_a_page_and_nothing_else_has() -> None:
    assert sorted(page.stem for page in PAGES.glob("*.md") if page.name != "README.md") == list(FORMS.modules)


@pytest.mark.parametrize("name", FORMS.modules)
def test_an_example_is_of_its_form(name: str) -> None:
    campaign, form = example(PAGES / f"{name}.md"), FORMS.get(name)
    metrics = [campaign["goals"]["primary"]["metric"], *(goal["metric"] for goal in campaign["goals"]["secondary"])]
    phases = [item["phase"] for item in campaign["placements"]]

    assert campaign["form"] == name
    assert tuple(metrics) == form.goals
    assert {"launch"} <= set(phases) <= {step.phase for step in form.steps}
    assert bool(campaign.get("swaps")) == (form.sides == "swap" and form.swaps)


@pytest.mark.parametrize("name", FORMS.modules)
def test_the_index_says_what_the_form_says(name: str) -> None:
    text = (PAGES / "README.md").read_text(encoding="utf-8")
    (row,) = [line for line in text.splitlines() if line.startswith(f"| [{name}]({name}.md)")]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert FORMS.get(name).about.startswith(cells[1])
    assert cells[3] == FORMS.get(name).goals[0]
