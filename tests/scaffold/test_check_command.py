"""``xpromo check`` and ``explain`` as they are called."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.conftest import REPO, CommandLine
from xpromo.definitions.checking import CHECKS
from xpromo.report.diagnosing import PROBLEM_FORMATS


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
        pytest.param(["2026-winter-bundle"], "did you mean `campaigns/2026-winter-bundle.yaml`?", id="an id"),
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


def test_explain_says_how_to_silence_a_check_and_that_nothing_else_can_be(cli: CommandLine, tmp_path: Path) -> None:
    assert cli("explain", "XP152", cwd=tmp_path).out.endswith(
        "\n\nSilence: `# xpromo: ignore[XP152] reason` at the end of its line.\n"
    )
    assert cli("explain", "XP112", cwd=tmp_path).out.endswith(" exits 1. It can't be silenced.\n")
    rows = json.loads(cli("explain", "--format", "json", cwd=tmp_path).out)["data"]
    assert {row["code"] for row in rows if row["silence"]} == {
        check.rule.code for _, check in CHECKS.items() if check.ignorable
    }


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
    assert "did you mean `landing-domain`?" in outcome.err


# ------------------------------------------------------------------------------------------------ select and ignore

OFFER, OWNER, SHAPE = "XP150", "XP158", "XP104"


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        pytest.param([], [OWNER, OFFER], id="all of it"),
        pytest.param(["--select", "XP150"], [OFFER], id="a code"),
        pytest.param(["--select", "roles"], [OWNER], id="a name"),
        pytest.param(["--select", "xp15"], [OWNER, OFFER], id="the beginning of codes"),
        pytest.param(["--select", "dates,roles"], [OWNER], id="several, by commas"),
        pytest.param(["--select", "dates", "--select", "XP150"], [OFFER], id="several options"),
        pytest.param(["--ignore", "XP150"], [OWNER], id="without a code"),
        pytest.param(["--ignore", "references, roles"], [], id="without several"),
        pytest.param(["--select", "XP15", "--ignore", "XP158"], [OFFER], id="ignore wins"),
    ],
)
def test_select_and_ignore(cli: CommandLine, broken: Path, arguments: list[str], found: list[str]) -> None:
    outcome = cli("check", *arguments, "--format", "json", cwd=broken)
    assert [row["code"] for row in outcome.json()["data"]] == found
    assert outcome.code == int(OFFER in found)


def test_errors_that_make_a_file_unusable_are_left_out_by_name_only(cli: CommandLine, broken: Path) -> None:
    change(broken / "campaigns" / "2026-winter-bundle.yaml", "form: bundle", "form: bunch")
    selected = cli("check", "--select", "roles", "--format", "concise", cwd=broken)
    ignored = cli("check", "--ignore", "XP1", cwd=broken)

    assert [word in selected.out for word in (SHAPE, OWNER)] == [True, True]
    assert (ignored.code, ignored.out) == (0, "")
    assert ignored.err == "checked 5 files: no findings, 1 error left out by --ignore\n"


def test_an_error_that_stops_other_commands_is_not_left_out_in_silence(cli: CommandLine, broken: Path) -> None:
    change(broken / "campaigns" / "2026-winter-bundle.yaml", "form: bundle", "form: bunch")
    outcome = cli("check", "--ignore", "XP104", cwd=broken)
    assert (outcome.code, outcome.err) == (0, "1 error left out by --ignore\n")
    assert OWNER in outcome.out


@pytest.mark.parametrize(
    ("word", "message"),
    [
        pytest.param("landing-domian", "did you mean `landing-domain`?", id="a slip"),
        pytest.param("XP999", "check finds nothing called 'XP999'", id="a code"),
        pytest.param("XP4", "check finds nothing called 'XP4'", id="a code that another command finds"),
    ],
)
@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_an_unknown_name_is_wrong_usage(
    cli: CommandLine, workspace: Path, option: str, word: str, message: str
) -> None:
    outcome = cli("check", option, word, cwd=workspace)
    assert (outcome.code, message in outcome.err) == (2, True)


@pytest.mark.parametrize("nothing", ["", ",", " "])
def test_selecting_nothing_is_wrong_usage(cli: CommandLine, workspace: Path, nothing: str) -> None:
    outcome = cli("check", "--select", nothing, cwd=workspace)
    assert (outcome.code, "--select names nothing" in outcome.err) == (2, True)


# ------------------------------------------------------------------------------------------------ formats and files


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        pytest.param("found.sarif", '{\n "$schema"', id="sarif"),
        pytest.param("found.sarif.json", '{\n "$schema"', id="sarif in json"),
        pytest.param("found.xml", "<?xml", id="junit"),
        pytest.param("found.md", "## xpromo check: 1 error and 1 warning in 2 files\n", id="md"),
        pytest.param("found.json", '{"schema": "xpromo/check"', id="json"),
        pytest.param("found.ndjson", '{"code": "XP158"', id="ndjson"),
        pytest.param("2026.11.22.txt", "XP158 roles: warning", id="full"),
    ],
)
def test_a_file_has_the_format_of_its_ending(cli: CommandLine, broken: Path, name: str, begins: str) -> None:
    assert cli("check", "--output", name, cwd=broken).code == 1
    assert (broken / name).read_text(encoding="utf-8").startswith(begins)


@pytest.mark.parametrize("name", PROBLEM_FORMATS.names())
def test_every_format_goes_to_a_file_as_it_goes_to_stdout(cli: CommandLine, broken: Path, name: str) -> None:
    printed = cli("check", "--format", name, cwd=broken).out
    cli("check", "--format", name, "--output", "found", cwd=broken)
    assert printed
    assert (broken / "found").read_text(encoding="utf-8") == printed


@pytest.mark.parametrize("name", PROBLEM_FORMATS.names())
def test_every_format_is_there_when_nothing_is_found(cli: CommandLine, workspace: Path, name: str) -> None:
    assert cli("check", "--format", name, cwd=workspace).code == 0


def test_the_help_names_every_format(cli: CommandLine, workspace: Path) -> None:
    text = cli("check", "--help", cwd=workspace).out
    assert [name for name in PROBLEM_FORMATS.names() if name not in text] == []


def test_an_ending_of_no_format_is_wrong_usage(cli: CommandLine, workspace: Path) -> None:
    outcome = cli("check", "--output", "found.csv", cwd=workspace)
    assert (outcome.code, "no format for files that end in .csv" in outcome.err) == (2, True)


def test_github_gets_everything_in_the_summary_of_the_step(cli: CommandLine, broken: Path) -> None:
    summary = broken / "summary.md"
    summary.write_text("# What came before\n", encoding="utf-8")
    cli("check", "--format", "github", cwd=broken, env={"GITHUB_STEP_SUMMARY": str(summary)})
    text = summary.read_text(encoding="utf-8")

    assert text.startswith("# What came before\n## xpromo check: 1 error and 1 warning in 2 files\n")
    assert "| error XP150 references | campaigns/2026-winter-bundle.yaml:83:12 |" in text


def test_only_github_writes_a_summary(cli: CommandLine, broken: Path) -> None:
    cli("check", cwd=broken, env={"GITHUB_STEP_SUMMARY": str(broken / "summary.md")})
    assert not (broken / "summary.md").exists()


def test_a_summary_that_cannot_be_written_changes_nothing(cli: CommandLine, broken: Path) -> None:
    outcome = cli("check", "--format", "github", cwd=broken, env={"GITHUB_STEP_SUMMARY": str(broken)})
    assert (outcome.code, outcome.out.startswith("::error ")) == (1, True)
    assert outcome.err == "warning: the step summary can't be written: is a directory\n"


def test_a_ledger_that_cannot_be_read_is_told(cli: CommandLine, workspace: Path) -> None:
    (workspace / ".xpromo").mkdir()
    (workspace / ".xpromo" / "ledger.db").write_bytes(b"no ledger at all" * 100)
    outcome = cli("check", cwd=workspace)
    assert outcome.code == 3
    assert "ledger" in outcome.err


def test_explain_says_what_is_mended(cli: CommandLine, tmp_path: Path) -> None:
    assert "`xpromo check --fix` mends: A code in small letters: `eur`.\n" in cli("explain", "XP108", cwd=tmp_path).out


@pytest.mark.parametrize("format_", ["github", "gitlab", "sarif", "junit"])
def test_who_knows_the_repository_only_is_told_paths_in_it(cli: CommandLine, broken: Path, format_: str) -> None:
    shop = broken / "shop"
    shop.mkdir()
    (broken / "campaigns").rename(shop / "campaigns")
    (broken / ".git").mkdir()

    assert "shop/campaigns/2026-winter-bundle.yaml" in cli("check", "--format", format_, cwd=shop).out
    assert "shop/" not in cli("check", "--format", "concise", cwd=shop).out


def test_a_workspace_without_a_repository_is_its_own_top(cli: CommandLine, broken: Path) -> None:
    assert "file=campaigns/2026-winter-bundle.yaml" in cli("check", "--format", "github", cwd=broken).out
