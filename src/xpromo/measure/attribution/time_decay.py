"""Time decay: a touch counts half as much as one that came a half-life later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from xpromo.measure.models import Model, Shares, Tally, Terms
from xpromo.paths import Paths

DAY = 86_400
WHOLE = 1 << 53  # a conversion in whole parts, so that sums don't depend on the order in which they are made


def tally(paths: Paths, weights: Sequence[int], terms: Terms) -> Tally:
    """Add up 2^(-age / half-life) of each touch, as a part of its path's sum."""
    found: Tally = Counter()
    for word, ages, weight in zip(paths.words, paths.ages or (), weights, strict=True):
        if not weight:
            continue
        youngest = min(ages)  # the quotients are the same, and none of them vanishes
        parts = [2.0 ** ((youngest - age) / (terms.half_life * DAY)) for age in ages]
        whole = sum(parts)
        for letter, part in zip(word, parts, strict=True):
            found[letter] += weight * round(part / whole * WHOLE)
    return found


def share(tallies: Sequence[Tally], terms: Terms) -> Shares:
    """Return the sums."""
    return {str(letter): count / WHOLE for letter, count in tallies[0].items()}


attribution_model = Model(
    "Time decay",
    "each touch weighs 2^(-age / half-life), age being the time from the touch to the conversion",
    (tally,),
    share,
    timed=True,
)
