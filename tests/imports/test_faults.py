"""Faults while importing: killed processes, two at once, a reading process that dies, full and read-only places."""

from __future__ import annotations

import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.import_clicks import made_up_links, write_clicks
from tests.conftest import CommandLine, clean_environment
from tests.imports.conftest import KEY, Import, facts, outcomes

ROWS = 30_000  # above the size from which a second process reads
KILLS = int(os.environ.get("XPROMO_TEST_KILLS", "5"))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("large") / "clicks.csv"
    write_clicks(path, ROWS, made_up_links())
    return path


def start(workspace: Path, *arguments: str | Path, limit: Callable[[], None] | None = None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "xpromo", "import", *map(str, arguments)],
        cwd=workspace,
        env=clean_environment({"XPROMO_KEY": KEY}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=limit,  # noqa: PLW1509 - a limit of the child alone
    )


def test_the_reading_process_brings_the_same_rows_as_reading_here(
    importing: Import, workspace: Path, large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xpromo.sources import process

    (elsewhere,) = importing(large)
    there = facts(workspace / ".xpromo" / "ledger.db")
    (workspace / ".xpromo" / "ledger.db").unlink()
    monkeypatch.setattr(process, "LARGE", 1 << 40)
    (here,) = importing(large)

    assert large.stat().st_size > 8 << 20
    assert outcomes(here) == outcomes(elsewhere)
    assert facts(workspace / ".xpromo" / "ledger.db") == there


@pytest.mark.slow
def test_killed_at_any_moment_and_done_again_is_as_if_done_once(
    importing: Import, workspace: Path, large: Path
) -> None:
    ledger = workspace / ".xpromo" / "ledger.db"
    began = time.monotonic()
    (whole,) = importing(large)
    lasts = time.monotonic() - began
    expected = facts(ledger)
    chance = random.Random(20261122)  # noqa: S311 - reproducible moments
    for _ in range(KILLS):
        ledger.unlink()
        process = start(workspace, large)
        time.sleep(0.2 + chance.random() * lasts)
        process.kill()
        process.communicate()
        (batch,) = importing(large)

        assert batch["rows"] == whole["rows"]
        assert batch["recorded"] + batch["known"] == whole["recorded"] + whole["known"]
        assert facts(ledger) == expected
        with sqlite3.connect(ledger) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("SELECT count(*) FROM batches").fetchone() == (1,)
        connection.close()


def test_a_killed_import_leaves_no_reading_process_behind(workspace: Path, large: Path) -> None:
    process = start(workspace, large)
    children: list[int] = []
    deadline = time.monotonic() + 20
    while not children and time.monotonic() < deadline and process.poll() is None:
        children = children_of(process.pid)
        time.sleep(0.02)
    if not children:
        process.communicate()
        pytest.skip("the reading process was not seen: no /proc, or it was too quick")
    process.kill()
    process.communicate()
    while any(alive(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert not any(alive(child) for child in children)


def children_of(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        return [int(text) for text in path.read_text().split()]
    except OSError:
        return []


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def test_a_reading_process_that_dies_is_a_clear_error_and_nothing_is_recorded(workspace: Path, large: Path) -> None:
    process = start(workspace, large)
    deadline = time.monotonic() + 20
    while not (children := children_of(process.pid)) and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.005)
    if not children:
        process.communicate()
        pytest.skip("the reading process was not seen: no /proc, or it was too quick")
    os.kill(children[0], signal.SIGKILL)
    _, said = process.communicate()

    assert process.returncode == 3, said
    assert b"ended from outside" in said
    with sqlite3.connect(workspace / ".xpromo" / "ledger.db") as connection:
        assert connection.execute("SELECT count(*) FROM touches").fetchone() == (0,)
    connection.close()


def test_a_large_file_with_a_bad_end_leaves_the_ledger_as_it_was(
    importing: Import, workspace: Path, large: Path, tmp_path: Path
) -> None:
    small = tmp_path / "small.csv"
    small.write_text("id,at,url\nx,2026-01-01T00:00:00Z,/?xp=0123456789\n")
    importing(small)
    before = facts(workspace / ".xpromo" / "ledger.db")
    broken = tmp_path / "broken.csv"
    broken.write_bytes(large.read_bytes() + b'z,2026-01-01T00:00:00Z,"/?xp=')
    importing(broken, code=3)

    assert facts(workspace / ".xpromo" / "ledger.db") == before


def test_two_imports_at_once_both_come_in(workspace: Path, large: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    write_clicks(other, 20_000, made_up_links(), seed=8, shuffled=True)
    processes = [start(workspace, large), start(workspace, other), start(workspace, large)]
    for process in processes:
        _, said = process.communicate()
        assert process.returncode == 0, said
    rows = facts(workspace / ".xpromo" / "ledger.db")["touches"]
    alone = workspace.parent / "alone.db"
    for path in (other, large):
        done = subprocess.run(
            [sys.executable, "-m", "xpromo", "--ledger", alone, "import", path],
            cwd=workspace,
            env=clean_environment({"XPROMO_KEY": KEY}),
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    assert rows == facts(alone)["touches"]


def test_a_full_disk_leaves_the_ledger_as_it_was(
    workspace: Path, large: Path, importing: Import, tmp_path: Path
) -> None:
    small = tmp_path / "small.csv"
    small.write_text("id,at,url\nx,2026-01-01T00:00:00Z,/?xp=0123456789\n")
    importing(small)
    before = facts(workspace / ".xpromo" / "ledger.db")

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

    process = start(workspace, large, limit=limit)
    _, said = process.communicate()

    assert process.returncode == 3, said
    assert facts(workspace / ".xpromo" / "ledger.db") == before


def test_interrupted_by_ctrl_c(workspace: Path, large: Path) -> None:
    process = start(workspace, large)
    while not children_of(process.pid) and process.poll() is None:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate()

    if process.returncode:
        # A shell says 130 for both; Python dies of the signal where it came while a class was being made
        assert process.returncode in {130, -signal.SIGINT}, said
        assert b"Traceback" not in said


def test_memory_stays_flat(cli_process: CommandLine, workspace: Path, large: Path) -> None:
    """A tenfold of the same file, under a limit that its rows would break if they were kept."""
    script = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_DATA, (300 << 20, 300 << 20))\n"
        "from xpromo.cli.main import main\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    tenfold = workspace.parent / "tenfold.csv"
    with tenfold.open("wb") as file:
        lines = large.read_bytes().splitlines(keepends=True)
        file.write(lines[0])
        for number in range(6):
            file.writelines(b"%d" % number + line for line in lines[1:])
    done = subprocess.run(
        [sys.executable, "-c", script, "import", tenfold],
        cwd=workspace,
        env=clean_environment({"XPROMO_KEY": KEY}),
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
