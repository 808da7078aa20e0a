"""``report --explain-excluded``: raw and kept clicks by placement and source, and the rules between them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CommandLine
from tests.report.workspace import CAMPAIGN, PLACEMENT, make_workspace, report


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("explaining"))


def explained(cli: CommandLine, folder: Path, *arguments: str) -> Any:
    done = report(cli, folder, "--explain-excluded", *arguments, "--format", "json")
    assert done.code == 0, done.err
    return done.json()["data"]


def test_every_row_says_raw_and_kept_and_why(cli: CommandLine, workspace: Path) -> None:
    rows = explained(cli, workspace)["rows"]
    names = ("placement", "source", "counts", "clicks_raw", "clicks", "excluded")
    assert [tuple(row[name] for name in names) for row in rows] == [
        (PLACEMENT, "clicks", True, 45, 40, {"bot-agent": 5}),
        (None, "clicks", True, 2, 2, {}),
    ]


def test_a_rule_with_a_list_names_its_date(cli: CommandLine, workspace: Path) -> None:
    (rule,) = explained(cli, workspace)["rules"]
    assert (rule["reason"], rule["list"]) == ("bot-agent", "2026-11-26")


def test_days_and_campaigns_narrow_it(cli: CommandLine, workspace: Path) -> None:
    (row,) = explained(cli, workspace, CAMPAIGN, "--since", "2026-12-03", "--until", "2026-12-03")["rows"]
    assert (row["placement"], row["clicks_raw"], row["clicks"]) == (PLACEMENT, 13, 13)


def test_repeats_name_their_window_and_what_a_tool_left_out_is_said(
    cli: CommandLine, workspace: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "shop"
    shutil.copytree(workspace, folder)
    link = "https://northwind.example/bundle?utm_source=green-mug-weekly&utm_campaign=2026-winter-bundle"
    clicks = [f"c{number},2026-12-05T10:0{number}:00Z,{link},ann" for number in range(3)]
    (folder / "again.csv").write_text("\n".join(["id,at,url,visitor", *clicks]))
    dub = f"Date,Link,Destination URL,Click ID,Device\n2026-12-05T10:00:00.123Z,go.example/a,{link},d1,Desktop\n"
    (folder / "dub.csv").write_text(dub)
    assert cli("import", "again.csv", "dub.csv", cwd=folder, env={"XPROMO_NOW": "2026-12-10T09:00:00+00:00"}).code == 0
    data = explained(cli, folder, "--since", "2026-12-05")
    assert [rule["rule"] for rule in data["rules"]] == [
        "the visitor had clicked the link before, in the same hour (UTC)"
    ]
    assert [item["source"] for item in data["filtered"]] == ["dub-clicks"]
    assert {(row["source"], row["counts"], row["clicks_raw"], row["clicks"]) for row in data["rows"]} == {
        ("clicks", False, 3, 1),
        ("dub-clicks", True, 1, 1),
    }


@pytest.mark.parametrize("other", ["--by day", "--for green-mug", "--compare previous --last 7d", "--fail-if clicks>1"])
def test_it_is_a_report_of_its_own(cli: CommandLine, workspace: Path, other: str) -> None:
    done = report(cli, workspace, "--explain-excluded", *other.split())
    assert (done.code, "XP352" in done.err) == (2, True)
