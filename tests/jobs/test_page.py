"""The jobs of docs/ci.md, as cron, systemd and GitHub run them in the example workspace."""

from __future__ import annotations

import configparser
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import NOW, REPO, clean_environment
from tests.docs.pages import Block, blocks
from tests.jobs.runner import Runner

PAGE = blocks((REPO / "docs" / "ci.md").read_text(encoding="utf-8"))


def written(language: str) -> list[Block]:
    return [block for block in PAGE if block.language == language]


def workflow(name: str) -> Any:
    (text,) = [block.file[1] for block in PAGE if block.file and block.file[0] == f".github/workflows/{name}"]
    return yaml.safe_load(text)


def scripts(name: str, job: str) -> list[str]:
    return [step["run"] for step in workflow(name)["jobs"][job]["steps"] if "run" in step]


@pytest.fixture
def shop(runner: Runner) -> Path:
    """The workspace of the page with the files that it shows; xpromo is in ``bin`` beside it."""
    folder = runner.workspace
    for block in PAGE:
        if block.file and block.language in {"sh", "csv"}:
            (folder / block.file[0]).parent.mkdir(exist_ok=True)
            (folder / block.file[0]).write_text(block.file[1], encoding="utf-8")
    return folder


def start(command: str, environment: dict[str, str], shop: Path) -> subprocess.CompletedProcess[str]:
    """Start a command as a daemon does, with a bare environment from the root; the page's paths are this test's."""
    places = {"/srv/shop": str(shop), "/opt/xpromo/bin": str(shop.parent / "bin")}
    bare = {"HOME": "/", "LANG": "C.UTF-8", "SHELL": "/bin/sh", "XPROMO_NOW": NOW} | environment
    for old, new in places.items():
        command = command.replace(old, new)
        bare = {name: value.replace(old, new) for name, value in bare.items()}
    return subprocess.run(
        ["/bin/sh", "-c", command], cwd="/", env=bare, capture_output=True, text=True, check=False, encoding="utf-8"
    )


def crontab() -> tuple[dict[str, str], str, str]:
    """Return the crontab's variables, the five fields of its line, its command."""
    (block,) = written("crontab")
    *settings, line = block.text.splitlines()
    fields = line.split(maxsplit=5)
    return dict(item.split("=", 1) for item in settings), " ".join(fields[:5]), fields[5]


def test_the_crontab_says_when_and_who_gets_mail() -> None:
    variables, when, _ = crontab()
    assert when == "15 6 * * *"
    assert variables.keys() == {"MAILTO", "PATH"}


@pytest.mark.slow
def test_cron_runs_the_night_without_a_word_and_again(shop: Path) -> None:
    variables, _, command = crontab()
    for _ in range(2):
        done = start(command, variables, shop)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (shop / ".xpromo" / "week.md").is_file()


@pytest.mark.slow
def test_cron_has_something_to_mail_when_a_night_goes_wrong(shop: Path) -> None:
    variables, _, command = crontab()
    (shop / "exports" / "clicks.csv").write_text("id,at,url\n", encoding="utf-8")
    done = start(command, variables, shop)
    assert done.returncode == 1
    assert done.stderr


@pytest.mark.slow
def test_a_night_whose_predecessor_still_runs_is_skipped(shop: Path) -> None:
    variables, _, command = crontab()
    lock = "flock --nonblock /srv/shop/nightly.sh"
    assert command.startswith(lock)
    done = start(f"{lock} -c '{command.replace('flock', 'exec flock')}'", variables, shop)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    assert not (shop / ".xpromo").exists()


@pytest.mark.slow
def test_systemd_runs_the_same(shop: Path) -> None:
    service, timer = (unit(block.text) for block in written("ini"))
    name, _, value = service["Service"]["Environment"].partition("=")
    done = start(service["Service"]["ExecStart"], {name: value}, shop)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (shop / ".xpromo" / "week.md").is_file()
    assert timer["Timer"]["OnCalendar"] == "*-*-* 06:15"


def unit(text: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]  # names of systemd have capitals
    parser.read_string(text)
    return parser


def test_checking_reads_and_changes_nothing() -> None:
    assert workflow("promotions.yaml")["permissions"] == {"contents": "read"}


@pytest.mark.slow
def test_each_command_of_the_workflow_that_checks_works(runner: Runner) -> None:
    for script in scripts("promotions.yaml", "check"):
        ran = runner.script(script, runner.workspace)
        assert (ran.code, "https://northwind.example/first-bag?" in ran.summary) == (0, True)


@pytest.mark.slow
def test_the_nightly_workflow_commits_its_report_when_it_changed(runner: Runner, shop: Path) -> None:
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com"]
    central = shop.parent / "central.git"
    for command in (
        ["git", "init", "--quiet", "--initial-branch=main"],
        ["git", "init", "--quiet", "--bare", str(central)],
        [*git, "add", "campaigns", "exports"],
        [*git, "commit", "--quiet", "-m", "Start"],
        ["git", "remote", "add", "origin", str(central)],
        ["git", "push", "--quiet", "--set-upstream", "origin", "main"],
    ):
        subprocess.run(command, cwd=shop, check=True, env=clean_environment({"HOME": str(shop.parent)}))

    def night() -> list[str]:
        for script in scripts("nightly.yaml", "report"):
            ran = runner.script(script, shop, {"XPROMO_KEY": "5" * 64, "HOME": str(shop.parent)})
            assert ran.code == 0, ran.err
        log = ["git", "log", "--format=%s by %an", "--name-only", "main"]
        return subprocess.run(log, cwd=central, check=True, capture_output=True, text=True).stdout.split("\n")

    first = night()
    assert first[:3] == ["Report of the last seven days by nightly report", "", "reports/week.md"]
    assert "| 2026-11-morning-swap | 2 |" in (shop / "reports" / "week.md").read_text(encoding="utf-8")
    shutil.rmtree(shop / ".xpromo")  # the next night starts on another machine
    assert night() == first
