"""Linear: every touch of a path gets the same."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from xpromo.measure.models import Model, Shares, Tally, Terms, places


def share(tallies: Sequence[Tally], terms: Terms) -> Shares:
    """Add up 1 / length for each touch, exactly."""
    shares: dict[str, Fraction] = {}
    for (place, length, letter), count in tallies[0].items():
        if place == "any":
            shares[letter] = shares.get(letter, Fraction()) + Fraction(count, length)
    return shares


attribution_model = Model("Linear", "every touch of a path gets the same", (places,), share)
