"""What the fault suite shares. ``XPROMO_FAULT_ROUNDS`` faults of each kind happen to each command, by ``_SEED``."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.faults.breaking import Nursery, can_trace
from tests.faults.jobs import JOBS, Command, Golden, make_golden, renew, succeed, write_workspace

ROUNDS = int(os.environ.get("XPROMO_FAULT_ROUNDS", "1"))
CALLS = (
    *("pwrite64", "write", "fdatasync", "fsync", "ftruncate", "rename", "link", "unlink", "rmdir", "mkdir"),
    *("pread64", "read"),
)
SEED = os.environ.get("XPROMO_FAULT_SEED", "1")

if not hasattr(os, "fork"):
    pytest.skip("no fork on this system", allow_module_level=True)


@dataclass(slots=True)
class Stage:
    """Where faults happen: a nursery, and what every job leaves when nothing happens, made when first asked for."""

    nursery: Nursery
    folder: Path
    starts: dict[tuple[Command, ...], Path] = field(default_factory=dict)
    made: dict[str, Golden] = field(default_factory=dict)
    counted: dict[str, list[tuple[str, int]]] = field(default_factory=dict)

    def golden(self, name: str) -> Golden:
        """Return what a job leaves."""
        if name not in self.made:
            job = next(job for job in JOBS if job.name == name)
            self.made[name] = make_golden(job, self.nursery, self.start(job.before), self.folder / name)
        return self.made[name]

    def start(self, before: tuple[Command, ...]) -> Path:
        """Return the folder that jobs begin with which come after these commands."""
        if before not in self.starts:
            folder = self.starts[before] = self.folder / f"start-{len(self.starts)}"
            if before:
                shutil.copytree(self.start(before[:-1]), folder)
                succeed(self.nursery.run(before[-1], folder))
            else:
                write_workspace(folder, self.nursery)
        return self.starts[before]

    def calls(self, name: str, call: str) -> list[tuple[str, int]]:
        """Return the system calls of one kind that a job makes."""
        if name not in self.counted:
            golden = self.golden(name)
            renew(golden.folder, self.work)
            stdin = self.work / golden.job.stdin
            self.counted[name] = self.nursery.calls(golden.job.command, self.work, CALLS, stdin)
        return [found for found in self.counted[name] if found[0] == call]

    @property
    def work(self) -> Path:
        """Where jobs are broken."""
        return self.folder / "work"


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Nursery() as nursery:
        yield Stage(nursery, tmp_path_factory.mktemp("faults"))


@pytest.fixture(scope="session")
def tracing() -> None:
    """Skip where no system call can be tampered with."""
    if not can_trace():
        pytest.skip("no strace here, or it may not trace")


def chance_of(what: str) -> random.Random:
    """Return the same chances on every run with the same seed."""
    return random.Random(f"{SEED} {what}")  # noqa: S311 - reproducible on purpose
