"""Cells as they lie: files that hold several tables, comments above them, totals and footers below.

A source of this shape gets the lines of a sheet and cuts its tables out of them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TypeAlias

from xpromo.errors import StorageError
from xpromo.sources.opening import refuse
from xpromo.sources.rules import CUT
from xpromo.sources.source import plain_name
from xpromo.sources.tables import ERROR

SheetRow: TypeAlias = tuple[int, list[str]]
DELIMITERS = ",;\t|"
SNIFFED, LONGEST_SNIFFED = 40, 10_000
NO_VALUE = "#N/A"
_SEP = re.compile(r'\ufeff?"?sep=(.)"?[,;]*\s*\Z', re.IGNORECASE)


@dataclass(slots=True)
class SheetTable:
    """A header, its rows, and the comment lines above it without their ``#``."""

    line: int
    header: tuple[str, ...]
    notes: tuple[str, ...] = ()
    rows: list[SheetRow] = field(default_factory=list)

    def named(self, row: Sequence[str]) -> dict[str, str]:
        """Return a row's cells by the plain names of their columns; of two with one name the first counts."""
        found: dict[str, str] = {}
        for name, cell in zip(self.header, row, strict=False):
            found.setdefault(name, cell.strip())
        return found


def read_sheet(lines: Iterator[str], name: str) -> Iterator[SheetRow]:
    """Yield every line of a sheet with its cells, blank ones too. Raises StorageError where quotes don't match."""
    ahead = list(islice(lines, SNIFFED))
    stated = stated_delimiter(ahead[0]) if ahead else ""
    if stated:
        ahead[0] = "\n"
    reader = csv.reader(chain(ahead, lines), delimiter=stated or _sniff(ahead), strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, [NO_VALUE if cell == ERROR else cell.replace("\x00", "") for cell in cells]
            begins = reader.line_num + 1
    except csv.Error:
        raise refuse(CUT, name, f"quotes don't match from line {begins} on", StorageError) from None


def stated_delimiter(line: str) -> str:
    """Return what a first line ``sep=;`` names, as spreadsheets write it, "" where it is another line."""
    found = _SEP.match(line.strip("\r\n"))
    return found[1] if found else ""


def _sniff(lines: Sequence[str]) -> str:
    """Return the delimiter that cuts most of these lines into several cells; a comma where none does."""
    begins = [line[:LONGEST_SNIFFED] for line in lines]
    cut = {sign: sum(len(next(csv.reader([line], delimiter=sign), [])) > 1 for line in begins) for sign in DELIMITERS}
    return max(DELIMITERS, key=lambda sign: cut[sign])


def filled(cells: Sequence[str]) -> list[str]:
    """Return a row's cells without the empty ones that pad it to the width of the sheet."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return list(cells[:end])


def cut_tables(sheet: Iterator[SheetRow]) -> Iterator[SheetTable]:
    """Yield the tables of a sheet: comments (``#``), then a header, then rows up to a blank line or a comment.

    Blank lines between a header and its first row are passed over, as exports have them.
    """
    notes: list[str] = []
    table: SheetTable | None = None
    for line, cells in sheet:
        text = filled(cells)
        if not text:
            if table and table.rows:
                yield table
                table, notes = None, []
        elif text[0].lstrip().startswith("#"):
            if table:
                yield table
                table, notes = None, []
            notes.append(",".join(text).lstrip(" #").strip())
        elif table is None:
            table = SheetTable(line, tuple(plain_name(cell) for cell in text), tuple(notes))
        else:
            table.rows.append((line, cells))
    if table:
        yield table
