"""``xpromo`` for shells that tests start, without the price of a start; see server.py."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from shlex import quote

from tests.conftest import REPO, clean_environment

HERE = Path(__file__).parent


def path_with_xpromo(place: Path, *, own_process: bool = False) -> str:
    """Make a folder that holds ``xpromo`` of this Python, and return a PATH on which it comes first.

    ``own_process``: each command starts Python anew, as it does for people; else a process that waits runs it.
    """
    words = ["-m", "xpromo"] if own_process or not hasattr(os, "fork") else ["-IS", HERE / "client.py", _socket()]
    place.mkdir(exist_ok=True)
    command = place / "xpromo"
    line = " ".join(quote(str(word)) for word in (sys.executable, *words))
    command.write_text(f'#!/bin/sh\nexec {line} "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return f"{place}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


@cache
def _socket() -> Path:
    """Start the process that waits, and return where it listens. It ends with this one."""
    folder = Path(tempfile.mkdtemp(prefix="xpromo-"))
    environment = clean_environment({"PYTHONPATH": str(REPO)})
    waiting = subprocess.Popen(
        [sys.executable, HERE / "server.py", folder / "socket"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={name: value for name, value in environment.items() if not name.startswith("COVERAGE")},
    )
    atexit.register(_end, waiting, folder)
    assert waiting.stdout
    assert waiting.stdout.readline() == b"ready\n"
    return folder / "socket"


def _end(waiting: subprocess.Popen[bytes], folder: Path) -> None:
    waiting.communicate()
    shutil.rmtree(folder)
