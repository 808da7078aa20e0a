"""Files inside files: the members of a zip, the sheets of a workbook, each spooled beside the ledger and read alone;
and the files of a folder, read where they lie.

Nothing is unpacked by name: a member's bytes go into a private temporary file, within limits that no honest export
reaches, and what is no plain file is refused.
"""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import IO

from xpromo.elsewhere import ProcessEnded, elsewhere
from xpromo.errors import Findings, StorageError, UsageError
from xpromo.files import naming, workbench
from xpromo.sources.opening import BLOCK, refuse
from xpromo.sources.rules import BAD_ARCHIVE, CUT
from xpromo.sources.siblings import period_beside
from xpromo.sources.workbooks import unreadable, write_sheets

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
WORKBOOKS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
MEMBERS, RATIO, TOTAL = 1_000, 100, 2 << 30
SMALL = 1 << 20  # anything may be packed this well that is no larger
_OURS_NOT = ("__MACOSX/", ".DS_Store", "Thumbs.db")


@dataclass(frozen=True, slots=True)
class Part:
    """One file to read: ``name`` is what people call it, ``archive/member`` where it lay in another.

    ``period``: the days that it counts, where the archive says so (as ``--period`` takes them). ``is_archive``: other
    files are inside, to be read likewise; only a folder's may be.
    """

    name: str
    path: Path
    period: str = ""
    is_archive: bool = False


def is_archive(path: Path) -> bool:
    """Whether other files are inside: a zip, or a workbook."""
    with naming(path, "read"), path.open("rb") as file:
        head = file.read(4)
    return head in ZIP or head == OLD_EXCEL


def parts_in(folder: Path) -> Iterator[Part]:
    """Yield the files of a folder and the folders in it, sorted; hidden ones, links and devices are none.

    Raises Findings for more files than an export has, StorageError.
    """
    with naming(folder, "read"):
        found = {Path(place): _plain_files(Path(place), names) for place, names in _walk(folder)}
    if sum(map(len, found.values())) > MEMBERS:
        raise _refuse(str(folder), f"it holds more than {MEMBERS:,} files")
    for place, names in sorted(found.items()):
        period = period_beside(str(place.absolute()), names, partial(_head, place))
        for name in names:
            yield Part(str(place / name), place / name, period, is_archive(place / name))


def _walk(folder: Path) -> Iterator[tuple[str, list[str]]]:
    for place, folders, names in os.walk(folder, onerror=_fail):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "__MACOSX"]
        yield place, names


def _fail(error: OSError) -> None:
    raise error


def _plain_files(place: Path, names: Sequence[str]) -> list[str]:
    visible = (name for name in names if not name.startswith(".") and not _is_litter(name))
    return sorted(name for name in visible if stat.S_ISREG((place / name).lstat().st_mode))


def _head(place: Path, name: str, size: int) -> bytes:
    with naming(place / name, "read"), (place / name).open("rb") as file:
        return file.read(size)


@contextmanager
def parts_of(path: Path, name: str, folder: Path) -> Iterator[Iterator[Part]]:
    """Yield what is inside an archive, one part after the other; spooled below ``folder`` and removed afterwards.

    Raises Findings for an archive that no export tool makes, StorageError for a damaged one, UsageError for a workbook
    without the extra.
    """
    with workbench(folder / "import") as bench:
        yield _parts(path, name, bench / "part")


def _parts(path: Path, name: str, spool: Path) -> Iterator[Part]:
    with naming(name, "read"), path.open("rb") as file:
        if file.read(4) == OLD_EXCEL:
            yield from _sheets(path, name, spool)
            return
        with _zip(file, name) as archive:
            members = _members(archive, name)
            if any(member.filename in WORKBOOKS for member in members):
                yield from _sheets(path, name, spool)
                return
            period = period_beside(name, [member.filename for member in members], partial(_member_head, archive))
            for member in members:
                _unpack(archive, member, name, spool)
                yield Part(f"{name}/{member.filename}", spool, period)


def _member_head(archive: zipfile.ZipFile, name: str, size: int) -> bytes:
    with archive.open(name) as file:
        return file.read(size)


@contextmanager
def _zip(file: IO[bytes], name: str) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise refuse(CUT, name, "the archive is cut short or damaged", StorageError) from error


def _members(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    """Return the members that are files, sorted; raises Findings for what only an attacker packs."""
    found = [item for item in archive.infolist() if not item.is_dir() and not _is_litter(item.filename)]
    if len(found) > MEMBERS:
        raise _refuse(name, f"it holds more than {MEMBERS:,} files")
    names = [item.filename for item in found]
    if len({text.casefold() for text in names}) < len(names):
        raise _refuse(name, "two files in it have one name")
    if sum(item.file_size for item in found) > TOTAL:
        raise _refuse(name, f"it unpacks to more than {TOTAL >> 30} GiB")
    for item in found:
        _look_at(item, name)
    return sorted(found, key=lambda item: item.filename)


def _is_litter(text: str) -> bool:
    return text.startswith(_OURS_NOT[0]) or PurePosixPath(text).name in _OURS_NOT[1:]


def _look_at(item: zipfile.ZipInfo, name: str) -> None:
    mode = item.external_attr >> 16
    path = PurePosixPath(item.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in item.filename or not item.filename.isprintable():
        raise _refuse(name, "a file in it has a name that leads out of it")
    if mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
        raise _refuse(name, "it holds a link or a device")
    if item.flag_bits & 1:
        raise _refuse(name, "it is encrypted")
    if item.file_size > SMALL and item.file_size > RATIO * max(item.compress_size, 1):
        raise _refuse(name, f"a file in it is packed more than {RATIO} times")


def _refuse(name: str, what: str) -> Findings | StorageError:
    return refuse(BAD_ARCHIVE, name, what)


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, spool: Path) -> None:
    """Write a member to the spool: as much as the archive said that it holds."""
    left = member.file_size
    with archive.open(member) as packed, spool.open("wb") as file:
        while block := packed.read(BLOCK):
            left -= len(block)
            if left < 0:
                raise _refuse(name, "a file in it is larger than the archive says")
            file.write(block)
    if left:
        raise _refuse(name, "a file in it is smaller than the archive says")


# --------------------------------------------------------------------------------------------------------- workbooks


def _sheets(path: Path, name: str, spool: Path) -> Iterator[Part]:
    """Write each sheet of a workbook as CSV; sheets without a cell are none.

    In a process of its own: of some damage the reader of workbooks panics and tells stderr how, of some it aborts.
    """
    if find_spec("python_calamine") is None:
        hint = "pip install 'xpromo[excel]', or save the sheet as CSV (UTF-8)"
        raise UsageError(f"{name}: this is a spreadsheet", hint=hint)
    try:
        with elsewhere(name, write_sheets, path, name, spool) as sheets:
            for title, sheet in sheets:
                yield Part(f"{name}/{title}", sheet)
                sheet.unlink()
    except ProcessEnded as error:
        raise unreadable(name) from error
