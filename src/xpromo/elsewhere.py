"""A function is worked out in a process of its own, so that what one command does uses two processors.

The process gets its job on standard input (a key too: never on a command line) and sends answer after answer over a
pipe; a full pipe makes it wait, so neither side piles them up. It dies with its parent: the pipe breaks.
"""

from __future__ import annotations

import gc
import io
import os
import pickle
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import IO, Any, TypeVar

from xpromo.errors import StorageError, XpromoError

Answer = TypeVar("Answer")
Work = Callable[..., Iterator[Any]]
PIPE = 1 << 20
_SET_PIPE_SIZE = 1031  # F_SETPIPE_SZ: Linux only, and only a wish
_START = "import sys; sys.path[:] = {path!r}; import {modules}; xpromo.elsewhere.serve()"


class ProcessEnded(StorageError):
    """The other process was ended from outside, or by what it worked on."""


@contextmanager
def elsewhere(name: str, function: Callable[..., Iterable[Answer]], *arguments: object) -> Iterator[Iterator[Answer]]:
    """Start a function of a module, of values that pickle, and yield its answers as they come.

    They raise what the function raises, and ProcessEnded when the process is gone; ``name`` is what it works on.
    """
    with other_process() as work:
        yield work(name, function, *arguments)


@contextmanager
def other_process(*modules: str) -> Iterator[Work]:
    """Start a process that loads modules until it gets its job, and yield what gives it the one it is there for:
    ``work(name, function, *arguments)``, as of :func:`elsewhere`.
    """
    command = [sys.executable, "-c", _START.format(path=sys.path, modules=", ".join([__name__, *modules]))]
    with subprocess.Popen(  # noqa: S603 - ourselves
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=PIPE
    ) as process:
        assert process.stdin is not None  # noqa: S101 - asked for above
        assert process.stdout is not None  # noqa: S101 - this too
        try:
            _widen(process.stdout)
            yield partial(_work, process.stdin, process.stdout)
        finally:
            process.kill()


def _work(
    stdin: IO[bytes], stdout: IO[bytes], name: str, function: Callable[..., Iterable[Answer]], *arguments: object
) -> Iterator[Answer]:
    with suppress(BrokenPipeError), stdin:
        pickle.dump((function, arguments), stdin, pickle.HIGHEST_PROTOCOL)
    return _answers(stdout, name)


def _answers(pipe: IO[bytes], name: str) -> Iterator[Any]:
    while (item := _receive(pipe, name)) is not None:
        if isinstance(item, BaseException):
            raise item
        yield item


def _receive(pipe: IO[bytes], name: str) -> object:
    try:
        return pickle.load(pipe)  # noqa: S301 - what our own process wrote
    except (EOFError, pickle.UnpicklingError):
        raise ProcessEnded(
            f"{name}: the process that worked on it was ended from outside",
            hint="nothing was recorded; run the command again",
        ) from None


def _widen(pipe: IO[bytes]) -> None:
    with suppress(ImportError, OSError):
        import fcntl  # noqa: PLC0415 - not everywhere

        fcntl.fcntl(pipe.fileno(), _SET_PIPE_SIZE, PIPE)


def serve() -> None:
    """Be the other process: take a job from standard input, send answers, then None or what went wrong."""
    gc.disable()  # what travels holds no cycles, and looking for some costs a tenth of the time
    output = io.BufferedWriter(io.FileIO(sys.stdout.fileno(), "wb", closefd=False), PIPE)
    try:
        function, arguments = pickle.load(sys.stdin.buffer)  # noqa: S301 - what our own process wrote
        for answer in function(*arguments):
            pickle.dump(answer, output, pickle.HIGHEST_PROTOCOL)
        _send(output, None)
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(1)  # nobody listens any more
    except XpromoError as error:
        _send(output, error)
    except Exception as error:  # noqa: BLE001 - a bug: its frames go to the report, its message could hold a cell
        frames = "".join(traceback.format_tb(error.__traceback__))
        _send(output, RuntimeError(f"{type(error).__name__} in another process\n{frames}"))


def _send(output: IO[bytes], item: object) -> None:
    with suppress(BrokenPipeError):
        pickle.dump(item, output, pickle.HIGHEST_PROTOCOL)
        output.flush()
