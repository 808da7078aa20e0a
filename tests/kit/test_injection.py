from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.kit import sample
from xpromo.kit.building import build
from xpromo.kit.content import Kit, Mail, Piece
from xpromo.kit.text import one_line
from xpromo.spreadsheets import guard, unguard

CLASSICS = [
    "{{7*7}}",
    "{% for x in kit %}{{ x }}{% endfor %}",
    "</script><script>alert(1)</script>",
    "</title></style><h1>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "--><script>alert(1)</script>",
    "]]><!--",
    "<!--",
    "Hello\r\nBcc: everyone@example.com\r\n\r\n<b>body</b>",
    "\n\n# Heading\n\n- list\n\n[link](https://evil.example)",
    "](https://evil.example) [x](https://evil.example",
    "![x](https://evil.example/x.png)",
    "<https://evil.example>",
    "`````\n~~~",
    "| a | b |\n|---|---|",
    '=HYPERLINK("https://evil.example")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\u202egnp.exe",
    "a\x00b\x1b]0;title\x07",
]


def filled(value: str) -> Kit:
    """The partner's kit with the same words in every field that people write."""
    sender = replace(
        sample.THEIRS, name=value, required=(value,), forbidden=(), disclosure=value, words=((value, value),)
    )
    promoted = replace(sample.OURS, name=value, required=(value,), forbidden=())
    words: dict[str, Any] = {
        "sender": sender,
        "promoted": promoted,
        "property_name": value,
        "offer_title": value,
        "terms": value,
        "text": value,
        "description": value,
        "action": value,
        "code": value,
        "kind": value,
    }
    return sample.kit(
        campaign_name=value,
        reader=sender,
        others=(promoted,),
        sends=(sample.appearance(**words), sample.post(**words)),
        arrives=(sample.ours(**{**words, "sender": promoted, "promoted": sender}),),
        value={"green-mug": value, "northwind-coffee": value},
        disclosure={"": value, "de": value},
        mail=Mail(value, value, "https://northwind.example/u"),
        networks=("facebook",),
        roles=((value, value),),
        if_missed=value,
        faq=((value, value),),
        qr=False,
    )


def rendered(value: str) -> dict[str, str]:
    pieces, problems = build(filled(value), sample.built_in())
    assert not problems, (value, problems)
    return {piece.path: piece.content.decode() for piece in pieces if piece.path != "manifest.json"}


PLAIN = rendered("plain")


def tree(page: str) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """Every element with its attributes, as a browser builds them; comments are one kind of element too."""
    parsed = html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)
    return [(str(node.tag), tuple(sorted(node.attrib.items()))) for node in parsed.iter()]


def shape(source: str) -> list[tuple[str, str]]:
    """Markdown as blocks and marks, without its words; where links go."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(source)
    inside = [inner for token in tokens for inner in (token, *(token.children or ()))]
    return [
        (token.type, str(token.attrs.get("href", ""))) for token in inside if token.type not in {"text", "text_special"}
    ]


def assert_harmless(value: str) -> None:
    pages = rendered(value)
    assert pages.keys() == PLAIN.keys()
    for path, page in pages.items():
        if path.endswith(".html"):
            assert tree(page) == tree(PLAIN[path]), path
        elif path.endswith(".md"):
            assert shape(page) == shape(PLAIN[path]), path
        elif path.endswith(".txt"):
            assert page.count("\n") == PLAIN[path].count("\n"), path
        elif path.endswith(".js"):
            assert page == PLAIN[path]
    assert_cells_do_not_run(pages["links.csv"], value)


def assert_cells_do_not_run(sheet: str, value: str) -> None:
    rows = list(csv.DictReader(io.StringIO(sheet.removeprefix("\ufeff"), newline="")))
    assert len(rows) == 3
    for row in rows:
        assert row["offer_title"] == guard(one_line(value))
        assert unguard(row["offer_title"]) == one_line(value)
        assert not row["offer_title"].lstrip().startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("value", CLASSICS)
def test_no_value_changes_the_shape_of_any_file(value: str) -> None:
    assert_harmless(value)


def corpus(corpora: Callable[[str], Path]) -> Iterator[str]:
    yield from json.loads((corpora("blns") / "blns.json").read_text(encoding="utf-8"))
    yield from (corpora("xss-h5sc") / "vectors.txt").read_text(encoding="utf-8").split("\n")


def test_no_string_of_the_corpora_changes_the_shape_of_any_file(
    corpora: Callable[[str], Path],
) -> None:
    values = [value for value in corpus(corpora) if one_line(value)]
    assert len(values) > 500
    # Together in lumps: each value in a line of its own for HTML, all of them in one line for the rest
    for start in range(0, len(values), 24):
        assert_harmless("\n".join(values[start : start + 24]))
    for value in values[::40]:
        assert_harmless(value)


@settings(max_examples=40)
@given(st.text(min_size=1, max_size=40).filter(one_line))
def test_no_text_at_all_changes_the_shape_of_any_file(value: str) -> None:
    assert_harmless(value)


def test_a_header_can_not_be_smuggled_into_a_text_mail() -> None:
    pages = rendered("Hello\r\nBcc: everyone@example.com")
    lines = [line for path, page in pages.items() if path.endswith(("txt", "md")) for line in page.splitlines()]
    assert not [line for line in lines if line.startswith("Bcc:")]


def test_the_manifest_survives_any_words() -> None:
    pieces, _ = build(filled('"\\\u2028</script>'), sample.built_in())
    manifest: Piece = pieces[-1]
    assert json.loads(manifest.content)["files"][0]["path"] == "brief.md"
