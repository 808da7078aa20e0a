"""What an import must never do: write in a dry run, make a second key, keep half of a file when it is stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import CommandLine, clean_environment
from tests.report.workspace import REPORT_DAY, make_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return make_workspace(tmp_path)


def test_a_dry_run_of_an_undo_says_the_same_and_writes_nothing(cli: CommandLine, workspace: Path) -> None:
    ledger = workspace / ".xpromo" / "ledger.db"
    before = ledger.read_bytes()
    dry = cli("import", "--undo", "1", "--dry-run", "--format", "json", cwd=workspace, env=REPORT_DAY)
    assert (dry.code, ledger.read_bytes()) == (0, before)
    done = cli("import", "--undo", "1", "--format", "json", cwd=workspace, env=REPORT_DAY)
    assert (done.code, done.out) == (0, dry.out)
    assert ledger.read_bytes() != before


@pytest.mark.parametrize("batch", ["0", "-1", "99", "99999999999999999999999", "x"])
def test_a_batch_that_cannot_be_is_wrong_usage(cli: CommandLine, workspace: Path, batch: str) -> None:
    done = cli("import", "--undo", batch, cwd=workspace, env=REPORT_DAY)
    assert (done.code, done.out) == (2, "")


def test_an_undo_takes_no_files(cli: CommandLine, workspace: Path) -> None:
    done = cli("import", "--undo", "1", "clicks.csv", cwd=workspace, env=REPORT_DAY)
    assert (done.code, done.err.splitlines()[0]) == (2, "error: --undo takes no files")


@pytest.mark.parametrize("options", [(), ("--dry-run",)], ids=["import", "dry run"])
def test_a_lost_key_is_asked_for_and_not_replaced(cli: CommandLine, workspace: Path, options: tuple[str, ...]) -> None:
    (workspace / ".xpromo" / "key").unlink()
    (workspace / "more.csv").write_text(
        "id,at,url\nm1,2026-12-03T10:00:00Z,https://northwind.example/?xp=zzzzzzzzzz\n", encoding="utf-8"
    )
    done = cli("import", "more.csv", *options, cwd=workspace, env=REPORT_DAY)
    assert done.code == 3
    assert "key" in done.err
    assert not (workspace / ".xpromo" / "key").exists()


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "SIGTERM"])
def test_who_stops_an_import_finds_the_ledger_as_it_was(workspace: Path, number: signal.Signals, code: int) -> None:
    pipe, ledger = workspace / "endless.csv", workspace / ".xpromo" / "ledger.db"
    os.mkfifo(pipe)
    before = ledger.read_bytes()
    process = subprocess.Popen(
        [sys.executable, "-m", "xpromo", "import", str(pipe)],
        cwd=workspace,
        env=clean_environment(REPORT_DAY),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with pipe.open("w", encoding="utf-8") as writer:  # opens when the import has begun to read
        writer.write("id,at,url\ne1,2026-12-03T10:00:00Z,https://northwind.example/?xp=zzzzzzzzzz\n")
        writer.flush()
        time.sleep(0.1)  # whatever it has read by then, none of it may stay
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err.decode()) == (code, b"", "stopped; nothing half-done was kept\n")
    assert ledger.read_bytes() == before


def test_refusals_name_no_cell(cli: CommandLine, workspace: Path) -> None:
    secret = "ada@example.com"
    (workspace / "bad.csv").write_text(
        f"id,at,kind,amount,currency,customer\n{secret},{secret},{secret},{secret},{secret},{secret}\n",
        encoding="utf-8",
    )
    done = cli("import", "bad.csv", "--format", "json", cwd=workspace, env=REPORT_DAY)
    assert done.code == 1
    assert json.loads(done.out)["data"][0]["refused"] == 1
    assert secret not in done.out + done.err
    assert secret.encode() not in (workspace / ".xpromo" / "ledger.db").read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
def test_a_pipe_is_imported_like_the_file_that_it_brings(workspace: Path) -> None:
    text = "id,at,url\\npipe-1,2026-12-03T10:00:00Z,https://northwind.example/?xp=zzzzzzzzzz\\n"
    line = f"{sys.executable} -m xpromo import --format json <(printf '{text}')"
    done = subprocess.run(
        ["bash", "-c", line], cwd=workspace, env=clean_environment(REPORT_DAY), capture_output=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["data"][0]["recorded"] == 1
