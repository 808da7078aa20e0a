"""When a partner is one-sided. The balance asks it of what was measured, a check of what the ledger knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

LAST_SWAPS = 3
LEAST_SHARE = 1 / 3  # of what both sides gave: we give more than twice what we get
ENOUGH = 30  # fewer than this in all say nothing
RULE = f"less than 1 of {round(1 / LEAST_SHARE)} over the last {LAST_SWAPS} swaps, of at least {ENOUGH} in all"


class Swapped(NamedTuple):
    """A swap that is over: its later day, its key, what we gave and what we got for it."""

    day: date
    swap: str
    given: int
    received: int


@dataclass(frozen=True, slots=True)
class Sidedness:
    """The last swaps with a partner. ``share`` is received ÷ both; None where it is of too little.

    ``one_sided`` is None where nobody can say: too few swaps, or too little in them.
    """

    swaps: int
    given: int
    received: int
    share: float | None
    one_sided: bool | None


def unit_of_swaps(fairness_unit: str) -> str:
    """Return what swaps are counted in: clicks stand for conversions and revenue, which mostly one side alone sees."""
    return "reach" if fairness_unit == "reach" else "clicks"


def sidedness(swaps: Iterable[Swapped]) -> Sidedness:
    """Return how the last swaps went."""
    last = sorted(swaps)[-LAST_SWAPS:]
    given, received = sum(item.given for item in last), sum(item.received for item in last)
    enough = given + received >= ENOUGH
    share = received / (given + received) if enough else None
    one_sided = None if share is None or len(last) < LAST_SWAPS else share < LEAST_SHARE
    return Sidedness(len(last), given, received, share, one_sided)
