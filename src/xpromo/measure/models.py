"""What an attribution model is, and the registry of all of them.

A model counts first and divides later: paths → *tallies* of whole numbers → each channel's share. Tallies can be added,
whatever paths they are of, so that the order of paths never matters and resampling adds instead of counting again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import compress
from typing import Any

from xpromo.paths import Paths
from xpromo.registry import Registry

Tally = Counter[Any]  # each count has keys of its own
Shares = Mapping[str, Fraction | float]  # letter → its part of any whole; an empty mapping where nothing converted


@dataclass(frozen=True, slots=True)
class Terms:
    """What models can be asked for: the memory of Markov chains in touches, the half-life of time decay in days."""

    order: int = 1
    half_life: float = 7.0


@dataclass(frozen=True)
class Weighed:
    """Paths and what each row of them weighs: its conversions, or what they brought."""

    paths: Paths
    weights: Sequence[int]

    @property
    def rows(self) -> Iterator[tuple[str, int]]:
        """Words and what they weigh; what weighs nothing is left out."""
        return zip(compress(self.paths.words, self.weights), filter(None, self.weights), strict=True)

    @cached_property
    def combinations(self) -> Tally:
        """Touches in whatever order (a sorted word) → what the paths of just these weigh."""
        found: dict[str, int] = defaultdict(int)
        for word, weight in self.rows:
            found["".join(sorted(word))] += weight
        return Counter(found)


Count = Callable[[Weighed, Terms], Tally]


@dataclass(frozen=True, slots=True)
class Model:
    """An attribution model: a rule that shares conversions out.

    ``counts``: functions (weighed paths, terms) → tally, each of which counts once for all models that name it.
    ``share``: their tallies and the terms → shares.
    ``weighed``: False where the worth of conversions doesn't move the shares. ``touches``: how many touches of a path
    it looks at, 1 or all (0). ``timed``: it needs the moments of touches. ``combining``: sharing out takes as long as
    there are different combinations of channels.
    """

    title: str
    definition: str
    counts: tuple[Count, ...]
    share: Callable[[Sequence[Tally], Terms], Shares]
    weighed: bool = True
    touches: int = 0
    timed: bool = False
    combining: bool = False


MODELS = Registry("xpromo.measure.attribution", "attribution_model", Model)


def by_weight(words: Iterable[str], *weights: Sequence[int]) -> dict[tuple[int, ...], list[str]]:
    """Return words by what they weigh: few weights stand for many words, which are then counted all at once."""
    found: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for word, weight in zip(words, zip(*weights, strict=True), strict=True):
        found[weight].append(word)
    return found


def places(weighed: Weighed, terms: Terms) -> Tally:  # noqa: ARG001 - a count of models
    """Count letters by the length of their word and where they are: (``first``, ``last`` or ``any``, length, letter).

    The only letter of a word is its first and its last.
    """
    lengths: dict[int, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for word, weight in weighed.rows:
        sums = lengths[len(word)]
        sums["first"][word[0]] += weight
        sums["last"][word[-1]] += weight
        each = sums["any"]
        for letter in word:
            each[letter] += weight
    return Counter(
        {
            (place, length, letter): count
            for length, sums in lengths.items()
            for place, letters in sums.items()
            for letter, count in letters.items()
        }
    )
