"""``xpromo links`` and ``xpromo codes`` as people and scripts call them."""

from __future__ import annotations

import csv
import io
import shutil
import stat
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.conftest import REPO, CommandLine, clean_environment
from xpromo.codes import is_pool_code
from xpromo.report.schemas import load_schema

CAMPAIGN = "2026-winter-bundle"
LINK_KEYS = [
    "link", "campaign", "placement", "variant", "partner", "property", "channel", "direction", "offer", "url",
    "short_url", "state",
]  # fmt: skip
CODE_KEYS = ["code", "campaign", "placement", "partner", "offer", "kind", "single_use", "state"]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    shutil.copytree(REPO / "campaigns", tmp_path / "campaigns")
    return tmp_path


def edit(workspace: Path, old: str, new: str, file: str = CAMPAIGN) -> None:
    path = workspace / "campaigns" / f"{file}.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def rows(cli: CommandLine, *arguments: str, cwd: Path) -> list[dict[str, Any]]:
    outcome = cli(*arguments, "--format", "json", cwd=cwd)
    assert outcome.code == 0, outcome.err
    data: list[dict[str, Any]] = outcome.json()["data"]
    return data


def states(found: list[dict[str, Any]]) -> Counter[str]:
    return Counter(row["state"] for row in found)


@pytest.mark.parametrize("arguments", [("links",), ("links", "--dry-run"), ("codes",), ("codes", "--dry-run")])
def test_json_is_what_its_schema_says(cli: CommandLine, workspace: Path, arguments: tuple[str, ...]) -> None:
    outcome = cli(*arguments, "--format", "json", cwd=workspace)
    jsonschema.validate(outcome.json(), load_schema(arguments[0]))


# ------------------------------------------------------------------------------------------------------------ links


def test_links_have_the_shape_that_scripts_rely_on(cli: CommandLine, workspace: Path) -> None:
    found = rows(cli, "links", CAMPAIGN, cwd=workspace)
    assert all(list(row) == LINK_KEYS for row in found)
    launch = next(row for row in found if (row["placement"], row["variant"]) == ("mug-weekly-launch", "a"))
    assert launch == {
        "link": "h2r4b2dmjz",
        "campaign": CAMPAIGN,
        "placement": "mug-weekly-launch",
        "variant": "a",
        "partner": "green-mug",
        "property": "green-mug-weekly",
        "channel": "email",
        "direction": "received",
        "offer": "winter15",
        "url": "https://northwind.example/bundle?ref=home&utm_source=green-mug-weekly&utm_medium=email"
        "&utm_campaign=2026-winter-bundle&utm_id=2026-winter-bundle&utm_content=mug-weekly-launch_a"
        "&utm_source_platform=xpromo&xp=h2r4b2dmjz#buy",
        "short_url": None,
        "state": "new",
    }


