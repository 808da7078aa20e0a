"""What a first user gets wrong, and what a machine does to files: said in words, with a code that scripts can trust."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.conftest import CommandLine, run_process

BEFORE = "2026-10-20T09:00:00+00:00"  # the campaigns of the example are still to come


@pytest.fixture
def workspace(repo: Path, tmp_path: Path) -> Path:
    shutil.copytree(repo / "campaigns", tmp_path / "campaigns")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (("links", "-q"), "-q goes before the command", "xpromo -q links"),
        (("ledger", "info", "--color", "never"), "--color goes before the command", "xpromo --color ledger info"),
        (("links", "--formt"), "no such option: --formt", "did you mean --format? All options: xpromo links --help"),
        (("ledger", "purge", "--keep"), "no such option: --keep", "xpromo ledger purge --help"),
        (("lnks",), "no such command 'lnks'. Did you mean 'links'?", "xpromo --help"),
        (("report", "--format"), "option '--format' requires an argument.", "xpromo --help"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_usage_says_what_to_type(cli: CommandLine, arguments: tuple[str, ...], message: str, hint: str) -> None:
    done = cli(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"error: {message}\n help: {hint}\n"


@pytest.mark.parametrize("command", ["check", "links", "codes --dry-run", "codes", "kit"])
def test_an_empty_file_is_no_ledger_yet(cli: CommandLine, workspace: Path, command: str) -> None:
    (workspace / "new.db").touch()
    assert cli("--ledger", "new.db", "--now", BEFORE, *command.split(), cwd=workspace).code == 0


@pytest.mark.parametrize("command", ["report", "ledger info", "ledger verify", "ledger rebuild"])
def test_who_only_reads_says_that_there_is_no_ledger_and_makes_none(
    cli: CommandLine, workspace: Path, command: str
) -> None:
    done = cli(*command.split(), cwd=workspace)
    assert (done.code, done.out) == (3, "")
    assert "there is no ledger" in done.err
    assert not (workspace / ".xpromo").exists()


DAMAGE = {
    "noise": bytes(range(256)) * 40,
    "a web page": b"<!DOCTYPE html><html></html>",
    "half a header": b"SQLite format 3\0",
}


@pytest.mark.parametrize("content", DAMAGE.values(), ids=DAMAGE.keys())
@pytest.mark.parametrize("command", ["report", "links", "codes", "check", "kit", "status", "ledger info"])
def test_what_is_no_ledger_is_left_as_it_was(cli: CommandLine, workspace: Path, content: bytes, command: str) -> None:
    (workspace / "odd.db").write_bytes(content)
    done = cli("--ledger", "odd.db", *command.split(), cwd=workspace)
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("error")
    assert "\n help: " in done.err
    assert (workspace / "odd.db").read_bytes() == content
    assert sorted(path.name for path in workspace.iterdir()) == ["campaigns", "odd.db"]


@pytest.mark.parametrize("key", ["abc", "z" * 64, "a" * 63], ids=len)
def test_doctor_names_a_bad_key_and_does_not_show_it(cli: CommandLine, workspace: Path, key: str) -> None:
    done = cli("doctor", "--format", "json", cwd=workspace, env={"XPROMO_KEY": key})
    (finding,) = (item for item in json.loads(done.out)["data"] if item["topic"] == "key")
    assert done.code == 1
    assert finding["verdict"] == "wrong"
    assert finding["mend"]
    assert key not in done.out + done.err


def test_doctor_takes_a_broken_schema_for_an_old_one(cli: CommandLine, workspace: Path) -> None:
    cli("schema", cwd=workspace)
    (workspace / ".xpromo" / "schema" / "brand.json").write_bytes(b'{"half')
    done = cli("doctor", "--format", "json", cwd=workspace)
    (finding,) = (item for item in json.loads(done.out)["data"] if item["topic"] == "editor")
    assert (done.code, finding["verdict"], finding["detail"]) == (0, "note", "older schemas: brand")


def test_a_broken_brand_is_the_only_thing_said_about_it(cli: CommandLine, workspace: Path) -> None:
    (workspace / "campaigns" / "brand.yaml").write_text("brand: northwind-coffee\n", encoding="utf-8")
    done = cli("links", cwd=workspace)
    assert done.code == 1
    assert "XP102" in done.err
    assert "XP150" not in done.err
    assert done.err.endswith("help: mend them: `xpromo check` lists them again\n")


@pytest.mark.skipif(os.name != "posix" or not hasattr(os, "mkfifo"), reason="no pipes here")
def test_whatever_lies_among_the_definitions_is_a_finding(workspace: Path) -> None:
    campaigns = workspace / "campaigns"
    os.mkfifo(campaigns / "pipe.yaml")
    (campaigns / "loop.yaml").symlink_to("loop.yaml")
    (campaigns / "gone.yaml").symlink_to("nowhere")
    (campaigns / "partners" / "again").symlink_to(campaigns)
    (campaigns / "empty.yaml").touch()
    (campaigns / "noise.yaml").write_bytes(b"\x80\x81\x82")
    done = run_process("check", "--format", "json", cwd=workspace)
    found = {(item["code"], item["path"], bool(item["hint"])) for item in done.json()["data"]}
    assert done.code == 1
    assert found == {
        ("XP001", "campaigns/gone.yaml", True),
        ("XP001", "campaigns/loop.yaml", True),
        ("XP001", "campaigns/pipe.yaml", True),
        ("XP003", "campaigns/noise.yaml", True),
        ("XP014", "campaigns/empty.yaml", True),
    }


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read and write everything")
def test_a_read_only_folder_is_a_files_fault(cli: CommandLine, workspace: Path) -> None:
    workspace.chmod(0o555)
    try:
        done = cli("links", cwd=workspace)
    finally:
        workspace.chmod(0o755)
    assert done.code == 3
    assert "Traceback" not in done.err
