"""A file, opened once to learn what it is, again to hash and to read it: the same bytes each time, or nothing.

Bytes come through gzip when they say so, and become text in blocks that end with a line. Encodings are not guessed:
UTF-8 unless a byte order mark (or the NULs of bare UTF-16) says otherwise; a bad byte marks the block, and the row that
holds it is refused later.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import os
import re
import shutil
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import IO, TYPE_CHECKING

from xpromo.errors import Findings, StorageError
from xpromo.files import naming, workbench
from xpromo.sources.rules import CHANGED_FILE, CUT, NO_RECORDS, NOT_A_TABLE

if TYPE_CHECKING:
    from xpromo.errors import Rule

BLOCK = 120_000  # bytes read at once: of more than 128 KiB the system has to clear new memory each time
LONGEST_LINE = 4 << 20
LARGEST_DOCUMENT = 64 << 20  # characters of JSON, which tools write on one line; larger ones come as one object a line
HEAD = 4096
TAIL = 2048
GZIP, BZIP = b"\x1f\x8b", b"BZh"
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\xfd7zXZ", b"%PDF")
_OR_JSON = {LONGEST_LINE: "", LARGEST_DOCUMENT: "; write one object a line (jq -c '.[]')"}
_NO_DATA = re.compile(r'"?error"?\s+"?no data available')  # a table of one column called error
WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass(frozen=True, slots=True)
class FileFacts:
    """An export file as found: ``name`` is what people call it, ``stamp`` tells whether it changed since.

    ``packed``: "gzip", "bzip2" or "". ``tail``: the last bytes of a file that isn't packed. ``first`` and ``after``:
    which of its bytes are to be read.
    """

    path: Path
    name: str
    size: int
    stamp: tuple[int, int, int]
    packed: str
    encoding: str
    mark: int  # bytes of the byte order mark
    tail: bytes = b""
    first: int = 0
    after: int = sys.maxsize


@dataclass(slots=True)
class Damage:
    """What was seen in the bytes so far: rows need a look only when something was."""

    bad_bytes: bool = False
    nul: bool = False

    @property
    def any(self) -> bool:
        """Whether rows have to be looked at one by one."""
        return self.bad_bytes or self.nul


def refuse(rule: Rule, name: str, what: str, kind: type[Findings | StorageError] = Findings) -> Findings | StorageError:
    """Return the error that says why a file wasn't taken."""
    return kind(f"{name}: {what}", hint=f"{rule.hint}; nothing was recorded", code=rule.code)


@contextmanager
def spooled(stream: IO[bytes], folder: Path) -> Iterator[Path]:
    """Keep standard input in a private file while it is read twice; removed afterwards, whatever happens."""
    with workbench(folder / "import") as bench:
        path = bench / "stream"
        with naming(path), path.open("xb") as file:
            shutil.copyfileobj(stream, file, BLOCK)
        yield path


def look_at(path: Path, name: str) -> FileFacts:
    """Look at both ends of a file: its size, packing and encoding.

    Raises StorageError (missing, unreadable), Findings (empty, an archive, a web page).
    """
    with naming(name, "read"), path.open("rb") as file:
        stamp = _stamp(file)
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - TAIL, 0))
        tail = file.read(TAIL)
        file.seek(0)
        head = file.read(HEAD)
    if head.startswith(ARCHIVES):
        raise refuse(NOT_A_TABLE, name, "this is an archive or a spreadsheet, not a text file")
    packed = "gzip" if head.startswith(GZIP) else "bzip2" if head.startswith(BZIP) else ""
    if packed:
        tail = b""
        with _open_bytes(path, name, packed) as (unpacked, _):
            head = _read(unpacked, HEAD, name)
    encoding, mark = _encoding(head)
    facts = FileFacts(path, name, size, stamp, packed, encoding, mark, tail)
    _refuse_pages(facts, head)
    return facts


def hash_of(facts: FileFacts) -> str:
    """Return the SHA-256 of all bytes of a file. Raises StorageError (unreadable, not the file that was looked at)."""
    digest = sha256()
    with naming(facts.name, "read"), facts.path.open("rb") as file:
        _same(file, facts.stamp, facts.name)
        while block := file.read(BLOCK << 2):
            digest.update(block)
            _same(file, facts.stamp, facts.name)  # or a file that grows as fast as it is read would never end
        _same(file, facts.stamp, facts.name)
    return digest.hexdigest()


