"""What a shell is offered for an id that is half typed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import clean_environment, run_process


@pytest.fixture(scope="module")
def workspace(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("completion")
    shutil.copytree(repo / "campaigns", root / "campaigns")
    return root


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("xpromo lin", ["links"]),
        ("xpromo ledger ", ["info", "verify", "rebuild"]),
        ("xpromo links 2026-w", ["2026-winter-bundle"]),
        ("xpromo kit 2026-w", ["2026-winter-bundle"]),
        ("xpromo report 2026-w", ["2026-winter-bundle"]),
        ("xpromo plan bundle --partner ", ["green-mug", "slow-mornings"]),
        ("xpromo import --placement mug-weekly-", ["mug-weekly-launch", "mug-weekly-reminder"]),
    ],
)
def test_ids_of_the_workspace_are_offered(workspace: Path, line: str, offered: list[str]) -> None:
    done = run_process(cwd=workspace, env=asking(line))
    assert (done.code, done.out.split()) == (0, offered)


@pytest.mark.parametrize("line", ["xpromo links 20", "xpromo plan bundle --partner g", "xpromo import --placement m"])
def test_outside_of_a_workspace_nothing_is_offered(tmp_path: Path, line: str) -> None:
    done = run_process(cwd=tmp_path, env=asking(line))
    assert (done.code, done.out.strip(), done.err) == (0, "", "")


def asking(line: str) -> dict[str, str]:
    position = str(len(line.split(" ")) - 1)
    return clean_environment({"COMP_WORDS": line, "COMP_CWORD": position, "_XPROMO_COMPLETE": "complete_bash"})
