"""Cells of a workbook as its export would have written them, and which of them hold an error: the reader of workbooks
gives blanks for those.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from pathlib import Path

from xpromo.sources.binary_errors import xls_errors, xlsb_errors
from xpromo.sources.tables import ERROR
from xpromo.sources.xml_errors import Place, ods_errors, xlsx_errors

KEPT = 1e15  # a number from here on has more digits than spreadsheets keep


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


def error_cells(path: Path, sheet: int, last: Place) -> AbstractSet[Place]:
    """Return the rows and columns, from 0, of the cells that hold an error (``#N/A``) in a workbook's sheet; ``sheet``:
    which one, from 0, ``last``: its last row and column.
    """
    if not zipfile.is_zipfile(path):
        return frozenset(xls_errors(path.read_bytes(), sheet))
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if "content.xml" in names:
            return frozenset(ods_errors(archive, sheet, last))
        find = xlsx_errors if "xl/workbook.xml" in names else xlsb_errors
        return frozenset(find(archive, sheet))
