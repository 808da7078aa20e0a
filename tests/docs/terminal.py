"""A terminal that reads a page: one shell for all its commands, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import xpromo
from tests.conftest import REPO, clean_environment
from tests.docs.pages import Step

MARK = "=====xpromo-docs====="
PATIENCE = 300


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
    environment = clean_environment(
        {"PATH": path_with_xpromo(folder.parent / f"{folder.name}-bin"), "PYTHONUNBUFFERED": "1"}
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


def path_with_xpromo(place: Path) -> str:
    """Make a folder that holds ``xpromo`` of this Python, and return a PATH on which it comes first."""
    place.mkdir(exist_ok=True)
    command = place / "xpromo"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m xpromo "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return f"{place}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


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


def checkout(folder: Path) -> Path:
    """Copy what a contributor edits into ``folder`` and return the folder of its package."""
    ignored = shutil.ignore_patterns("__pycache__", "_templates", "_example")
    for name in ("campaigns", "ci", "docs/generators", "templates", "tests"):
        shutil.copytree(REPO / name, folder / name, ignore=ignored)
    shutil.copytree(Path(xpromo.__file__).parent, folder / "src" / "xpromo", ignore=ignored)
    shutil.copy(REPO / "pyproject.toml", folder)
    return folder / "src"
