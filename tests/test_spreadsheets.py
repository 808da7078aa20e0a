"""The guard of spreadsheet cells and its exact inverse."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xpromo.spreadsheets import guard, unguard

SIGNS = st.text(st.sampled_from("'=+-@\t\r\n \u00a0\ufeff\u200b\uff1d\uff0b\uff0d\uff20ab\""), max_size=8)


@given(st.text() | SIGNS)
@example("'=1")
@example("''=1")
@example("'x")
def test_what_was_guarded_comes_back_exactly(text: str) -> None:
    assert unguard(guard(text)) == text


@given(st.text() | SIGNS)
def test_a_guarded_cell_is_never_a_formula(text: str) -> None:
    assert guard(text).lstrip(" \t\r\n\u00a0\ufeff\u200b\u200c\u200d")[:1] not in set("=+-@\uff1d\uff0b\uff0d\uff20")


@given(st.lists(st.text() | SIGNS, unique=True, min_size=2))
def test_two_texts_stay_two(texts: list[str]) -> None:
    assert len({guard(text) for text in texts}) == len(texts)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r1", "\n", " =1", "\uff1d1", "\u200b=1", "'=1"])
def test_what_a_spreadsheet_would_run_gets_one_sign(text: str) -> None:
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a", "'a", "1=1", "mug-letter", "O'Neill", "日本語"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert guard(text) == text


def test_public_payloads_come_back_and_none_stays_a_formula(corpora: Callable[[str], Path]) -> None:
    payloads = (corpora("csv-injection") / "csv-payload.txt").read_text(errors="surrogateescape").split("\n")
    strings = json.loads((corpora("blns") / "blns.json").read_text())
    for text in [*payloads, *strings]:
        assert unguard(guard(text)) == text
        assert guard(text)[:1] not in set("=+-@\t\r")
