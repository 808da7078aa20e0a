"""Paths as a Markov chain, and what it loses when a channel is taken out of it.

States are the last ``order`` channels of a path; from the start, each touch leads to the next, and the last one to
*converted* or to *null*. The removal effect of a channel is the part of all conversions that is lost when everything
that would lead to the channel leads to null instead. Nothing is simulated.

Anderl, E., Becker, I., von Wangenheim, F. and Schumann, J. H. (2016), Mapping the customer journey: lessons learned
from graph-based online attribution modeling, International Journal of Research in Marketing 33(3), 457-474.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import mul

from xpromo.measure.models import Tally, Terms, Weighed, by_weight
from xpromo.paths import BORDER

CONVERTED, NULL = BORDER, ""
SETTLED = 1e-15
PAIR = 2


def transitions(weighed: Weighed, terms: Terms) -> Tally:
    """Count how often each state is followed by each letter, by CONVERTED, by NULL: (state, what follows) → times."""
    found: Tally = Counter()
    paths, order = weighed.paths, terms.order
    gap = BORDER * order
    for (conversions, nulls), words in by_weight(paths.words, paths.conversions, paths.nulls).items():
        if not conversions and not nulls:
            continue
        text = gap + gap.join(words) + BORDER
        for window, count in _windows(text, order + 1).items():
            state, follows = window[:-1], window[-1]
            if follows != BORDER:
                found[state, follows] += (conversions + nulls) * count
            elif window[-2] != BORDER:
                found[state, CONVERTED] += conversions * count
                found[state, NULL] += nulls * count
    return found


def _windows(text: str, size: int) -> Counter[str]:
    """Count the letters that follow each other, ``size`` by ``size``; what begins and ends a text is BORDER."""
    if size == PAIR and text.isascii():  # two bytes are one small number, which is counted a third quicker
        data = text.encode("ascii") + bytes(len(text) % PAIR)
        pairs = Counter(memoryview(data).cast("H"))
        pairs.update(memoryview(bytes(1) + data + bytes(1)).cast("H"))
        return Counter({key.to_bytes(PAIR, sys.byteorder).decode("ascii"): n for key, n in pairs.items()})
    found = Counter(zip(*(text[place:] for place in range(size)), strict=False))
    return Counter({"".join(window): n for window, n in found.items()})


def removal_effects(counts: Mapping[tuple[str, str], int], order: int) -> dict[str, float]:
    """Return letter → the part of conversions that is lost without it; nothing where nothing converted."""
    if not counts:
        return {}
    chain = Chain.of(counts, order)
    return _first_order(chain) if order == 1 else _higher_order(chain)


@dataclass(frozen=True, slots=True)
class Chain:
    """States by number, 0 the start. ``rows``: of each state (state that follows, its last letter, chance)."""

    letters: tuple[str, ...]
    rows: tuple[tuple[tuple[int, str, float], ...], ...]
    converting: tuple[float, ...]
    names: tuple[str, ...] = field(repr=False)

    @classmethod
    def of(cls, counts: Mapping[tuple[str, str], int], order: int) -> Chain:
        """Make the chain of these counts."""
        names = tuple(sorted({state for state, _ in counts}))
        numbers = {name: number for number, name in enumerate(names)}
        leaving: list[list[tuple[str, int]]] = [[] for _ in names]
        for (state, follows), count in sorted(counts.items()):
            leaving[numbers[state]].append((follows, count))
        rows, converting = [], []
        for name, ways in zip(names, leaving, strict=True):
            whole = sum(count for _, count in ways)
            rows.append(
                tuple(
                    (numbers[(name + follows)[-order:]], follows, count / whole)
                    for follows, count in ways
                    if follows not in {CONVERTED, NULL}
                )
            )
            converting.append(sum(count for follows, count in ways if follows == CONVERTED) / whole)
        letters = tuple(sorted({follows for row in rows for _, follows, _ in row}))
        return cls(letters, tuple(rows), tuple(converting), names)


def _first_order(chain: Chain) -> dict[str, float]:
    """Solve for all channels at once.

    Who converts comes by the channel or doesn't, so that what is lost is the chance to come to it at all times the
    chance to convert from there. Both follow from the expected visits, which the inverse of I - Q holds.
    """
    size = len(chain.rows) - 1  # without the start
    matrix = [[float(row == column) for column in range(size)] for row in range(size)]
    for number, row in enumerate(chain.rows[1:]):
        for state, _, chance in row:
            matrix[number][state - 1] -= chance
    visits = _inverse(matrix)
    convert = [sum(map(mul, row, chain.converting[1:])) for row in visits]
    start = [0.0] * size
    for state, _, chance in chain.rows[0]:
        start[state - 1] = chance
    total = sum(map(mul, start, convert))
    if not total:
        return {}
    expected = [sum(map(mul, start, column)) for column in zip(*visits, strict=True)]
    reached = [count / visits[number][number] for number, count in enumerate(expected)]
    lost = [chance / total for chance in map(mul, reached, convert)]
    return dict(zip(chain.names[1:], lost, strict=True))


def _inverse(matrix: Sequence[Sequence[float]]) -> list[list[float]]:
    """Invert a matrix whose rows are diagonally dominant, as those of I - Q are, so that no pivot has to be chosen.

    Gauss-Jordan in place: the column of a pivot, which has become that of the identity, takes that of the inverse.
    """
    rows = [list(row) for row in matrix]
    for pivot, row in enumerate(rows):
        scale, row[pivot] = row[pivot], 1.0
        base = rows[pivot] = [value / scale for value in row]
        for number, other in enumerate(rows):
            factor = other[pivot]
            if factor and number != pivot:
                other[pivot] = 0.0
                rows[number] = [value - factor * mine for value, mine in zip(other, base, strict=True)]
    return rows


def _higher_order(chain: Chain) -> dict[str, float]:
    """Solve the chain with each channel taken out in turn, to the last bit that a number holds."""
    whole = _chances(chain, "")[0]
    return {letter: 1 - _chances(chain, letter)[0] / whole for letter in chain.letters} if whole else {}


def _chances(chain: Chain, removed: str) -> list[float]:
    """Return the chance to convert from each state: from 0 up, until nothing moves any more (Gauss-Seidel)."""
    chances = [0.0] * len(chain.rows)
    rows = [tuple((state, chance) for state, letter, chance in row if letter != removed) for row in chain.rows]
    steps = list(zip(range(len(rows)), rows, chain.converting, strict=True))[::-1]
    moves = True
    while moves:
        moves = False
        for number, row, converting in steps:
            value = converting + sum([chance * chances[state] for state, chance in row])
            moves = moves or value - chances[number] > SETTLED * value
            chances[number] = value
    return chances
