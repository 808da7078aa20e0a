"""Error cells of a workbook: its reader gives blanks for them, and a blank is nothing."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sources.books import WRITERS, ods_of, packed
from tests.sources.conftest import Write, read, refusals
from xpromo.errors import StorageError
from xpromo.sources.archives import parts_of
from xpromo.sources.opening import look_at
from xpromo.sources.reading import read_lines
from xpromo.sources.workbooks import error_cells

INDEX = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/one.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        '<sheet name="Sales &amp; more" sheetId="1" r:id="rId7"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId7"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
        ' Target="worksheets/one.xml"/></Relationships>'
    ),
}
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEADER = ["id", "at", "kind", "amount", "currency", "margin"]
SALE = ["1", "2026-11-20T09:00:00Z", "sale", "24.90", "EUR", "5"]
ERROR = "#N/A"
LAST = (9, 99)


def cell(text: str) -> str:
    error, plain = f'<c t="e"><f>1/0</f><v>{text}</v></c>', f'<c t="inlineStr"><is><t>{text}</t></is></c>'
    return error if text[:1] == "#" else plain


def placed(row: int, column: int, text: str) -> str:
    return cell(text).replace("<c ", f'<c r="{chr(ord("A") + column)}{row}" ')


def workbook(path: Path, rows: str) -> Path:
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return packed(path, {**INDEX, "xl/worksheets/one.xml": sheet})


def unplaced_rows(*rows: list[str]) -> str:
    return "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)


def placed_rows(*rows: list[str]) -> str:
    """The rows as Excel writes them, with their places, and a gap above the last one."""
    numbers = [*range(1, len(rows)), len(rows) + 1]
    return "".join(
        f'<row r="{number}">{"".join(placed(number, at, text) for at, text in enumerate(row))}</row>'
        for number, row in zip(numbers, rows, strict=True)
    )


@pytest.mark.parametrize(("written", "last"), [(unplaced_rows, 4), (placed_rows, 5)], ids=["in order", "placed"])
def test_a_row_with_an_error_in_a_cell_that_is_read_is_refused(
    tmp_path: Path, written: Callable[..., str], last: int
) -> None:
    pytest.importorskip("python_calamine")
    good = [*SALE[:5], "#DIV/0!"]  # nobody reads the margin
    bad = ["2", *SALE[1:3], ERROR, *SALE[4:]]
    worse = ["#REF!", *SALE[1:]]
    path = workbook(tmp_path / "sales.xlsx", written(HEADER, good, bad, worse))
    with parts_of(path, path.name, tmp_path) as parts:
        (batches,) = [read(part.path) for part in parts]

    assert refusals(batches) == [(3, "error-cell"), (last, "error-cell")]
    assert [refusal.column for batch in batches for refusal in batch.refusals] == ["amount", "id"]
    assert [batch.conversions.line for batch in batches if batch.conversions] == [[2]]


@pytest.mark.parametrize("suffix", WRITERS)
def test_other_workbooks_are_read_likewise(tmp_path: Path, suffix: str) -> None:
    pytest.importorskip("python_calamine")
    good, other = [*SALE[:5], "#DIV/0!"], ["9", *SALE[1:]]
    bad, worse = ["2", *SALE[1:3], ERROR, *SALE[4:]], ["#REF!", *SALE[1:]]
    sheets = {"One": [HEADER, good, bad, worse], "Two": [HEADER, other, worse]}
    path = WRITERS[suffix](tmp_path / f"sales.{suffix}", sheets)
    with parts_of(path, path.name, tmp_path) as parts:
        (one, text), (two, _) = [(read(part.path), read_lines(look_at(part.path, "one"), [3])) for part in parts]

    assert text == {3: "2,2026-11-20T09:00:00Z,sale,#N/A,EUR,5"}  # as people are shown what was refused
    assert refusals(one) == [(3, "error-cell"), (4, "error-cell")]
    assert [refusal.column for batch in one for refusal in batch.refusals] == ["amount", "id"]
    assert [batch.conversions.line for batch in one if batch.conversions] == [[2]]
    assert refusals(two) == [(3, "error-cell")]


def test_places_of_errors(tmp_path: Path) -> None:
    far = '<row r="3"><c r="AB3" t="e"><v>#N/A</v></c><c t=\'e\'><v>#N/A</v></c></row>'
    path = workbook(tmp_path / "x.xlsx", unplaced_rows(["a", ERROR]) + far + "<row/><row><c/>" + cell(ERROR) + "</row>")

    assert error_cells(path, 0, LAST) == {(0, 1), (2, 27), (2, 28), (4, 1)}
    assert error_cells(path, 1, LAST) == error_cells(workbook(tmp_path / "y.xlsx", ""), 0, LAST) == set()


def test_places_of_errors_in_cells_that_stand_for_several(tmp_path: Path) -> None:
    repeated = 'table:number-{}-repeated="{}"'.format
    error = '<table:table-cell table:formula="of:=NA()" office:string-value="" calcext:value-type="error"{}/>'
    rows = (
        f"<table:table-row {repeated('rows', 2)}><table:table-cell {repeated('columns', 3)}/>"
        f"{error.format(' ' + repeated('columns', 2))}</table:table-row>"
        f"<table:table-row>{error.format('')}<table:covered-table-cell/>{error.format('')}</table:table-row>"
        f"<table:table-row {repeated('rows', 1048573)}>{error.format('')}</table:table-row>"
    )
    path = ods_of(tmp_path / "x.ods", {"One": "", "Two": rows})

    wanted = {(0, 3), (0, 4), (1, 3), (1, 4), (2, 0), (2, 2)}
    assert error_cells(path, 1, (4, 4)) == wanted | {(3, 0), (4, 0)}
    assert error_cells(path, 0, (4, 4)) == set()


def test_an_error_is_known_where_it_is_shown_in_place_of_nothing(tmp_path: Path) -> None:
    """Some programs write 0 or an empty text for it, and no mark."""
    cells = {
        ' table:formula="of:=1/0" office:value-type="float" office:value="0"><text:p>#DIV/0!': True,
        ' table:formula="of:=A1" office:value-type="string" office:string-value=""><text:p>#NV': True,
        ' table:formula="of:=A1" office:value-type="float" office:value="0"><text:p>Err:502': True,
        ' table:formula="of:=A1" office:value-type="float" office:value="0"><text:p>0.00': False,
        ' table:formula="of:=A1" office:value-type="float" office:value="0"><text:p>#0': False,
        ' table:formula="of:=A1" office:value-type="string"><text:p>#mugs': False,
        ' office:value-type="string" office:string-value=""><text:p>#mugs': False,
    }
    row = "".join(f"<table:table-cell{cell}</text:p></table:table-cell>" for cell in cells)
    path = ods_of(tmp_path / "x.ods", {"One": f"<table:table-row>{row}</table:table-row>"})

    assert error_cells(path, 0, LAST) == {(0, at) for at, error in enumerate(cells.values()) if error}


def test_pieces_of_a_sheet_cut_no_tag_in_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from xpromo.sources import xml_errors

    path = workbook(tmp_path / "x.xlsx", placed_rows(HEADER, [*SALE[:3], ERROR, *SALE[4:]]))
    shown = ' table:formula="of:=1/0" office:value="0"><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>'
    other = ods_of(tmp_path / "x.ods", {"One": f"<table:table-row><table:table-cell{shown}"})
    for size in (1, 7, 64):
        monkeypatch.setattr(xml_errors, "BLOCK", size)
        assert error_cells(path, 0, LAST) == {(2, 3)}, size
        assert error_cells(other, 0, LAST) == {(0, 0)}, size


def test_an_old_workbook_that_ends_anywhere_has_no_errors_or_some(tmp_path: Path) -> None:
    data = WRITERS["xls"](tmp_path / "x.xls", {"One": [HEADER, [ERROR]]}).read_bytes()
    path = tmp_path / "cut.xls"
    for size in range(0, len(data), 37):
        path.write_bytes(data[:size])
        assert error_cells(path, 0, LAST) <= {(1, 0)}, size


def test_errors_that_a_spreadsheet_saved_as_text_are_no_ids(write: Write) -> None:
    header = "Id,Name,Financial Status,Total,Currency,Created at,Lineitem name\n"
    text = header + "{},#1,paid,1.00,EUR,2026-11-20 10:00 +0100,Mug\n"

    assert refusals(read(write(text.format("#REF!")))) == [(2, "error-cell")]
    assert refusals(read(write(text.format("#1001")))) == []


def test_damage_at_which_the_reader_of_workbooks_panics_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = WRITERS["xls"](tmp_path / "a.xls", {"One": [["id", "at"], ["1", "2026-11-20T10:00:00Z"]]})
    data = path.read_bytes()
    place = data.index(b"\x85\x00", 512) + 6  # the high bytes of where a sheet begins
    path.write_bytes(data[:place] + b"\xff" + data[place + 1 :])

    with pytest.raises(StorageError, match="the spreadsheet can't be read"), parts_of(path, "a.xls", tmp_path) as parts:
        list(parts)
    assert capfd.readouterr().err == ""


def test_a_workbook_of_which_a_part_cannot_be_unpacked_is_refused(tmp_path: Path) -> None:
    path = WRITERS["ods"](tmp_path / "a.ods", {"One": [["id", "at"], ["1", "2026-11-20T10:00:00Z"]]})
    data = path.read_bytes()
    place = data.index(b"content.xml") + len(b"content.xml")  # what is packed begins behind its name
    path.write_bytes(data[:place] + b"\xff" + data[place + 1 :])

    with pytest.raises(StorageError, match="the spreadsheet can't be read"), parts_of(path, "a.ods", tmp_path) as parts:
        list(parts)


def test_a_workbook_at_which_its_reader_aborts_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A cell so far to the right that all cells before it need more memory than there is anywhere."""
    path = WRITERS["xlsb"](tmp_path / "a.xlsb", {"One": [["id", "at"]]})
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = "xl/worksheets/rId1.bin"
    parts[sheet] = parts[sheet].replace(struct.pack("<II", 1, 0), struct.pack("<II", 2**31 - 5, 0))
    packed(path, parts)

    with pytest.raises(StorageError, match="the spreadsheet can't be read"), parts_of(path, "a", tmp_path) as found:
        list(found)
    assert capfd.readouterr().err == ""
