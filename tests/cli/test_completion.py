"""What a shell is offered for a word that is half typed; test_shells.py presses the Tab key."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from tests.conftest import clean_environment, run_here
from xpromo.cli.main import app, command_modules, main

# Placeholders of what only the person at the keyboard knows; Typer offers files for paths by itself
FREE = set(
    "ACCOUNT BATCH CONDITION CURRENCY DATE DAY DAYS DECIMAL DIR DOMAIN FILE LENGTH MOMENT N PATH PERIOD S SHARE "
    "START..END TEXT THEIRS THEIRS=OURS THEIRS=PLACEMENT".split()
)
NEW = {"init --brand", "init --partner", "init --currency", "plan --campaign", "plan --name", "import --save-map"}


@pytest.fixture(scope="module")
def workspace(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("completion")
    shutil.copytree(repo / "campaigns", root / "campaigns")
    return root


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("xpromo lin", ["links"]),
        ("xpromo --color ", ["always", "auto", "never"]),
        (
            "xpromo ledger ",
            "info verify rebuild refused resolve backup restore export erase export-subject purge".split(),
        ),
        ("xpromo links 2026-w", ["2026-winter-bundle"]),
        ("xpromo kit 2026-w", ["2026-winter-bundle"]),
        ("xpromo status 2026-w", ["2026-winter-bundle"]),
        ("xpromo links --format ", ["csv", "html", "json", "md", "ndjson", "table"]),
        ("xpromo check --format j", ["json", "junit"]),
        ("xpromo report 2026-w", ["2026-winter-bundle"]),
        ("xpromo report p", ["partners", "pipeline", "program"]),
        ("xpromo report --by p", ["partner", "placement", "property"]),
        ("xpromo report --compare p", ["previous"]),
        ("xpromo partners ", ["green-mug", "slow-mornings"]),
        ("xpromo partners --stage p", ["paused", "prospect"]),
        ("xpromo partners --needs a", ["agreement", "audience", "audience-verified"]),
        ("xpromo plan b", ["bundle"]),
        ("xpromo plan bundle --partner ", ["green-mug", "slow-mornings"]),
        ("xpromo plan bundle --ours northwind-w", ["northwind-weekly"]),
        ("xpromo plan bundle --theirs green-mug-w", ["green-mug-weekly"]),
        ("xpromo import --placement mug-weekly-", ["mug-weekly-launch", "mug-weekly-reminder"]),
        ("xpromo import --source shop", ["shopify-orders", "shopify-orders-json"]),
        ("xpromo import --tz Europe/Berl", ["Europe/Berlin"]),
        ("xpromo explain XP112", ["XP112"]),
        ("xpromo attribution --model markov", ["markov-global", "markov-within"]),
        ("xpromo attribution --by p", ["partner", "placement", "property"]),
        ("xpromo attribution --kind sa", ["sale"]),
        ("xpromo attribution 2026-w", ["2026-winter-bundle"]),
        ("xpromo explain duplicate-k", ["duplicate-key"]),
        ("xpromo check --select dat", ["dates"]),
        ("xpromo check --ignore XP112", ["XP112"]),
        ("xpromo help ex", ["exit-codes"]),
        ("xpromo schema ", ["brand", "campaign", "partner"]),
    ],
)
def test_what_an_argument_takes_is_offered(
    workspace: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    line: str,
    offered: list[str],
) -> None:
    monkeypatch.chdir(workspace)
    for name, value in asking(line).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as stopped:  # Typer's way to end here
        main([])
    shown = capsys.readouterr()
    assert (stopped.value.code, shown.err) == (0, "")
    assert shown.out.split() == offered


def test_the_named_workspace_is_the_one_that_is_asked(workspace: Path, tmp_path: Path) -> None:
    done = run_here(cwd=tmp_path, env=asking(f"xpromo -C {workspace} links 2026-w"))
    assert done.out.split() == ["2026-winter-bundle"]
    done = run_here(cwd=tmp_path, env=asking("xpromo links 2026-w") | {"XPROMO_WORKSPACE": str(workspace)})
    assert done.out.split() == ["2026-winter-bundle"]


@pytest.mark.parametrize("line", ["xpromo links 20", "xpromo plan bundle --partner g", "xpromo import --placement m"])
def test_outside_of_a_workspace_nothing_is_offered(tmp_path: Path, line: str) -> None:
    done = run_here(cwd=tmp_path, env=asking(line))
    assert (done.code, done.out.strip(), done.err) == (0, "", "")


def test_ids_are_those_in_the_files_whatever_the_files_are_called(tmp_path: Path) -> None:
    folder = tmp_path / "campaigns" / "2027"
    folder.mkdir(parents=True)
    (tmp_path / "campaigns" / "brand.yaml").write_text("brand: us\n", encoding="utf-8")
    (folder / "old.yaml").write_text("# a comment\ncampaign: 'spring-swap'\nplacements: {\n", encoding="utf-8")
    assert run_here(cwd=tmp_path, env=asking("xpromo links ")).out.split() == ["spring-swap"]


LINES = [
    "xpromo links ",
    "xpromo partners ",
    "xpromo import --placement ",
    "xpromo plan bundle --ours ",
    "xpromo --now never --wait x links ",
    "xpromo links --format yaml --output a.xlsx ",
    "xpromo no-such-command ",
    'xpromo links "2026',
    "xpromo -C /nowhere links ",
]
CASES = [("bash", line) for line in LINES] + [(script, line) for script in ("zsh", "fish") for line in LINES[:3]]


@pytest.mark.parametrize(("script", "line"), CASES)
def test_whatever_lies_there_a_shell_gets_words_and_no_error(hostile: Path, script: str, line: str) -> None:
    done = run_here(cwd=hostile, env=asking(line, script))
    assert done.err == ""
    assert not {mark for mark in ("error", "Traceback", "$(", "`", "pwned", "\x1b", "\udc80") if mark in done.out}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "campaigns"
    (folder / "partners").mkdir(parents=True)
    evil = 'campaign: "$(touch pwned)"\nplacements:\n  - {id: "`touch pwned`"}\n  - {id: "\x1b[31m"}\n  - 7\n'
    (folder / "evil.yaml").write_text(evil, encoding="utf-8")
    (folder / "$(touch pwned).yaml").write_text("campaign: a;touch pwned\n", encoding="utf-8")
    (folder / "brand.yaml").write_bytes(b"brand: \x80\xff\nproperties: [[[\n")
    (folder / "list.yaml").write_text("- campaign: x\n", encoding="utf-8")
    (folder / "huge.yaml").write_text("campaign: pwned\n" + "#" * 300_000, encoding="utf-8")
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / "partners" / "deep.yaml").write_text("[" * 5000, encoding="utf-8")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "partners" / "pipe.yaml")
    return folder.parent


def asking(line: str, script: str = "bash") -> dict[str, str]:
    position = str(len(line.split(" ")) - 1)
    words = {"COMP_WORDS": line, "COMP_CWORD": position} if script == "bash" else {"_TYPER_COMPLETE_ARGS": line}
    fish = {"_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    return clean_environment({**words, **fish, "_XPROMO_COMPLETE": f"complete_{script}"})


def parameters() -> Iterator[tuple[str, Any]]:
    """Yield every argument and option of every command that takes a value, with the words before it."""
    program: Any = get_command(app)
    for name in command_modules():
        command = program.get_command(None, name)
        for words, one in (
            [(f"{name} {inner}", item) for inner, item in command.commands.items()]
            if hasattr(command, "commands")
            else [(name, command)]
        ):
            for parameter in one.params:
                if not getattr(parameter, "is_flag", False):
                    yield f"{words} {parameter.opts[0]}", parameter


def test_everything_that_takes_one_of_some_words_offers_them() -> None:
    found = list(parameters())
    assert len(found) > 60
    silent = [
        name
        for name, parameter in found
        if parameter._custom_shell_complete is None  # noqa: SLF001 - Typer shows it nowhere else
        and (parameter.metavar or parameter.name).upper() not in FREE
        and name not in NEW
    ]
    assert silent == []
