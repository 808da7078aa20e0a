"""A file that came before, under another account or read with other options, is never silently counted twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import CommandLine
from tests.imports.conftest import KEY, Import
from tests.imports.test_asking import on_a_terminal

SALES = "id,at,kind,amount,currency,Landing\nk1,2026-11-18T09:00:00Z,sale,12.00,EUR,https://northwind.example/?xp=a\n"


@pytest.fixture
def kiosk(tmp_path: Path) -> Path:
    path = tmp_path / "kiosk.csv"
    path.write_text(SALES)
    return path


@pytest.mark.parametrize(
    ("first", "then", "account"),
    [([], ["--save-map", "kiosk"], "default"), (["--account", "b"], [], "b"), (["--save-map", "till"], [], "till")],
)
def test_the_same_bytes_count_under_no_account_that_nobody_typed(
    cli: CommandLine, importing: Import, workspace: Path, kiosk: Path, first: list[str], then: list[str], account: str
) -> None:
    importing(kiosk, *first)
    refused = cli("import", kiosk, *then, "--format", "json", cwd=workspace, env={"XPROMO_KEY": KEY})
    assert (refused.code, "XP500" in refused.err, "batch 1 holds this very file" in refused.err) == (2, True, True)
    assert not (workspace / ".xpromo" / "maps" / "kiosk.json").exists()
    assert f"--account {account}; or first take it out: xpromo import --undo 1" in refused.err

    (again,) = importing(kiosk, *then, "--account", account)
    assert (again["recorded"], again["known"]) == (0, 1)
    cli("import", "--undo", "1", cwd=workspace, env={"XPROMO_KEY": KEY})
    assert importing(kiosk, *then)[0]["recorded"] == 1


def test_a_mapping_that_is_saved_afterwards_keeps_the_account(
    importing: Import, workspace: Path, kiosk: Path, tmp_path: Path
) -> None:
    importing(kiosk)
    importing(kiosk, "--save-map", "kiosk", "--account", "default")
    assert json.loads((workspace / ".xpromo" / "maps" / "kiosk.json").read_text())["account"] == "default"
    more = tmp_path / "more.csv"
    more.write_text(SALES + "k2,2026-11-19T09:00:00Z,sale,12.00,EUR,\n")
    (later,) = importing(more, "--map", "kiosk")
    assert (later["account"], later["recorded"], later["known"]) == ("default", 1, 1)


def test_two_accounts_that_were_typed_are_believed_and_said(
    cli: CommandLine, importing: Import, workspace: Path, kiosk: Path
) -> None:
    importing(kiosk)
    done = cli("import", kiosk, "--account", "b", cwd=workspace, env={"XPROMO_KEY": KEY})
    assert done.code == 0
    assert "batch 1 holds this very file under the account default: it counts under both" in done.err


def test_a_mapping_with_one_more_column_names_the_batch_to_take_out(
    cli: CommandLine, importing: Import, workspace: Path, kiosk: Path
) -> None:
    importing(kiosk)
    done = cli("import", kiosk, "--map", "Landing=url", cwd=workspace, env={"XPROMO_KEY": KEY})
    assert (done.code, "id-conflict: take the batch that holds it out first" in done.err) == (1, True)
    assert "batch 1 holds this very file, read with other options: `xpromo import --undo 1`, then again" in done.err


def test_a_person_who_was_asked_is_told_how_to_keep_the_answers_without_counting_twice(
    workspace: Path, kiosk: Path
) -> None:
    kiosk.write_text("id,at,kind,amount\n1,2026-11-20T10:00:00Z,sale,12.50\n")
    _, screen = on_a_terminal(workspace, str(kiosk), answer=["EUR", "y"])
    assert "next time nothing is asked with --currency EUR; --save-map NAME --account default keeps them" in screen
    keep = ["--currency", "EUR", "--save-map", "till", "--account", "default"]
    _, screen = on_a_terminal(workspace, str(kiosk), *keep, answer=["y"])
    assert "recorded        0" in screen or "imported before as batch 1" in screen


@pytest.mark.parametrize(("moment", "said"), [("2026-11-19T09:00:00Z", 1), ("2026-11-19T09:00:01Z", 0)])
def test_a_file_that_overlaps_one_of_another_account_is_noticed(
    cli: CommandLine, importing: Import, workspace: Path, kiosk: Path, tmp_path: Path, moment: str, said: int
) -> None:
    """Two tills may number alike; they don't sell for the same price in the same second."""
    kiosk.write_text(SALES + "k2,2026-11-19T09:00:00Z,sale,12.00,EUR,\n")
    importing(kiosk)
    later = tmp_path / "later.csv"
    later.write_text(f"id,at,kind,amount,currency\nk2,{moment},sale,12.00,EUR\nk3,2026-11-20T09:00:00Z,sale,9.00,EUR\n")
    done = cli("import", later, "--account", "till", cwd=workspace, env={"XPROMO_KEY": KEY})

    note = "of 2 new records 1 are there under the account default too, with id, moment and amount"
    assert (done.code, done.err.count(note)) == (0, said)
