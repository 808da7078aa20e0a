"""Which cells of a workbook hold an error, where its sheets are XML: .xlsx and .ods.

Only the tags of tables, rows and cells are looked at, and in .ods the text of a computed cell.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import product
from typing import IO, TypeAlias

from xpromo.sources.opening import BLOCK

LONGEST_TAG = 1 << 16  # with the text behind it
LONGEST_INDEX = 1 << 22  # bytes of a workbook's list of sheets
Place: TypeAlias = tuple[int, int]
_MARKS = (b't="e"', b"t='e'")
_MARK = re.compile(rb"""\st=["']e["']""")
_TAG = re.compile(rb"<(?:\w+:)?(row|c)(\s[^<>]*)?/?>")
_PLACE = re.compile(rb"""\sr=["']([A-Z]{0,3})(\d{1,7})["']""")
_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^<>]*)>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^<>]*)>")
_ATTRIBUTE = re.compile(r"""(?:(\w+):)?(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ODS = re.compile(rb"<(?:table:(table|table-row|(?:covered-)?table-cell)(\s[^<>]*)?/?|text:p[^<>]*)>([^<]*)")
_REPEATED = re.compile(rb"""\stable:number-(?:rows|columns)-repeated=["'](\d{1,7})["']""")
_ODS_MARK = re.compile(rb"""\scalcext:value-type=["']error["']""")
_ODS_COMPUTED = re.compile(rb"\stable:formula=")
_ODS_NOTHING = re.compile(rb"""\soffice:(?:value=["']0|string-value=["'])["']""")  # what errors are saved as
_ODS_MARKS = (b'calcext:value-type="error"', b"calcext:value-type='error'", b">#", b">Err:")
_ODS_TEXT = re.compile(rb"#[^\d\s]|Err:\d")


def xlsx_errors(archive: zipfile.ZipFile, sheet: int) -> Iterator[Place]:
    """Yield the places of the errors of an .xlsx workbook's sheet, counted from 0."""
    targets = relations(archive, "xl/_rels/workbook.xml.rels")
    sheets = [targets.get(found.get("id", ""), "") for found in _listed(archive, "xl/workbook.xml", _SHEET)]
    part = sheets[sheet] if sheet < len(sheets) else ""
    if part in archive.namelist() and _holds(archive, part, _MARKS):
        with archive.open(part) as file:
            yield from _xlsx_errors(file)


def _holds(archive: zipfile.ZipFile, part: str, marks: Sequence[bytes]) -> bool:
    """Whether one of these is anywhere in a part: most have none, and are looked through in no time."""
    with archive.open(part) as file:
        return any(mark in text for text in _pieces(file) for mark in marks)


def relations(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Return the ids of a workbook's parts → the files in the archive that hold them."""
    found = _listed(archive, part, _RELATION)
    return {item.get("Id", ""): f"xl/{item.get('Target', '').removeprefix('/xl/')}" for item in found}


def _listed(archive: zipfile.ZipFile, part: str, tag: re.Pattern[str]) -> Iterator[dict[str, str]]:
    if part not in archive.namelist():
        return
    with archive.open(part) as file:
        text = file.read(LONGEST_INDEX).decode("utf-8", "replace")
    for found in tag.finditer(text):
        yield {name: unescape(double or single) for _, name, double, single in _ATTRIBUTE.findall(found[1])}


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the text of a file in pieces that cut no tag from the text behind it."""
    rest = b""
    while block := file.read(BLOCK):
        text = rest + block
        end = max(text.rfind(b"<"), 0)
        yield text[:end]
        rest = text[end:] if len(text) - end < LONGEST_TAG else b""
    yield rest


def _xlsx_errors(file: IO[bytes]) -> Iterator[Place]:
    row, column = -1, -1
    for text in _pieces(file):
        for tag in _TAG.finditer(text):
            attributes = tag[2] or b""
            place = _PLACE.search(attributes)
            if tag[1] == b"row":
                row, column = int(place[2]) - 1 if place else row + 1, -1
                continue
            column = _column(place[1]) if place and place[1] else column + 1
            if _MARK.search(attributes):
                yield row, column


def _column(letters: bytes) -> int:
    """Return the number of a column from 0: ``A`` → 0, ``AA`` → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def ods_errors(archive: zipfile.ZipFile, sheet: int, last: Place) -> Iterator[Place]:
    """Yield the places of the errors of an .ods workbook's sheet, counted from 0, up to its last row and column.

    Spreadsheets mark them; those that don't write 0 or "" and show ``#N/A``.
    """
    if not _holds(archive, "content.xml", _ODS_MARKS):
        return
    at, rows, columns, attributes = -1, range(0), range(0), b""
    with archive.open("content.xml") as file:
        for tag in (tag for text in _pieces(file) for tag in _ODS.finditer(text)):
            if tag[1] == b"table":
                at, rows = at + 1, range(0)
            elif at != sheet:
                continue
            elif tag[1] == b"table-row":
                rows, columns = _next(rows, tag[2], last[0]), range(0)
            elif tag[1]:
                columns, attributes = _next(columns, tag[2], last[1]), tag[2] or b""
                if _ODS_MARK.search(attributes):
                    yield from product(rows, columns)
            elif _shows_error(attributes, tag[3]):
                yield from product(rows, columns)


def _next(before: range, attributes: bytes | None, last: int) -> range:
    """Return the rows or columns that a tag stands for, which are none beyond the sheet's last."""
    repeated = _REPEATED.search(attributes or b"")
    after = before.stop + (int(repeated[1]) if repeated else 1)
    return range(min(before.stop, last + 1), min(after, last + 1))


def _shows_error(attributes: bytes, text: bytes) -> bool:
    return bool(_ODS_COMPUTED.search(attributes) and _ODS_NOTHING.search(attributes) and _ODS_TEXT.match(text))
