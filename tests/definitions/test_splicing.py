"""Other text in place of some spans, and not a byte elsewhere."""

from __future__ import annotations

from bisect import bisect_right

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xpromo.definitions.changes import same_elsewhere
from xpromo.definitions.positions import Document, load_document
from xpromo.definitions.splicing import apart, rewritten, spliced
from xpromo.definitions.text import LINE_END
from xpromo.errors import Edit, Location

TEXTS = st.text("ab\t\r\n#é名😀\u0301", max_size=40)


def edit(line: int, column: int, end: int, text: str, end_line: int | None = None) -> Edit:
    return Edit(Location("f.yaml", line, column, end_line or line, end), text)


def document_of(text: str) -> Document:
    document, problems = load_document("f.yaml", text)
    assert document is not None, problems
    return document


def place_in(text: str, start: int, end: int) -> Location:
    """Offsets as lines and columns, by counting."""
    starts = [0, *(found.end() for found in LINE_END.finditer(text))]
    line, end_line = bisect_right(starts, start), bisect_right(starts, end)
    return Location("f.yaml", line, start - starts[line - 1] + 1, end_line, end - starts[end_line - 1] + 1)


@given(pieces=st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=5), end=TEXTS)
def test_every_byte_outside_of_the_edits_stays(pieces: list[tuple[str, str, str]], end: str) -> None:
    edits, spans, text = [], [], ""
    for kept, old, new in pieces:
        start = len(text) + len(kept)
        text += kept + old
        spans.append((start, start + len(old), new))
    text += end
    if "\r\n" in {text[i - 1 : i + 1] for start, stop, _ in spans for i in (start, stop) if i}:
        return  # no place lies between the two halves of a line end
    edits = [Edit(place_in(text, start, stop), new) for start, stop, new in spans]
    expected = "".join(part for kept, _, new in pieces for part in (kept, new)) + end
    assert spliced(text, edits).encode() == expected.encode()


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        spliced("abcdef", [edit(1, 1, 4, "x"), edit(1, 3, 5, "y")])


def test_of_two_that_touch_each_other_the_first_is_made() -> None:
    first, second, third = [edit(1, 1, 4, "x")], [edit(1, 3, 5, "y")], [edit(1, 5, 6, "z")]
    assert apart([first, second, third]) == [first, third]


def test_of_two_insertions_at_one_place_the_first_is_made() -> None:
    assert len(apart([[edit(1, 2, 2, "x")], [edit(1, 2, 2, "y")]])) == 1


def test_edits_of_one_finding_are_made_together_or_not_at_all() -> None:
    both = [edit(1, 1, 2, "x"), edit(2, 1, 2, "x")]
    assert apart([[edit(2, 1, 3, "y")], both]) == [[edit(2, 1, 3, "y")]]


@pytest.mark.parametrize(
    ("text", "meant", "written"),
    [
        pytest.param("a: eur\n", "EUR", "a: EUR\n", id="plain"),
        pytest.param("a: 'eur' # why\n", "EUR", "a: 'EUR' # why\n", id="single quotes stay"),
        pytest.param('a: "eur"\n', "EUR", 'a: "EUR"\n', id="double quotes stay"),
        pytest.param("a: 3b2417\n", "#3b2417", 'a: "#3b2417"\n', id="quotes where they are needed"),
        pytest.param("a: {b: yes}\n", "true", None, id="no scalar"),
        pytest.param("a: |\n  eur\n", "EUR", None, id="a block"),
        pytest.param('a: "e\\u0075r"\n', "EUR", None, id="an escape"),
        pytest.param("a: eur\n", "", None, id="nothing was meant"),
    ],
)
def test_a_scalar_is_written_anew_in_its_own_quotes(text: str, meant: str, written: str | None) -> None:
    document = document_of(text)
    edits = rewritten(document, document.locate(("a",)), meant)
    assert (spliced(text, edits) if edits else None) == written


@pytest.mark.parametrize(
    ("before", "after", "changed", "same"),
    [
        pytest.param("a: 1\nb: 2\n", "a: 9\nb: 2\n", edit(1, 4, 5, "9"), True, id="the value"),
        pytest.param("a: 1\nb: 2\n", "a: 9\nb: 8\n", edit(1, 4, 5, "9"), False, id="another value too"),
        pytest.param("a: 1\nb: 2\n", "c: 1\nb: 2\n", edit(1, 1, 2, "c"), True, id="the key"),
        pytest.param("a: 1\nb: 2\n", "c: 1\nd: 2\n", edit(1, 1, 2, "c"), False, id="another key too"),
        pytest.param("a: 1\nb: 2\n", "a: 1\nb: 2\nc: 3\n", edit(3, 1, 1, "c: 3\n"), True, id="a key that comes"),
        pytest.param("a: [1, 2]\n", "a: [1, 9]\n", edit(1, 8, 9, "9"), True, id="an item"),
        pytest.param("a: [1, 2]\n", "a: [9, 9]\n", edit(1, 8, 9, "9"), False, id="another item"),
        pytest.param("a: {b: 1}\n", "a: {b: 1, c: 2}\n", edit(1, 4, 4, ""), True, id="inside of braces"),
        pytest.param("a: 1\n", "a: '1\n  2'\n", edit(1, 5, 5, ""), True, id="at the end of a value"),
        pytest.param("a: 1\nb:\n  c: 2\n", "a: 1\nb: {c: 2, d: 3}\n", edit(1, 4, 5, "1"), False, id="a key elsewhere"),
    ],
)
def test_what_differs_lies_where_an_edit_is(before: str, after: str, changed: Edit, same: bool) -> None:  # noqa: FBT001
    assert same_elsewhere(document_of(before), document_of(after).data, [changed]) is same
