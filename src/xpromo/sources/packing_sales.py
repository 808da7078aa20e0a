"""Conversions on their way between two processes: a column that is the same in every row travels as one value, numbers
and keys as runs of bytes, ids as one text.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

from xpromo.records import Conversions
from xpromo.sources.hashing import SIZE

NUMBERS = frozenset({"line", "cells", "at", "day", "evidence"})
KEYS = frozenset({"key", "customer", "visitor"})
NOBODY = bytes(SIZE)
END = "\0"  # of an id

# How many rows; then of each column how it was packed and what travels
PackedSales = tuple[int, list[tuple[str, Any]]]


def pack_sales(conversions: Conversions) -> PackedSales:
    """Return what travels in place of conversions; :func:`unpack_sales` undoes it."""
    size = len(conversions.line)
    return size, [_packed(name, getattr(conversions, name), size) for name in Conversions.__slots__]


def unpack_sales(item: PackedSales) -> Conversions:
    """Return the conversions that were packed."""
    size, columns = item
    return Conversions(*(_unpacked(how, packed, size) for how, packed in columns))


def _packed(name: str, column: Sequence[Any], size: int) -> tuple[str, Any]:
    if size and column[0] == column[-1] and column.count(column[0]) == size:
        return "same", column[0]
    if name in NUMBERS:
        return "numbers", struct.pack(f"{size}q", *column)
    if name in KEYS and NOBODY not in column:
        return "keys", b"".join([key or NOBODY for key in column])
    if name == "source_id" and (text := END.join(column)).count(END) == size - 1:
        return "texts", text
    return "column", column


def _unpacked(how: str, packed: Any, size: int) -> list[Any]:  # noqa: ANN401 - as how says
    if how == "same":
        return [packed] * size
    if how == "numbers":
        return list(struct.unpack(f"{size}q", packed))
    if how == "keys":
        keys = struct.unpack(f"{SIZE}s" * size, packed)
        return [None if key == NOBODY else key for key in keys] if NOBODY in keys else list(keys)
    return packed.split(END) if how == "texts" else list(packed)
