"""Markov, within-journey share: removal effects share out each conversion among the touches of its own path."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from xpromo.measure.markov import removal_effects, transitions
from xpromo.measure.models import Model, Shares, Tally, Terms, Weighed


def tally(weighed: Weighed, terms: Terms) -> Tally:
    """Count converted paths by the touches that they have, in whatever order."""
    return weighed.combinations


def share(tallies: Sequence[Tally], terms: Terms) -> Shares:
    """Share each path out by the removal effects of its touches."""
    effects = removal_effects(tallies[0], terms.order)
    parts: dict[str, list[float]] = {letter: [] for letter in effects}
    for touches, count in tallies[1].items() if effects else ():
        each = count / sum(map(effects.__getitem__, touches))
        for letter in touches:
            parts[letter].append(each)
    return {letter: fsum(values) * effects[letter] for letter, values in parts.items()}


attribution_model = Model(
    "Markov within",
    "of each conversion, removal effect of a touch / sum over the touches of the same path (within-journey share)",
    (transitions, tally),
    share,
)
