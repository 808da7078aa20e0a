"""Heavy imports are late: asking for help or checking files loads neither network, database, templates nor tables."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CommandLine, clean_environment

HEAVY = {"httpx", "sqlite_utils", "jinja2", "numpy", "scipy", "xpromo.cli.tables"}
TYPER_HELP = {"rich.table"}  # Typer draws its help with it
PROGRAM = """
import json, sys
from xpromo.cli.main import main
code = main(sys.argv[1:])
print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["check"]], ids=" ".join)
def test_nothing_heavy_is_loaded_by(repo: Path, tmp_path: Path, arguments: list[str]) -> None:
    shutil.copytree(repo / "campaigns", tmp_path / "campaigns")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        encoding="utf-8",
        env=clean_environment(),
    )
    code, loaded = json.loads(done.stderr.splitlines()[-1])
    assert code == 0
    allowed = TYPER_HELP if "--help" in arguments else set()
    assert (HEAVY | TYPER_HELP) & set(loaded) <= allowed


AT_A_TAB = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))
from xpromo.cli.main import main
main([])
"""


@pytest.mark.parametrize(
    ("line", "more"),
    [
        ("xpromo links 2026", {"xpromo.definitions.schema", "xpromo.ledger.store", "yaml"}),
        ("xpromo import --placement m", {"xpromo.definitions.schema", "xpromo.ledger.store"}),
    ],
    ids=["campaigns", "placements"],
)
def test_nothing_heavy_is_loaded_at_a_tab(repo: Path, line: str, more: set[str]) -> None:
    words = line.split()
    asked = {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1), "_XPROMO_COMPLETE": "complete_bash"}
    done = subprocess.run(
        [sys.executable, "-c", AT_A_TAB],
        capture_output=True,
        check=True,
        cwd=repo,
        encoding="utf-8",
        env=clean_environment(asked),
    )
    assert done.stdout.split()
    assert (HEAVY | TYPER_HELP | more) & set(json.loads(done.stderr.splitlines()[-1])) == set()


def test_both_ways_of_running_a_command_see_the_same(cli: CommandLine, cli_process: CommandLine) -> None:
    for arguments in (["--version"], ["no-such-command"]):
        assert cli(*arguments) == cli_process(*arguments)


def test_a_developers_settings_reach_no_command(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = cli("--help")
    monkeypatch.setenv("XPROMO_NOW", "not a moment")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert cli("--help") == expected
    assert expected.code == 0
    assert "\x1b" not in expected.out
