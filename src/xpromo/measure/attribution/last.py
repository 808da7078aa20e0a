"""Last touch: what came right before the conversion gets all of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from operator import itemgetter

from xpromo.measure.models import Model, Shares, Tally, Terms, weighing
from xpromo.paths import Paths


def tally(paths: Paths, weights: Sequence[int], terms: Terms) -> Tally:
    """Count last letters."""
    found: Tally = Counter()
    for weight, words in weighing(paths.words, weights):
        for letter, count in Counter(map(itemgetter(-1), words)).items():
            found[letter] += weight * count
    return found


def share(tallies: Sequence[Tally], terms: Terms) -> Shares:
    """Return the counts."""
    return {str(letter): float(count) for letter, count in tallies[0].items()}


attribution_model = Model("Last", "the last touch of a path gets all of the credit", (tally,), share, touches=1)
