"""One document in every format, byte by byte."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.samples import COLUMNS, ENVELOPE, document, rendered
from xpromo.report.document import CellKind, Column
from xpromo.report.rendering import REPORT_FORMATS
from xpromo.report.sums import sum_cells, sum_columns
from xpromo.spreadsheets import unguard

NAME = (Column("name", "Name", CellKind.TEXT),)


def test_the_formats_are_those_of_the_interface() -> None:
    assert {"json", "ndjson", "csv", "md", "html"} <= set(REPORT_FORMATS.names())


def test_json_is_an_envelope_with_one_row_a_line() -> None:
    text = rendered("json", document(rows=[{"id": "a", "n": 1}, {"id": "ü", "n": None}]))
    assert text == (
        '{"schema": "xpromo/sample", "format_version": "1.0", "xpromo_version": "0.1.0", '
        '"generated_at": "2026-11-22T09:00:00+00:00",\n'
        ' "data": [\n'
        '  {"id": "a", "n": 1},\n'
        '  {"id": "ü", "n": null}\n'
        "]}\n"
    )


def test_json_without_rows_is_an_empty_list() -> None:
    assert json.loads(rendered("json", document(rows=[])))["data"] == []


@pytest.mark.parametrize(
    "data",
    [
        {"period": None, "rows": [{"a": 1}, {"a": 2}], "none": [], "deep": {"x": [1, 2]}},
        {},
        [{"a": 1}],
        [],
        "text",
        3,
    ],
    ids=str,
)
def test_json_shows_the_data_where_a_table_isnt_the_whole_story(data: object) -> None:
    assert json.loads(rendered("json", document(data=data)))["data"] == data


@given(st.text())
def test_json_holds_every_text_and_no_character_that_steers_a_terminal(text: str) -> None:
    written = rendered("json", document(rows=[{"name": text}]))
    assert json.loads(written)["data"] == [{"name": text}]
    assert not [sign for sign in written if sign != "\n" and (ord(sign) < 32 or 127 <= ord(sign) < 160)]
    written.encode()  # lone surrogates are escaped too


def test_ndjson_is_a_row_a_line_in_ascii() -> None:
    rows = [{"name": "ü\u2028"}, {"name": None}]
    assert rendered("ndjson", document(rows=rows)) == '{"name": "\\u00fc\\u2028"}\n{"name": null}\n'


def test_csv_quotes_everything_and_writes_money_in_major_units() -> None:
    assert rendered("csv").split("\r\n") == [
        '"id","name","url","n","revenue","currency","rate","rate_low","rate_high","rate_n","rate_reason","share","day","credit","change"',
        (
            '"mug-letter","Müller & Söhne","https://northwind.example/?a=1&b=2","1204","-1234.56","EUR",'
            '"0.0345","0.0291","0.0408","4200","","0.5","2026-11-22","1234.5678","11"'
        ),
        '"app","\'=1+1","","","500","JPY","","","","12","not-enough-data","","","",""',
        "",
    ]


def test_numbers_as_people_read_them_are_for_people() -> None:
    assert "12 d" in rendered("md")
    for name in ("csv", "ndjson"):
        assert "12 d" not in rendered(name)


def test_a_change_is_shown_with_its_sign() -> None:
    columns = (Column("change", "Change", CellKind.CHANGE),)
    rows = [{"change": each} for each in (1200, -3, 0, None)]
    lines = rendered("md", document(columns=columns, rows=rows)).split("\n")
    assert lines[2:6] == ["| +1,200 |", "| -3 |", "| 0 |", "| – |"]


def test_sums_in_several_currencies_have_a_column_each_beside_their_currency() -> None:
    sums = [{"EUR": 1250, "JPY": 500}, {"EUR": 99}, {}, None]
    rows = [sum_cells("in", {"gave": each, "got": {"EUR": 1} if each else None}) for each in sums]
    written = rendered("csv", document(columns=sum_columns("in", ["gave", "got"], rows), rows=rows)).split("\r\n")
    assert written[:-1] == [
        '"gave","got","in","gave_2","got_2","in_2"',
        '"12.50","0.01","EUR","500","0","JPY"',
        '"0.99","0.01","EUR","","",""',
        '"0","","","","",""',
        '"","","","","",""',
    ]


def test_raw_csv_leaves_cells_as_they_are() -> None:
    assert '"=1+1"' in rendered("csv", envelope=replace(ENVELOPE, raw=True))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_csv_brings_every_text_back(texts: list[str]) -> None:
    written = rendered("csv", document(columns=NAME, rows=[{"name": text} for text in texts]))
    _, *rows = csv.reader(io.StringIO(written, newline=""))
    assert [unguard(row[0]) for row in rows] == texts


def test_csv_has_the_columns_that_tables_leave_out() -> None:
    columns = (*NAME, Column("more", "More", CellKind.INT, detail=True))
    shown = document(columns=columns, rows=[{"name": "a", "more": 1}])
    assert rendered("csv", shown) == '"name","more"\r\n"a","1"\r\n'
    assert rendered("md", shown) == "| Name |\n| --- |\n| a |\n"


def test_markdown_is_a_table_with_heading_totals_and_notes() -> None:
    columns = (*NAME, Column("n", "Clicks", CellKind.INT))
    shown = document(
        title="Scorecard", columns=columns, rows=[{"name": "a", "n": 1204}], footer=[{"n": 1204}], notes=("How.",)
    )
    assert rendered("md", shown) == (
        "## Scorecard\n\n| Name | Clicks |\n| --- | ---: |\n| a | 1,204 |\n| \u2013 | 1,204 |\n\n- How.\n"
    )


def test_markdown_says_so_when_there_is_nothing() -> None:
    assert rendered("md", document(rows=[], empty="Nothing here.")) == "Nothing here.\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a|b", r"a\|b"),
        ("[x](https://e.example)", r"\[x\](https\://e.example)"),
        ("www.e.example", r"www\.e.example"),
        ("<b>&amp;", r"\<b\>\&amp;"),
        ("@team #1 *x* _y_ `z` ~s~ $m$ !", r"\@team \#1 \*x\* \_y\_ \`z\` \~s\~ \$m\$ \!"),
        ("two\nlines", r"two\\u000alines"),
        ("\u202egnp.exe", r"\\u202egnp.exe"),
    ],
)
def test_markdown_shows_text_as_it_is(text: str, shown: str) -> None:
    assert rendered("md", document(columns=NAME, rows=[{"name": text}])).splitlines()[-1] == f"| {shown} |"


@given(st.text())
def test_no_text_breaks_a_markdown_table(text: str) -> None:
    written = rendered("md", document(columns=NAME, rows=[{"name": text}]))
    assert len(written.splitlines()) == 3
    cell = written.splitlines()[-1][2:-2]
    assert "|" not in cell.replace("\\\\", "").replace("\\|", "")


def test_markdown_links_only_what_is_a_plain_address() -> None:
    columns = (Column("url", "URL", CellKind.URL),)
    rows = [{"url": "https://e.example/?a=1"}, {"url": "javascript:alert(1)"}, {"url": "https://e.example/> <b>"}]
    lines = rendered("md", document(columns=columns, rows=rows)).splitlines()[2:]
    assert lines == ["| <https://e.example/?a=1> |", r"| javascript:alert(1) |", r"| https\://e.example/\> \<b\> |"]


@pytest.mark.parametrize("name", ["json", "ndjson", "csv", "md", "html"])
def test_a_long_list_is_written_while_it_is_read(name: str) -> None:
    read = 0

    def rows() -> Iterator[dict[str, Any]]:
        nonlocal read
        for number in range(100_000):
            read = number
            yield {"name": "x", "n": number}

    pieces = REPORT_FORMATS.get(name).render(document(rows=rows()), ENVELOPE)
    for _, _piece in zip(range(5), pieces, strict=False):
        assert read < 10_000


def test_every_column_kind_can_be_shown() -> None:
    assert {column.kind for column in COLUMNS} == set(CellKind)
