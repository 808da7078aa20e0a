"""A ``#`` begins a comment where YAML says so, and nowhere else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xpromo.definitions import positions
from xpromo.definitions.positions import Document, PureParser, load_document

MARK = "# xpromo: ignore[XP151] said so"
WORDS = st.text("ab #'\"\\:-é😀\t", max_size=12)


def comments(text: str) -> list[tuple[int, int, str, bool]]:
    return [(item.line, item.column, item.text, item.alone) for item in Document("f.yaml", text, None).comments]


@pytest.fixture(params=["libyaml", "python"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both parsers, because not every PyYAML has libyaml."""
    if request.param == "python":
        monkeypatch.setattr(positions, "_parser", PureParser)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: b # c\n", [(1, 6, "# c", False)], id="after a value"),
        pytest.param("# c\na: b\n", [(1, 1, "# c", True)], id="on its own line"),
        pytest.param("a:\n  # c\n  b: d\n", [(2, 3, "# c", True)], id="indented"),
        pytest.param("a: b#c\n", [], id="inside a plain word"),
        pytest.param("a: 'b # c'\n", [], id="in single quotes"),
        pytest.param("a: 'it''s # c' # d\n", [(1, 16, "# d", False)], id="after a doubled quote"),
        pytest.param('a: "b \\" # c" # d\n', [(1, 15, "# d", False)], id="after an escaped quote"),
        pytest.param('a: "b\n  # c\n  d" # e\n', [(3, 6, "# e", False)], id="in quotes of several lines"),
        pytest.param('"a # b": c # d\n', [(1, 12, "# d", False)], id="in a quoted key"),
        pytest.param(
            "a: | # c\n  b # d\n# e\nf: g\n", [(1, 6, "# c", False), (3, 1, "# e", True)], id="around a block"
        ),
        pytest.param("a: >-\n  b\n\n  # in\n # out\nc: d\n", [(5, 2, "# out", True)], id="below a block's margin"),
        pytest.param("a: |2\n    # in\n  # in\nb: c\n", [], id="a block with an indentation of its own"),
        pytest.param("a: |\n  # in", [], id="a block at the end of the file"),
        pytest.param("a: [b, # c\n  d] # e\n", [(1, 8, "# c", False), (2, 6, "# e", False)], id="in brackets"),
        pytest.param("a: b # c\r\nd: e # f\r\n", [(1, 6, "# c", False), (2, 6, "# f", False)], id="CRLF"),
        pytest.param('a: "😀 # x" # y', [(1, 12, "# y", False)], id="characters, not bytes"),
    ],
)
def test_comments_are_found_where_the_parser_finds_them(text: str, expected: list[tuple[int, int, str, bool]]) -> None:
    assert comments(text) == expected


@given(before=WORDS, after=WORDS)
def test_no_text_is_read_as_a_comment(before: str, after: str) -> None:
    words = f"{before} {MARK} {after}".strip()
    single = words.replace("'", "''").replace("\t", " ")
    block = "".join(f"  x{words}\n  {MARK}\n" for _ in range(2))
    double = json.dumps(words, ensure_ascii=False)
    text = f"double: {double}\nsingle: '{single}'\nblock: |\n{block}folded: >-\n{block}end: x {MARK}\n"
    document, problems = load_document("f.yaml", text)

    assert problems == []
    assert document is not None
    assert [(item.line, item.text) for item in document.comments] == [(text.count("\n"), MARK)]


def test_the_head_ends_where_the_first_value_begins() -> None:
    assert Document("f.yaml", "# a\n\n# b\nc: d\n", None).first_line == 4
