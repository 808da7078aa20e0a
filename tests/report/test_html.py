"""Every document as a page: what stands in it, that words stay words, and that nothing foreign is let in."""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import html5lib
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.report.paging import html, paged, shape, words
from tests.report.samples import ENVELOPE, document, rendered
from xpromo.report.document import CellKind, Column, Section
from xpromo.report.html.tables import INTERVALS, section_table
from xpromo.report.page import Figure, Figures, Page

NAME = (Column("name", "Name", CellKind.TEXT),)


def test_a_table_is_shown_as_in_the_terminal() -> None:
    found = words(rendered("html"))
    assert {"mug-letter", "Müller & Söhne", "1,204", "-1,234.56", "3.5 % (2.9–4.1)", "50.0 %", "500"} <= set(found)
    assert "not enough data" in found


def test_title_sections_totals_and_notes_are_there() -> None:
    section = Section("Goals", NAME, [{"name": "sales"}])
    shown = document(title="Sample", columns=NAME, rows=[{"name": "a"}], footer=[{"name": "Total"}], more=(section,))
    tree = html5lib.parse(rendered("html", replace(shown, notes=("How.",))), namespaceHTMLElements=False)
    assert tree.findtext(".//h1") == tree.findtext("head/title") == "Sample"
    assert [item.text for item in tree.iterfind(".//h2")] == ["Goals", "Notes"]
    assert tree.findtext(".//tfoot//th") == "Total"
    assert tree.findtext(".//ul[@class='notes']/li") == "How."


def test_the_most_spare_columns_give_way_to_paper() -> None:
    spares = (0, 1, 10, 0, 2, 3, 12, 0, 11)
    columns = tuple(Column(f"n{number}", f"N{number}", spare=spare) for number, spare in enumerate(spares))
    table = section_table(Section("", columns, [{column.name: "1" for column in columns}]))
    assert [column.title for column in table.columns] == ["N0", "N1", "N2", "N3", "N4", "N5", "N7", "N8"]
    assert len(section_table(Section("", columns[:5] * 2, [])).columns) == 8  # what isn't that spare stays


def test_rows_stand_below_the_heading_of_their_group() -> None:
    columns = (*NAME, Column("campaign", "Campaign", CellKind.ID, detail=True))
    rows = [{"name": name, "campaign": campaign} for name, campaign in (("a", "one"), ("b", "one"), ("c", None))]
    tree = html5lib.parse(
        rendered("html", document(columns=columns, rows=rows, group="campaign")), namespaceHTMLElements=False
    )
    bodies = [[cell.text for cell in body.iterfind(".//th")] for body in tree.iterfind(".//tbody")]
    assert bodies == [["one", "a", "b"], ["\u2013", "c"]]


def test_every_table_is_called_what_it_shows() -> None:
    section = Section("Goals", NAME, [{"name": "sales"}])
    tree = html5lib.parse(
        rendered("html", document(columns=NAME, rows=[{"name": "a"}], more=(section,))), namespaceHTMLElements=False
    )
    assert [table.findtext("caption") for table in tree.iterfind(".//table")] == ["xpromo sample", "Goals"]
    page = html5lib.parse(html(paged()), namespaceHTMLElements=False)
    names = [table.findtext("caption") for table in page.iterfind(".//table")]
    assert names[:2] == ["Day by day", "By placement"]
    assert all(names)


def test_an_empty_document_says_so() -> None:
    assert "Nothing here." in words(rendered("html", document(rows=[], empty="Nothing here.")))


def test_style_and_script_are_let_through_by_hash_and_nothing_else_is() -> None:
    tree = html5lib.parse(html(paged()), namespaceHTMLElements=False)
    (policy,) = [meta.attrib["content"] for meta in tree.iterfind(".//meta[@http-equiv]")]
    allowed = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    for name, element in (("style-src", "style"), ("script-src", "script")):
        (only,) = tree.iterfind(f".//{element}")
        digest = b64encode(sha256(str(only.text).encode()).digest()).decode()
        assert allowed.pop(name) == f"'sha256-{digest}'"
    assert allowed == {"default-src": "'none'", "img-src": "data:", "base-uri": "'none'", "form-action": "'none'"}


def test_a_page_names_no_other_file_or_host() -> None:
    tree = html5lib.parse(html(paged()), namespaceHTMLElements=False)
    addresses = [value for element in tree.iter() for name, value in element.attrib.items() if name in {"href", "src"}]
    assert addresses
    assert all(address.startswith("data:") for address in addresses)
    assert not [
        value
        for element in tree.iter()
        for name, value in element.attrib.items()
        if name.startswith("on") or name == "style"
    ]
    style = tree.findtext(".//style", "url(")
    assert "url(" not in style
    assert "@import" not in style


