"""A batch of clicks or conversions on its way between two processes: columns as runs of bytes, which cost a third of
lists of objects.

Other batches are small enough to travel as they are.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Sequence
from dataclasses import replace

from xpromo.records import Batch, Touches
from xpromo.sources.hashing import SIZE
from xpromo.sources.packing_sales import PackedSales, pack_sales, unpack_sales

NUMBERS = ("line", "cells", "at", "day", "evidence", "context", "excluded", "centre")
NOBODY = bytes(SIZE)

Packed = tuple[Batch, list[bytes], bytes, bytes, list[int]] | tuple[Batch, PackedSales]


def pack(batch: Batch) -> Batch | Packed:
    """Return what travels in place of a batch; :func:`unpack_batch` undoes it."""
    touches = batch.touches
    if batch.conversions and not touches:
        return replace(batch, conversions=None), pack_sales(batch.conversions)
    if touches is None or not touches.key:
        return batch
    numbers = [_packed(getattr(touches, name)) for name in NUMBERS]
    strangers: list[int] = []
    try:
        visitors = b"".join(touches.visitor)  # type: ignore[arg-type]  # mostly all of them are known
    except TypeError:
        strangers = [row for row, visitor in enumerate(touches.visitor) if visitor is None]
        visitors = b"".join([visitor or NOBODY for visitor in touches.visitor])
    return replace(batch, touches=None), numbers, b"".join(touches.key), visitors, strangers


def unpack_batch(item: Batch | Packed) -> Batch:
    """Return the batch that was packed."""
    if isinstance(item, Batch):
        return item
    if len(item) == 2:  # noqa: PLR2004 - a batch and its conversions
        batch, sales = item
        batch.conversions = unpack_sales(sales)
        return batch
    batch, numbers, keys, visitors, strangers = item
    known: list[bytes | None] = [*_keys(visitors)]
    for row in strangers:
        known[row] = None
    rows = len(keys) // SIZE
    columns = {name: _numbers(column, rows) for name, column in zip(NUMBERS, numbers, strict=True)}
    batch.touches = Touches(key=[*_keys(keys)], visitor=known, **columns)
    return batch


def _packed(column: Sequence[int]) -> bytes:
    """Return a column of numbers as bytes, one number where all are the same."""
    if column and column[0] == column[-1] and column.count(column[0]) == len(column):
        column = column[:1]
    return struct.pack(f"{len(column)}q", *column)


def _numbers(packed: bytes, rows: int) -> array[int]:
    column = array("q")
    column.frombytes(packed)
    return column * rows if len(column) == 1 else column


def _keys(packed: bytes) -> Sequence[bytes]:
    return struct.unpack(f"{SIZE}s" * (len(packed) // SIZE), packed)
