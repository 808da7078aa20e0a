"""A large file is read in a process of its own, so that reading and writing use two processors.

The reading process gets its job on standard input (the key too: never on a command line) and sends batch after batch
over a pipe; a full pipe makes it wait, so neither side piles up rows. It dies with its parent: the pipe breaks.
"""

from __future__ import annotations

import gc
import io
import os
import pickle
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, TYPE_CHECKING

from xpromo.errors import StorageError, XpromoError
from xpromo.sources.packing import pack, unpack_batch
from xpromo.sources.reading import feed
from xpromo.sources.source import SOURCES

if TYPE_CHECKING:
    from xpromo.records import Batch
    from xpromo.sources.opening import FileFacts
    from xpromo.sources.packing import Packed
    from xpromo.sources.source import ReadOptions

LARGE = 8 << 20
LARGE_PACKED = 1 << 20
PIPE = 1 << 20
_SET_PIPE_SIZE = 1031  # F_SETPIPE_SZ: Linux only, and only a wish
_START = "import sys; sys.path[:] = {path!r}; from xpromo.sources.process import serve; serve()"


def read_batches(facts: FileFacts, source: str, options: ReadOptions) -> Iterator[Batch]:
    """Yield the batches of a file, read here or, when it is large, in another process.

    Raises what the reader raises, and StorageError when the other process is gone.
    """
    if facts.size < (LARGE_PACKED if facts.packed else LARGE):
        return read_here(facts, source, options)
    return _read_elsewhere(facts, source, options)


def read_here(facts: FileFacts, source: str, options: ReadOptions) -> Iterator[Batch]:
    """Yield the batches of a file, read in this process."""
    found = SOURCES.get(source)
    return found.read(feed(facts, found, options), options)


def _read_elsewhere(facts: FileFacts, source: str, options: ReadOptions) -> Iterator[Batch]:
    command = [sys.executable, "-c", _START.format(path=sys.path)]
    with subprocess.Popen(  # noqa: S603 - ourselves
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=PIPE
    ) as process:
        assert process.stdin is not None  # noqa: S101 - asked for above
        assert process.stdout is not None  # noqa: S101 - this too
        try:
            _widen(process.stdout)
            with suppress(BrokenPipeError), process.stdin:
                pickle.dump((facts, source, options), process.stdin)
            while (item := _receive(process.stdout, facts.name)) is not None:
                if isinstance(item, BaseException):
                    raise item
                yield unpack_batch(item)
        finally:
            process.kill()


def _receive(pipe: IO[bytes], name: str) -> Batch | Packed | BaseException | None:
    try:
        item: Batch | Packed | BaseException | None = pickle.load(pipe)  # noqa: S301 - what our own process wrote
    except (EOFError, pickle.UnpicklingError):
        raise StorageError(
            f"{name}: the process that read the file was ended from outside",
            hint="nothing was recorded; run the command again",
        ) from None
    return item


def _widen(pipe: IO[bytes]) -> None:
    with suppress(ImportError, OSError):
        import fcntl  # noqa: PLC0415 - not everywhere

        fcntl.fcntl(pipe.fileno(), _SET_PIPE_SIZE, PIPE)


def serve() -> None:
    """Be the reading process: take a job from standard input, send batches, then None or what went wrong."""
    gc.disable()  # batches hold no cycles, and looking for some costs a tenth of the time
    output = io.BufferedWriter(io.FileIO(sys.stdout.fileno(), "wb", closefd=False), PIPE)
    try:
        facts, source, options = pickle.load(sys.stdin.buffer)  # noqa: S301 - what our own process wrote
        for batch in read_here(facts, source, options):
            pickle.dump(pack(batch), output, pickle.HIGHEST_PROTOCOL)
        _send(output, None)
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(1)  # nobody listens any more
    except XpromoError as error:
        _send(output, error)
    except Exception as error:  # noqa: BLE001 - a bug: its frames go to the report, its message could hold a cell
        frames = "".join(traceback.format_tb(error.__traceback__))
        _send(output, RuntimeError(f"{type(error).__name__} in the reading process\n{frames}"))


def _send(output: IO[bytes], item: object) -> None:
    with suppress(BrokenPipeError):
        pickle.dump(item, output, pickle.HIGHEST_PROTOCOL)
        output.flush()
