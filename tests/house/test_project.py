"""What pyproject.toml promises to the people who install the package."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import Any

import pytest

import xpromo


@pytest.fixture(scope="module")
def project(repo: Path) -> dict[str, Any]:
    parsed: dict[str, Any] = tomllib.loads((repo / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return parsed


def test_the_installed_version_is_the_one_in_the_source() -> None:
    assert version("xpromo") == xpromo.__version__


def test_the_command_leads_to_a_function() -> None:
    (command,) = entry_points(group="console_scripts", name="xpromo")
    assert callable(command.load())


def test_the_extras_are_those_that_the_documentation_names(project: dict[str, Any]) -> None:
    named = {"excel", "banners", "email", "stats", "quasi", "warehouse", "semantic", "all"}
    assert project["optional-dependencies"].keys() == named


def test_the_extra_all_is_every_other_but_the_warehouse(project: dict[str, Any]) -> None:
    (everything,) = project["optional-dependencies"]["all"]
    listed = re.fullmatch(r"xpromo\[(.+)]", everything)
    assert listed is not None
    assert set(listed[1].split(",")) == project["optional-dependencies"].keys() - {"all", "warehouse"}


def test_the_changelog_begins_with_what_is_not_released_yet(repo: Path) -> None:
    headings = re.findall(r"^## (.+)$", (repo / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == "Unreleased"
