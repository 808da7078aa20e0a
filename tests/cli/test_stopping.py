"""Ctrl-C at moments of which Python makes something else: while xpromo is being loaded, and while a class is made."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import clean_environment
from xpromo.cli.context import Run, clock
from xpromo.cli.ending import Stopped, ended_by

STOPPED_WHILE_LOADING = """
import os, signal, time
os.kill(os.getpid(), signal.SIGINT)
time.sleep(60)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_who_stops_it_while_it_is_loaded_sees_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text(STOPPED_WHILE_LOADING, encoding="utf-8")  # the first module that it loads
    done = subprocess.run(
        [sys.executable, "-m", "xpromo", "check"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env=clean_environment(),
        timeout=50,
    )

    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_what_runs_in_the_background_does_not_hear_ctrl_c(tmp_path: Path) -> None:
    """A shell starts it with the signal ignored, and it stays so."""
    (tmp_path / "typer.py").write_text(STOPPED_WHILE_LOADING.replace("time.sleep(60)", "raise SystemExit(7)"))
    command = f"trap '' INT; exec {shlex.quote(sys.executable)} -m xpromo check"
    done = subprocess.run(
        ["/bin/sh", "-c", command], capture_output=True, check=False, cwd=tmp_path, env=clean_environment(), timeout=50
    )

    assert done.returncode == 7


@pytest.mark.parametrize(("stop", "code"), [(KeyboardInterrupt, 130), (Stopped, 143)], ids=["Ctrl-C", "SIGTERM"])
def test_a_class_that_was_being_made_hides_no_stop(
    capsys: pytest.CaptureFixture[str], stop: type[BaseException], code: int
) -> None:
    class Member:
        def __set_name__(self, owner: type, name: str) -> None:
            raise stop

    with pytest.raises(BaseException) as raised:  # noqa: PT011 - Python 3.11 makes a RuntimeError of it, later ones don't
        type("Made", (), {"member": Member()})
    run = Run(Path(), None, clock("2026-12-01T00:00:00Z", {}), {})

    assert ended_by(raised.value, run, debug=False) == code
    assert capsys.readouterr().err == "stopped; nothing half-done was kept\n"
