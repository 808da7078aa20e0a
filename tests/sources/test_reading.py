"""Bytes → rows: encodings, delimiters, true line numbers, and what is wrong with a row or a file."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.conftest import Write, lines, read, recognised, records, refusals
from xpromo.errors import Findings, NeedsOption, StorageError, UsageError, XpromoError
from xpromo.records import Evidence
from xpromo.sources import opening

ROW = "2026-11-20T10:00:00Z,https://shop.example.com/?xp=0123456789"
TWO = f"at,url\n{ROW}\n{ROW}\n"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(TWO.encode(), id="utf-8"),
        pytest.param(b"\xef\xbb\xbf" + TWO.encode(), id="utf-8 with mark"),
        pytest.param(TWO.encode("utf-16"), id="utf-16 with mark"),
        pytest.param(b"\xfe\xff" + TWO.encode("utf-16-be"), id="utf-16-be with mark"),
        pytest.param(TWO.encode("utf-16-le"), id="utf-16-le without mark"),
        pytest.param(TWO.encode("utf-16-be"), id="utf-16-be without mark"),
        pytest.param(TWO.replace("\n", "\r\n").encode(), id="crlf"),
        pytest.param(TWO.replace("\n", "\r").encode(), id="cr"),
        pytest.param(TWO.rstrip("\n").encode(), id="no last line end"),
        pytest.param(gzip.compress(TWO.encode()), id="gzip"),
        pytest.param(gzip.compress(TWO[:40].encode()) + gzip.compress(TWO[40:].encode()), id="gzip in two members"),
        pytest.param(TWO.replace(",", ";").encode(), id="semicolons"),
        pytest.param(TWO.replace(",", "\t").encode(), id="tabs"),
        pytest.param(TWO.replace(",", "|").encode(), id="bars"),
        pytest.param(b"sep=;\n" + TWO.replace(",", ";").encode(), id="sep line"),
        pytest.param(b"\xef\xbb\xbfsep=,\r\n" + TWO.encode(), id="mark and sep line"),
        pytest.param(b"\n\n" + TWO.encode(), id="blank lines first"),
        pytest.param(b'"at","url"\n' + TWO.partition("\n")[2].encode(), id="quoted header"),
        pytest.param(b" At ,URL\n" + TWO.partition("\n")[2].encode(), id="other spelling"),
    ],
)
def test_the_same_two_clicks_however_they_are_packed(write: Write, content: bytes) -> None:
    batches = read(write(content))

    assert records(batches) == 2
    assert refusals(batches) == []
    assert batches[0].evidence == [Evidence(link="0123456789")]
    assert batches[0].touches is not None
    assert batches[0].touches.at == [1795168800, 1795168800]


def test_line_numbers_are_those_of_the_file_with_quoted_newlines_and_blank_lines(write: Write) -> None:
    row = '2026-11-20T10:00:00Z,https://a.example/?xp=0123456789,"{}"\n'
    content = (
        "at,url,note\n" + row.format("one") + row.format("two\nthree\r\nfour") + "\n" + row.format("x") + "bad,,\n"
    )

    batches = read(write(content))

    assert lines(batches) == [2, 3, 7]
    assert refusals(batches) == [(8, "bad-time")]


def test_line_numbers_hold_in_every_chunk(write: Write) -> None:
    count = 5000
    content = "at,url\n" + "".join("nope,x\n" if n % 1000 == 999 else ROW + "\n" for n in range(count))

    batches = read(write(content))

    assert refusals(batches) == [(n + 2, "bad-time") for n in range(999, count, 1000)]
    assert records(batches) == count


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param(b"2026-11-20T10:00:00Z", "too-few-cells", id="too few"),
        pytest.param(ROW.encode() + b",more", "too-many-cells", id="too many"),
        pytest.param(b"2026-11-20T10:00:00Z,https://a.example/\xff", "bad-encoding", id="bad byte"),
        pytest.param(b"2026-11-20T10:00:00Z,https://a.example/\xc3", "bad-encoding", id="half a character"),
        pytest.param(b"2026-11-20T10:00:00Z,https://a.example/\xed\xa0\x80", "bad-encoding", id="encoded surrogate"),
        pytest.param(b"2026-11-20T10:00:00Z,https://a.example/\x00", "nul-byte", id="nul"),
        pytest.param(b'2026-11-20T10:00:00Z,"https://a.example/"x', "bad-quotes", id="text after a quote"),
    ],
)
def test_a_damaged_row_is_refused_with_its_line_and_the_others_are_taken(write: Write, row: bytes, reason: str) -> None:
    batches = read(write(b"\n".join([b"at,url", ROW.encode(), row, ROW.encode(), b""])))

    assert refusals(batches) == [(3, reason)]
    assert lines(batches) == [2, 4]
    assert records(batches) == 3


@pytest.mark.parametrize(
    ("content", "error", "word"),
    [
        pytest.param(b"", Findings, "empty", id="empty"),
        pytest.param(b"\xef\xbb\xbf\r\n \n", Findings, "empty", id="nothing but blanks"),
        pytest.param(b"No data available", Findings, "no data", id="no data available"),
        pytest.param(b"\xff\xfe" + "No data available".encode("utf-16-le"), Findings, "no data", id="no data, utf-16"),
        pytest.param(b"<!DOCTYPE html><html>at,url</html>", Findings, "web page", id="web page"),
        pytest.param(b"\n <html>\n", Findings, "web page", id="web page after blanks"),
        pytest.param(b"PK\x03\x04rest", Findings, "archive", id="zip or xlsx"),
        pytest.param(TWO.encode() + b'2026-11-20T10:00:00Z,"https://a', StorageError, "never closed", id="open quote"),
        pytest.param(f'at,url\nx,"y\n{ROW}\n{ROW},"z"q\n'.encode(), StorageError, "quotes", id="quote swallows rows"),
        pytest.param(b'at,url\nx,"' + b"y" * (2 << 20) + b'"\n', StorageError, "MiB", id="huge cell"),
        pytest.param(b"at,url\n" + b"y" * (5 << 20), Findings, "longer", id="huge line"),
        pytest.param(gzip.compress(TWO.encode() * 5000)[:-4], StorageError, "cut", id="gzip without its length"),
        pytest.param(gzip.compress(TWO.encode() * 5000)[:200], StorageError, "cut", id="gzip cut in the middle"),
        pytest.param(gzip.compress(TWO.encode())[:-8] + b"\0" * 8, StorageError, "damaged", id="gzip with a wrong sum"),
        pytest.param(TWO.encode("utf-16")[:-1], StorageError, "middle", id="half a utf-16 character"),
        pytest.param(b"at,url,url\n" + ROW.encode() + b",x\n", UsageError, "more than once", id="column twice"),
        pytest.param(b"a\xff,b\n1,2\n", Findings, "UTF-8", id="header not utf-8"),
        pytest.param(b"when,where\n1,2\n", NeedsOption, "no source", id="unknown"),
    ],
)
def test_a_file_that_is_no_whole_export_is_refused(
    write: Write, content: bytes, error: type[XpromoError], word: str
) -> None:
    path = write(content)
    with pytest.raises(error, match=word) as caught:
        read(path)
    assert type(caught.value) is error
    assert caught.value.hint


def test_an_unused_column_may_stand_twice(write: Write) -> None:
    assert records(read(write(f"at,url,tag,tag\n{ROW},a,b\n"))) == 1


def test_no_message_repeats_what_a_headerless_file_holds(write: Write) -> None:
    path = write("jane@example.com,4111\njoe@example.com,4112\n")
    with pytest.raises(NeedsOption) as caught:
        read(path)
    assert "example.com" not in str(caught.value) + caught.value.hint


# --------------------------------------------------------------------------------------------------------------- JSONL


def _json(**values: object) -> str:
    return json.dumps({"at": "2026-11-20T10:00:00Z", "url": "https://a.example/?xp=0123456789", **values}) + "\n"


def test_jsonl_is_read_as_csv_is(write: Write) -> None:
    batches = read(write(_json(id=1) + "\n" + _json(id=2, visitor=None, extra={"deep": [1]}), "clicks.jsonl"))

    assert records(batches) == 2
    assert lines(batches) == [1, 3]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param("{", "bad-json", id="not json"),
        pytest.param("[1]", "bad-json", id="no object"),
        pytest.param('{"at": NaN}', "bad-json", id="nan"),
        pytest.param('{"at": "a", "at": "b"}', "bad-json", id="key twice"),
        pytest.param('{"at": "a", "At": "b"}', "bad-json", id="column twice"),
        pytest.param('{"a":' * 5000 + "1" + "}" * 5000, "bad-json", id="too deep"),
        pytest.param('{"at": ["2026"]}', "bad-cell", id="list"),
        pytest.param('{"at": "\\ud800"}', "bad-encoding", id="lone surrogate"),
        pytest.param('{"at": "\\u0000"}', "nul-byte", id="nul"),
    ],
)
def test_a_bad_json_line_is_refused_with_its_line(write: Write, line: str, reason: str) -> None:
    batches = read(write(_json() + line + "\n" + _json(), "clicks.jsonl"))

    assert refusals(batches) == [(2, reason)]
    assert records(batches) == 3


# ----------------------------------------------------------------------------------------------------------------- laws

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@given(st.lists(CELLS, min_size=1, max_size=30))
def test_every_cell_comes_back_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, cells: list[str]) -> None:
    import csv

    from xpromo.sources.opening import look_at
    from xpromo.sources.reading import feed
    from xpromo.sources.source import SOURCES

    path: Path = tmp_path_factory.mktemp("cells") / "f.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["at", "url", "referrer"])
        writer.writerows([["t", "u", cell] for cell in cells])

    from tests.sources.conftest import options

    rows = list(feed(look_at(path, "f.csv"), SOURCES.get("clicks"), options()).rows)
    assert [cell for chunk in rows for cell in chunk.columns[3]] == cells


@given(st.lists(st.sampled_from([ROW, "x,y", "a,b,c", "", "q", '"z', 'p"q,r']), max_size=40))
def test_records_are_what_was_taken_and_what_was_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[str]
) -> None:
    path: Path = tmp_path_factory.mktemp("rows") / "f.csv"
    path.write_text("\n".join(["at,url", *rows]) + "\n")
    try:
        batches = read(path)
    except StorageError:  # an open quote
        assert '"z' in rows
        return
    assert records(batches) == len([row for row in rows if row]) == len(lines(batches)) + len(refusals(batches))


def test_a_querys_answer_is_rows_with_named_columns(write: Write) -> None:
    text = (
        '{"results": [\n["c1", "2026-11-20T09:00:00Z", "https://northwind.example/?xp=7ctr9aknkc", null],\n'
        '["c2", "2026-11-20T10:00:00Z", "", null]],\n"columns": ["uuid", "at", "url", "visitor"], "hasMore": false}'
    )
    path = write(text, "answer.json")

    assert recognised(path) == "clicks"
    batches = read(path, mapping={"uuid": "id"})
    assert lines(batches) == [2]
    assert refusals(batches) == [(3, "no-url")]


@pytest.mark.parametrize(
    "body", ["error\r\nNo data available or unable to format for export.", '"Error"\n"No data available"\n']
)
def test_a_table_that_says_there_is_no_data_holds_none(write: Write, body: str) -> None:
    with pytest.raises(Findings, match="holds no data"):
        read(write(body))


def test_records_on_one_line_are_told_apart_by_their_place(write: Write) -> None:
    rows = '[{"at": "2026-11-20T09:00:00Z", "url": ""}, {"at": "2026-11-20T09:00:00Z", "url": ""}]'

    assert refusals(read(write(rows, "clicks.json"))) == [(1, "no-url"), (2, "no-url")]


def test_a_document_may_lie_on_one_long_line(write: Write) -> None:
    row = {"at": "2026-11-20T09:00:00Z", "url": "https://northwind.example/?xp=7ctr9aknkc", "note": "n" * 1000}
    text = json.dumps([row] * 5_000)
    assert len(text) > 5 << 20

    assert lines(read(write(text, "clicks.json")))[-1] == 5_000
    with pytest.raises(Findings, match="longer than 4 MiB"):
        read(write("at,url\n" + text, "clicks.csv"))


def longer(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"\n")


def shorter(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 40)


def another(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(path.read_bytes())
    os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    other.replace(path)


@pytest.mark.parametrize(
    ("blocks_before", "change"), [(0, longer), (0, shorter), (0, another), (1, longer), (1, shorter)]
)
def test_a_file_that_changes_while_it_is_read_is_refused(
    write: Write, blocks_before: int, change: Callable[[Path], None]
) -> None:
    path = write("at,url\n" + "2026-11-20T10:00:00Z,/?xp=0123456789\n" * (3 * opening.BLOCK // 40))
    facts = opening.look_at(path, path.name)
    text = opening.blocks(facts, opening.Damage())
    for _ in range(blocks_before):
        next(text)
    change(path)

    for read_on in (lambda: list(text), lambda: opening.hash_of(facts)):
        with pytest.raises(StorageError, match="changed while it was read") as caught:
            read_on()
        assert caught.value.code == "XP308"


def test_a_file_that_grows_while_it_is_hashed_is_refused(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("at,url\n" + "2026-11-20T10:00:00Z,/?xp=0123456789\n" * (9 * opening.BLOCK // 40))
    facts = opening.look_at(path, path.name)

    class Growing:
        def __init__(self) -> None:
            self.real = hashlib.sha256()

        def update(self, data: bytes) -> None:
            longer(path)
            self.real.update(data)

    monkeypatch.setattr(opening, "sha256", Growing)
    with pytest.raises(StorageError, match="changed while it was read"):
        opening.hash_of(facts)
