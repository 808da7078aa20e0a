"""The pre-commit hook: its command as it stands, and the files that start it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import REPO, clean_environment
from tests.waiting import path_with_xpromo

HOOKS: Any = yaml.safe_load((REPO / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
(HOOK,) = HOOKS


@pytest.mark.parametrize(
    ("path", "starts"),
    [
        ("campaigns/brand.yaml", True),
        ("campaigns/partners/green-mug.yaml", True),
        ("shop/campaigns/swap.yaml", True),
        ("campaigns/swap.yml", True),  # which isn't read: the check says so
        ("docs/campaigns.yaml", False),
        ("old-campaigns/swap.yaml", False),
        ("campaigns/notes.md", False),
    ],
)
def test_these_files_start_it(path: str, *, starts: bool) -> None:
    assert (re.search(HOOK["files"], path) is not None) is starts


@pytest.mark.slow
def test_a_staged_mistake_stops_a_commit_and_a_mended_one_goes_through(tmp_path: Path) -> None:
    """With pre-commit itself; ``language: system`` in place of ``python``, which would ask an index for packages."""
    path = path_with_xpromo(tmp_path / "bin")
    folder = tmp_path / "shop"
    shutil.copytree(REPO / "campaigns", folder / "campaigns")
    hook = {**HOOK, "language": "system"}
    config = {"repos": [{"repo": "local", "hooks": [hook]}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")

    def git(*words: str) -> None:
        named = ("-c", "user.name=a", "-c", "user.email=a@example.com")
        assert run("git", *named, *words).returncode == 0

    def pre_commit() -> tuple[int, str]:
        done = run(sys.executable, "-m", "pre_commit", "run")
        return done.returncode, done.stdout

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        home = {"HOME": str(tmp_path), "PRE_COMMIT_HOME": str(tmp_path / "pre-commit")}
        environment = clean_environment({"PATH": path, **home})
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)

    git("init", "--quiet")
    git("add", ".")
    assert pre_commit() == (0, said("Passed"))
    campaign = folder / "campaigns" / "2026-winter-bundle.yaml"
    right = campaign.read_text(encoding="utf-8")
    campaign.write_text(right.replace("offer: app-thanks", "offer: app-thank"), encoding="utf-8")
    git("add", ".")
    code, out = pre_commit()
    assert (code, said("Failed") in out) == (1, True)
    assert "XP150 references: this campaign has no offer `app-thank`" in out
    campaign.write_text(right, encoding="utf-8")
    git("add", ".")
    assert pre_commit() == (0, said("Passed"))
    git("commit", "--quiet", "--message", "All")
    (folder / "README.md").write_text("Our promotions\n", encoding="utf-8")
    git("add", ".")
    assert pre_commit() == (0, said("(no files to check)Skipped"))


def said(word: str) -> str:
    """The line of pre-commit about the hook, filled with dots to 79 columns."""
    return f"{HOOK['name']}{word:.>{79 - len(HOOK['name'])}}\n"
