"""Which cells of a workbook hold an error, where its sheets are records: .xlsb and .xls.

Of a record only its kind, its place and whether it is an error are looked at. What can't be followed holds none: the
reader of workbooks has refused it already, or reads it otherwise than spreadsheets do.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice

from xpromo.sources.xml_errors import Place, relations

_ROW, _ERROR, _COMPUTED_ERROR, _SHEET = 0, 3, 11, 156  # kinds of records in .xlsb
_MORE = 0x80  # a bit that says that another byte follows
_OF_SHEETS = frozenset({_ROW, _ERROR, _COMPUTED_ERROR})
_OLD_END, _OLD_SHEET, _OLD_COMPUTED, _OLD_ERROR = 0x0A, 0x85, 0x06, 0x205  # and in .xls
_NO_SECTOR = 0xFFFFFFFA  # from here on a number says why none follows
_FOLDER_ENTRY = 128  # bytes
_STREAMS = ("Workbook", "Book")
_ERROR_RESULT = struct.Struct("<B5xH"), (2, 0xFFFF)


def xlsb_errors(archive: zipfile.ZipFile, sheet: int) -> Iterator[Place]:
    """Yield the places of the errors of an .xlsb workbook's sheet, counted from 0."""
    targets = relations(archive, "xl/_rels/workbook.bin.rels")
    found = _records(archive.read("xl/workbook.bin"), {_SHEET})
    part = next((targets.get(_text(body, 8), "") for _, body in islice(found, sheet, None)), "")
    row = 0
    for kind, body in _records(archive.read(part), _OF_SHEETS) if part in archive.namelist() else ():
        if kind == _ROW:
            row = _number(body, 0)
        else:
            yield row, _number(body, 0)


def _records(data: bytes, wanted: AbstractSet[int]) -> Iterator[tuple[int, bytes]]:
    """Yield the kind and the body of each record of these kinds: both kind and length are written in sevens of bits."""
    at, end = 0, len(data) - 1
    while at < end:
        kind, size = data[at], data[at + 1]
        if kind | size < _MORE:  # a byte each, as of most cells
            at += 2
        else:
            kind, at = _sevens(data, at)
            size, at = _sevens(data, at)
        if kind in wanted:
            yield kind, data[at : at + size]
        at += size


def _sevens(data: bytes, at: int) -> tuple[int, int]:
    number = 0
    for shift, byte in enumerate(data[at : at + 4]):
        number |= (byte & 0x7F) << 7 * shift
        if not byte & _MORE:
            return number, at + shift + 1
    return number, at + 4


def _text(body: bytes, at: int) -> str:
    return body[at + 4 : at + 4 + 2 * _number(body, at)].decode("utf-16-le", "replace")


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")


def xls_errors(data: bytes, sheet: int) -> Iterator[Place]:
    """Yield the places of the errors of an .xls workbook's sheet, counted from 0; ``data``: the file."""
    book = _stream(data)
    begins = (_number(body, 0) for kind, body in _old_records(book, 0) if kind == _OLD_SHEET)
    for kind, body in _old_records(book, next(islice(begins, sheet, None), len(book))):
        if (kind == _OLD_ERROR and body[7:8] == b"\x01") or (kind == _OLD_COMPUTED and _is_error(body)):
            yield int.from_bytes(body[:2], "little"), int.from_bytes(body[2:4], "little")


def _is_error(body: bytes) -> bool:
    result, error = _ERROR_RESULT
    return len(body) >= 6 + result.size and result.unpack_from(body, 6) == error


def _old_records(data: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        if kind == _OLD_END:
            return
        yield kind, data[at + 4 : at + 4 + size]
        at += 4 + size


def _stream(data: bytes) -> bytes:
    """Return the workbook out of a compound file: sectors in the order that the file's table of sectors gives.

    Programs fill it up to the 4096 bytes from which on a stream has sectors of its own.
    """
    size = 4096 if data[30:31] == b"\x0c" else 512
    tables, further = _numbers(data[76:512]), _number(data, 68)
    for _ in range(len(data) // size):
        if further >= _NO_SECTOR:
            break
        *more, further = _numbers(_sector(data, size, further)) or [_NO_SECTOR]
        tables += more
    after = [entry for table in tables if table < _NO_SECTOR for entry in _numbers(_sector(data, size, table))]
    folder = _chained(data, size, _number(data, 48), after)
    for at in range(0, len(folder), _FOLDER_ENTRY):
        entry = folder[at : at + _FOLDER_ENTRY]
        if entry[:64].decode("utf-16-le", "replace").rstrip("\x00") in _STREAMS:
            return _chained(data, size, _number(entry, 116), after)[: _number(entry, 120)]
    return b""


def _chained(data: bytes, size: int, first: int, after: Sequence[int]) -> bytes:
    found, number = list[bytes](), first
    while number < len(after) and len(found) < len(after):
        found.append(_sector(data, size, number))
        number = after[number]
    return b"".join(found)


def _sector(data: bytes, size: int, number: int) -> bytes:
    return data[(number + 1) * size : (number + 2) * size]


def _numbers(data: bytes) -> list[int]:
    return [number for (number,) in struct.iter_unpack("<I", data[: len(data) & ~3])]
