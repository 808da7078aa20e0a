"""A terminal that reads a page: one shell for all its commands, in a folder of its own."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import xpromo
from tests.conftest import REPO, clean_environment
from tests.docs.pages import Step
from tests.waiting import path_with_xpromo

MARK = "=====xpromo-docs====="
PATIENCE = 300
IGNORED = shutil.ignore_patterns("__pycache__", "_templates", "_example")


@dataclass(frozen=True, slots=True)
class Done:
    """What a command printed on both streams, and its exit code."""

    step: Step
    printed: list[str]
    code: int


def run(steps: list[Step], folder: Path, *, package: Path | None = None) -> list[Done]:
    """Run the commands one after another as typed; ``package`` is a copy of the source tree to use."""
    script = "".join(
        f"{{ {step.command}\n}}\n_code=$?; echo; echo '{MARK}' $_code; ( exit $_code )\n" for step in steps
    )
    place = folder.parent / f"{folder.name}-bin"
    environment = clean_environment(
        {"PATH": path_with_xpromo(place, own_process=package is not None), "PYTHONUNBUFFERED": "1"}
    )
    if package is not None:
        environment = {name: value for name, value in environment.items() if not name.startswith("COV")}
        environment["PYTHONPATH"] = str(package)  # a copy is not what coverage is measured of
    done = subprocess.run(
        ["/bin/sh"],
        input=script,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env=environment,
        timeout=PATIENCE,
        check=False,
    )
    return [_done(step, part) for step, part in zip(steps, _parts(done.stdout), strict=True)]


def _parts(text: str) -> list[list[str]]:
    """Cut what a shell printed after each mark; the mark's line, which holds the exit code, comes last."""
    parts: list[list[str]] = [[]]
    for line in text.splitlines():
        parts[-1].append(line)
        if line.startswith(MARK):
            parts.append([])
    return parts[:-1]


def _done(step: Step, lines: list[str]) -> Done:
    return Done(step, lines[:-1], int(lines[-1].removeprefix(MARK)))


def example(folder: Path) -> None:
    """Copy what somebody in a copy of the repository sees into ``folder``, but the source."""
    for name in ("campaigns", "ci", "docs/generators", "templates"):
        shutil.copytree(REPO / name, folder / name, ignore=IGNORED)


def checkout(folder: Path) -> Path:
    """Copy what a contributor edits into ``folder`` and return the folder of its package."""
    example(folder)
    shutil.copytree(REPO / "tests", folder / "tests", ignore=IGNORED)
    shutil.copytree(Path(xpromo.__file__).parent, folder / "src" / "xpromo", ignore=IGNORED)
    shutil.copy(REPO / "pyproject.toml", folder)
    return folder / "src"
