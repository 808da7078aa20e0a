"""Completion as somebody at a keyboard meets it: a real shell on a terminal, the script of xpromo, the Tab key."""

from __future__ import annotations

import os
import re
import select
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import clean_environment

pty = pytest.importorskip("pty", reason="no terminals here")

TAB, LINE_START = "\t", "\x01"
PATIENCE = 60.0  # seconds without a word from the shell: it hangs
SHELLS = {
    "bash": (["--norc", "--noprofile", "-i"], 'eval "$(_XPROMO_COMPLETE=source_bash xpromo)"'),
    "zsh": (
        ["-f", "-i"],
        'bindkey -e; autoload -Uz compinit; compinit -D -u; eval "$(_XPROMO_COMPLETE=source_zsh xpromo)"',
    ),
    "fish": (["--private"], "env _XPROMO_COMPLETE=source_fish xpromo | source"),
}
ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])")


@pytest.fixture(scope="module")
def workspace(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("shells")
    shutil.copytree(repo / "campaigns", root / "campaigns")
    return root


@contextmanager
def shell(name: str, folder: Path) -> Iterator[int]:
    """Start a shell on a terminal of its own and yield our end of it; skip the test where there is no such shell."""
    program = shutil.which(name)
    if program is None:
        pytest.skip(f"{name} isn't installed here")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    extra = {"PATH": path, "HOME": str(folder), "TERM": "dumb", "PS1": "$ ", "XDG_CONFIG_HOME": str(folder)}
    process, terminal = pty.fork()
    if not process:  # the child; nothing of Python's may come back from here
        os.chdir(folder)
        os.execve(program, [program, *SHELLS[name][0]], clean_environment(extra))  # noqa: S606 - a fixed program
    try:
        yield terminal
    finally:
        os.close(terminal)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def say(terminal: int, text: str) -> None:
    os.write(terminal, text.encode())


def heard(terminal: int, mark: str) -> tuple[str, str]:
    """Return the rest of the line that begins with ``mark``, and everything that was shown up to it."""
    shown = ""
    while not (found := re.search(rf"^{mark} ?([^\r\n]*)[\r\n]", shown, re.MULTILINE)):
        ready, _, _ = select.select([terminal], [], [], PATIENCE)
        assert ready, f"the shell said no more than {shown!r}"
        shown = ESCAPES.sub("", shown + os.read(terminal, 65536).decode(errors="replace"))
    return found[1].strip(), shown


def completed(terminal: int, typed: str) -> tuple[str, str]:
    """Type, press Tab, and let the shell echo the line as it has become."""
    say(terminal, f"{typed}{TAB}{LINE_START}echo LINE: \r")
    return heard(terminal, "LINE:")


@pytest.mark.parametrize("name", SHELLS)
def test_tab_completes(name: str, workspace: Path) -> None:
    with shell(name, workspace) as terminal:
        say(terminal, f"{SHELLS[name][1]}; echo READ''Y\r")
        heard(terminal, "READY")
        for typed, expected in (
            ("xpromo lin", "xpromo links"),
            ("xpromo links 2026-w", "xpromo links 2026-winter-bundle"),
            ("xpromo partners gr", "xpromo partners green-mug"),
            ("xpromo plan bundle --partner s", "xpromo plan bundle --partner slow-mornings"),
            ("xpromo import --placement sm-letter-l", "xpromo import --placement sm-letter-launch"),
            ("xpromo report --format nd", "xpromo report --format ndjson"),
            ("xpromo help exit", "xpromo help exit-codes"),
            ("xpromo explain duplicate-k", "xpromo explain duplicate-key"),
        ):
            line, shown = completed(terminal, typed)
            assert line == expected, shown
            assert "rror" not in shown
