"""Rows repeated soon after themselves are found without asking the database."""

from __future__ import annotations

import pytest

from xpromo.ledger import repeats
from xpromo.ledger.repeats import Recent


def key(number: int) -> bytes:
    return number.to_bytes(16, "big")


def test_a_key_written_before_is_found_with_its_cells() -> None:
    recent = Recent()
    recent.add([key(1), key(2)], [11, 22])
    assert recent.find([key(3), key(2)]) == [1]
    assert recent.cells([key(2), key(3)]) == {key(2): 22}


def test_of_equal_keys_in_one_chunk_all_but_the_first_are_found() -> None:
    assert Recent().find([key(5), key(6), key(5), key(5)]) == [2, 3]


def test_both_kinds_in_order() -> None:
    recent = Recent()
    recent.add([key(7)], [0])
    assert recent.find([key(8), key(8), key(7)]) == [1, 2]


def test_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "REMEMBERED", 1)
    recent = Recent()
    for number in range(6):
        recent.add([key(number)], [number])
    assert recent.find([key(0)]) == []
    assert recent.find([key(5)]) == [0]
