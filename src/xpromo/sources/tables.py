"""CSV → rows with true line numbers, in chunks of columns.

``csv.reader`` gets the file's lines with their ends, so that a quoted newline stays in its cell; a chunk whose rows and
lines are equally many needs no further counting. Rows are lists only inside this module.
"""

from __future__ import annotations

import csv
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from xpromo.errors import StorageError
from xpromo.records import Refusal
from xpromo.sources.lines import Lines, split
from xpromo.sources.objects import LARGEST_CELL, LONE
from xpromo.sources.opening import Damage, refuse
from xpromo.sources.rules import CUT
from xpromo.sources.source import Rows
from xpromo.sources.unquoted import cut, cut_ragged

if TYPE_CHECKING:
    from _csv import Reader

csv.field_size_limit(LARGEST_CELL)
LOOKED_AT = 40  # lines
ERROR = "\ufdd0"  # no character of any text: a cell of a workbook that held an error (workbooks.py)


@dataclass(frozen=True, slots=True)
class Table:
    """What lies below a header: the lines, how many came before them, and how they are cut."""

    name: str
    lines: Lines
    skipped: int
    header: tuple[str, ...]
    delimiter: str
    damage: Damage
    wide: bool  # of an encoding other than UTF-8
    repeated: str = ""  # the header's line: where files were put one behind the other it stands between rows, too


def csv_rows(table: Table, wanted: Sequence[str]) -> Iterator[Rows]:
    """Yield the wanted columns in chunks of rows. Raises StorageError where quotes don't match."""
    table = replace(table, header=_padded(table))
    places = [table.header.index(name) if name in table.header else -1 for name in wanted]
    width, before = len(table.header), table.skipped
    ragged: dict[int, int] = {}
    while piece := _without_header(table.lines.piece(), table.repeated):
        plain = not table.damage.any and ERROR not in piece
        cells = cut(piece, table.delimiter, width) if plain and not ragged else None  # where some were ragged more are
        ragged = {}
        if cells is None and plain and (parted := cut_ragged(piece, table.delimiter, width)):
            cells, ragged = parted
        if cells is None:
            before = yield from _quoted_rows(table, list(split(piece)), before, places)
            continue
        size = len(cells) // width
        empty = ("",) * size
        columns = [cells[place::width] if place >= 0 else empty for place in places]
        lines = range(before + 1, before + 1 + size + len(ragged))
        refusals = [Refusal(lines[at], _width_reason(found, width)) for at, found in ragged.items() if found]
        yield Rows(_without(lines, ragged), columns, refusals)
        before += len(lines)


def _without(lines: range, ragged: Mapping[int, int]) -> Sequence[int]:
    """Return lines but for those, counted from 0 and in order, that are no rows."""
    if not ragged:
        return lines
    kept = list(lines)
    for at in reversed(ragged):
        del kept[at]
    return kept


def _padded(table: Table) -> tuple[str, ...]:
    """Return the header as wide as the first rows are, where these agree and whatever either has more than the other is
    empty: some tools end headers with delimiters, some rows.
    """
    ahead = list(islice(table.lines, LOOKED_AT))
    table.lines.put_back(ahead)
    rows = list[list[str]]()
    with suppress(csv.Error):
        for row in csv.reader(ahead, delimiter=table.delimiter, strict=True):
            if row:
                rows.append(row)
    header, widths = table.header, set(map(len, rows))
    width = widths.pop() if len(widths) == 1 else len(header)
    if width > len(header) and len(rows) > 1 and not any(cell for row in rows for cell in row[len(header) :]):
        return header + ("",) * (width - len(header))
    return header if any(header[width:]) else header[:width]


def _without_header(piece: str, header: str) -> str:
    """Return lines with a blank one wherever the header stands again."""
    if not header or header not in piece:
        return piece
    return "".join("\n" if line.strip("\ufeff\r\n") == header else line for line in split(piece))


