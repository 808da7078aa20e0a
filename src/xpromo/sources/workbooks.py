"""Cells of a workbook as its export would have written them, and which of them hold an error: the reader of workbooks
gives blanks for those.

Of the XML only the tags of rows and cells are looked at, and only where an error is in it.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from html import unescape
from pathlib import Path
from typing import IO

from xpromo.sources.opening import BLOCK
from xpromo.sources.tables import ERROR

KEPT = 1e15  # a number from here on has more digits than spreadsheets keep
LONGEST_TAG = 1 << 16
LONGEST_INDEX = 1 << 22  # bytes of a workbook's list of sheets
_MARK = re.compile(rb"""\st=["']e["']""")
_TAG = re.compile(rb"<(?:\w+:)?(row|c)(\s[^<>]*)?>")
_PLACE = re.compile(rb"""\sr=["']([A-Z]{0,3})(\d{1,7})["']""")
_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^<>]*)>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^<>]*)>")
_ATTRIBUTE = re.compile(r"""(?:(\w+):)?(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
Place = tuple[int, int]


def write_sheet(rows: Iterable[Sequence[object]], errors: AbstractSet[Place], spool: Path) -> bool:
    """Write a sheet as CSV and return whether anything is in it; ``errors``: rows and columns of its error cells."""
    something = False
    with spool.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for at, row in enumerate(rows):
            cells = [cell_text(value) for value in row]
            if errors:
                cells = [ERROR if (at, column) in errors else cell for column, cell in enumerate(cells)]
            something = something or any(cells)
            writer.writerow(cells)
    return something


def cell_text(value: object) -> str:
    """Return a cell as its export would have written it: whole numbers without ``.0``, moments as ISO.

    Of a number spreadsheets keep 15 digits: 0.1 + 0.2 is 0.3, and an id of more digits is one that they cut
    (``1.23456789012346e+17``).
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < KEPT:
        return str(int(value))
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def error_cells(path: Path, sheet: str) -> AbstractSet[Place]:
    """Return the rows and columns, from 0, of a sheet's cells that hold an error (``#N/A``); none but of .xlsx."""
    if not zipfile.is_zipfile(path):
        return frozenset()
    with zipfile.ZipFile(path) as archive:
        part = _parts(archive).get(sheet)
        if part is None:
            return frozenset()
        with archive.open(part) as file:
            if not any(_MARK.search(text) for text in _tags(file)):
                return frozenset()
        with archive.open(part) as file:
            return frozenset(_errors(file))


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the name of each sheet → the file in the archive that holds it."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    relations = {item["Id"]: item["Target"] for item in _listed(archive, "xl/_rels/workbook.xml.rels", _RELATION)}
    found = {
        item["name"]: relations.get(item["id"], "").removeprefix("/xl/")
        for item in _listed(archive, "xl/workbook.xml", _SHEET)
    }
    return {name: f"xl/{part}" for name, part in found.items() if f"xl/{part}" in names}


def _listed(archive: zipfile.ZipFile, part: str, tag: re.Pattern[str]) -> Iterator[dict[str, str]]:
    with archive.open(part) as file:
        text = file.read(LONGEST_INDEX).decode("utf-8", "replace")
    for found in tag.finditer(text):
        attributes = {name: unescape(double or single) for _, name, double, single in _ATTRIBUTE.findall(found[1])}
        if attributes.keys() >= {"name", "id"} or attributes.keys() >= {"Id", "Target"}:
            yield attributes


def _tags(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the text of a file in pieces that cut no tag in two."""
    rest = b""
    while block := file.read(BLOCK):
        text = rest + block
        end = text.rfind(b"<") if text.rfind(b"<") > text.rfind(b">") else len(text)
        yield text[:end]
        rest = text[end:] if len(text) - end < LONGEST_TAG else b""


def _errors(file: IO[bytes]) -> Iterator[Place]:
    row, column = -1, -1
    for text in _tags(file):
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
