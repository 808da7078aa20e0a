"""What a shell may do to the streams: close them, fill them, walk away from them, speak another alphabet."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CommandLine, clean_environment
from tests.waiting import path_with_xpromo

LONG = ["links --format json", "codes --all", "check --format github", "explain", "schema campaign", "help formats",
        "status", "kit", "doctor", "--help", "links --help"]  # fmt: skip

OURS = f'xpromo() {{ {shlex.quote(sys.executable)} -m xpromo "$@"; }}\n'


@pytest.fixture(scope="module")
def waits(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The beginning of a line in whose rest ``xpromo`` is ours and has started already."""
    return f"PATH={shlex.quote(path_with_xpromo(tmp_path_factory.mktemp('bin')))}\n"


@pytest.fixture(scope="module")
def workspace(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    import shutil

    root = tmp_path_factory.mktemp("streams")
    shutil.copytree(repo / "campaigns", root / "campaigns")
    return root


def shell(command: str, cwd: Path, *, ours: str = OURS, **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of bash in which ``xpromo`` is ours; pipes give the exit code of xpromo."""
    return subprocess.run(
        ["bash", "-c", ours + command],
        capture_output=True,
        check=False,
        cwd=cwd,
        env=clean_environment(env),
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("command", LONG)
def test_a_reader_that_walks_away_is_no_error(workspace: Path, waits: str, command: str) -> None:
    done = shell(f"xpromo -q {command} | true; exit ${{PIPESTATUS[0]}}", workspace, ours=waits)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("command", ["links", "links --format json", "explain", "help formats", "--help"])
def test_a_full_disk_under_stdout_is_a_files_fault(workspace: Path, waits: str, command: str) -> None:
    done = shell(f"xpromo -q {command} > /dev/full", workspace, ours=waits)
    assert done.returncode == 3
    assert done.stderr.decode().splitlines() == [
        "error [XP090]: can't read or write standard output: no space left on device",
        " help: free some space, then run the same command again",
    ]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize(("command", "code"), [("links", 0), ("report nope", 3), ("links nope", 2), ("lnks", 2)])
@pytest.mark.parametrize("stderr", ["2>/dev/full", "2>&-"])
def test_that_nobody_reads_the_notes_changes_no_exit_code(
    workspace: Path, command: str, code: int, stderr: str
) -> None:
    assert shell(f"xpromo --ledger l-{code}.db {command} >/dev/null {stderr}", workspace).returncode == code


@pytest.mark.parametrize("command", ["links --format json", "check", "status", "help"])
def test_closed_streams_are_taken_for_empty_ones(workspace: Path, command: str) -> None:
    done = shell(f"xpromo -q {command} <&- >&-", workspace)
    assert (done.returncode, done.stderr) == (0, b"")


def test_no_ledger_is_ever_opened_where_stdout_was(workspace: Path) -> None:
    shell("xpromo --ledger closed.db links --format json <&- >&- 2>&-", workspace)
    assert (workspace / "closed.db").read_bytes().startswith(b"SQLite format 3\0")
    assert b"xpromo/links" not in (workspace / "closed.db").read_bytes()


def test_closed_stdin_is_an_empty_file(workspace: Path) -> None:
    done = shell("xpromo import - <&-", workspace)
    assert done.returncode == 1
    assert b"XP301" in done.stderr


def test_an_alphabet_without_lines_gets_dashes(workspace: Path) -> None:
    done = shell("xpromo status", workspace, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert b"-----" in done.stdout
    assert done.stdout.isascii()


def test_machines_read_utf8_in_every_locale(workspace: Path) -> None:
    done = shell("xpromo --quiet explain XP112 --format json", workspace, PYTHONIOENCODING="latin-1")
    assert json.loads(done.stdout.decode("utf-8"))["schema"] == "xpromo/explain"
    assert done.stdout == shell("xpromo --quiet explain XP112 --format json", workspace).stdout


def test_a_folder_that_is_gone_is_said_so(tmp_path: Path) -> None:
    done = shell("mkdir gone && cd gone && rmdir ../gone && xpromo check", tmp_path)
    assert done.returncode == 3
    assert done.stderr.decode().startswith("error: the folder that xpromo was started in is gone\n help: ")


@pytest.mark.parametrize(
    "arguments", ["--color always lnks", "--color=always -C nowhere check", "--color always check"]
)
def test_errors_obey_color_however_early_they_come(tmp_path: Path, arguments: str) -> None:
    done = shell(f"xpromo {arguments}", tmp_path)
    assert done.returncode == 2
    assert b"\x1b[31merror\x1b[0m" in done.stderr
    assert b"\x1b" not in shell(f"xpromo {arguments.replace('always', 'never')}", tmp_path, FORCE_COLOR="1").stderr


@pytest.mark.parametrize("arguments", ["--help", "links --help", "", "status", "lnks"])
def test_color_decides_over_the_environment(workspace: Path, arguments: str) -> None:
    never = shell(f"xpromo --color never {arguments}", workspace, FORCE_COLOR="1", GITHUB_ACTIONS="1")
    always = shell(f"xpromo --color always {arguments}", workspace, TERM="dumb")
    assert b"\x1b" not in never.stdout + never.stderr
    assert b"\x1b[" in always.stdout + always.stderr


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"GITHUB_ACTIONS": "true"}, {"CI": "1"}], ids=str)
@pytest.mark.parametrize("command", ["status", "check", "--help", "links --help", "lnks"])
def test_no_escape_codes_in_a_pipe(workspace: Path, env: dict[str, str], command: str) -> None:
    done = shell(f"unset NO_COLOR; {' '.join(f'export {k}={v};' for k, v in env.items())} xpromo {command}", workspace)
    assert b"\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--now", "9999-12-31T23:59:59-14:00"),
        ("--now", "0001-01-01T00:00:00+14:00"),
        ("--now", "nonsense"),
        ("--wait", "nan"),
        ("--wait", "-1"),
        ("--color", "blue"),
        ("-C", "nowhere"),
    ],
    ids=" ".join,
)
def test_a_bad_global_option_is_wrong_usage(cli: CommandLine, arguments: tuple[str, str]) -> None:
    done = cli(*arguments, "help")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: ")


@pytest.mark.parametrize("epoch", ["²", "99999999999999999999", "-1e9", "soon"])
def test_a_bad_epoch_is_wrong_usage(cli: CommandLine, epoch: str) -> None:
    done = cli("help", env={"SOURCE_DATE_EPOCH": epoch, "XPROMO_NOW": ""})
    assert done.code == 2
    assert "SOURCE_DATE_EPOCH" in done.err


def test_a_pipe_that_is_named_as_the_output_is_written_to_and_stays(workspace: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    done = shell(f"mkfifo {pipe}; xpromo schema campaign --output {pipe} & cat {pipe}; test -p {pipe}", workspace)

    assert done.returncode == 0
    assert json.loads(done.stdout)["title"] == "Campaign"
