"""One page on a campaign."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPO, CommandLine
from tests.report.workspace import CAMPAIGN, MINT_DAY, PLACEMENT, REPORT_DAY, make_workspace


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("status"))


def status(cli: CommandLine, folder: Path, env: dict[str, str], *arguments: str) -> Any:
    done = cli("status", *arguments, "--format", "json", cwd=folder, env=env)
    assert done.code == 0, done.err
    return done.json()["data"]


def placement(page: Any, name: str = PLACEMENT) -> Any:
    return next(item for item in page["placements"] if item["placement"] == name)


def test_before_anything_is_minted_links_are_due(cli: CommandLine, tmp_path: Path) -> None:
    shutil.copytree(REPO / "campaigns", tmp_path / "campaigns")
    (page,) = status(cli, tmp_path, MINT_DAY, CAMPAIGN)
    assert page["minted"] == {"links": 0, "codes": 0}
    found = placement(page)
    assert (found["minted"], found["links"], found["clicks"], found["due"]) == ("no", 0, None, "mint its links")


def test_what_was_minted_and_imported_is_counted(cli: CommandLine, workspace: Path) -> None:
    (page,) = status(cli, workspace, REPORT_DAY, CAMPAIGN)
    found = placement(page)
    assert page["flight"] == {"start": "2026-11-30", "end": "2026-12-20"}
    assert (found["minted"], found["links"], found["reach"], found["clicks"], found["conversions"]) == (
        "yes",
        2,
        1000,
        40,
        6,
    )
    assert (found["approved"], found["sent"], found["due"]) == (None, None, "")
    assert page["minted"] == {"links": sum(item["links"] for item in page["placements"]), "codes": 402}


@pytest.mark.parametrize(
    ("now", "name", "due"),
    [
        pytest.param("2026-11-26", PLACEMENT, "goes out in 6 d", id="within a week"),
        pytest.param("2026-11-25", "mug-weekly-reminder", "", id="later than a week"),
        pytest.param("2026-12-10", "mug-instagram-teaser", "import its clicks", id="out, and no clicks"),
    ],
)
def test_what_is_due(cli: CommandLine, workspace: Path, now: str, name: str, due: str) -> None:
    (page,) = status(cli, workspace, {"XPROMO_NOW": f"{now}T09:00:00+00:00"}, CAMPAIGN)
    assert placement(page, name)["due"] == due


def test_after_the_flight_the_retro_is_due(cli: CommandLine, workspace: Path) -> None:
    (page,) = status(cli, workspace, {"XPROMO_NOW": "2026-12-28T09:00:00+00:00"}, CAMPAIGN)
    assert page["due"][-1] == {
        "placement": None,
        "what": f"retro of {CAMPAIGN}",
        "on": "2027-01-04",
        "urgency": "due",
        "owner": "northwind-coffee/analyst",
    }


def test_an_edited_placement_is_to_be_minted_again(cli: CommandLine, tmp_path: Path) -> None:
    folder = make_workspace(tmp_path)
    path = folder / "campaigns" / f"{CAMPAIGN}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("at: 2026-12-16 09:00", "at: 2026-12-17 09:00"))
    (page,) = status(cli, folder, REPORT_DAY, CAMPAIGN)
    assert placement(page, "mug-weekly-reminder")["due"] == "mint again: it was edited"


def test_an_unknown_campaign_is_wrong_usage(cli: CommandLine, workspace: Path) -> None:
    done = cli("status", "2026-winter-bundel", cwd=workspace)
    assert (done.code, done.out) == (2, "")
    assert "2026-winter-bundle" in done.err
