"""What a fair swap would be: so many placements of ours for so many of theirs, by what such ones usually bring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from math import gcd

from xpromo.measure.balance import Balance
from xpromo.measure.exchange import Entry
from xpromo.measure.make_good import FLOOR, Usual, usual
from xpromo.records import Direction

MOST = 4  # placements on one side: a swap of more is a campaign
CLOSE = 0.1  # of the larger side
SHOWN = 3


@dataclass(frozen=True, slots=True)
class FairSwap:
    """``give.placements`` of ours for ``get.placements`` of theirs; ``gap``: by how much of the larger side the two
    differ, less than 0 where we give less.
    """

    give: Usual
    get: Usual
    gap: float


def fair_swaps(exchange: Sequence[Entry], found: Balance, today: date) -> tuple[FairSwap, ...]:
    """Return the fairest swaps with a partner, the fewest placements first; none without history on both sides."""
    ours = [entry for entry in exchange if entry.side is Direction.GIVEN]
    theirs = [entry for entry in exchange if entry.side is Direction.RECEIVED and entry.partner == found.partner]
    gives, gets = (_enough(usual(past, found.unit, found.currency, today)) for past in (ours, theirs))
    fair = [
        best for give, get in product(gives, gets) if (best := min(_ratios(give, get), key=_fairness, default=None))
    ]
    return tuple(sorted(fair, key=_fairness)[:SHOWN])


def _enough(found: Sequence[Usual]) -> list[Usual]:
    return [item for item in found if item.n >= FLOOR and item.median > 0]


def _ratios(give: Usual, get: Usual) -> Iterator[FairSwap]:
    """Yield the ratios of two slots that come close to even."""
    for many, few in product(range(1, MOST + 1), repeat=2):
        ours, theirs = many * give.median, few * get.median
        gap = (ours - theirs) / max(ours, theirs)
        if gcd(many, few) == 1 and abs(gap) <= CLOSE:
            yield FairSwap(replace(give, placements=many), replace(get, placements=few), gap)


def _fairness(swap: FairSwap) -> tuple[object, ...]:
    count = swap.give.placements + swap.get.placements
    return (count, abs(swap.gap), swap.give.slot.property, swap.give.slot.kind or "", swap.get.slot.property,
            swap.get.slot.kind or "")  # fmt: skip
