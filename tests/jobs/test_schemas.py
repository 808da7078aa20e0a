"""What we ship and what docs/ci.md shows is what GitHub, GitLab and pre-commit take, by their published schemas."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPO, clean_environment
from tests.docs.pages import blocks

PAGE = blocks((REPO / "docs" / "ci.md").read_text(encoding="utf-8"))


def shown(name: str) -> str:
    """Return a file that docs/ci.md shows, by its name."""
    return next(block.file[1] for block in PAGE if block.file and block.file[0] == name)


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command], capture_output=True, text=True, check=False, env=clean_environment()
    )


def against(schema: str, file: Path) -> tuple[int, str]:
    done = run("check_jsonschema", "--builtin-schema", f"vendor.{schema}", file)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(("name", "schema"), [("action.yml", "github-actions"), ("ci/gitlab.yml", "gitlab-ci")])
def test_files_are_what_their_schema_says(name: str, schema: str) -> None:
    assert against(schema, REPO / name) == (0, "ok -- validation done\n")


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        (".github/workflows/promotions.yaml", "github-workflows"),
        (".github/workflows/nightly.yaml", "github-workflows"),
        (".gitlab-ci.yml", "gitlab-ci"),
    ],
)
def test_files_of_the_page_are_what_their_schema_says(name: str, schema: str, tmp_path: Path) -> None:
    file = tmp_path / Path(name).name
    file.write_text(shown(name), encoding="utf-8")
    assert against(schema, file) == (0, "ok -- validation done\n")


def test_a_wrong_action_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "action.yml"
    text = (REPO / "action.yml").read_text(encoding="utf-8")
    file.write_text(text.replace("using: composite", "using: compost"), encoding="utf-8")
    assert against("github-actions", file)[0] == 1


def test_the_hook_and_its_use_are_what_pre_commit_takes(tmp_path: Path) -> None:
    used = tmp_path / ".pre-commit-config.yaml"
    used.write_text(shown(used.name), encoding="utf-8")
    for command, file in (("validate-manifest", REPO / ".pre-commit-hooks.yaml"), ("validate-config", used)):
        done = run("pre_commit", command, file)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
