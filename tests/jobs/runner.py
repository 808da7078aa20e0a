"""What a CI runner does with the files that we ship: steps as bash runs them, inputs put in, files of outputs read."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import REPO, clean_environment
from tests.waiting import path_with_xpromo

ACTION: Any = yaml.safe_load((REPO / "action.yml").read_text(encoding="utf-8"))
_EXPRESSION = re.compile(r"\$\{\{ inputs\.(\w+) }}")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a step left behind."""

    code: int
    out: str
    err: str
    outputs: Mapping[str, str]
    summary: str


class Runner:
    """A folder with a workspace, as a job of GitHub sees it."""

    def __init__(self, folder: Path) -> None:
        self.temporary, self.workspace = folder / "temp", folder / "shop"
        self.temporary.mkdir()
        shutil.copytree(REPO / "campaigns", self.workspace / "campaigns")
        self.path = path_with_xpromo(folder / "bin")

    def run(self, step: str, inputs: Mapping[str, str] | None = None, env: Mapping[str, str] | None = None) -> Ran:
        """Run a step of the action by its id, with these inputs and the others as they are unless stated."""
        (found,) = [item for item in ACTION["runs"]["steps"] if item["id"] == step]
        stated = {name: item["default"] for name, item in ACTION["inputs"].items()} | dict(inputs or {})
        variables = {name: _filled(text, stated) for name, text in found.get("env", {}).items()}
        folder = self.workspace / _filled(found.get("working-directory", "."), stated)
        return self.script(found["run"], folder, variables | dict(env or {}))

    def script(self, text: str, folder: Path, variables: Mapping[str, str] | None = None) -> Ran:
        """Run a script as GitHub runs ``shell: bash``."""
        files = {name: self.temporary / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_PATH")}
        for file in files.values():
            file.write_text("", encoding="utf-8")
        script = self.temporary / "step.sh"
        script.write_text(text, encoding="utf-8")
        given = {
            "PATH": self.path,
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(REPO),
            **{name: str(file) for name, file in files.items()},
            **(variables or {}),
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=folder,
            env=clean_environment(given),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        left = {name: file.read_text(encoding="utf-8") for name, file in files.items()}
        outputs = dict(line.split("=", 1) for line in left["GITHUB_OUTPUT"].splitlines())
        return Ran(done.returncode, done.stdout, done.stderr, outputs, left["GITHUB_STEP_SUMMARY"])

    def misspell(self) -> None:
        """Put a mistake into a campaign."""
        path = self.workspace / "campaigns" / "2026-winter-bundle.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("offer: app-thanks", "offer: app-thank"), encoding="utf-8")


def _filled(text: str, inputs: Mapping[str, str]) -> str:
    return _EXPRESSION.sub(lambda found: inputs[found[1]], text)
