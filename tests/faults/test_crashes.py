"""Commands that end in the middle: killed, told to stop, or because the system refuses what it never refuses.

After each: nothing acknowledged is lost, no file is half taken, the same command again completes, all is verified.
"""

from __future__ import annotations

import signal
from collections.abc import Sequence

import pytest

from tests.faults.breaking import Fault
from tests.faults.conftest import ROUNDS, Stage, chance_of
from tests.faults.jobs import JOBS
from tests.faults.judging import break_and_judge

NAMES = [job.name for job in JOBS]
A_FEW = NAMES if ROUNDS > 1 else NAMES[::4]
SHARES = [NAMES] * 3 if ROUNDS > 1 else [NAMES[number::3] for number in range(3)]  # in short each job breaks once
LAST = ("pwrite64", "write", "fdatasync", "fsync", "ftruncate", "rename", "link", "unlink", "rmdir", "mkdir")
FAILING = (*LAST, "pread64", "read")
SAID = {"pwrite64": "ENOSPC", "write": "ENOSPC", "mkdir": "ENOSPC", "ftruncate": "EIO"}


@pytest.mark.parametrize("name", SHARES[0])
def test_killed_at_any_moment(stage: Stage, name: str) -> None:
    golden, chance = stage.golden(name), chance_of(f"kill {name}")
    for _ in range(ROUNDS):
        break_and_judge(golden, stage.nursery, stage.work, Fault(signal.SIGKILL, chance.random() * golden.seconds))


@pytest.mark.parametrize("name", A_FEW)
def test_told_to_stop_at_any_moment(stage: Stage, name: str) -> None:
    golden, chance = stage.golden(name), chance_of(f"stop {name}")
    for number in range(ROUNDS):
        sign = (signal.SIGTERM, signal.SIGINT)[number % 2]
        done = break_and_judge(golden, stage.nursery, stage.work, Fault(sign, chance.random() * golden.seconds))
        assert done.code in {0, 128 + sign, -sign}


@pytest.mark.parametrize("name", SHARES[1])
def test_killed_at_a_system_call(stage: Stage, tracing: None, name: str) -> None:
    golden = stage.golden(name)
    for call, number in some(stage, name, LAST, "last"):
        inject = f"{call}:signal=KILL:when={number}"
        assert break_and_judge(golden, stage.nursery, stage.work, Fault(inject=inject)).code == -signal.SIGKILL


@pytest.mark.parametrize("name", SHARES[2])
def test_a_system_call_that_fails(stage: Stage, tracing: None, name: str) -> None:
    golden = stage.golden(name)
    for call, number in some(stage, name, FAILING, "failing"):
        inject = f"{call}:error={SAID.get(call, 'EIO')}:when={number}"
        assert break_and_judge(golden, stage.nursery, stage.work, Fault(inject=inject)).struck


@pytest.mark.parametrize("name", A_FEW)
def test_a_disk_that_stays_full(stage: Stage, tracing: None, name: str) -> None:
    golden = stage.golden(name)
    for call, number in some(stage, name, ("pwrite64",), "full"):
        break_and_judge(golden, stage.nursery, stage.work, Fault(inject=f"{call}:error=ENOSPC:when={number}+"))


@pytest.mark.parametrize("name", A_FEW)
def test_a_file_that_may_not_grow(stage: Stage, name: str) -> None:
    golden, chance = stage.golden(name), chance_of(f"grow {name}")
    for _ in range(ROUNDS):
        limits = {"RLIMIT_FSIZE": chance.randrange(1, 400) << 10}
        assert break_and_judge(golden, stage.nursery, stage.work, Fault(limits=limits)).code in {0, 3}


@pytest.mark.parametrize("name", A_FEW)
def test_too_few_files_may_be_open(stage: Stage, name: str) -> None:
    golden, chance = stage.golden(name), chance_of(f"open {name}")
    for _ in range(ROUNDS):
        limits = {"RLIMIT_NOFILE": chance.randrange(4, 14)}
        break_and_judge(golden, stage.nursery, stage.work, Fault(limits=limits))


def some(stage: Stage, name: str, calls: Sequence[str], what: str) -> list[tuple[str, int]]:
    """Choose system calls of a job: of each kind alike, whether there are three of it or three hundred."""
    chance = chance_of(f"{what} {name}")
    kinds = [numbers for call in calls if (numbers := stage.calls(name, call))]
    chance.shuffle(kinds)
    return sorted({chance.choice(kinds[number % len(kinds)]) for number in range(ROUNDS if kinds else 0)})
