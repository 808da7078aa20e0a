"""Shapley values from their definition, for a game of which few sets of players are worth anything.

Shapley, L. S. (1953), A value for n-person games, Contributions to the Theory of Games 2, 307-317.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations
from math import comb


def shapley_values(players: str, worth: Mapping[str, float]) -> dict[str, float]:
    """Return each player's value; players are letters, and a set of them is a sorted word. Sets not in ``worth`` are 0.

    The set S gives s (S - 1)! (n - s)! / n! … to those in it and takes as much from the others: exact, over all
    subsets or over all sets that are worth something, whichever are fewer.
    """
    size = len(players)
    taken, values = 0.0, dict.fromkeys(players, 0.0)
    for group in _subsets(players, worth):
        inside, outside = _weights(len(group), size)
        taken += worth[group] * outside  # from everybody, and given back to those inside
        given = worth[group] * (inside - outside)
        for player in group:
            values[player] += given
    return {player: value + taken for player, value in values.items()}


def _subsets(players: str, worth: Mapping[str, float]) -> Iterator[str]:
    """Yield the sets of these players that are worth something, in a stable order."""
    if 1 << len(players) <= len(worth):
        for size in range(1, len(players) + 1):
            for group in map("".join, combinations(players, size)):
                if group in worth:
                    yield group
    else:
        everybody = set(players)
        yield from sorted(group for group in worth if everybody.issuperset(group))


@cache
def _weights(size: int, players: int) -> tuple[float, float]:
    """Return what the worth of a set of ``size`` counts for one inside and for one outside of it."""
    inside = 1 / (size * comb(players, size))
    outside = -1 / ((players - size) * comb(players, size)) if size < players else 0.0
    return inside, outside
