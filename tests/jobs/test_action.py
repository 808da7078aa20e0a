"""action.yml, step by step as GitHub runs it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

import xpromo
from tests.conftest import REPO
from tests.jobs.runner import ACTION, Runner

pytestmark = pytest.mark.slow

STEPS = ACTION["runs"]["steps"]
NASTY = ['"; touch pwned; "', "$(touch pwned)", "`touch pwned`", "x\ntouch pwned", "' && touch pwned '", "${IFS}"]


def test_no_text_of_a_workflow_becomes_a_command() -> None:
    assert [step["name"] for step in STEPS if "${{" in step["run"]] == []


def test_the_page_tells_of_every_input_and_output() -> None:
    page = (REPO / "docs" / "ci.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| .+ \| (.*?) ?\|$", page, re.MULTILINE))
    stated = {name: item["default"] for name, item in ACTION["inputs"].items()}
    assert rows.keys() == stated.keys()
    assert {name: rows[name] for name, default in stated.items() if default} == {
        name: f"`{default}`" for name, default in stated.items() if default
    }
    assert [name for name in ACTION["outputs"] if f"`{name}`" not in page] == []


def test_every_input_is_used_and_every_used_one_is_there() -> None:
    used = set(re.findall(r"inputs\.(\w+)", (REPO / "action.yml").read_text(encoding="utf-8")))
    assert used == ACTION["inputs"].keys()


def test_a_clean_workspace_passes(runner: Runner) -> None:
    ran = runner.run("check")
    assert (ran.code, ran.out) == (0, "")
    assert ran.summary == "## xpromo check: no findings\n"
    assert Path(ran.outputs["summary"]).read_text(encoding="utf-8") == ran.summary


@pytest.mark.parametrize("format_name", ["github", "concise"])
def test_a_mistake_is_told_in_the_log_and_once_in_the_summary(runner: Runner, format_name: str) -> None:
    runner.misspell()
    ran = runner.run("check", {"format": format_name})
    place = "campaigns/2026-winter-bundle.yaml"
    assert ran.code == 1
    assert ran.out.startswith(f"::error file={place},line=" if format_name == "github" else f"{place}:")
    assert ran.summary.count("## xpromo check: 1 error in 1 file\n") == 1
    assert "| error XP150 references |" in ran.summary
    assert Path(ran.outputs["summary"]).read_text(encoding="utf-8") == ran.summary


def test_warnings_fail_where_one_is_strict(runner: Runner) -> None:
    path = runner.workspace / "campaigns" / "2026-11-morning-swap.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  analytics: northwind-coffee/analyst\n", ""), encoding="utf-8")
    assert runner.run("check").code == 0
    assert runner.run("check", {"strict": "true"}).code == 1


def test_only_the_named_paths_are_checked_in_the_named_format(runner: Runner) -> None:
    runner.misspell()
    assert runner.run("check", {"paths": "campaigns/partners\ncampaigns/brand.yaml\n"}).code == 0
    ran = runner.run("check", {"format": "json", "args": "--output=found.json\n--exit-zero\n"})
    assert (ran.code, ran.out) == (0, "")
    assert "XP150" in (runner.workspace / "found.json").read_text(encoding="utf-8")


def test_a_workspace_may_lie_in_a_folder(runner: Runner) -> None:
    (runner.workspace / "shop").mkdir()
    (runner.workspace / "campaigns").rename(runner.workspace / "shop" / "campaigns")
    assert runner.run("check").code == 2
    assert runner.run("check", {"workspace": "shop"}).code == 0


def test_a_folder_that_is_no_workspace_fails(runner: Runner) -> None:
    (runner.workspace / "campaigns").rename(runner.workspace / "promotions")
    ran = runner.run("check")
    assert (ran.code, ran.summary) == (2, "")
    assert "XP015" in ran.err


@pytest.mark.parametrize("text", NASTY)
def test_inputs_of_the_check_are_no_commands(runner: Runner, text: str) -> None:
    assert runner.run("check", dict.fromkeys(("paths", "format", "args"), text)).code == 2
    assert runner.run("check", {"strict": text}).out == "::error title=xpromo::the input strict is true or false\n"
    assert list(runner.workspace.rglob("pwned")) == []


@pytest.mark.parametrize("text", NASTY)
def test_an_input_of_the_report_is_no_command(runner: Runner, text: str) -> None:
    assert runner.run("report", {"report": text}).code != 0
    assert list(runner.workspace.rglob("pwned")) == []


def test_a_path_that_looks_like_an_option_is_a_path(runner: Runner) -> None:
    ran = runner.run("check", {"paths": "--exit-zero"})
    assert ran.code == 2
    assert "no file or folder --exit-zero" in ran.err


def test_the_report_comes_to_the_summary(runner: Runner) -> None:
    assert runner.script("xpromo -q links --output .xpromo/links.csv", runner.workspace).code == 0
    ran = runner.run("report", {"report": "--by=campaign\n--last=7d"})
    assert ran.code == 0
    assert ran.summary.startswith("## ")
    assert "| Campaign |" in ran.summary
    assert Path(ran.outputs["report"]).read_text(encoding="utf-8") == ran.summary


def test_a_gate_fails_the_job_and_the_report_is_shown_all_the_same(runner: Runner) -> None:
    runner.script("xpromo -q links --output .xpromo/links.csv", runner.workspace)
    click = "id,at,url\nc1,2026-11-20T09:02:11Z,https://northwind.example/first-bag?xp=7ctr9aknkc\n"
    (runner.workspace / "clicks.csv").write_text(click, encoding="utf-8")
    runner.script("xpromo -q import clicks.csv --output .xpromo/import.csv", runner.workspace)
    ran = runner.run("report", {"report": "--by=campaign\n--fail-if=clicks < 2"})
    assert (ran.code, "XP605" in ran.err) == (1, True)
    assert "| 2026-11-morning-swap | 1 |" in ran.summary


def test_a_report_without_a_ledger_fails_and_says_so(runner: Runner) -> None:
    ran = runner.run("report", {"report": "--by=campaign"})
    assert (ran.code, ran.summary, ran.outputs) == (3, "", {})
    assert "XP420" in ran.err


def test_an_environment_is_made_and_put_on_the_path(runner: Runner) -> None:
    """From the wheel beside this environment, so that no network is needed."""
    if not (wheels := Path(sys.prefix) / "wheel").is_dir():
        pytest.skip("`make` leaves the wheel beside the environment, something else made this one")
    offline = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_FIND_LINKS": str(wheels)}
    ran = runner.run("install", {"version": xpromo.__version__, "python": sys.executable}, offline)
    assert ran.code == 0, ran.err
    (place,) = (runner.temporary / "GITHUB_PATH").read_text(encoding="utf-8").splitlines()
    assert (Path(place) / "xpromo").is_file()


def test_what_the_action_was_taken_from_is_installed_unless_a_version_is_stated(runner: Runner) -> None:
    python = runner.temporary / "python"  # stands for the one that makes environments: pip would need a network
    python.write_text('#!/bin/sh\nmkdir -p "$3/bin"\ncp "$(dirname "$0")/pip" "$3/bin/python"\n', encoding="utf-8")
    (runner.temporary / "pip").write_text('#!/bin/sh\nfor word; do echo "$word"; done\n', encoding="utf-8")
    python.chmod(0o755)
    (runner.temporary / "pip").chmod(0o755)
    assert runner.run("install", {"python": str(python)}).out.splitlines()[-1] == str(REPO)
    stated = runner.run("install", {"python": str(python), "version": "0.1.0; touch pwned"})
    assert stated.out.splitlines()[-1] == "xpromo==0.1.0; touch pwned"
