"""Public torture files: nothing crashes, nothing hangs, and the counts add up."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sources.conftest import options, read, records
from xpromo.errors import XpromoError
from xpromo.records import Kind
from xpromo.sources.archives import parts_of
from xpromo.sources.opening import look_at
from xpromo.sources.process import read_here
from xpromo.sources.reading import feed, open_text
from xpromo.sources.rules import CUT
from xpromo.sources.source import SOURCES, Source
from xpromo.sources.workbooks import error_cells

LONGEST = 2.0  # seconds
DEFECTIVE = {"location_coordinates", "newlines_crlf"}  # their JSON doesn't say what the CSV holds


def everything(path: Path) -> int:
    """Read a file with every source, required columns or not; return how many records came of it."""
    found = 0
    for name in SOURCES.names():
        try:
            batches = list(read_here(look_at(path, path.name), name, options(currency="EUR")))
        except XpromoError:
            continue
        for batch in batches:
            taken = [part for part in (batch.touches, batch.conversions, batch.totals, batch.costs) if part]
            lines = {line for part in taken for line in part.line}
            assert batch.records == len(lines) + len(batch.refusals) + sum(batch.skipped.values())
        found += records(batches)
    return found + any_columns(path)


def any_columns(path: Path) -> int:
    """Read a file's own columns, whatever they are called; return how many rows came of it."""
    try:
        names = open_text(look_at(path, path.name), {}).names
        return len(cells_of(path, tuple(name for name in names if names.count(name) == 1)))
    except XpromoError:
        return 0


@pytest.mark.parametrize("name", ["csv-duckdb", "csv-spectrum", "csv-injection", "utf8-invalid", "blns"])
def test_no_file_crashes_or_hangs_and_counts_add_up(corpora: Callable[[str], Path], name: str) -> None:
    read_rows = 0
    files = sorted(path for path in corpora(name).rglob("*") if path.is_file() and path.stat().st_size < 1 << 20)
    assert files
    for path in files:
        began = time.process_time()
        read_rows += everything(path)
        assert time.process_time() - began < LONGEST * len(SOURCES.names()), path.name
    assert read_rows > 0


def test_cells_are_what_csv_spectrum_says(corpora: Callable[[str], Path]) -> None:
    folder = corpora("csv-spectrum")
    checked = 0
    for path in sorted(folder.rglob("*.csv")):
        wanted = next(folder.rglob(path.stem + ".json"), None)
        if wanted is None or path.stem in DEFECTIVE:
            continue
        rows = json.loads(wanted.read_text(encoding="utf-8"))
        found = cells_of(path, tuple(rows[0]))
        assert found == [list(row.values()) for row in rows], path.name
        checked += 1
    assert checked >= 8


def cells_of(path: Path, header: tuple[str, ...]) -> list[list[str]]:
    """A file's rows as our reader cuts them, by a source that wants these columns."""
    from xpromo.sources.source import plain_name

    names = tuple(plain_name(name) for name in header)
    source = Source("any", Kind.CLICKS, names, lambda _: True, lambda *_: iter(()), "", "")
    rows = feed(look_at(path, path.name), source, options()).rows
    return [list(row) for chunk in rows for row in zip(*chunk.columns, strict=True)]


def test_naughty_strings_come_back_byte_for_byte(corpora: Callable[[str], Path], tmp_path: Path) -> None:
    strings = [
        text for text in json.loads((corpora("blns") / "blns.json").read_text(encoding="utf-8")) if "\0" not in text
    ]
    path = tmp_path / "naughty.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["a", "b"], *(["x", text] for text in strings)])

    assert [row[1] for row in cells_of(path, ("a", "b"))] == strings


def test_naughty_strings_in_every_column_add_up(corpora: Callable[[str], Path], tmp_path: Path) -> None:
    strings = json.loads((corpora("blns") / "blns.json").read_text(encoding="utf-8"))
    path = tmp_path / "naughty.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [["id", "at", "url", "referrer", "user_agent", "country", "visitor"], *([text] * 7 for text in strings)]
        )

    assert records(read(path)) == len(strings)


def test_each_row_with_invalid_utf8_is_refused(corpora: Callable[[str], Path], tmp_path: Path) -> None:
    """Every line of the corpus as a cell: strict decoding of the bytes is the oracle."""
    source = next(path for path in sorted(corpora("utf8-invalid").rglob("*")) if "bin" in path.name and path.is_file())
    cells = [cell for cell in source.read_bytes().split(b"\n") if cell and b'"' not in cell and b"," not in cell]
    cells = [cell for cell in cells if b"\r" not in cell]
    path = tmp_path / "cells.csv"
    path.write_bytes(b"at,url\n" + b"".join(b"x," + cell + b"\n" for cell in cells))
    expected = [number for number, cell in enumerate(cells, 2) if not valid(cell)]
    assert expected

    found = [item.line for batch in read(path) for item in batch.refusals if item.reason == "bad-encoding"]

    assert found == expected


def valid(cell: bytes) -> bool:
    try:
        cell.decode()
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize("name", ["csv-spectrum", "csv-duckdb"])
def test_chunks_of_bytes_do_not_matter(
    corpora: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Files below 1,500 bytes: a byte at a time costs the square of their size."""
    from xpromo.sources import opening

    files = [path for path in sorted(corpora(name).rglob("*")) if path.is_file() and path.stat().st_size < 1500]
    for path in files:
        results = []
        for size in (1, 7, 1 << 16):
            monkeypatch.setattr(opening, "BLOCK", size)
            results.append(cells_or_refusal(path))
        assert results[0] == results[1] == results[2], path.name
    assert len(files) >= 12


def cells_or_refusal(path: Path) -> list[list[str]] | str:
    try:
        names = open_text(look_at(path, path.name), {}).names
        return cells_of(path, tuple(name for name in names if names.count(name) == 1))
    except XpromoError as error:
        return f"{error.code} {error}"


def test_the_days_of_workbooks_are_right_in_both_calendars(corpora: Callable[[str], Path], tmp_path: Path) -> None:
    pytest.importorskip("python_calamine")
    for name in ("date.xlsx", "date_1904.xlsx"):
        with parts_of(corpora("xlsx-calamine") / name, name, tmp_path) as parts:
            (text,) = [part.path.read_text(encoding="utf-8") for part in parts]
        assert [line.partition(",")[0] for line in text.splitlines()[:2]] == ["2021-01-01", "2021-01-02"], name


def test_errors_of_a_workbook_are_no_blanks(corpora: Callable[[str], Path]) -> None:
    assert error_cells(corpora("xlsx-calamine") / "errors.xlsx", 0, (6, 0)) == {(row, 0) for row in range(7)}


def test_of_the_workbooks_one_is_damaged_and_the_others_are_read(
    corpora: Callable[[str], Path], tmp_path: Path
) -> None:
    pytest.importorskip("python_calamine")
    refused = []
    for path in sorted(corpora("xlsx-calamine").glob("*.xlsx")):
        try:
            with parts_of(path, path.name, tmp_path) as parts:
                list(parts)
        except XpromoError as error:
            refused.append((path.name, error.code))
    assert refused == [("issue252.xlsx", CUT.code)]
