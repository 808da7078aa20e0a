"""Ways to break a command that runs: kill it, let a system call of it fail or be its last, take something away."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from tests.conftest import clean_environment

LONGEST = 60.0  # seconds that any command may take
STRACE = shutil.which("strace")
KEY = "6b" * 32  # the same hashes in every run


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong: SIGKILL or another ``sign`` after a while, or what ``inject`` makes of one system call."""

    sign: int = 0
    after: float = 0.0
    inject: str = ""  # as strace has it: pwrite64:error=EIO:when=3
    limits: Mapping[str, int] = field(default_factory=dict)

    @property
    def traced(self) -> str:
        """The system calls that strace has to look at."""
        return self.inject.partition(":")[0]


NOTHING = Fault()


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended: its exit code (negative: by which signal), its words, its time."""

    code: int
    out: str
    err: str
    seconds: float
    log: str = ""  # what strace saw

    @property
    def struck(self) -> bool:
        """Whether a system call was tampered with."""
        return "(INJECTED)" in self.log


class Nursery:
    """Runs commands in children of a process that has xpromo loaded already."""

    def __init__(self) -> None:
        environment = {name: value for name, value in clean_environment().items() if not name.startswith("COVERAGE")}
        self.process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("nursery.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self._hear("ready")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate()

    def _hear(self, name: str) -> int:
        assert self.process.stdout
        heard: dict[str, int] = json.loads(self.process.stdout.readline())
        return heard[name]

    def run(
        self,
        arguments: Sequence[str],
        cwd: Path,
        fault: Fault = NOTHING,
        *,
        stdin: Path = Path(os.devnull),
        env: Mapping[str, str] | None = None,
    ) -> Done:
        """Run ``xpromo arguments`` in ``cwd`` while ``fault`` happens to it."""
        with tempfile.TemporaryDirectory() as folder:
            out, err, log = (Path(folder) / name for name in ("out", "err", "log"))
            for stream in (out, err):  # a child that is killed at once opens nothing
                stream.touch()
            job: dict[str, Any] = {
                "arguments": [*arguments],
                "cwd": str(cwd),
                "env": {**clean_environment({"XPROMO_KEY": KEY}), **(env or {})},
                "stdin": str(stdin),
                "stdout": str(out),
                "stderr": str(err),
                "limits": dict(fault.limits),
                "halt": bool(fault.inject),
            }
            assert self.process.stdin
            self.process.stdin.write(json.dumps(job) + "\n")
            self.process.stdin.flush()
            began = time.perf_counter()
            code = self._wait(self._hear("pid"), fault, log)
            took = time.perf_counter() - began
            seen = log.read_text(errors="replace") if log.exists() else ""
            return Done(code, out.read_text(errors="replace"), err.read_text(errors="replace"), took, seen)

    def calls(self, arguments: Sequence[str], cwd: Path, names: Sequence[str], stdin: Path) -> list[tuple[str, int]]:
        """Run a command and return each of its system calls of these names: which, and the how manyth of the name."""
        found: Counter[str] = Counter()
        done = self.run(arguments, cwd, Fault(inject=f"{','.join(names)}:delay_exit=0:when=1+"), stdin=stdin)
        for line in done.log.splitlines():
            name = line.split(" ", 1)[1].strip().partition("(")[0]
            found[name] += name in names
        return [(name, number) for name in names for number in range(1, found[name] + 1)]

    def _wait(self, child: int, fault: Fault, log: Path) -> int:
        if fault.sign:
            time.sleep(fault.after)
            with suppress(ProcessLookupError):  # it was quicker
                os.kill(child, fault.sign)
        if not fault.inject:
            return self._hear("code")
        self._hear("waits")
        with tracing(child, fault, log):
            return self._hear("code")


class tracing:  # noqa: N801 - reads as the verb that it is
    """strace on a process that waits, which goes on when strace is there."""

    def __init__(self, child: int, fault: Fault, log: Path) -> None:
        assert STRACE
        self.child = child
        how = ("-e", f"trace={fault.traced}", "-e", f"inject={fault.inject}")
        self.strace = subprocess.Popen(
            [STRACE, "-f", "-qq", "-o", log, *how, "-p", str(child)],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while not _traced(child) and self.strace.poll() is None:
            time.sleep(0.001)

    def __enter__(self) -> Self:
        os.kill(self.child, signal.SIGCONT)
        return self

    def __exit__(self, *_: object) -> None:
        self.strace.wait(LONGEST)


def _traced(child: int) -> bool:
    return "TracerPid:\t0\n" not in Path(f"/proc/{child}/status").read_text()


def can_trace() -> bool:
    """Whether strace is there and may do its work."""
    if not STRACE:
        return False
    tried = subprocess.run([STRACE, "-qq", "-e", "trace=none", "true"], capture_output=True, check=False)
    return tried.returncode == 0
