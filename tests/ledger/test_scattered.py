"""Clicks whose ids come in no order wait and are written many at once, and it makes no difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ledger.making import LATER, bring, clicks, header, key_of, outcomes
from xpromo.ledger import scattered
from xpromo.ledger.importing import record_batch
from xpromo.ledger.integrity import verify
from xpromo.ledger.scattered import are_scattered

if TYPE_CHECKING:
    from xpromo.ledger.store import Ledger
    from xpromo.records import Batch


def of(first: int, last: int, cells: str = "") -> Batch:
    batch = clicks(*(f"n{number}" for number in range(first, last)), cells=cells)
    if first:  # the file's tables are with its first chunk
        batch.evidence, batch.texts = [], []
    return batch


@pytest.mark.parametrize("gathered", [1, 20_000])
def test_repeats_and_conflicts_are_found_across_chunks(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, gathered: int
) -> None:
    monkeypatch.setattr(scattered, "GATHERED", gathered)
    bring(ledger, clicks("n299", cells="other"), "before.csv")
    result = record_batch(ledger, header(), [of(0, 200), of(150, 300), of(290, 300), of(5, 10, "other")], LATER)
    assert outcomes(result) == (365, 299, 59, 7, 0)
    assert {refusal.line for refusal in result.examples} == {151, 11, 2, 3, 4, 5, 6}
    assert verify(ledger) == []


def test_only_keys_without_neighbours_are_scattered() -> None:
    apart = [key_of(f"{number}") for number in range(200)]
    assert are_scattered(apart)
    assert not are_scattered(apart[:20])
    assert not are_scattered([b"near" + key[4:] for key in apart])
