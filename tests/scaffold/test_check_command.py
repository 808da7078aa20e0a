"""``xpromo check`` and ``explain`` as they are called."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.conftest import REPO, CommandLine


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    shutil.copytree(REPO / "campaigns", tmp_path / "campaigns")
    return tmp_path


@pytest.fixture
def broken(workspace: Path) -> Path:
    """A workspace with one error in the bundle and one warning in the swap."""
    change(workspace / "campaigns" / "2026-winter-bundle.yaml", "offer: app-thanks", "offer: app-thank")
    change(workspace / "campaigns" / "2026-11-morning-swap.yaml", "  analytics: northwind-coffee/analyst\n", "")
    return workspace


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_clean_workspace_is_silent_on_stdout_and_friendly_on_stderr(cli: CommandLine, workspace: Path) -> None:
    outcome = cli("check", cwd=workspace)
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "checked 5 files: no findings\n")


def test_findings_are_the_result_and_exit_1(cli: CommandLine, broken: Path) -> None:
    outcome = cli("check", cwd=broken)

    assert outcome.code == 1
    assert outcome.out == (
        "XP158 roles: warning: nobody owns the numbers\n"
        "  --> campaigns/2026-11-morning-swap.yaml:29:1\n"
        "   |\n"
        "29 | roles:\n"
        "   | ^^^^^\n"
        "   = help: add `analytics: northwind-coffee/…` under `roles`\n"
        "\n"
        "XP150 references: this campaign has no offer `app-thank`\n"
        "  --> campaigns/2026-winter-bundle.yaml:83:12\n"
        "   |\n"
        "83 |     offer: app-thank\n"
        "   |            ^^^^^^^^^\n"
        "   = help: did you mean `app-thanks`? known: app-thanks, mug-gift, winter15\n"
        "\n"
        "Found 1 error and 1 warning in 2 files.\n"
    )


def test_json_is_a_list_in_the_envelope(cli: CommandLine, broken: Path) -> None:
    outcome = cli("check", "--format", "json", cwd=broken)

    assert outcome.code == 1
    assert outcome.json()["schema"] == "xpromo/check"
    assert outcome.json()["data"][1] == {
        "code": "XP150",
        "slug": "references",
        "severity": "error",
        "message": "this campaign has no offer `app-thank`",
        "path": "campaigns/2026-winter-bundle.yaml",
        "line": 83,
        "column": 12,
        "end_line": 83,
        "end_column": 21,
        "hint": "did you mean `app-thanks`? known: app-thanks, mug-gift, winter15",
        "fixable": False,
    }


def test_github_gets_workflow_commands(cli: CommandLine, broken: Path) -> None:
    lines = cli("check", "--format", "github", cwd=broken).out.splitlines()
    assert lines[0].startswith("::error file=campaigns/2026-winter-bundle.yaml,line=83,col=12,")
    assert lines[1].startswith("::warning file=campaigns/2026-11-morning-swap.yaml,line=29,")


@pytest.mark.parametrize(
    ("arguments", "code", "found"),
    [
        pytest.param(["--exit-zero"], 0, 2, id="exit-zero reports and returns 0"),
        pytest.param(["campaigns/2026-11-morning-swap.yaml"], 0, 1, id="a warning alone returns 0"),
        pytest.param(["campaigns/2026-11-morning-swap.yaml", "--strict"], 1, 1, id="strict counts warnings"),
        pytest.param(["campaigns/partners"], 0, 0, id="a folder without findings"),
        pytest.param(["campaigns"], 1, 2, id="a folder with all of them"),
    ],
)
def test_paths_and_strictness(cli: CommandLine, broken: Path, arguments: list[str], code: int, found: int) -> None:
    outcome = cli("check", *arguments, "--format", "json", cwd=broken)
    assert (outcome.code, len(outcome.json()["data"])) == (code, found)


def test_it_runs_from_below_the_workspace_and_shows_the_source(cli: CommandLine, broken: Path) -> None:
    assert "83 |     offer: app-thank\n" in cli("check", cwd=broken / "campaigns" / "partners").out


def test_output_goes_to_a_file_without_colour(cli: CommandLine, broken: Path) -> None:
    outcome = cli("--color", "always", "check", "--output", "found.txt", cwd=broken)
    text = (broken / "found.txt").read_text(encoding="utf-8")

    assert (outcome.code, outcome.out) == (1, "")
    assert "XP150 references" in text
    assert "\x1b" not in text


def test_colour_on_request(cli: CommandLine, broken: Path) -> None:
    assert "\x1b[31mXP150 references\x1b[0m" in cli("--color", "always", "check", cwd=broken).out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["--format", "sarf"], "no format called 'sarf'", id="format"),
        pytest.param(["campaigns/none.yaml"], "no file or folder", id="path"),
        pytest.param(["2026-winter-bundle"], "did you mean campaigns/2026-winter-bundle.yaml?", id="an id"),
        pytest.param(["/"], "is not in the workspace", id="outside"),
    ],
)
def test_wrong_usage_is_exit_2(cli: CommandLine, workspace: Path, arguments: list[str], message: str) -> None:
    outcome = cli("check", *arguments, cwd=workspace)
    assert outcome.code == 2
    assert message in outcome.err


def test_without_a_workspace_it_says_what_to_do(cli: CommandLine, tmp_path: Path) -> None:
    outcome = cli("check", cwd=tmp_path)
    assert outcome.code == 2
    assert "xpromo init" in outcome.err


def test_a_file_that_is_no_yaml_is_a_finding_of_its_own_only(cli: CommandLine, workspace: Path) -> None:
    (workspace / "campaigns" / "partners" / "green-mug.yaml").write_text("a: [1\n", encoding="utf-8")
    outcome = cli("check", "--format", "json", cwd=workspace)
    assert [item["path"] for item in outcome.json()["data"]] == ["campaigns/partners/green-mug.yaml"]


def test_the_line_that_is_no_yaml_is_shown(cli: CommandLine, workspace: Path) -> None:
    (workspace / "campaigns" / "partners" / "green-mug.yaml").write_text("a: 1\n\tb: 2\n", encoding="utf-8")
    assert "2 |     b: 2\n" in cli("check", cwd=workspace).out


def test_what_steers_a_terminal_is_spelled_out(cli: CommandLine, workspace: Path) -> None:
    (workspace / "campaigns" / "hostile.yaml").write_text("a: \x1b[2J\u202e ##[error]\n", encoding="utf-8")
    outcome = cli("check", cwd=workspace)

    assert not {"\x1b", "\u202e"} & set(outcome.out)
    assert "a: \\x1b[2J\\u202e \\x23#[error]\n" in outcome.out


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_not_waited_for(cli: CommandLine, workspace: Path) -> None:
    os.mkfifo(workspace / "campaigns" / "pipe.yaml")
    assert "XP001" in cli("check", cwd=workspace).out


def test_check_loads_nothing_heavy(workspace: Path) -> None:
    import subprocess

    program = (
        "import sys; from xpromo.cli.main import main; code = main(['check']); "
        "print([name for name in ('httpx', 'sqlite_utils', 'jinja2', 'numpy', 'rich.table') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=workspace, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_explain_prints_why_bad_good_and_fix(cli: CommandLine, tmp_path: Path) -> None:
    outcome = cli("explain", "xp152", cwd=tmp_path)
    assert outcome.code == 0
    assert outcome.out.startswith("# XP152 landing-domain: ")
    assert [heading for heading in ("Bad:", "Good:", "Fix:") if heading not in outcome.out] == []


def test_explain_takes_the_name_too(cli: CommandLine, tmp_path: Path) -> None:
    assert cli("explain", "landing-domain", cwd=tmp_path).out == cli("explain", "XP152", cwd=tmp_path).out


def test_explain_lists_every_code_once(cli: CommandLine, tmp_path: Path) -> None:
    rows = json.loads(cli("explain", "--format", "json", cwd=tmp_path).out)["data"]
    codes = [row["code"] for row in rows]

    assert codes == sorted(set(codes))
    assert {"XP112", "XP150", "XP159"} <= set(codes)
    assert next(row["slug"] for row in rows if row["code"] == "XP112") == "bad-id"


def test_explain_of_an_unknown_code_suggests_one(cli: CommandLine, tmp_path: Path) -> None:
    outcome = cli("explain", "landing-domian", cwd=tmp_path)
    assert outcome.code == 2
    assert "did you mean landing-domain?" in outcome.err
