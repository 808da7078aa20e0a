"""Rows that weren't taken: where and why; their text only where somebody asked for it, and nowhere else."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import CommandLine

CLICKS = """id,at,url
c1,2026-11-20T09:00:00Z,https://northwind.example/?utm_campaign=winter
c2,yesterday,https://northwind.example/?mail=ann@example.com
,2026-11-20T09:00:00Z,https://northwind.example/
c4,2026-11-20T09:00:00Z,
c5,tomorrow,https://northwind.example/
"""
BAD_TIME = "c2,yesterday,https://northwind.example/?mail=ann@example.com"


@pytest.fixture
def shop(repo: Path, tmp_path: Path) -> Path:
    shutil.copytree(repo / "campaigns", tmp_path / "campaigns")
    (tmp_path / "clicks.csv").write_text(CLICKS, encoding="utf-8")
    return tmp_path


def refused(cli: CommandLine, shop: Path, *more: str) -> list[tuple[int, str, str | None, str | None]]:
    rows = cli("ledger", "refused", *more, "--format", "json", cwd=shop).json()["data"]["rows"]
    return [(row["line"], row["reason"], row["column"], row["text"]) for row in rows]


def test_refused_rows_are_listed_with_reason_and_column(cli: CommandLine, shop: Path) -> None:
    cli("import", "clicks.csv", cwd=shop)
    assert refused(cli, shop) == [
        (3, "bad-time", "at", None),
        (4, "no-id", "id", None),
        (5, "no-url", "url", None),
        (6, "bad-time", "at", None),
    ]


def test_reasons_are_counted_with_what_to_do(cli: CommandLine, shop: Path) -> None:
    cli("import", "clicks.csv", cwd=shop)
    shown = cli("ledger", "refused", "1", cwd=shop)
    reasons = cli("ledger", "refused", "1", "--format", "json", cwd=shop).json()["data"]["reasons"]
    assert [(item["reason"], item["n"]) for item in reasons] == [("bad-time", 2), ("no-id", 1), ("no-url", 1)]
    assert "The moment can't be read" in shown.out


def test_text_is_kept_only_when_asked_for_and_never_said(cli: CommandLine, shop: Path) -> None:
    done = cli("import", "clicks.csv", "--keep-refused", cwd=shop)
    assert "ann@example.com" not in done.out + done.err
    assert "the text of 4 refused is kept" in done.err
    assert refused(cli, shop)[0] == (3, "bad-time", "at", BAD_TIME)
    assert BAD_TIME in cli("ledger", "refused", cwd=shop, env={"COLUMNS": "200"}).out
    assert cli("ledger", "verify", cwd=shop).code == 0


def test_text_can_be_kept_after_the_import(cli: CommandLine, shop: Path) -> None:
    cli("import", "clicks.csv", cwd=shop)
    again = cli("import", "clicks.csv", "--keep-refused", cwd=shop)
    assert "imported before" in again.err
    assert refused(cli, shop)[0][3] == BAD_TIME


def test_a_long_row_is_cut_and_what_is_no_text_is_shown_as_such(cli: CommandLine, shop: Path) -> None:
    rows = [b"id,at,url", b"a,nope," + b"x" * 5000, b"b,nope,\xff\xfe", b"c,no\x00pe,x"]
    (shop / "bad.csv").write_bytes(b"\n".join(rows) + b"\n")
    cli("import", "bad.csv", "--source", "clicks", "--keep-refused", cwd=shop)
    texts = [text or "" for *_, text in refused(cli, shop)]
    assert [len(text) for text in texts] == [1000, 9, 9]
    assert texts[1:] == ["b,nope,\ufffd\ufffd", "c,no\ufffdpe,x"]


def test_a_dry_run_keeps_nothing(cli: CommandLine, shop: Path) -> None:
    assert cli("import", "clicks.csv", "--keep-refused", "--dry-run", cwd=shop).code == 0
    assert not (shop / ".xpromo" / "ledger.db").exists()


def test_what_is_written_of_refused_rows_is_for_its_owner_alone(cli: CommandLine, shop: Path) -> None:
    cli("import", "clicks.csv", "--keep-refused", cwd=shop)
    cli("ledger", "refused", "--output", "refused.csv", cwd=shop)
    for path in (shop / "refused.csv", shop / ".xpromo" / "ledger.db"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_undone_batches_are_listed_only_when_named(cli: CommandLine, shop: Path) -> None:
    cli("import", "clicks.csv", cwd=shop)
    cli("import", "--undo", "1", cwd=shop)
    assert refused(cli, shop) == []
    assert len(refused(cli, shop, "1")) == 4


def test_no_such_batch_is_said(cli: CommandLine, shop: Path) -> None:
    cli("import", "clicks.csv", cwd=shop)
    done = cli("ledger", "refused", "9", cwd=shop)
    assert (done.code, "there is no batch 9" in done.err) == (2, True)


def test_records_of_a_json_document_share_lines_so_no_text_is_kept(cli: CommandLine, shop: Path) -> None:
    (shop / "clicks.json").write_text('[{"id": "a", "at": "nope", "url": "x"}, {"id": "b", "at": "no", "url": "y"}]')
    done = cli("import", "clicks.json", "--source", "clicks", "--keep-refused", cwd=shop)
    assert "no text is kept" in done.err
    connection = sqlite3.connect(shop / ".xpromo" / "ledger.db")
    assert connection.execute("SELECT count(*), count(raw) FROM refusals").fetchone() == (2, 0)
    connection.close()
