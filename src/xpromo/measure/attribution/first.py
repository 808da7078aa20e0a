"""First touch: what began the path gets all of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from xpromo.measure.models import Model, Shares, Tally, Terms, places


def share(tallies: Sequence[Tally], terms: Terms) -> Shares:
    """Add up first letters."""
    shares: Counter[str] = Counter()
    for (place, _, letter), count in tallies[0].items():
        shares[letter] += count if place == "first" else 0
    return shares


attribution_model = Model("First", "the first touch of a path gets all of the credit", (places,), share, touches=1)
