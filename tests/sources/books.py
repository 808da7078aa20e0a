"""Workbooks of a row or two, written by hand: no program that is at hand writes errors into all of their formats.

A cell that begins with ``#`` is one that couldn't be computed.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

Sheets = Mapping[str, Sequence[Sequence[str]]]
NOT_AVAILABLE = 0x2A
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    "<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"
)
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR = 512


def packed(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def ods(path: Path, sheets: Sheets) -> Path:
    return ods_of(path, {name: "".join(map(_ods_row, rows)) for name, rows in sheets.items()})


def ods_of(path: Path, sheets: Mapping[str, str]) -> Path:
    """Write an .ods file; ``sheets``: their names → their rows as XML."""
    tables = (f'<table:table table:name="{name}">{rows}</table:table>' for name, rows in sheets.items())
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    content = ODS.format("".join(tables))
    return packed(path, {"mimetype": mimetype, "META-INF/manifest.xml": manifest, "content.xml": content})


def _ods_row(row: Sequence[str]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(text: str) -> str:
    error = ' table:formula="of:=NA()" office:string-value="" calcext:value-type="error"' if text[:1] == "#" else ""
    return f'<table:table-cell office:value-type="string"{error}><text:p>{text}</text:p></table:table-cell>'


def xlsb(path: Path, sheets: Sheets) -> Path:
    names = {f"rId{at}": name for at, name in enumerate(sheets, 1)}
    bundle = b"".join(_record(156, bytes(8) + _wide(key) + _wide(name)) for key, name in names.items())
    relations = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/worksheet" Target="worksheets/{key}.bin"/>' for key in names
    )
    parts: dict[str, str | bytes] = {
        "xl/workbook.bin": _record(131) + _record(143) + bundle + _record(144) + _record(132),
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{RELATIONS}">{relations}</Relationships>',
    }
    for key, rows in zip(names, sheets.values(), strict=True):
        size = struct.pack("<4I", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
        body = b"".join(_xlsb_row(at, row) for at, row in enumerate(rows))
        parts[f"xl/worksheets/{key}.bin"] = (
            _record(129) + _record(148, size) + _record(145) + body + _record(146) + _record(130)
        )
    return packed(path, parts)


def _xlsb_row(at: int, row: Sequence[str]) -> bytes:
    """A row whose errors are alternately written down and computed."""
    cells = (
        _record((3, 11)[at % 2], struct.pack("<IIB", column, 0, NOT_AVAILABLE))
        if text[:1] == "#"
        else _record(6, struct.pack("<II", column, 0) + _wide(text))
        for column, text in enumerate(row)
    )
    return _record(0, struct.pack("<I", at) + bytes(13)) + b"".join(cells)


def _record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = bytes([len(body)]) if len(body) < 128 else bytes([len(body) & 0x7F | 0x80, len(body) >> 7])
    return head + size + body


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xls(path: Path, sheets: Sheets) -> Path:
    bodies = [
        _old(0x809, struct.pack("<HH12x", 0x600, 0x10))
        + b"".join(_xls_cell(at, column, text) for at, row in enumerate(rows) for column, text in enumerate(row))
        + _old(0x0A)
        for rows in sheets.values()
    ]
    before = len(_list_of(sheets, [0] * len(bodies)))
    places = [before + sum(map(len, bodies[:at])) for at in range(len(bodies))]
    path.write_bytes(_compound(_list_of(sheets, places) + b"".join(bodies)))
    return path


def _list_of(names: Iterable[str], places: Iterable[int]) -> bytes:
    """The list of sheets that an .xls workbook begins with; ``places``: where each begins."""
    sheets = (
        _old(0x85, struct.pack("<IBBBB", place, 0, 0, len(name), 0) + name.encode("latin-1"))
        for name, place in zip(names, places, strict=True)
    )
    return _old(0x809, struct.pack("<HH12x", 0x600, 5)) + b"".join(sheets) + _old(0x0A)


def _xls_cell(row: int, column: int, text: str) -> bytes:
    """A cell; errors are alternately written down and computed."""
    place = struct.pack("<HHH", row, column, 0)
    if text[:1] != "#":
        return _old(0x204, place + struct.pack("<HB", len(text), 0) + text.encode("latin-1"))
    if row % 2:
        return _old(0x205, place + bytes([NOT_AVAILABLE, 1]))
    return _old(0x06, place + struct.pack("<BxB3xH", 2, NOT_AVAILABLE, 0xFFFF) + bytes(8))


def _old(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _compound(stream: bytes) -> bytes:
    """A compound file: a table of sectors, a folder, and the stream in sectors that lie in reverse order."""
    count = max(-(-len(stream) // SECTOR), 8)
    stream = stream.ljust(count * SECTOR, b"\0")
    after = [TABLE, END, END, *range(2, count + 1)]  # sector 2 is the last one of the stream
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, END, 0, END, 0) + struct.pack("<109I", 0, *[FREE] * 108)
    folder = _entry("Root Entry", 5, END, 0, 1) + _entry("Workbook", 2, count + 1, len(stream), FREE) + bytes(256)
    sectors = [stream[at : at + SECTOR] for at in range(0, len(stream), SECTOR)]
    table = struct.pack("<128I", *after, *[FREE] * (128 - len(after)))
    return head + table + folder + b"".join(reversed(sectors))


def _entry(name: str, kind: int, first: int, size: int, child: int) -> bytes:
    text = name.encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB3I", len(text) + 2, kind, 1, FREE, FREE, child)
        + bytes(36)
        + struct.pack("<IQ", first, size)
    )


WRITERS: Mapping[str, Callable[[Path, Sheets], Path]] = {"ods": ods, "xlsb": xlsb, "xls": xls}
