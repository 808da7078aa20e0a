"""Batches of clicks come out of the pipe as they went in."""

from __future__ import annotations

import pytest

from xpromo.records import Batch, Touches
from xpromo.sources.packing import NUMBERS, pack, unpack_batch

ANN, BOB = b"a" * 16, b"b" * 16


@pytest.mark.parametrize("visitors", [[ANN, BOB, ANN], [None, BOB, None], [None, None, None]])
@pytest.mark.parametrize("numbers", [[7, 7, 7], [7, 8, 7], [1, 2, 3]])
def test_columns_travel_whole(visitors: list[bytes | None], numbers: list[int]) -> None:
    columns = {name: list(numbers) for name in NUMBERS if name != "centre"}
    batch = Batch(records=3, touches=Touches(key=[BOB, ANN, BOB], visitor=visitors, **columns), texts=["x"])
    found = unpack_batch(pack(batch))
    assert found.touches is not None
    assert {name: list(getattr(found.touches, name)) for name in NUMBERS} == {**columns, "centre": []}
    assert (found.touches.key, found.touches.visitor) == ([BOB, ANN, BOB], visitors)
    assert (found.records, found.texts) == (3, ["x"])
