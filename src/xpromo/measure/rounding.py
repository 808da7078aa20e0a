"""Fractions of minor units → whole ones that still add up."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor


def rounded(exact: Fraction) -> int:
    """Return the nearest whole number, halves away from zero."""
    whole = floor(abs(exact) + Fraction(1, 2))
    return whole if exact >= 0 else -whole


def apportioned(exact: Sequence[Fraction], total: int) -> list[int]:
    """Return whole numbers that sum to ``total``, each less than 1 away from its fraction where the total is theirs.

    Largest remainder (Hamilton): all are rounded down, what is missing goes to those that lost most, the first of
    equals first.
    """
    parts = [floor(value) for value in exact]
    missing = total - sum(parts)
    order = sorted(range(len(parts)), key=lambda number: (parts[number] - exact[number], number))
    for number in (order * (abs(missing) // max(len(order), 1) + 1))[: abs(missing)]:
        parts[number] += 1 if missing > 0 else -1
    return parts
