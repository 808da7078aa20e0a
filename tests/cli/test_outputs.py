"""Where results go: formats by name and by ending, and nothing done before they are known to be writable as asked."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import CommandLine


@pytest.fixture
def workspace(repo: Path, tmp_path: Path) -> Path:
    shutil.copytree(repo / "campaigns", tmp_path / "campaigns")
    return tmp_path


@pytest.mark.parametrize("command", ["links", "codes", "kit"])
def test_an_unknown_format_is_refused_before_anything_is_minted(
    cli: CommandLine, workspace: Path, command: str
) -> None:
    done = cli(command, "--format", "yaml", cwd=workspace)
    assert (done.code, done.out) == (2, "")
    assert done.err == "error [XP601]: no format called 'yaml'\n help: known: table, csv, html, json, md, ndjson\n"
    assert not (workspace / ".xpromo").exists()


@pytest.mark.parametrize("command", ["links", "codes"])
def test_an_ending_of_no_format_is_refused_before_anything_is_minted(
    cli: CommandLine, workspace: Path, command: str
) -> None:
    done = cli(command, "-o", "out.xlsx", cwd=workspace)
    assert (done.code, done.out) == (2, "")
    assert "no format for files that end in .xlsx" in done.err
    assert not (workspace / ".xpromo").exists()


@pytest.mark.parametrize("order", [("-f", "json", "-o", "out.xlsx"), ("-o", "out.xlsx", "-f", "json")], ids=" ".join)
def test_format_settles_any_ending(cli: CommandLine, workspace: Path, order: tuple[str, ...]) -> None:
    assert cli("links", *order, cwd=workspace).code == 0
    assert json.loads((workspace / "out.xlsx").read_text(encoding="utf-8"))["schema"] == "xpromo/links"


@pytest.mark.parametrize(
    ("command", "file", "start"),
    [
        ("links", "a.JSON", '{"schema": "xpromo/links"'),
        ("links", "a.jsonl", '{"link": '),
        ("links", "a.csv", '"link","campaign",'),
        ("links", "a.md", "|"),
        ("links", "a.txt", "Link "),
        ("links", "a", "Link "),
        ("check", "a.json", '{"schema": "xpromo/check"'),
        ("explain", "a.json", '{"schema": "xpromo/explain"'),
    ],
)
def test_a_files_ending_names_its_format(
    cli: CommandLine, workspace: Path, command: str, file: str, start: str
) -> None:
    done = cli(command, "--output", file, cwd=workspace)
    assert (done.code, done.out) == (0, "")
    assert (workspace / file).read_text(encoding="utf-8").startswith(start)


def test_a_dash_is_stdout(cli: CommandLine, workspace: Path) -> None:
    cli("links", cwd=workspace)
    assert cli("links", "-o", "-", cwd=workspace) == cli("links", cwd=workspace)


@pytest.mark.parametrize("output", ["", ".", "folder"])
def test_a_folder_is_no_file_to_write(cli: CommandLine, workspace: Path, output: str) -> None:
    (workspace / "folder").mkdir()
    done = cli("explain", "--output", output, cwd=workspace)
    assert (done.code, done.out) == (3, "")
    assert "is a directory" in done.err


@pytest.mark.parametrize("command", ["doctor", "ledger info", "links", "report"])
def test_every_command_takes_its_format_from_its_variable(cli: CommandLine, workspace: Path, command: str) -> None:
    cli("links", cwd=workspace)
    name = f"XPROMO_{command.upper().replace(' ', '_')}_FORMAT"
    assert json.loads(cli(*command.split(), cwd=workspace, env={name: "json"}).out)["format_version"] == "1.0"


def test_verbose_says_what_is_worked_with_and_no_secret(cli: CommandLine, tmp_path: Path, repo: Path) -> None:
    done = cli("-v", "check", cwd=repo, env={"XPROMO_KEY": "ab" * 32})
    assert done.err.splitlines()[:4] == [
        f"workspace: {repo} (found from {repo})",
        f"ledger: {repo / '.xpromo' / 'ledger.db'} (of the workspace)",
        "key: XPROMO_KEY",
        "now: 2026-11-22T09:00:00+00:00",
    ]
    assert "abab" not in done.out + done.err
    assert "workspace: none" in cli("-v", "help", cwd=tmp_path).err


def test_a_code_that_is_none_is_not_taken_for_another(cli: CommandLine) -> None:
    assert "did you mean" not in cli("explain", "XP999").err
    assert "did you mean `bad-id`?" in cli("explain", "badid").err


def test_links_in_a_narrow_table_can_be_copied(cli: CommandLine, workspace: Path) -> None:
    urls = [row["url"] for row in cli("links", "--format", "json", cwd=workspace).json()["data"]]
    lines = cli("links", cwd=workspace, env={"COLUMNS": "60"}).out.splitlines()
    assert [line.strip() for line in lines if "://" in line] == urls


def test_a_file_in_place_of_the_partners_folder_is_named(cli: CommandLine, tmp_path: Path, repo: Path) -> None:
    (tmp_path / "campaigns").mkdir()
    shutil.copy(repo / "campaigns" / "brand.yaml", tmp_path / "campaigns")
    (tmp_path / "campaigns" / "partners").write_text("partner: green-mug\n")
    done = cli("check", cwd=tmp_path)
    assert done.code == 1
    assert "--> campaigns/partners:1:1" in done.out


def test_one_is_not_several(cli: CommandLine, workspace: Path) -> None:
    for name in ("links", "codes"):
        done = cli(name, "2026-q4-app-cards", cwd=workspace)
        assert f"1 {name}:" not in done.err.splitlines(), done.err
