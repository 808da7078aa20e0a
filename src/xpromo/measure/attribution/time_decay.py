"""Time decay: a touch counts half as much as one that came a half-life later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import compress
from math import exp2

from xpromo.measure.models import Model, Shares, Tally, Terms, Weighed
from xpromo.paths import letter

DAY = 86_400
SMALL = 1e-300
WHOLE = 1 << 53  # a conversion in whole parts, so that sums don't depend on the order in which they are made


def tally(weighed: Weighed, terms: Terms) -> Tally:
    """Add up 2^(-age / half-life) of each touch, as a part of its path's sum."""
    paths, rate = weighed.paths, -1 / (terms.half_life * DAY)
    sums = {letter(number): 0 for number in range(len(paths.names))}
    ages = paths.ages or ()
    parts, first = list(map(exp2, [age * rate for age in ages])), 0
    for word, weight in compress(zip(paths.words, weighed.weights, strict=True), paths.conversions):
        after = first + len(word)
        mine = parts[first:after]
        whole = sum(mine)
        if whole < SMALL:  # the quotients are the same, and not all of them vanish
            youngest = min(ages[first:after])
            mine = [exp2((age - youngest) * rate) for age in ages[first:after]]
            whole = sum(mine)
        scale = weight * WHOLE / whole
        for sign, part in zip(word, mine):  # noqa: B905 - as long as each other, and there are millions
            sums[sign] += int(part * scale)
        first = after
    return Counter(sums)


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
