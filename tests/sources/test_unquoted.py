"""What is cut without looking for quotes is what ``csv.reader`` makes of it."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xpromo.sources.unquoted import cut, cut_ragged

CELL = st.text(st.characters(blacklist_characters=',"\r\n\x00', blacklist_categories=["Cs"]), max_size=6)


@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_plain_lines_are_cut_as_csv_reads_them(rows: list[list[str]], end: str, last: bool) -> None:  # noqa: FBT001
    lines = [",".join(row) + end for row in rows]
    if not last:
        lines[-1] = lines[-1].removesuffix(end)
    assert cut("".join(lines), ",", 3) == [cell for row in csv.reader(lines, strict=True) for cell in row]


@given(st.lists(st.text('a,"\r ', max_size=8).map(lambda text: text + "\n"), min_size=1, max_size=6))
def test_what_csv_would_read_differently_is_left_to_it(lines: list[str]) -> None:
    cells = cut("".join(lines), ",", 2)
    if cells is not None:
        assert list(csv.reader(lines, strict=True)) == [cells[i : i + 2] for i in range(0, len(cells), 2)]


@pytest.mark.parametrize(
    ("lines", "width"),
    [
        (['a,"b"\n'], 2),
        (["a,b\n", "c\n"], 2),
        (["a,b\n", "c,d,e\n"], 2),
        (["a,b\rc,d\n"], 2),
        (["a\n", "\n"], 1),
        (["a,b\n", "\n"], 2),
        (["\n", "a,b\n"], 2),
        (["a,b,c\n", "d\n", "e,f\n"], 3),
    ],
    ids=["quote", "short row", "long row", "bare return", "one column", "blank line", "blank first", "two short rows"],
)
def test_is_left_to_the_reader(lines: list[str], width: int) -> None:
    assert cut("".join(lines), ",", width) is None


@given(st.lists(st.text("a,", max_size=6), max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_rows_of_another_width_are_taken_out_and_counted(rows: list[str], end: str) -> None:
    lines = [row + end for row in rows]
    read = list(csv.reader(lines, strict=True)) or [[]]
    found = cut_ragged("".join(lines), ",", 3)
    assert found
    assert found[1] == {number: len(row) for number, row in enumerate(read) if len(row) != 3}
    assert found[0] == [cell for row in read if len(row) == 3 for cell in row]


@pytest.mark.parametrize("text", ['a,"b"\n', "a,b\rc\n", "a,b\r\r\n"])
def test_cells_that_a_delimiter_alone_does_not_part_are_not_counted(text: str) -> None:
    assert cut_ragged(text, ",", 2) is None
