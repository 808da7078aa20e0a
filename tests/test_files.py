"""Files that appear whole or not at all, and what is beside them meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.conftest import clean_environment
from xpromo.errors import StorageError
from xpromo.files import workbench, write_file

HOLDS = """
import sys, time
from pathlib import Path
from xpromo.files import workbench
with workbench(Path(sys.argv[1])) as bench:
    (bench / "half").mkdir()
    (bench / "half" / "rows").write_text("ann@example.com")
    print("there", flush=True)
    time.sleep(60)
"""


def holding(place: Path) -> subprocess.Popen[str]:
    """Start a process that is in the middle of writing to ``place``."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, place], stdout=subprocess.PIPE, text=True, env=clean_environment()
    )
    assert process.stdout
    assert process.stdout.readline() == "there\n"
    return process


def end(process: subprocess.Popen[str], sign: int) -> None:
    process.send_signal(sign)
    process.communicate()


def test_what_is_on_the_bench_is_gone_afterwards_unless_it_was_moved(tmp_path: Path) -> None:
    with workbench(tmp_path / "a.csv") as bench:
        (bench / "old").mkdir()
        (bench / "old" / "kept.txt").touch()
        (bench / "new").write_text("whole")
        (bench / "new").replace(tmp_path / "a.csv")
        assert bench.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.skipif(os.name != "posix", reason="no SIGKILL")
def test_what_a_killed_process_left_goes_the_next_time(tmp_path: Path) -> None:
    process = holding(tmp_path / "a.csv")
    end(process, signal.SIGKILL)
    assert len(list(tmp_path.iterdir())) == 1
    write_file(tmp_path / "b.csv", "of another name")
    assert len(list(tmp_path.iterdir())) == 2
    write_file(tmp_path / "a.csv", "whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv"]


@pytest.mark.skipif(os.name != "posix", reason="no locks on folders")
def test_what_a_living_process_works_on_is_left_alone(tmp_path: Path) -> None:
    process = holding(tmp_path / "a.csv")
    write_file(tmp_path / "a.csv", "whole")
    assert [path.read_text() for path in tmp_path.rglob("rows")] == ["ann@example.com"]
    end(process, signal.SIGKILL)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="nothing tells how many files are open")
def test_a_bench_can_be_cleared_with_one_file_to_open(tmp_path: Path) -> None:
    import resource

    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    taken: list[int] = []
    try:
        with workbench(tmp_path / "a.csv") as bench:
            (bench / "deep" / "deeper").mkdir(parents=True)
            (bench / "deep" / "deeper" / "file").touch()
            most = max(int(path.name) for path in Path("/proc/self/fd").iterdir())
            resource.setrlimit(resource.RLIMIT_NOFILE, (most + 1, limits[1]))
            with suppress(OSError):
                while True:
                    taken.append(os.open(tmp_path, os.O_RDONLY))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        for descriptor in taken:
            os.close(descriptor)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["file/a.csv", "x" * 300])
def test_a_place_where_nothing_can_be_made_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="can't write") as raised:
        write_file(tmp_path / name, "text")
    assert raised.value.hint
