"""Rows repeated soon after themselves are found without asking the database."""

from __future__ import annotations

import pytest

from xpromo.ledger.recent import Recent


def key(number: int) -> bytes:
    return number.to_bytes(16, "big")


def test_a_key_that_came_before_is_found_with_its_cells() -> None:
    recent = Recent()
    assert recent.add([key(1), key(2)], [11, 22]) == {}
    assert recent.add([key(3), key(2)], [33, 44]) == {1: 22}


def test_of_equal_keys_in_one_chunk_all_but_the_first_are_found() -> None:
    assert Recent().add([key(5), key(6), key(5), key(5)], [1, 2, 3, 4]) == {2: 1, 3: 1}


def test_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xpromo.ledger.recent.REMEMBERED", 2)
    recent = Recent()
    for number in range(6):
        assert recent.add([key(number)], [number]) == {}
    assert recent.add([key(0)], [9]) == {}
    assert recent.add([key(5)], [9]) == {0: 5}
