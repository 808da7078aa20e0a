"""``xpromo ledger`` from outside."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

import pytest

from tests.ledger.making import bring, clicks, mint, open_at

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import CommandLine


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns" / "brand.yaml").write_text("schema_version: 1\n")
    with open_at(tmp_path / ".xpromo") as ledger:
        mint(ledger)
        bring(ledger, clicks("a", "b"))
    return tmp_path


def test_info_shows_what_is_there(cli: CommandLine, place: Path) -> None:
    shown = cli("ledger", "info", "--format", "json", cwd=place)
    assert shown.code == 0, shown.err
    data = shown.json()["data"]
    assert data["tables"]["touches"] == 2
    assert [(row["file"], row["recorded"], row["state"]) for row in data["batches"]] == [("a.csv", 2, "counted")]


@pytest.mark.parametrize("folder", ["/", "campaigns"])
def test_a_folder_is_no_ledger_and_no_place_for_its_copy(cli: CommandLine, place: Path, folder: str) -> None:
    for words in (("links",), ("report",), ("ledger", "restore", ".xpromo/ledger.db")):
        done = cli("--ledger", folder, *words, cwd=place)
        assert (done.code, done.err.splitlines()[0]) == (2, f"error: --ledger {folder} is a folder")
    done = cli("ledger", "backup", folder, cwd=place)
    assert (done.code, done.err.splitlines()[0]) == (2, f"error: {folder} is a folder")


@pytest.mark.parametrize("name", ["", ".", "-"])
def test_what_has_no_name_is_no_file_and_none_is_made(cli: CommandLine, place: Path, name: str) -> None:
    before = sorted(place.rglob("*"))
    for word in ("backup", "restore", "export"):
        done = cli("ledger", word, name, cwd=place)
        assert (done.code, done.err.splitlines()[-1]) == (2, " help: give it a name"), word
    assert sorted(place.rglob("*")) == before


def test_a_copy_that_is_not_there_is_no_missing_ledger(cli: CommandLine, place: Path) -> None:
    done = cli("ledger", "restore", "monday.db", cwd=place)
    assert done.code == 3
    assert done.err == (
        "error [XP420]: there is no copy at monday.db\n"
        " help: check the name: it is a file that `xpromo ledger backup` made\n"
    )
    done = cli("ledger", "restore", "campaigns", cwd=place)
    assert (done.code, done.err.splitlines()[0]) == (2, "error: campaigns is a folder")


def test_verify_is_content_with_a_whole_ledger(cli: CommandLine, place: Path) -> None:
    shown = cli("ledger", "verify", "--format", "json", cwd=place)
    assert (shown.code, shown.json()["data"]) == (0, {"verdict": "whole", "seals": 2})


def test_verify_names_what_was_changed_and_exits_3(cli: CommandLine, place: Path) -> None:
    connection = sqlite3.connect(place / ".xpromo" / "ledger.db")
    connection.execute("UPDATE touches SET at = at + 1")
    connection.commit()
    connection.close()
    shown = cli("ledger", "verify", cwd=place)
    assert shown.code == 3
    assert "XP411" in shown.err
    assert "Traceback" not in shown.err


def test_rebuild_makes_the_rollup_again(cli: CommandLine, place: Path) -> None:
    shown = cli("ledger", "rebuild", "--format", "json", cwd=place)
    assert (shown.code, json.loads(shown.out)["data"]["cells"]) == (0, 1)


@pytest.mark.parametrize("command", ["info", "verify", "rebuild"])
def test_without_a_ledger_every_command_exits_3_and_makes_none(cli: CommandLine, tmp_path: Path, command: str) -> None:
    shown = cli("--ledger", tmp_path / "none.db", "ledger", command, cwd=tmp_path)
    assert shown.code == 3
    assert "no ledger" in shown.err
    assert list(tmp_path.iterdir()) == []
