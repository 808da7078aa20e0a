"""Markov, global share: removal effects, as parts of their sum, share out all conversions."""

from __future__ import annotations

from collections.abc import Sequence

from xpromo.measure.markov import removal_effects, transitions
from xpromo.measure.models import Model, Shares, Tally, Terms


def share(tallies: Sequence[Tally], terms: Terms) -> Shares:
    """Return the removal effects."""
    return removal_effects(tallies[0], terms.order)


attribution_model = Model(
    "Markov global",
    "removal effect of a channel / sum of all removal effects, of all conversions (global share)",
    (transitions,),
    share,
    weighed=False,
)
