"""Every line comes once, whether it is asked for alone or with many."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xpromo.sources import lines as module
from xpromo.sources.lines import Lines

TEXT = st.lists(st.sampled_from(["a\n", "b,c\r\n", "\n", "\u2028d\n", "e\vf\n"]), max_size=12)


@given(st.lists(TEXT.filter(bool), max_size=4), st.lists(st.integers(0, 3), max_size=8))
def test_lines_and_pieces_in_any_mixture(blocks: list[list[str]], asked: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "CHUNK", 2)
        lines, found = Lines("".join(block) for block in blocks), list[str]()
        for number in asked:
            found += islice(lines, number) if number else [lines.piece()]
        if found:
            lines.put_back([found.pop()])
        found += lines
    assert "".join(found) == "".join(line for block in blocks for line in block)
    assert lines.piece() == ""


def test_a_piece_is_about_a_chunk_of_whole_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHUNK", 2)
    lines = Lines(["a\nb\nc\nd\n", "e\nf"])
    assert [lines.piece() for _ in range(4)] == ["a\nb\nc\n", "d\n", "e\nf", ""]
