"""Lists of what was handed out before xpromo: CSV, JSONL or a line a piece, every cell with its place. Pure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xpromo.errors import Location, Problem
from xpromo.mint.rules import BAD_LIST
from xpromo.spreadsheets import unguard

DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a list: its cells by column, trimmed, and where each stands."""

    path: str
    line: int
    cells: Mapping[str, str]
    columns: Mapping[str, int]

    def get(self, name: str) -> str:
        """Return a cell, "" where there is none."""
        return self.cells.get(name, "")

    def place(self, name: str = "") -> Location:
        """Return where a cell stands, or where the row begins when it has no such cell."""
        column = self.columns.get(name, 1)
        return Location(self.path, self.line, column, self.line, column + max(len(self.get(name)), 1))


def read_list(path: str, text: str, column: str) -> tuple[list[Entry], list[Problem]]:
    """Return the rows of a list whose column ``column`` must be there; without a header every line is that column."""
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    first = next((line.strip() for line in lines if line.strip()), "")
    if not first:
        return [], [BAD_LIST.at(Location(path), "there is nothing in it")]
    if first.startswith("{"):
        return _objects(path, lines)
    delimiter = max(DELIMITERS, key=first.count)
    names = [_name(cell) for cell in next(csv.reader([first], delimiter=delimiter))]
    if column in names:
        return _table(path, lines, delimiter)
    if "://" in first and column == "url":
        entries = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
        return [Entry(path, number, {column: line.strip()}, {column: 1}) for number, line in entries], []
    return [], [BAD_LIST.at(Location(path), f"it has no column `{column}`")]


def _name(cell: str) -> str:
    return "_".join(cell.strip().lower().replace("-", " ").split())


def _table(path: str, lines: Sequence[str], delimiter: str) -> tuple[list[Entry], list[Problem]]:
    reader = csv.reader(io.StringIO("".join(lines), newline=""), delimiter=delimiter)
    entries: list[Entry] = []
    names: list[str] = []
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if not names:
                names = [_name(cell) for cell in cells]
                continue
            values = [unguard(cell).strip() for cell in cells]
            starts = _starts(lines[line - 1], delimiter)
            entries.append(Entry(path, line, dict(zip(names, values, strict=False)), _by_name(names, starts)))
    except csv.Error:
        return [], [BAD_LIST.at(Location(path, before + 1), "this line can't be read as CSV")]
    return entries, [] if entries else [BAD_LIST.at(Location(path), "there is a header and no row")]


def _by_name(names: Sequence[str], starts: Sequence[int]) -> dict[str, int]:
    return dict(zip(names, starts, strict=False))


def _starts(line: str, delimiter: str) -> list[int]:
    """Return the column in which each cell of a line begins, from 1."""
    starts, quoted = [1], False
    for number, character in enumerate(line, 1):
        if character == '"':
            quoted = not quoted
        elif character == delimiter and not quoted:
            starts.append(number + 1)
    return starts


def _objects(path: str, lines: Sequence[str]) -> tuple[list[Entry], list[Problem]]:
    entries, problems = [], []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        found = _object(line)
        if found is None:
            problems.append(BAD_LIST.at(Location(path, number), "this line is no JSON object"))
            continue
        columns = {name: max(line.find(f'"{name}"'), 0) + 1 for name in found}
        entries.append(Entry(path, number, found, columns))
    return entries, problems


def _object(line: str) -> dict[str, str] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return dict(_cells(found)) if isinstance(found, dict) else None


def _cells(found: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in found.items():
        if isinstance(value, bool):
            yield _name(name), "true" if value else "false"
        elif isinstance(value, str | int):
            yield _name(name), str(value).strip()
