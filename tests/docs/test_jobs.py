"""The jobs of docs/ci.md, line by line: each command of a workflow works in the example workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import REPO
from tests.docs.pages import Block, Step, blocks
from tests.docs.terminal import checkout, run

PAGE = REPO / "docs" / "ci.md"


def written(language: str) -> list[Block]:
    return [block for block in blocks(PAGE.read_text(encoding="utf-8")) if block.language == language]


def workflow() -> Any:
    (block,) = written("yaml")
    return yaml.safe_load(block.text)


def test_the_workflow_reads_and_changes_nothing() -> None:
    assert workflow()["permissions"] == {"contents": "read"}


@pytest.mark.slow
def test_each_command_of_the_workflow_works(tmp_path: Path) -> None:
    lines = [step["run"] for step in workflow()["jobs"]["check"]["steps"] if "run" in step]
    commands = [line for line in lines if line.startswith("xpromo ")]
    done = run([Step(command, 0) for command in commands], tmp_path, package=checkout(tmp_path))
    assert len(commands) == len(lines) - 1  # the first installs the wheel
    assert [(item.step.command, item.code) for item in done] == [(command, 0) for command in commands]


def test_the_crontab_calls_the_script_that_the_page_shows() -> None:
    (crontab,), (script,) = written("crontab"), written("sh")
    assert script.file is not None
    (line,) = [line for line in crontab.text.splitlines() if line[0].isdigit()]
    assert line.endswith(f"sh {script.file[0]}")
    assert len(line.split("  ")[0].split()) == 5
