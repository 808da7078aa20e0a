"""A browser, and the pages that people open in it; without a browser its tests are skipped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.browser.chromium import NAMES, Browser, find_chromium, started
from tests.conftest import run_here

CAMPAIGN = "2026-winter-bundle"
NOW = {"XPROMO_NOW": "2027-01-31T09:00:00+00:00"}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = find_chromium()
    if program is None:
        pytest.skip(f"no browser on PATH: {', '.join(NAMES)}")
    with ExitStack() as stack:
        try:
            running = stack.enter_context(started(program))
        except (AssertionError, OSError) as error:
            pytest.skip(f"{program} is here and doesn't answer: {error}")
        yield running


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace of the demo, its ninety days imported."""
    folder = tmp_path_factory.mktemp("browser")
    done = run_here("demo", "shop", cwd=folder)
    assert done.code == 0, done.err
    return folder / "shop"


@pytest.fixture(scope="session")
def scorecard(shop: Path) -> Path:
    """The page of one campaign."""
    return written(shop, "campaign.html", "report", CAMPAIGN)


@pytest.fixture(scope="session")
def program(shop: Path) -> Path:
    """The page of all campaigns."""
    return written(shop, "program.html", "report")


@pytest.fixture(scope="session")
def table(shop: Path) -> Path:
    """A page that is only a table, with addresses in it."""
    return written(shop, "links.html", "links", CAMPAIGN)


def written(shop: Path, name: str, *arguments: str) -> Path:
    done = run_here(*arguments, "--output", name, cwd=shop, env=NOW)
    assert done.code == 0, done.err
    return shop / name
