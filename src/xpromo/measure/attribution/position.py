"""Position: 40 % to the first touch, 40 % to the last, 20 % to those between; two touches share evenly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from xpromo.measure.models import Model, Shares, Tally, Terms, by_length, weighing
from xpromo.paths import Paths

ENDS, MIDDLE = Fraction(2, 5), Fraction(1, 5)
PAIR = 2


def tally(paths: Paths, weights: Sequence[int], terms: Terms) -> Tally:
    """Count letters by the length of their word: those at its ends, and those between (which a pair has none of)."""
    found: Tally = Counter()
    for weight, words in weighing(paths.words, weights):
        for length, group in by_length(words).items():
            text = "".join(group)
            ends = Counter(text[::length]) + Counter(text[length - 1 :: length])
            for letter, count in ends.items():
                found["ends", length, letter] += weight * count
            for letter, count in (Counter(text) - ends).items():
                found["middle", length, letter] += weight * count
    return found


def share(tallies: Sequence[Tally], terms: Terms) -> Shares:
    """Weigh ends and middles, exactly."""
    shares: dict[str, Fraction] = {}
    for (place, length, letter), count in tallies[0].items():
        ends = ENDS if length > PAIR else Fraction(1, 2)  # of one touch both ends are the same
        each = MIDDLE / (length - PAIR) if place == "middle" else ends
        shares[letter] = shares.get(letter, Fraction()) + each * count
    return shares


attribution_model = Model(
    "Position",
    "40 % to the first touch, 40 % to the last, 20 % shared by those between; two touches get a half each",
    (tally,),
    share,
)
