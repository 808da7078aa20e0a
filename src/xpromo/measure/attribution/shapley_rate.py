"""Shapley over rates: a set of a path's channels is worth the conversion rate of paths of just that set.

Each combination of channels shares out its own conversions by the Shapley values of this game among its channels. A
channel can come out below 0: paths with it convert less often than the same paths without it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import fsum

from xpromo.measure.models import Model, Shares, Tally, Terms, Weighed
from xpromo.measure.shapley import shapley_values


def tally(weighed: Weighed, terms: Terms) -> Tally:
    """Count journeys, conversions and what they weigh by the different channels in them (a sorted word)."""
    paths = weighed.paths
    sums: dict[frozenset[str], list[int]] = defaultdict(lambda: [0, 0, 0])
    rows = zip(map(frozenset, paths.words), paths.conversions, paths.nulls, weighed.weights, strict=True)
    for channels, conversions, nulls, weight in rows:
        counts = sums[channels]
        counts[0] += conversions + nulls
        counts[1] += conversions
        counts[2] += weight
    found: Tally = Counter()
    for channels, (journeys, conversions, weight) in sums.items():
        word = "".join(sorted(channels))
        found["journeys", word] = journeys
        found["conversions", word] = conversions
        found["weight", word] = weight
    return found


def share(tallies: Sequence[Tally], terms: Terms) -> Shares:
    """Share out what each combination weighs by its Shapley values."""
    (found,) = tallies
    rates = {
        channels: count / found["journeys", channels]
        for (what, channels), count in sorted(found.items())
        if what == "conversions" and count
    }
    parts: dict[str, list[float]] = {}
    for channels in rates:
        values = shapley_values(channels, rates)
        whole = fsum(values.values())  # the rate of all of its channels together, which is above 0
        for letter, value in values.items():
            parts.setdefault(letter, []).append(found["weight", channels] * value / whole)
    return {letter: fsum(values) for letter, values in parts.items()}


attribution_model = Model(
    "Shapley rate",
    "Shapley value within each combination of channels; a set is worth the conversion rate of paths of just that set "
    "(rates game)",
    (tally,),
    share,
    combining=True,
)
