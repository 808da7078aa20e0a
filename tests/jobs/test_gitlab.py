"""ci/gitlab.yml: its script as a runner of GitLab runs it, line after line, the first that fails being the last."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from tests.conftest import REPO
from tests.jobs.runner import Ran, Runner

JOB: Any = yaml.safe_load((REPO / "ci" / "gitlab.yml").read_text(encoding="utf-8"))["xpromo-check"]
pytestmark = pytest.mark.slow


def run(runner: Runner, folder: Path | None = None, **variables: str) -> Ran:
    return runner.script("\n".join(JOB["script"]), folder or runner.workspace, {**JOB["variables"], **variables})


def test_a_clean_workspace_passes_and_leaves_both_reports(runner: Runner) -> None:
    ran = run(runner)
    assert ran.code == 0, ran.err
    assert json.loads((runner.workspace / JOB["artifacts"]["reports"]["codequality"]).read_text()) == []
    assert all((runner.workspace / path).is_file() for path in JOB["artifacts"]["paths"])


def test_a_mistake_fails_and_is_in_both_reports(runner: Runner) -> None:
    runner.misspell()
    ran = run(runner)
    assert (ran.code, "XP150 references" in ran.out) == (1, True)
    reports = {name: runner.workspace / path for name, path in JOB["artifacts"]["reports"].items()}
    (found,) = json.loads(reports["codequality"].read_text())
    assert found["location"]["path"] == "campaigns/2026-winter-bundle.yaml"
    assert len(ET.parse(reports["junit"]).findall(".//failure")) == 1  # noqa: S314 - written by ourselves


def test_reports_are_kept_when_the_job_fails() -> None:
    assert JOB["artifacts"]["when"] == "always"
    assert sorted(JOB["artifacts"]["reports"].values()) == sorted(JOB["artifacts"]["paths"])


def test_a_workspace_may_lie_in_a_folder(runner: Runner) -> None:
    assert run(runner, runner.workspace.parent, XPROMO_WORKSPACE="shop").code == 0
