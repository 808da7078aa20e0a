"""A process with xpromo loaded that bears a child for each command: a fault costs a tenth of a start.

Reads a job a line (JSON) and answers with the child's process id, that it waits (``halt``), and its exit code. A child
that is to be traced stops itself first, so that no system call of its is missed.
"""

from __future__ import annotations

import ctypes
import importlib
import io
import json
import os
import pkgutil
import resource
import signal
import sys
from typing import Any

ANYBODY = (0x59616D61, -1)  # PR_SET_PTRACER, any process: some systems let parents alone trace


def load() -> None:
    """Import all of xpromo, so that a fault while importing a module isn't taken for one of the command."""
    import xpromo

    for module in pkgutil.walk_packages(xpromo.__path__, "xpromo."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def be_born(job: dict[str, Any]) -> None:
    """Be the child: take on the job's folder, environment, streams and limits, and run its command."""
    from xpromo.cli.main import main

    os.chdir(job["cwd"])
    os.environ.clear()
    os.environ.update(job["env"])
    for place, name in enumerate((job["stdin"], job["stdout"], job["stderr"])):
        opened = os.open(name, os.O_RDONLY if place == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(opened, place)
        os.close(opened)
    sys.stdin = io.TextIOWrapper(open(0, "rb", closefd=False))  # noqa: SIM115 - for the child's whole life
    sys.stdout = io.TextIOWrapper(open(1, "wb", closefd=False))  # noqa: SIM115
    sys.stderr = io.TextIOWrapper(open(2, "wb", closefd=False), errors="backslashreplace")  # noqa: SIM115
    sys.argv = ["xpromo", *job["arguments"]]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if job["limits"]:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for name, value in job["limits"].items():
        resource.setrlimit(getattr(resource, name), (value, value))
    if job["halt"]:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(*ANYBODY, 0, 0, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
    sys.exit(main())


def serve() -> None:
    """Bear children, one at a time, until nobody asks for more."""
    asked, answers = os.fdopen(os.dup(0), "r"), os.fdopen(os.dup(1), "w")

    def answer(**what: int) -> None:
        answers.write(json.dumps(what) + "\n")
        answers.flush()

    load()
    answer(ready=1)
    for line in iter(asked.readline, ""):
        job = json.loads(line)
        child = os.fork()
        if not child:
            asked.close()
            be_born(job)
        answer(pid=child)
        if job["halt"]:
            os.waitpid(child, os.WUNTRACED)
            answer(waits=1)
        _, status = os.waitpid(child, 0)
        answer(code=os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    serve()