def _quoted_rows(table: Table, chunk: list[str], start: int, places: Sequence[int]) -> Generator[Rows, None, int]:
    """Yield the rows that begin on the chunk's lines, which may end on later ones; return the last line taken."""
    reader = csv.reader(chain(chunk, table.lines), delimiter=table.delimiter, strict=True)
    width, wide, marked = len(table.header), table.wide, any(ERROR in line for line in chunk)
    while (done := reader.line_num) < len(chunk):
        cells, failed = _until(reader, len(chunk))
        refusals: list[Refusal] = []
        lines = _row_lines(cells, start + done, reader.line_num - done, clean=failed is None)
        if failed:
            last = (lines[-1] + _span(cells[-1])) if cells else start + done + 1
            refusals.append(_quote_refusal(failed, last, start + reader.line_num, table))
        if table.damage.any or set(map(len, cells)) != {width}:
            cells, lines = _sorted_out(cells, lines, width, refusals, wide=wide, damaged=table.damage.any)
        if cells and (marked or ERROR in cells[-1]):  # the last row may end below the chunk
            cells, lines = _without_errors(cells, lines, places, table.header, refusals)
        columns = list(zip(*cells, strict=True)) or [()] * width
        empty = ("",) * len(cells)
        yield Rows(lines, [columns[place] if place >= 0 else empty for place in places], refusals)
    return start + reader.line_num


def _until(reader: Reader, line: int) -> tuple[list[list[str]], csv.Error | None]:
    """Read rows as long as one begins before the end of ``line``, or until one is wrong."""
    cells: list[list[str]] = []
    try:
        while reader.line_num < line:
            cells.append(next(reader))
    except StopIteration:
        pass
    except csv.Error as error:
        return cells, error
    return cells, None


def _span(row: list[str]) -> int:
    """Return how many physical lines a row takes: one, and one more for each line break in a cell."""
    return 1 + sum(cell.count("\n") + cell.count("\r") - cell.count("\r\n") for cell in row)


def _row_lines(cells: list[list[str]], before: int, used: int, *, clean: bool) -> Sequence[int]:
    if clean and used == len(cells):
        return range(before + 1, before + 1 + len(cells))
    lines, line = [], before + 1
    for row in cells:
        lines.append(line)
        line += _span(row)
    return lines


def _quote_refusal(error: csv.Error, began: int, ended: int, table: Table) -> Refusal:
    """Return the refusal of one row with bad quotes; a quote that swallowed other rows is a cut file."""
    name = table.name
    if "unexpected end" in str(error):
        raise refuse(CUT, name, f"a quote is opened on line {began} and never closed", StorageError)
    if "field limit" in str(error):
        what = f"a cell that begins on line {began} is longer than {LARGEST_CELL >> 20} MiB"
        raise refuse(CUT, name, what, StorageError)
    if ended > began:
        raise refuse(CUT, name, f"quotes don't match between lines {began} and {ended}", StorageError)
    return Refusal(began, "bad-quotes")


def _sorted_out(
    cells: list[list[str]], lines: Sequence[int], width: int, refusals: list[Refusal], *, wide: bool, damaged: bool
) -> tuple[list[list[str]], Sequence[int]]:
    """Return the rows that have as many cells as the header and nothing but text; blank lines are no rows."""
    kept, kept_lines = [], []
    for row, line in zip(cells, lines, strict=True):
        reason = _row_reason(row, width, wide=wide) if damaged or len(row) != width else ""
        if reason:
            refusals.append(Refusal(line, reason))
        elif row:
            kept.append(row)
            kept_lines.append(line)
    return kept, kept_lines


def _without_errors(
    cells: list[list[str]],
    lines: Sequence[int],
    places: Sequence[int],
    header: Sequence[str],
    refusals: list[Refusal],
) -> tuple[list[list[str]], Sequence[int]]:
    """Return the rows without an error in a cell that is read; in other columns it is nothing."""
    kept, kept_lines = [], []
    for row, line in zip(cells, lines, strict=True):
        wrong = next((place for place in places if place >= 0 and row[place] == ERROR), None)
        if wrong is None:
            kept.append(["" if cell == ERROR else cell for cell in row])
            kept_lines.append(line)
        else:
            refusals.append(Refusal(line, "error-cell", header[wrong]))
    return kept, kept_lines


def _row_reason(row: list[str], width: int, *, wide: bool) -> str:
    if not row:
        return ""
    text = "".join(row)
    if not text.isascii() and (LONE.search(text) or (wide and "\ufffd" in text)):
        return "bad-encoding"
    if "\x00" in text:
        return "nul-byte"
    if len(row) == width:
        return ""
    return _width_reason(len(row), width)


def _width_reason(cells: int, width: int) -> str:
    return "too-few-cells" if cells < width else "too-many-cells"
