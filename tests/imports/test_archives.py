"""Archives and workbooks: each file in them on its own, and nothing that only an attacker packs."""

from __future__ import annotations

import bz2
import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CommandLine
from tests.imports.conftest import KEY, Import, outcomes
from xpromo.sources.workbooks import cell_text

Corpora = Callable[[str], Path]
CLICKS = "id,at,url\nc1,2026-11-20T09:02:11+01:00,https://northwind.example/first-bag?xp=7ctr9aknkc\n"
COSTS = "campaign,placement,at,amount,currency,paid_by\n2026-winter-bundle,,2026-11-20,20.00,EUR,northwind-coffee\n"


def zipped(path: Path, *members: tuple[str | zipfile.ZipInfo, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


def test_each_file_in_an_archive_is_imported_on_its_own(importing: Import, tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "exports.zip",
        ("b/clicks.csv", CLICKS),
        ("a.csv", COSTS),
        ("__MACOSX/a.csv", "junk"),
        ("readme.txt", "hello"),
    )
    first = importing(path)
    again = importing(path)

    assert [(batch["file"], outcomes(batch)) for batch in first] == [
        ("exports.zip/a.csv", (1, 1, 0, 0, 0)),
        ("exports.zip/b/clicks.csv", (1, 1, 0, 0, 0)),
    ]
    assert [outcomes(batch) for batch in again] == [(1, 0, 1, 0, 0), (1, 0, 1, 0, 0)]


def test_an_archive_of_which_nothing_is_recognised_is_a_finding(
    importing: Import, cli: CommandLine, tmp_path: Path, workspace: Path
) -> None:
    done = cli("import", zipped(tmp_path / "x.zip", ("readme.txt", "hello")), cwd=workspace)

    assert done.code == 1
    assert "no file in it is recognised (readme.txt)" in done.err


def test_nothing_is_left_of_what_was_unpacked(importing: Import, tmp_path: Path, workspace: Path) -> None:
    importing(zipped(tmp_path / "x.zip", ("clicks.csv", CLICKS)))

    assert sorted(path.name for path in (workspace / ".xpromo").iterdir()) == ["ledger.db"]


def _link() -> zipfile.ZipInfo:
    item = zipfile.ZipInfo("link.csv")
    item.external_attr = (stat.S_IFLNK | 0o777) << 16
    return item


HOSTILE: dict[str, tuple[tuple[str | zipfile.ZipInfo, str | bytes], ...]] = {
    "a name that leads out": (("../clicks.csv", CLICKS),),
    "an absolute name": (("/srv/clicks.csv", CLICKS),),
    "a name of another system": (("..\\clicks.csv", CLICKS),),
    "a link": ((_link(), "/etc/passwd"),),
    "two names that are one on other systems": (("clicks.csv", CLICKS), ("Clicks.csv", CLICKS)),
    "a bomb": (("clicks.csv", CLICKS + "\n" * 3_000_000),),
    "too many files": tuple((f"{number}.csv", CLICKS) for number in range(1_001)),
}


@pytest.mark.parametrize("members", HOSTILE.values(), ids=HOSTILE)
def test_hostile_archives_are_refused_before_anything_is_unpacked(
    members: Any, cli: CommandLine, tmp_path: Path, workspace: Path
) -> None:
    done = cli("import", zipped(tmp_path / "x.zip", *members), cwd=workspace)

    assert done.code == 1
    assert "[XP310]" in done.err
    assert not (workspace / ".xpromo" / "ledger.db").exists()


def test_a_symlink_of_the_corpus_is_refused(cli: CommandLine, corpora: Corpora, workspace: Path) -> None:
    done = cli("import", corpora("zip-symlink") / "etc_passwd.zip", cwd=workspace)

    assert done.code == 1
    assert "link" in done.err
    assert "root:" not in done.err


def test_a_cut_archive_is_damaged(cli: CommandLine, tmp_path: Path, workspace: Path) -> None:
    path = zipped(tmp_path / "x.zip", ("clicks.csv", CLICKS))
    path.write_bytes(path.read_bytes()[:-30])
    done = cli("import", path, cwd=workspace)

    assert done.code == 3
    assert "cut short or damaged" in done.err


def test_a_member_whose_bytes_are_wrong_is_damaged(cli: CommandLine, tmp_path: Path, workspace: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("clicks.csv", CLICKS)
    path.write_bytes(path.read_bytes().replace(b"7ctr9aknkc", b"7ctr9aknkd"))
    done = cli("import", path, cwd=workspace)

    assert done.code == 3
    assert not (workspace / ".xpromo" / "ledger.db").exists()


def test_what_was_recorded_of_an_archive_that_breaks_off_is_said(
    cli: CommandLine, tmp_path: Path, workspace: Path
) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", COSTS)
        archive.writestr("clicks.csv", CLICKS)
    path.write_bytes(path.read_bytes().replace(b"7ctr9aknkc", b"7ctr9aknkd"))
    done = cli("import", path, "--format", "json", cwd=workspace)

    assert done.code == 3
    assert [batch["file"] for batch in done.json()["data"]] == ["x.zip/a.csv"]


# ------------------------------------------------------------------------------------------------------ workbooks


def test_the_sheets_of_a_workbook_are_read_as_tables(importing: Import, tmp_path: Path) -> None:
    (batch,) = importing(workbook(tmp_path / "clicks.xlsx"), "--tz", "Europe/Berlin")

    assert batch["file"] == "clicks.xlsx/Clicks"
    assert outcomes(batch) == (2, 2, 0, 0, 0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (12.0, "12"),
        (19.9 * 3, "59.7"),
        (1234567.891, "1234567.891"),
        (1.2345678901234568e17, "1.23456789012346e+17"),
    ],
)
def test_a_computed_number_is_what_the_spreadsheet_shows(value: float, text: str) -> None:
    assert cell_text(value) == text


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def workbook(path: Path) -> Path:
    """A workbook as a spreadsheet writes it, with dates as numbers of days and ids as numbers."""
    names = zip("ABC", ("id", "at", "url"), strict=True)
    header = "".join(f'<c r="{column}1" t="inlineStr"><is><t>{name}</t></is></c>' for column, name in names)
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="B{row}" s="1"><v>46346.5</v></c>'
        f'<c r="C{row}" t="inlineStr"><is><t>https://northwind.example/?xp=7ctr9aknkc</t></is></c></row>'
        for row in (2, 3)
    )
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{header}</row>{rows}</sheetData></worksheet>'
    sheets = '<sheets><sheet name="Clicks" sheetId="1" r:id="s1"/></sheets>'
    kind = "application/vnd.openxmlformats-package.relationships+xml"
    types = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="{kind}"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>'
    )
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs>'
    return zipped(
        path,
        ("[Content_Types].xml", types),
        ("_rels/.rels", _relations(("r", "officeDocument", "xl/workbook.xml"))),
        ("xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheets}</workbook>'),
        (
            "xl/_rels/workbook.xml.rels",
            _relations(("s1", "worksheet", "worksheets/sheet1.xml"), ("s2", "styles", "styles.xml")),
        ),
        ("xl/styles.xml", f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'),
        ("xl/worksheets/sheet1.xml", sheet),
    )  # fmt: skip


def _relations(*found: tuple[str, str, str]) -> str:
    inner = "".join(f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{to}"/>' for name, kind, to in found)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def test_every_workbook_of_the_corpus_is_read_or_refused_in_words(
    cli: CommandLine, corpora: Corpora, workspace: Path
) -> None:
    books = sorted(corpora("xlsx-calamine").glob("*.xlsx"))
    assert len(books) > 20
    for book in books:
        done = cli("import", book, cwd=workspace)
        assert done.code in {1, 2, 3}, book.name
        assert "Traceback" not in done.err


def test_bzip2_is_read(importing: Import, tmp_path: Path) -> None:
    path = tmp_path / "clicks.csv.bz2"
    path.write_bytes(bz2.compress(CLICKS.encode()))
    (batch,) = importing(path)

    assert outcomes(batch) == (1, 1, 0, 0, 0)


def test_cut_bzip2_is_damaged(cli: CommandLine, tmp_path: Path, workspace: Path) -> None:
    path = tmp_path / "clicks.csv.bz2"
    path.write_bytes(bz2.compress(CLICKS.encode())[:-5])
    done = cli("import", path, cwd=workspace)

    assert done.code == 3


def test_standard_input_can_be_an_archive(importing: Import, tmp_path: Path) -> None:
    stream = io.BytesIO(zipped(tmp_path / "x.zip", ("clicks.csv", CLICKS)).read_bytes())
    (batch,) = importing("-", stdin=stream.getvalue())

    assert outcomes(batch) == (1, 1, 0, 0, 0)


# -------------------------------------------------------------------------------------------------------- folders


def test_a_folder_is_read_file_by_file_with_the_archives_in_it(
    importing: Import, cli: CommandLine, tmp_path: Path, workspace: Path
) -> None:
    folder = tmp_path / "exports"
    (folder / "november").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    (folder / "november" / "clicks.csv").write_text(CLICKS)
    (folder / ".hidden" / "orders.csv").write_text(COSTS)
    (folder / "readme.txt").write_text("hello")
    (folder / "link.csv").symlink_to("/etc/passwd")
    zipped(folder / "costs.zip", ("a.csv", COSTS))
    first = importing(folder)
    said = cli("import", folder, cwd=workspace, env={"XPROMO_KEY": KEY}).err

    assert [(batch["file"], outcomes(batch)) for batch in first] == [
        ("costs.zip/a.csv", (1, 1, 0, 0, 0)),
        ("clicks.csv", (1, 1, 0, 0, 0)),
    ]
    assert "passed over, as no source recognises them: readme.txt" in said
    assert "link" not in said


def test_a_folder_without_an_export_says_what_lies_in_it(cli: CommandLine, tmp_path: Path, workspace: Path) -> None:
    (tmp_path / "empty").mkdir()
    full = tmp_path / "full"
    full.mkdir()
    for number in range(1_001):
        (full / f"{number}.csv").touch()
    empty, many = (cli("import", tmp_path / name, cwd=workspace) for name in ("empty", "full"))

    assert (empty.code, many.code) == (1, 1)
    assert "no file in it is recognised (nothing)" in empty.err
    assert "it holds more than 1,000 files" in many.err
