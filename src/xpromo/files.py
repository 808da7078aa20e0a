"""Files appear whole or not at all: written beside their place, synced, then moved."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from xpromo.errors import Rule, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FILE_FAILED = Rule(
    "XP090",
    "file-failed",
    "a file can't be read or written",
    "The system refused: the disk is full, the folder is read-only, or the file belongs to somebody else. A file that "
    "was to be written is as it was before; nothing half-written stays.",
    bad="xpromo links --output /links.csv",
    good="xpromo links --output links.csv",
    fix="free some space or name a place that you may write to, then run the same command again.",
)
RULES = (FILE_FAILED,)

PRIVATE = 0o600
PUBLIC = 0o644


@contextmanager
def naming(path: Path | str, doing: str = "write") -> Iterator[None]:
    """Turn an OSError into a StorageError that says what failed on which file and what to do."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        hint = f"{_NEXT.get(error.errno or 0, 'mend what the system says')}, then run the same command again"
        message = f"can't {doing} {path}: {reason}"
        raise StorageError(message, hint=hint, code=FILE_FAILED.code) from error


_NEXT = {
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some space",
    errno.EFBIG: "allow larger files (ulimit -f) or make it smaller",
    errno.ENOENT: "check the name",
    errno.ENOTDIR: "check the name",
    errno.EISDIR: "name a file, not a folder",
    errno.EACCES: "ask for the right to it or name another place",
    errno.EPERM: "ask for the right to it or name another place",
    errno.EROFS: "name a place that can be written to",
    errno.ELOOP: "mend the symbolic links",
    errno.ENAMETOOLONG: "shorten the name",
}


def write_file(path: Path, chunks: str | bytes | Iterable[str], *, mode: int = PUBLIC) -> None:
    """Write text (UTF-8) or bytes to ``path`` so that a reader sees the old file or the whole new one.

    A device or a pipe is written to, never replaced. Raises StorageError; the temporary file is removed then.
    """
    with naming(path):
        if not path.name or path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if path.exists() and not path.is_file():
            with path.open("wb") as device:
                _write(device, chunks)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = beside(path)
        try:
            create_file(temporary, chunks, mode)
            temporary.replace(path)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
        sync_folder(path.parent)


def beside(path: Path, why: str = "tmp") -> Path:
    """Return a name beside ``path`` that nobody has and that no listing shows."""
    return path.with_name(f".{path.name}.{os.urandom(4).hex()}.{why}")


def create_file(path: Path, chunks: str | bytes | Iterable[str], mode: int) -> None:
    """Write a file that isn't there yet, and see it on the disk. Raises OSError: callers say it with `naming`."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        _write(file, chunks)
        file.flush()
        os.fsync(file.fileno())


def holds_something(path: Path) -> bool:
    """Whether there is something at ``path``; the empty file that a crash or `touch` left is nothing."""
    try:
        return path.stat().st_size > 0 or not path.is_file()
    except FileNotFoundError:
        return False


def _write(file: IO[bytes], chunks: str | bytes | Iterable[str]) -> None:
    if isinstance(chunks, bytes):
        file.write(chunks)
    elif isinstance(chunks, str):
        file.write(chunks.encode("utf-8"))
    else:
        file.writelines(chunk.encode("utf-8") for chunk in chunks)


def sync_folder(folder: Path) -> None:
    """Make a rename inside ``folder`` durable where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
