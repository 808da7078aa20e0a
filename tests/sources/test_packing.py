<<<<<<< HEAD
"""What travels between the reading and the writing process arrives as it was."""

from __future__ import annotations

import pickle
from dataclasses import fields

import pytest

from tests.ledger.making import key_of, sales
from xpromo.records import Batch, Conversions
from xpromo.sources.packing import pack, unpack_batch

ROWS = (
    {"id": "1", "customer": key_of("ann"), "joins": ("charge:ch_1",)},
    {"id": "2", "amount": None, "new": True, "visitor": key_of("phone")},
    {"id": "", "customer": key_of("bob"), "parent": "1", "kind": "refund", "amount": -5},
)


@pytest.mark.parametrize(
    "batch",
    [
        sales(*ROWS),
        sales(ROWS[0]),
        sales({"id": "a\0b"}, {"id": "c"}),
        sales({"id": "1", "customer": bytes(16)}, {"id": "2", "customer": key_of("ann")}),
        Batch(conversions=Conversions()),
        Batch(),
    ],
    ids=["rows", "one row", "an id with the sign", "a key of zeros", "no rows", "nothing"],
)
def test_conversions_arrive_as_they_were(batch: Batch) -> None:
    before = {field.name: getattr(batch, field.name) for field in fields(Batch)}
    after = unpack_batch(pickle.loads(pickle.dumps(pack(batch))))  # noqa: S301 - written here
    assert {field.name: getattr(after, field.name) for field in fields(Batch)} == before
=======
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
>>>>>>> main
