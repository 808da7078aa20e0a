"""Linear: every touch of a path gets the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from xpromo.measure.models import Model, Shares, Tally, Terms, by_length, weighing
from xpromo.paths import Paths


def tally(paths: Paths, weights: Sequence[int], terms: Terms) -> Tally:
    """Count letters by the length of their word."""
    found: Tally = Counter()
    for weight, words in weighing(paths.words, weights):
        for length, group in by_length(words).items():
            for letter, count in Counter("".join(group)).items():
                found[length, letter] += weight * count
    return found


def share(tallies: Sequence[Tally], terms: Terms) -> Shares:
    """Add up 1 / length for each touch, exactly."""
    shares: dict[str, Fraction] = {}
    for (length, letter), count in tallies[0].items():
        shares[letter] = shares.get(letter, Fraction()) + Fraction(count, length)
    return shares


attribution_model = Model("Linear", "every touch of a path gets the same", (tally,), share)