def _encoding(head: bytes) -> tuple[str, int]:
    """Return the encoding and the length of its mark. Bare UTF-16 shows by its NULs: every second byte of ASCII."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8", len(codecs.BOM_UTF8)
    if head[:2] in WIDE:
        return WIDE[head[:2]], 2
    even, odd = head[0:256:2], head[1:256:2]
    if odd and odd.count(0) > len(odd) // 2 and not even.count(0):
        return "utf-16-le", 0
    if odd and even.count(0) > len(even) // 2 and not odd.count(0):
        return "utf-16-be", 0
    return "utf-8", 0


def _refuse_pages(facts: FileFacts, head: bytes) -> None:
    text = head[facts.mark :].decode(facts.encoding, "replace").strip("\x00 \t\r\n\ufeff")
    if not text:
        raise refuse(NO_RECORDS, facts.name, "the file is empty")
    lowered = text[:200].lower()
    if lowered.startswith(("<!doctype", "<html", "<?xml", "<head", "<body", "<!--")):
        raise refuse(NOT_A_TABLE, facts.name, "this is a web page, not an export")
    if lowered.startswith(("no data available", "error:")) or _NO_DATA.match(lowered):
        raise refuse(NO_RECORDS, facts.name, "the file says that it holds no data")


def _stamp(file: IO[bytes]) -> tuple[int, int, int]:
    found = os.fstat(file.fileno())
    return (found.st_ino, found.st_size, found.st_mtime_ns)


def _same(file: IO[bytes], stamp: tuple[int, int, int], name: str) -> None:
    if _stamp(file) != stamp:
        raise refuse(CHANGED_FILE, name, "the file changed while it was read", StorageError)


@contextmanager
def _open_bytes(path: Path, name: str, packed: str) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Open a file; yields what is in it, unpacked, and the file itself."""
    with naming(name, "read"), path.open("rb") as raw:
        if packed == "gzip":
            with gzip.GzipFile(fileobj=raw) as unzipped:
                yield unzipped, raw  # type: ignore[misc]  # a GzipFile reads as any binary file does
        elif packed:
            with bz2.BZ2File(raw) as unzipped:
                yield unzipped, raw
        else:
            yield raw, raw


def _read(file: IO[bytes], size: int, name: str) -> bytes:
    try:
        return file.read(size)
    except OSError as error:
        if error.errno is not None:  # the disk's word; what is said of bad data has no number
            raise
        raise refuse(CUT, name, "the compressed file is damaged", StorageError) from None
    except (EOFError, zlib.error):
        raise refuse(CUT, name, "the compressed file is cut short or damaged", StorageError) from None


def blocks(facts: FileFacts, damage: Damage) -> Iterator[str]:
    """Yield the text of the file in blocks of whole lines; the last one is what follows the last line's end.

    Raises StorageError when the file is cut, damaged, or not the one that was looked at.
    """
    decoder, size = _decoder(facts, damage), 0
    with _open_bytes(facts.path, facts.name, facts.packed) as (file, raw):
        _same(raw, facts.stamp, facts.name)
        left = facts.after - facts.first
        if facts.first:
            file.seek(facts.first)
        else:
            left -= len(_read(file, facts.mark, facts.name))
        held, longest = list[str](), 0  # of the line that isn't whole yet
        while data := _read(file, min(BLOCK, left), facts.name):
            _same(raw, facts.stamp, facts.name)
            size += len(data)
            left -= len(data)
            text = decoder(data, False)  # noqa: FBT003 - final
            longest = longest or (LARGEST_DOCUMENT if text.lstrip()[:1] in {"[", "{"} else LONGEST_LINE)
            if end := _line_end(text):
                yield "".join([*held, text[:end]])
                held.clear()
            held.append(text[end:])
            if sum(map(len, held)) > longest:
                raise refuse(NOT_A_TABLE, facts.name, f"a line is longer than {longest >> 20} MiB{_OR_JSON[longest]}")
        if last := "".join([*held, decoder(b"", True)]):  # noqa: FBT003 - final
            yield last
        if facts.encoding != "utf-8" and size % 2:
            raise refuse(CUT, facts.name, "the text ends in the middle of a character", StorageError)
        _same(raw, facts.stamp, facts.name)


def halves(facts: FileFacts) -> tuple[FileFacts, FileFacts] | None:
    """Return a file as two parts of whole lines, the first a little larger, because whoever reads the second has to be
    started first; None where it can't be cut without reading it.
    """
    if facts.packed or facts.encoding != "utf-8":
        return None
    with naming(facts.name, "read"), facts.path.open("rb") as file:
        file.seek(facts.size * 11 // 20)
        whole = file.readline(LONGEST_LINE).endswith(b"\n")
        middle = file.tell()
    return (replace(facts, after=middle), replace(facts, first=middle)) if whole else None


def _line_end(text: str) -> int:
    """Return where the last whole line ends. A file of bare carriage returns has lines too, but a last one may be
    half of a pair.
    """
    end = text.rfind("\n") + 1
    return end or text.rfind("\r", 0, len(text) - 1) + 1


def _decoder(facts: FileFacts, damage: Damage) -> Callable[[bytes, bool], str]:
    """Return a function (bytes, final) → text that notes damage and never stops at a bad byte."""
    wide = facts.encoding != "utf-8"
    incremental = codecs.getincrementaldecoder(facts.encoding)("replace" if wide else "surrogateescape")

    def decode(data: bytes, final: bool) -> str:  # noqa: FBT001 - as the codec has it
        text = incremental.decode(data, final)
        if not damage.any:
            damage.nul = "\x00" in text
            damage.bad_bytes = (wide and "\ufffd" in text) or not (text.isascii() or _encodes(text))
        return text

    return decode


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
