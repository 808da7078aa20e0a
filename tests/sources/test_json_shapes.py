"""JSON as the standard has it and as it doesn't: every kind of text is taken with its exact values or refused in words.

The texts are made here, in the kinds that public collections of JSON texts have.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.sources.conftest import read, records
from xpromo.errors import XpromoError
from xpromo.sources.objects import BadJson, as_text, parse_document, parse_object, text_reason

DEEP = 100_000

# A value as it is written → the text of the cell that it becomes
NUMBERS = (
    *("0", "-0", "1", "-1", "1.5", "-0.0", "1e5", "1E+5", "1e-5", "0e+1", "1.0e-400", "1e400"),
    *("123456789012345678901234567890", "9" * 5000, "0." + "1" * 5000),
)
VALUES = {text: text for text in NUMBERS} | {
    "null": "", "true": "true", "false": "false", '""': "", '" "': " ", '"a"': "a", '"/"': "/", r'"\/"': "/",
    r'"\"\\\b\f\n\r\t"': '"\\\b\f\n\r\t', r'"\u0041"': "A", r'"\u00e9"': "é", r'"\ud83d\ude00"': "\U0001f600",
    '"é"': "é", '"\u2028"': "\u2028", '"\x7f"': "\x7f", r'"\uFFFF"': "\uffff", '"\ufeff"': "\ufeff", '"//"': "//",
    "[]": "[]", "[ ]": "[]",
    "[[]]": "[[]]", "[1]": '["1"]', "[null, true]": "[null, true]", '["a",\t"b"]': '["a", "b"]',
    "[" * 200 + "]" * 200: "[" * 200 + "]" * 200,
}  # fmt: skip
WRONG = (
    # numbers
    *("01", "-01", "+1", ".5", "1.", "-", "-.5", "1e", "1e+", "1.e1", "0x1", "1_000", "1,5", "1 000", "--1", "1+2"),
    *("２", "NaN", "-NaN", "Infinity", "-Infinity", "nan", "inf", "1e1.5", "0b1", "1f", "1L"),
    # words
    *("nul", "tru", "True", "NULL", "None", "undefined", "a", "", "#", "!", "*"),
    # texts
    *("'a'", '"a', 'a"', '"\n"', '"\t"', '"\x00"', '"\x1f"', r'"\x41"', r'"\a"', r'"\u12"', r'"\u12G4"', r'"\U0041"'),
    *('"\\"', r'"\u"', "“a”", '"a" "b"', '"a""b"', "`a`"),
    # lists and objects
    *("[1,]", "[,1]", "[1,,2]", "[1 2]", "[", "]", "[1", "[1}", "[1:2]", "[a]", "[1,\n", "[[1]", "[1]]", "[//\n1]"),
    *("[1/**/]", "{", "}", '{"b"}', '{"b":}', '{"b":1,}', '{,"b":1}', "{b:1}", "{'b':1}", "{1:1}", '{"b" 1}'),
    *('{"b"::1}', '{"b":1 "c":2}', '{"b":1}}', '{"b":1]', '{"b":1,"b":2}', '{"b":{"c":1,"c":1}}', "{null:1}"),
    *('{"b":1};', '{"b":1}#', '{"b":1}{"c":2}'),
    # depth
    *("[" * DEEP, "[" * DEEP + "]" * DEEP, '{"b":' * DEEP, '{"b":' * DEEP + "1" + "}" * DEEP, '[{"b":' * DEEP),
)  # fmt: skip
OUTSIDE = (
    "",
    " ",
    "1",
    '"a"',
    "null",
    "NaN",
    "[1]",
    '["a"]',
    "[[]]",
    "[{}, 1]",
    "{}x",
    "[]]",
    "{}{}",
    "[{}][{}]",
    "{},",
)


def label(text: str) -> str:
    return text if 0 < len(text) < 30 and text.isprintable() else f"{text[:6]!r}-{len(text)}"


@pytest.mark.parametrize("space", ["", " \t\r\n"], ids=["tight", "spaced"])
@pytest.mark.parametrize("text", VALUES, ids=label)
def test_what_the_standard_has_is_taken_with_its_exact_value(text: str, space: str) -> None:
    whole = f'{space}{{{space}"a"{space}:{space}{text}{space}}}{space}'
    (listed,) = (found for _, found in parse_document(f"[{whole}]").lists[""])
    assert [as_text(item["a"]) for item in (parse_document(whole).outer, listed)] == [VALUES[text]] * 2
    line = parse_object(whole.replace("\r\n", " "))
    assert isinstance(line, dict)
    assert as_text(line["a"]) == VALUES[text]


@pytest.mark.parametrize("text", WRONG, ids=label)
def test_what_it_has_not_is_refused(text: str) -> None:
    for whole in (f'{{"a":{text}}}', f'[{{"a":{text}}}]', f'{{"a":1,"rows":[{{"a":{text}}}]}}', f'{{"a":[{text}'):
        with pytest.raises(BadJson) as raised:
            parse_document(whole)
        assert 0 <= raised.value.at <= len(whole)
    assert parse_object(f'{{"a":{text}}}') == "bad-json"


@pytest.mark.parametrize("text", OUTSIDE, ids=label)
def test_what_holds_no_objects_is_refused(text: str) -> None:
    with pytest.raises(BadJson):
        parse_document(text)


@pytest.mark.parametrize("text", [r"\ud800", r"\udfff", r"\ude00\ud83d", r"a\ud83db"])
def test_half_a_character_is_no_cell(text: str) -> None:
    for found in (parse_document(f'{{"a":"{text}"}}').outer, parse_object(f'{{"a":"{text}"}}')):
        assert isinstance(found, dict)
        assert text_reason(as_text(found["a"])) == "bad-encoding"


GOOD = '{"id":"c1","at":"2026-11-20T09:00:00Z","url":"https://northwind.example/?xp=7ctr9aknkc"}'


@pytest.mark.parametrize("text", [text for text in WRONG if "\n" not in text], ids=label)
def test_a_line_that_is_none_is_refused_alone(text: str, tmp_path: Path) -> None:
    path = tmp_path / "clicks.jsonl"
    path.write_text(f'{GOOD}\n{{"id":{text},"at":"2026-11-20T09:00:00Z"}}\n{GOOD.replace("c1", "c2")}\n', "utf-8")
    batches = list(read(path))
    assert records(batches) == 3
    assert [(item.line, item.reason) for batch in batches for item in batch.refusals] == [
        (2, "nul-byte" if "\0" in text else "bad-json")
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_mark_at_the_beginning_says_the_alphabet(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "clicks.json"
    path.write_bytes(f"[{GOOD}]".encode(encoding))
    assert records(read(path)) == 1


@pytest.mark.parametrize("cut", range(1, len(GOOD) + 2, 7))
def test_a_document_that_ends_too_early_is_refused_whole(cut: int, tmp_path: Path) -> None:
    path = tmp_path / "clicks.json"
    path.write_text(f"[{GOOD},{GOOD.replace('c1', 'c2')}"[: -cut - 1] + " " * (cut % 2), "utf-8")
    with pytest.raises(XpromoError):
        list(read(path))


@pytest.mark.parametrize(
    "around", ["{}", '{{"range":"clicks!A1:C3","majorDimension":"ROWS","values":{}}}'], ids=["bare", "sheet"]
)
def test_lists_of_which_the_first_names_the_columns_are_a_table(around: str, tmp_path: Path) -> None:
    path = tmp_path / "clicks.json"
    first = '["c1","https://northwind.example/","2026-11-20T09:00:00Z"]'
    rows = f'[["id","url","at","note"],\n {first},\n ["c2","/",null,1]]'
    path.write_text(around.format(rows), "utf-8")
    batches = read(path)

    assert records(batches) == 2
    assert [batch.touches.line for batch in batches if batch.touches] == [[2]]
    assert [(item.line, item.reason) for batch in batches for item in batch.refusals] == [(3, "bad-time")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[["id","id"],["c1","c2"]]', "names no columns, each once"),
        ('[["id",null],["c1","c2"]]', "names no columns, each once"),
        ('[[1,2],["c1","c2"]]', "no source recognises this file"),
        ('[["id","at"],["c1"],\n["c1","c2","c3"]]', "a list that begins on line 2 is longer than the first"),
        ('{"majorDimension":"ROWS","values":[["id"],{}]}', "names no columns, each once"),
    ],
)
def test_lists_that_are_no_table_are_refused_in_words(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "clicks.json"
    path.write_text(text, "utf-8")
    with pytest.raises(XpromoError, match=message):
        read(path)


def test_python_would_take_what_we_refuse() -> None:
    """Why the parser is told more than its defaults: these are no JSON, and it reads them."""
    for text in ("NaN", "-Infinity", '{"b":1,"b":2}'):
        json.loads(text)
        assert text in WRONG
