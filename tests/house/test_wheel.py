"""The wheel holds all that a machine without the repository needs, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import clean_environment

NEEDED = ["pyproject.toml", "README.md", "LICENSE", "src", "campaigns", "templates"]


@pytest.fixture(scope="module")
def members(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    root = tmp_path_factory.mktemp("wheel")
    for name in NEEDED:
        copy = shutil.copytree if (repo / name).is_dir() else shutil.copy
        copy(repo / name, root / name)
    build = "import sys, hatchling.build as b; print(b.build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", build, str(root)],
        capture_output=True,
        check=True,
        cwd=root,
        encoding="utf-8",
        env=clean_environment(),
    )
    with zipfile.ZipFile(root / done.stdout.split()[-1]) as wheel:
        return wheel.namelist()


def expected(repo: Path, folder: str, prefix: str) -> set[str]:
    root = repo / folder
    files = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return {f"{prefix}/{file.as_posix()}" for file in files if not is_left_behind(file)}


def is_left_behind(file: Path) -> bool:
    """Whether a tool made it: __pycache__, .mypy_cache and the like."""
    return any(part == "__pycache__" or part.startswith(".") for part in file.parts)


@pytest.mark.parametrize(
    ("folder", "prefix"),
    [("src/xpromo", "xpromo"), ("templates", "xpromo/_templates"), ("campaigns", "xpromo/_example")],
    ids=["package", "templates", "example"],
)
def test_the_wheel_holds_every_file_of(repo: Path, members: list[str], folder: str, prefix: str) -> None:
    assert expected(repo, folder, prefix) - set(members) == set()


def test_the_wheel_says_that_it_is_typed_and_licensed(members: list[str]) -> None:
    assert "xpromo/py.typed" in members
    assert any(name.endswith("licenses/LICENSE") for name in members)


def test_the_wheel_holds_nothing_but_the_package(members: list[str]) -> None:
    assert {name.split("/")[0].split("-")[0] for name in members} == {"xpromo"}