def test_the_table_is_inside_as_the_csv_that_is_written_elsewhere() -> None:
    shown = document()
    tree = html5lib.parse(rendered("html", shown), namespaceHTMLElements=False)
    (link,) = tree.iterfind(".//a[@download]")
    kind, _, content = link.attrib["href"].partition(",")
    assert kind == "data:text/csv;charset=utf-8;base64"
    assert b64decode(content).decode() == rendered("csv", shown)


def test_only_plain_addresses_become_links() -> None:
    columns = (Column("url", "URL", CellKind.URL),)
    rows = [{"url": "https://e.example/?a=1&b=2"}, {"url": "javascript:alert(1)"}, {"url": 'https://e.example/"><b>'}]
    tree = html5lib.parse(rendered("html", document(columns=columns, rows=rows)), namespaceHTMLElements=False)
    assert [link.attrib["href"] for link in tree.iterfind(".//tbody//a")] == ["https://e.example/?a=1&b=2"]
    assert [cell.text for cell in tree.iterfind(".//tbody//th")][1:] == [row["url"] for row in rows[1:]]


def test_an_interval_is_drawn_on_the_scale_of_its_column() -> None:
    columns = (*NAME, Column("rate", "Rate", CellKind.RATE))
    rates = [(0.1, 0.05, 0.2), (0.2, 0.1, 0.4)]
    rows = [
        {"name": str(at), "rate": {"value": at, "low": low, "high": high, "n": 40, "reason": None}}
        for at, low, high in rates
    ]
    shown = document(columns=columns, rows=rows, footer=[{"name": "Total", "rate": rows[0]["rate"]}])
    tree = html5lib.parse(rendered("html", shown), namespaceHTMLElements=False)
    drawn = [
        [(it.attrib["x1"], it.attrib["x2"]) for it in picture if "x1" in it.attrib]
        for picture in tree.iterfind(".//td/{*}svg")
    ]
    assert drawn == [[("25.0%", "25.0%"), ("12.5%", "50.0%")], [("25.0%", "25.0%"), ("25.0%", "100.0%")]]
    assert INTERVALS in words(rendered("html", shown))


# ------------------------------------------------------------------------------------------------ hostile words


def everywhere(text: str) -> str:
    """A page on which somebody's words stand wherever words can stand."""
    columns = (Column("name", text, CellKind.TEXT), Column("url", "URL", CellKind.URL), Column("id", text, CellKind.ID))
    row: dict[str, Any] = {"name": text, "url": text, "id": text}
    page = Page(
        title=text,
        lead=(text,),
        facts=(text,),
        warning=text,
        above=(Figures(text, (Figure(text, text, (text,), text),)),),
        heading=text,
        below=(Section(text, columns, [row], group="id"),),
        definitions={text: text},
    )
    shown = document(title=text, columns=columns, rows=[row], footer=[row], group="name", notes=(text,), empty=text)
    return rendered("html", shown) + rendered("html", replace(shown, page=page))


PLAIN = shape(everywhere("plain"))


def test_hostile_markup_stays_text(corpora: Callable[[str], Path]) -> None:
    folder = corpora("xss-h5sc")
    vectors = (folder / "vectors.txt").read_text(encoding="utf-8").splitlines()
    assert len(vectors) > 100
    assert [vector for vector in vectors if vector.strip() and shape(everywhere(vector)) != PLAIN] == []


def test_naughty_strings_stay_text(corpora: Callable[[str], Path]) -> None:
    strings: list[str] = json.loads((corpora("blns") / "blns.json").read_text(encoding="utf-8"))
    odd = [text for text in strings if text.strip() and not _is_address(text)]
    assert len(odd) > 400
    assert [text for text in odd if shape(everywhere(text)) != PLAIN] == []


def _is_address(text: str) -> bool:
    return re.fullmatch(r"https?://\S+", text) is not None


@settings(max_examples=40)
@given(st.text(min_size=1).filter(lambda text: text.strip() and not _is_address(text)))
def test_no_text_changes_the_elements_of_a_page(text: str) -> None:
    written = everywhere(text)
    assert shape(written) == PLAIN
    written.encode()


def test_signs_that_nobody_sees_are_shown() -> None:
    shown = words(rendered("html", document(title="\u202egnp.exe\x00", columns=NAME, rows=[{"name": "a\u200bb"}])))
    assert r"\u202egnp.exe\u0000" in shown
    assert r"a\u200bb" in shown


def test_a_page_says_when_it_was_made() -> None:
    assert ENVELOPE.generated_at.isoformat(sep=" ", timespec="minutes")[:16] in html(paged())
