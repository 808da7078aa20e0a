"""The import contracts hold, and each of them breaks when somebody plants a violation."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import clean_environment

PROGRAM = "from importlinter.cli import lint_imports_command; lint_imports_command()"

VIOLATIONS = [
    pytest.param("layers", {"errors.py": "import xpromo.records"}, id="lower-imports-higher"),
    pytest.param("layers", {"mint/planted.py": "import xpromo.ledger.planted"}, id="stages-see-each-other"),
    pytest.param("layers", {"utils.py": ""}, id="module-without-a-place"),
    pytest.param("facts-and-intent", {"report/planted.py": "import xpromo.definitions.planted"}, id="facts-see-intent"),
    pytest.param("sql", {"report/planted.py": "import sqlite3"}, id="sqlite3-outside-the-ledger"),
    pytest.param("sql", {"operations/planted.py": "from sqlite_utils import Database"}, id="sqlite-utils-outside"),
    pytest.param("yaml", {"definitions/planted.py": "import yaml"}, id="yaml-beside-positions"),
    pytest.param("templates", {"report/planted.py": "from jinja2 import Template"}, id="jinja-in-a-report"),
    pytest.param("network", {"kit/planted.py": "import httpx"}, id="network-in-the-kit"),
    pytest.param("terminal", {"report/planted.py": "from rich.table import Table"}, id="rich-in-a-report"),
    pytest.param("terminal", {"operations/planted.py": "import typer"}, id="typer-in-an-operation"),
    pytest.param("terminal", {"cli/planted.py": "import rich"}, id="rich-beside-the-console"),
    pytest.param("click", {"cli/planted.py": "def hidden() -> None:\n    import click"}, id="click-inside-a-function"),
    pytest.param(
        "plug-ins",
        {"sources/formats/planted.py": "import xpromo.sources.formats.planted_2", "sources/formats/planted_2.py": ""},
        id="plug-in-imports-plug-in",
    ),
]


def lint_imports(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, "--config", "pyproject.toml", *options],
        capture_output=True,
        check=False,
        cwd=root,
        encoding="utf-8",
        env=clean_environment({"PYTHONPATH": str(root / "src"), "PYTHONUTF8": "1"}),
    )


@pytest.fixture(scope="module")
def copy(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("house")
    shutil.copy(repo / "pyproject.toml", root)
    shutil.copytree(repo / "src", root / "src", ignore=shutil.ignore_patterns("__pycache__"))
    return root


@pytest.fixture
def plant(copy: Path) -> Iterator[Path]:
    """The copy, put back as it was afterwards."""
    kept = copy / "kept"
    shutil.copytree(copy / "src", kept)
    yield copy
    shutil.rmtree(copy / "src")
    kept.rename(copy / "src")


def write(package: Path, name: str, line: str) -> None:
    path = package / name
    path.parent.mkdir(parents=True, exist_ok=True)
    for folder in (path.parent, *path.parent.parents):
        if folder == package:
            break
        (folder / "__init__.py").touch()
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")


def test_the_package_keeps_every_contract(copy: Path) -> None:
    done = lint_imports(copy)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken." in done.stdout


@pytest.mark.parametrize(("contract", "files"), VIOLATIONS)
def test_a_planted_violation_breaks_its_contract(plant: Path, contract: str, files: dict[str, str]) -> None:
    for name in ("definitions/planted.py", "ledger/planted.py", "mint/planted.py"):
        write(plant / "src/xpromo", name, "")
    for name, line in files.items():
        write(plant / "src/xpromo", name, line)
    done = lint_imports(plant, "--contract", contract)
    assert done.returncode == 1
    assert "Contracts: 0 kept, 1 broken." in done.stdout
    assert all(Path(name).stem in done.stdout for name in files)


def test_every_contract_has_a_planted_violation(copy: Path) -> None:
    import tomllib

    config = tomllib.loads((copy / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {contract["id"] for contract in config["tool"]["importlinter"]["contracts"]}
    assert contracts == {violation.values[0] for violation in VIOLATIONS}
