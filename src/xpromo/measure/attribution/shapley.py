"""Shapley over sums: what a set of channels is worth are all conversions whose paths need no other channel.

For this game Shapley values have a closed form: each path is shared evenly by the different channels in it. So they are
exact for any number of channels, without a look at 2^n sets.

Zhao, K., Mahboobi, S. H. and Bagheri, S. R. (2018), Shapley value methods for attribution modeling in online
advertising, arXiv 1804.05327. Harsanyi, J. C. (1963), A simplified bargaining model for the n-person cooperative game,
International Economic Review 4(2), 194-220 (a game's dividends, here the paths themselves, are shared evenly).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from xpromo.measure.models import Model, Shares, Tally, Terms, Weighed


def tally(weighed: Weighed, terms: Terms) -> Tally:
    """Count the different letters of words by how many there are."""
    found: Tally = Counter()
    for touches, count in weighed.combinations.items():
        letters = set(touches)
        for letter in letters:
            found[len(letters), letter] += count
    return found


def share(tallies: Sequence[Tally], terms: Terms) -> Shares:
    """Add up 1 / number of channels, exactly."""
    shares: dict[str, Fraction] = {}
    for (size, letter), count in tallies[0].items():
        shares[letter] = shares.get(letter, Fraction()) + Fraction(count, size)
    return shares


attribution_model = Model(
    "Shapley",
    "Shapley value; a set of channels is worth the conversions of all paths that need no other channel (sums game)",
    (tally,),
    share,
)
