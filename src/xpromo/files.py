"""Files appear whole or not at all: written beside their place, synced, then moved."""

from __future__ import annotations

import errno
import os
from contextlib import ExitStack, contextmanager, suppress
from glob import escape
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
_NO_LOCKS = {errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL}  # said by file systems without them


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

    A device or a pipe is written to, never replaced. Raises StorageError; nothing is left beside it then.
    """
    with naming(path):
        if not path.name or path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if path.exists() and not path.is_file():
            with path.open("wb") as device:
                _write(device, chunks)
            return
        with workbench(path) as bench:
            create_file(bench / path.name, chunks, mode)
            (bench / path.name).replace(path)
        sync_folder(path.parent)


@contextmanager
def workbench(place: Path) -> Iterator[Path]:
    """Lend a folder beside ``place``, hidden and private, for what is moved there once it is whole; gone afterwards.

    What a killed process left of such a folder goes first. Raises StorageError.
    """
    with naming(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        for left in place.parent.glob(f".{escape(place.name)}.{'[0-9a-f]' * 8}.tmp"):
            with suppress(ImportError, OSError), _locked(left):
                _clear(left)
        bench, lock = _new_folder(place)
    try:
        yield bench
    finally:
        lock.close()
        _clear(bench)


def _clear(folder: Path) -> None:
    """Remove a folder, one open descriptor at a time: there may be no other left."""
    with suppress(OSError):
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        folder.rmdir()


def _new_folder(place: Path) -> tuple[Path, ExitStack]:
    """Make a folder and lock it, so that it isn't taken for one that somebody left."""
    while True:
        folder = place.with_name(f".{place.name}.{os.urandom(4).hex()}.tmp")
        folder.mkdir(mode=0o700)
        with ExitStack() as lock:
            with suppress(ImportError):  # then nobody else can take it away either
                try:
                    lock.enter_context(_locked(folder))
                except (BlockingIOError, FileNotFoundError):
                    continue  # it was: before it was locked
                except OSError as error:
                    if error.errno not in _NO_LOCKS:
                        raise
            return folder, lock.pop_all()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a lock that ends with this process. Raises OSError where another holds it, ImportError on other systems."""
    import fcntl  # noqa: PLC0415 - not everywhere

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        folder.stat()  # gone, where another was quicker
        yield
    finally:
        os.close(descriptor)


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
