"""Position: 40 % to the first touch, 40 % to the last, 20 % to those between; two touches share evenly."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from xpromo.measure.models import Model, Shares, Tally, Terms, places

ENDS, MIDDLE = Fraction(2, 5), Fraction(1, 5)
PAIR = 2


def share(tallies: Sequence[Tally], terms: Terms) -> Shares:
    """Weigh ends and middles, exactly."""
    shares: dict[str, Fraction] = {}
    for (place, length, letter), count in tallies[0].items():
        between = MIDDLE / (length - PAIR) if length > PAIR else Fraction()
        ends = ENDS if length > PAIR else Fraction(1, 2)  # of one touch both ends are the same
        each = between if place == "any" else ends - between  # an end is one of ``any`` too
        shares[letter] = shares.get(letter, Fraction()) + each * count
    return shares


attribution_model = Model(
    "Position",
    "40 % to the first touch, 40 % to the last, 20 % shared by those between; two touches get a half each",
    (places,),
    share,
)