def test_links_are_known_the_second_time_and_the_same_in_another_clone(
    cli: CommandLine, workspace: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first = rows(cli, "links", cwd=workspace)
    assert set(states(first)) == {"new"}
    second = rows(cli, "links", cwd=workspace)
    assert set(states(second)) == {"known"}
    assert [row["url"] for row in second] == [row["url"] for row in first]
    clone = tmp_path_factory.mktemp("clone")
    shutil.copytree(REPO / "campaigns", clone / "campaigns")
    assert rows(cli, "links", cwd=clone) == first


def test_changed_landing_page_gives_a_new_id_and_says_changed(cli: CommandLine, workspace: Path) -> None:
    before = {row["placement"]: row for row in rows(cli, "links", CAMPAIGN, cwd=workspace)}
    edit(workspace, "https://greenmug.example/gift", "https://greenmug.example/gifts")
    after = rows(cli, "links", CAMPAIGN, cwd=workspace)
    changed = [row for row in after if row["state"] == "changed"]
    assert {row["offer"] for row in changed} == {"mug-gift"}
    assert all(row["link"] != before[row["placement"]]["link"] for row in changed)
    assert set(states(rows(cli, "links", CAMPAIGN, cwd=workspace))) == {"known"}


def test_changed_tags_keep_the_id_and_say_changed_once(cli: CommandLine, workspace: Path) -> None:
    before = rows(cli, "links", CAMPAIGN, cwd=workspace)
    edit(workspace, "link_parameter: xp", "link_parameter: nw", "brand")
    changed = rows(cli, "links", CAMPAIGN, cwd=workspace)
    assert states(changed) == {"changed": len(before)}
    assert [row["link"] for row in changed] == [row["link"] for row in before]
    assert states(rows(cli, "links", CAMPAIGN, cwd=workspace)) == {"known": len(before)}


def test_dry_run_shows_the_same_and_leaves_no_ledger(cli: CommandLine, workspace: Path) -> None:
    dry = cli("links", "--dry-run", "--format", "csv", cwd=workspace)
    assert not (workspace / ".xpromo").exists()
    assert cli("links", "--format", "csv", cwd=workspace).out == dry.out
    assert "nothing was written" in dry.err


def test_links_as_csv_in_a_file(cli: CommandLine, workspace: Path) -> None:
    outcome = cli("links", "--output", "links.csv", cwd=workspace)
    assert (outcome.code, outcome.out) == (0, "")
    found = list(csv.DictReader(io.StringIO((workspace / "links.csv").read_text("utf-8"))))
    assert list(found[0]) == LINK_KEYS
    assert len(found) == 19


def test_named_campaign_only(cli: CommandLine, workspace: Path) -> None:
    assert {row["campaign"] for row in rows(cli, "links", CAMPAIGN, cwd=workspace)} == {CAMPAIGN}


def test_unknown_campaign_is_a_usage_error_with_the_nearest_name(cli: CommandLine, workspace: Path) -> None:
    outcome = cli("links", "2026-winter-bundel", cwd=workspace)
    assert outcome.code == 2
    assert "2026-winter-bundle" in outcome.err


def test_what_makes_a_campaign_a_good_one_does_not_stop_its_links(cli: CommandLine, workspace: Path) -> None:
    edit(workspace, "  approvers: [northwind-coffee/approver, green-mug/approver]\n", "")
    assert "XP158" in cli("check", cwd=workspace).out
    assert cli("links", CAMPAIGN, cwd=workspace).code == 0


def test_errors_in_the_campaign_stop_it_and_errors_elsewhere_do_not(cli: CommandLine, workspace: Path) -> None:
    edit(workspace, "https://greenmug.example/gift", "http://greenmug.example/gift")
    outcome = cli("links", CAMPAIGN, cwd=workspace)
    assert outcome.code == 1
    assert "campaigns/2026-winter-bundle.yaml" in outcome.err
    assert not (workspace / ".xpromo").exists()
    assert cli("links", "2026-11-morning-swap", cwd=workspace).code == 0


@pytest.mark.parametrize("command", ["links", "codes"])
def test_nothing_new_after_the_last_day_unless_asked_for(cli: CommandLine, workspace: Path, command: str) -> None:
    late = ("--now", "2026-12-21T00:00:00+01:00")
    outcome = cli(*late, command, CAMPAIGN, cwd=workspace)
    assert outcome.code == 1
    assert "XP202" in outcome.err
    assert "campaigns/2026-winter-bundle.yaml:8:34" in outcome.err
    assert not (workspace / ".xpromo").exists()
    assert cli("--now", "2026-12-20T23:59:59+01:00", command, CAMPAIGN, "--dry-run", cwd=workspace).code == 0
    assert set(states(rows(cli, *late, command, CAMPAIGN, "--after-end", cwd=workspace))) == {"new"}
    assert set(states(rows(cli, *late, command, CAMPAIGN, cwd=workspace))) == {"known"}


def test_where_one_campaign_has_blanks_the_ready_ones_are_named(cli: CommandLine, workspace: Path) -> None:
    call = ("plan", "social", "--partner", "green-mug", "--start", "2027-03-01", "--campaign", "spring")
    assert cli(*call, cwd=workspace).code == 0
    outcome = cli("links", cwd=workspace)
    assert outcome.code == 1
    assert outcome.err.endswith(f"; or name what is ready: 2026-11-morning-swap, {CAMPAIGN}\n")
    partner = workspace / "campaigns" / "partners" / "green-mug.yaml"
    partner.write_text("partner: green-mug\n", "utf-8")
    assert "ready" not in cli("links", cwd=workspace).err


def test_links_of_ended_campaigns_stay_listed_beside_new_ones(cli: CommandLine, workspace: Path) -> None:
    rows(cli, "links", cwd=workspace)
    edit(workspace, "variants: [a, b]", "variants: [a, b, c]")
    found = rows(cli, "--now", "2026-12-05T09:00:00+00:00", "links", cwd=workspace)
    assert states(found) == {"known": 19, "new": 1}
    assert [row["campaign"] for row in found] == sorted(row["campaign"] for row in found)


def test_no_workspace_is_a_usage_error(cli: CommandLine, tmp_path: Path) -> None:
    outcome = cli("links", cwd=tmp_path)
    assert outcome.code == 2
    assert "no workspace" in outcome.err


# ------------------------------------------------------------------------------------------------------------ codes


def test_codes_have_the_shape_that_scripts_rely_on(cli: CommandLine, workspace: Path) -> None:
    found = rows(cli, "codes", CAMPAIGN, cwd=workspace)
    assert all(list(row) == CODE_KEYS for row in found)
    assert {row["code"]: row for row in found if row["kind"] == "shared"} == {
        "MUG15": {
            "code": "MUG15", "campaign": CAMPAIGN, "placement": None, "partner": "green-mug", "offer": "winter15",
            "kind": "shared", "single_use": False, "state": "new",
        },
        "NORTHWIND": {
            "code": "NORTHWIND", "campaign": CAMPAIGN, "placement": None, "partner": "green-mug", "offer": "mug-gift",
            "kind": "shared", "single_use": False, "state": "new",
        },
    }  # fmt: skip
    pool = [row for row in found if row["kind"] == "pool"]
    assert Counter((row["placement"], row["offer"], row["single_use"]) for row in pool) == {
        ("mug-app-reminder", "app-thanks", True): 400
    }
    assert all(is_pool_code(row["code"], "MUG") and len(row["code"]) == 3 + 10 + 1 for row in pool)


def test_codes_are_issued_once_and_only_what_is_missing_is_drawn(cli: CommandLine, workspace: Path) -> None:
    first = rows(cli, "codes", CAMPAIGN, cwd=workspace)
    assert states(first) == {"new": 402}
    again = rows(cli, "codes", CAMPAIGN, cwd=workspace)
    assert states(again) == {"known": 402}
    assert [row["code"] for row in again] == [row["code"] for row in first]
    edit(workspace, "count: 400", "count: 410")
    more = rows(cli, "codes", CAMPAIGN, cwd=workspace)
    assert states(more) == {"known": 402, "new": 10}
    assert {row["code"] for row in first} < {row["code"] for row in more}


def test_sum_behind_the_length_is_printed(cli: CommandLine, workspace: Path) -> None:
    outcome = cli("codes", CAMPAIGN, "--format", "csv", cwd=workspace)
    assert "MUG…: 400 live codes x 100,000 guesses / 31^10 = 4.9e-08, at most 1e-06" in outcome.err


def test_no_code_is_ever_written_to_stderr(cli: CommandLine, workspace: Path) -> None:
    outcome = cli("-v", "codes", "--format", "csv", cwd=workspace)
    codes = [row["code"] for row in csv.DictReader(io.StringIO(outcome.out))]
    assert len(codes) == 403
    assert not [code for code in codes if code in outcome.err]


def test_length_that_falls_short_is_refused(cli: CommandLine, workspace: Path) -> None:
    outcome = cli("codes", CAMPAIGN, "--length", "9", cwd=workspace)
    assert outcome.code == 1
    assert "XP206" in outcome.err
    assert "31^9 = 1.5e-06" in outcome.err
    assert not (workspace / ".xpromo").exists()
    assert cli("codes", CAMPAIGN, "--length", "12", cwd=workspace).code == 0


@pytest.mark.parametrize(
    ("old", "new", "options", "problem"),
    [
        pytest.param("prefix: MUG", "prefix: SH1T", (), "XP216", id="bad word"),
        pytest.param("prefix: MUG", "prefix: MUGSANDMUGS", ("--length", "25"), "XP203", id="too long"),
        pytest.param("code: NORTHWIND", "code: mug-15", (), "XP215", id="same code twice"),
    ],
)
def test_codes_that_can_not_be_issued(
    cli: CommandLine, workspace: Path, old: str, new: str, options: tuple[str, ...], problem: str
) -> None:
    edit(workspace, old, new)
    outcome = cli("codes", CAMPAIGN, *options, cwd=workspace)
    assert outcome.code == 1
    assert problem in outcome.err
    assert f"campaigns/{CAMPAIGN}.yaml:" in outcome.err
    assert not (workspace / ".xpromo").exists()


def test_large_pool_needs_a_file_or_all(cli: CommandLine, workspace: Path) -> None:
    edit(workspace, "count: 400", "count: 1001")
    outcome = cli("codes", CAMPAIGN, "--format", "json", cwd=workspace)
    assert (outcome.code, outcome.out) == (2, "")
    assert "--output" in outcome.err
    assert not (workspace / ".xpromo").exists()
    assert states(rows(cli, "codes", CAMPAIGN, "--all", cwd=workspace)) == {"new": 1_003}
    assert cli("codes", CAMPAIGN, "--output", "codes.csv", cwd=workspace).code == 0


def test_file_of_codes_is_private(cli: CommandLine, workspace: Path) -> None:
    assert cli("codes", CAMPAIGN, "--output", "codes.csv", cwd=workspace).code == 0
    path = workspace / "codes.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_text("utf-8").splitlines()) == 403


def test_dry_run_draws_nothing(cli: CommandLine, workspace: Path) -> None:
    found = rows(cli, "codes", CAMPAIGN, "--dry-run", cwd=workspace)
    assert states(found) == {"new": 402}
    assert {row["code"] for row in found if row["kind"] == "pool"} == {None}
    assert not (workspace / ".xpromo").exists()


def test_code_that_is_issued_for_something_else_stays_what_it_was(cli: CommandLine, workspace: Path) -> None:
    rows(cli, "codes", CAMPAIGN, cwd=workspace)
    edit(workspace, "code: NORTHWIND", "code: OTHER")
    edit(workspace, "code: SLOW50", "code: NORTHWIND", "2026-11-morning-swap")
    edit(workspace, "end: 2026-11-29", "end: 2026-12-05", "2026-11-morning-swap")
    found = {row["code"]: row["state"] for row in rows(cli, "codes", cwd=workspace) if row["kind"] == "shared"}
    assert found == {"NORTHWIND": "changed", "OTHER": "new", "MUG15": "known"}


def test_shared_code_of_one_placement_is_bound_to_it(cli: CommandLine, workspace: Path) -> None:
    found = rows(cli, "codes", "2026-11-morning-swap", cwd=workspace)
    assert [(row["code"], row["placement"]) for row in found] == [("SLOW50", None)]


def test_two_runs_at_once_issue_a_pool_once(workspace: Path) -> None:
    command = [sys.executable, "-m", "xpromo", "-q", "codes", CAMPAIGN, "--output"]
    runs = [
        subprocess.Popen([*command, f"{number}.csv"], cwd=workspace, env=clean_environment()) for number in range(3)
    ]
    assert [run.wait() for run in runs] == [0, 0, 0]
    texts = [(workspace / f"{number}.csv").read_text("utf-8") for number in range(3)]
    codes = [sorted(row["code"] for row in csv.DictReader(io.StringIO(text))) for text in texts]
    assert codes[0] == codes[1] == codes[2]
    assert len(codes[0]) == 402
