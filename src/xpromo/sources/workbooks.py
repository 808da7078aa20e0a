"""Cells of a workbook as its export would have written them, and which of them hold an error: the reader of workbooks
gives blanks for those.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from xpromo.errors import Findings, StorageError
from xpromo.files import naming
from xpromo.sources.binary_errors import xls_errors, xlsb_errors
from xpromo.sources.opening import refuse
from xpromo.sources.rules import CUT
from xpromo.sources.tables import ERROR
from xpromo.sources.xml_errors import Place, ods_errors, xlsx_errors

KEPT = 1e15  # a number from here on has more digits than spreadsheets keep


def write_sheets(path: Path, name: str, spool: Path) -> Iterator[tuple[str, Path]]:
    """Write each sheet of a workbook that has a cell as CSV beside ``spool``, and yield its title and its file.

    Raises StorageError for a workbook that can't be read; ``name`` is what people call it.
    """
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - an extra, and seldom needed

    with _reading(name):
        book = CalamineWorkbook.from_path(str(path))
    with book:
        for at, title in enumerate(book.sheet_names):
            with _reading(name):
                sheet = book.get_sheet_by_index(at)
            written = spool.with_name(f"{spool.name}-{at}")
            with naming(written):
                something = sheet.end and write_sheet(sheet.iter_rows(), error_cells(path, at, sheet.end), written)
            if something:
                yield title, written


@contextmanager
def _reading(name: str) -> Iterator[None]:
    """Refuse a workbook that can't be read; of some damage its reader panics, which is no exception of Python's."""
    from python_calamine import CalamineError  # noqa: PLC0415 - as above

    try:
        yield
    except BaseException as error:
        is_damage = isinstance(error, CalamineError) or (isinstance(error, OSError) and error.errno is None)
        if not is_damage and type(error).__name__ != "PanicException":
            raise
        raise unreadable(name) from error


def unreadable(name: str) -> Findings | StorageError:
    """Return the error for a damaged workbook."""
    return refuse(CUT, name, "the spreadsheet can't be read", StorageError)


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
