"""What every test may ask for: the repository, the files beside it, and the command line."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest
from hypothesis import settings

REPO = Path(__file__).resolve().parents[1]
SHARED = REPO.parent / "shared"
CORPORA = SHARED / "corpora"
EXPORTS = SHARED / "exports"
NOW = "2026-11-22T09:00:00+00:00"

# Started in the background, a shell has SIGINT ignored, and so would every command that a test starts
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples on every machine, and no clock that could fail a test on a busy one
settings.register_profile("house", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("house")

# What takes longest goes first: two processes end at the same time when the last files are short
FIRST = (
    "faults/test_crashes.py", "docs/test_console.py", "cli/test_streams.py", "scaffold/test_plan.py",
    "truth/test_truth.py", "report/test_html.py", "imports/test_faults.py", "docs/test_generated.py",
    "kit/test_injection.py", "oracle/test_oracle.py", "browser/test_pages.py", "imports/test_samples.py",
    "faults/test_damage.py", "kit/test_command.py", "jobs/test_action.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first."""
    places = {REPO / "tests" / name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: places.get(item.path, len(FIRST)))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command left behind: its exit code and both streams, line endings untouched."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


class CommandLine(Protocol):
    """``cli("check", "--format", "json", cwd=workspace)``."""

    def __call__(
        self,
        *arguments: str | Path,
        cwd: Path | None = None,
        stdin: str | bytes = b"",
        env: Mapping[str, str] | None = None,
    ) -> Outcome: ...


def clean_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment without what a developer may have set: no XPROMO_*, no colour, no locale, a fixed clock."""
    ours = ("XPROMO_", "PYTHON", "LC_", "GITHUB_")
    unwanted = {"CI", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "SOURCE_DATE_EPOCH", "TZ"}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    fixed = {"COLUMNS": "100", "LANG": "C.UTF-8", "NO_COLOR": "1", "XPROMO_NOW": NOW}
    return {name: value for name, value in inherited.items() if name not in unwanted} | fixed | dict(extra or {})


@pytest.fixture(scope="session")
def repo() -> Path:
    """The root of the repository."""
    return REPO


@pytest.fixture(scope="session")
def corpora() -> Callable[[str], Path]:
    """``corpora("url-wpt")``: a folder of public torture files; the test is skipped where they are not at hand."""
    return lambda name: _beside(CORPORA / name)


@pytest.fixture(scope="session")
def exports() -> Path:
    """The samples of real export formats; the test is skipped where they are not at hand."""
    return _beside(EXPORTS)


def _beside(path: Path) -> Path:
    if not path.exists():
        pytest.skip(f"{path.relative_to(REPO.parent)} is not beside this checkout")
    return path


def run_here(
    *arguments: str | Path, cwd: Path, stdin: str | bytes = b"", env: Mapping[str, str] | None = None
) -> Outcome:
    """The real command line in this process: a tenth of the time that a process of its own takes."""
    from xpromo.cli.main import main

    streams = {"stdin": _stream(stdin), "stdout": _stream(), "stderr": _stream()}
    with pytest.MonkeyPatch.context() as patch:
        _set_environment(patch, clean_environment(env))
        patch.chdir(cwd)
        for name, stream in streams.items():
            patch.setattr(sys, name, stream)
        try:
            code = int(main([str(argument) for argument in arguments]))
        except SystemExit as ended:  # Typer's way when a shell asks for words
            code = int(ended.code or 0)
    return Outcome(code, _content(streams["stdout"]), _content(streams["stderr"]))


@pytest.fixture
def cli(tmp_path: Path) -> CommandLine:
    """The same, in an empty folder unless ``cwd`` names one."""

    def run(
        *arguments: str | Path,
        cwd: Path | None = None,
        stdin: str | bytes = b"",
        env: Mapping[str, str] | None = None,
    ) -> Outcome:
        return run_here(*arguments, cwd=cwd or tmp_path, stdin=stdin, env=env)

    return run


def _set_environment(patch: pytest.MonkeyPatch, wanted: Mapping[str, str]) -> None:
    for name in os.environ.keys() - wanted.keys():
        patch.delenv(name)
    for name, value in wanted.items():
        patch.setenv(name, value)


def _stream(content: str | bytes = b"") -> io.TextIOWrapper:
    data = content.encode() if isinstance(content, str) else content
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="", write_through=True)


def _content(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


def run_process(
    *arguments: str | Path, cwd: Path, stdin: str | bytes = b"", env: Mapping[str, str] | None = None
) -> Outcome:
    """The real command line in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "xpromo", *map(str, arguments)],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        check=False,
        cwd=cwd,
        env=clean_environment(env),
        timeout=120,
    )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def cli_process(tmp_path: Path) -> CommandLine:
    """The same in a process of its own, for what only a process has: signals, start-up, streams, limits."""

    def run(
        *arguments: str | Path,
        cwd: Path | None = None,
        stdin: str | bytes = b"",
        env: Mapping[str, str] | None = None,
    ) -> Outcome:
        return run_process(*arguments, cwd=cwd or tmp_path, stdin=stdin, env=env)

    return run
