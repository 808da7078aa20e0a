"""Touches and conversions of persons → paths: which touches belong to which conversion.

A touch at *t* belongs to every conversion of its person in [t, t + window). Touches that belong to none make up paths
that ended in nothing; where the next one came a window later or more, a new path begins.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple


class Outcome(NamedTuple):
    """A conversion: when, and what it brought in minor units of a currency ("" for nothing)."""

    at: int
    value: int = 0
    currency: str = ""


class Path(NamedTuple):
    """Letters in the order of touches; ``outcome`` is None where it ended in nothing."""

    word: str
    outcome: Outcome | None
    ages: tuple[int, ...] = ()


def paths_of(touches: Iterable[tuple[int, str]], outcomes: Iterable[Outcome], window: int) -> Iterator[Path]:
    """Yield the paths of one person; ``touches`` are (moment, letter). A conversion without a touch has no path."""
    steps = sorted(touches)
    moments = [at for at, _ in steps]
    taken = [False] * len(steps)
    for outcome in sorted(outcomes):
        first, after = bisect_right(moments, outcome.at - window), bisect_right(moments, outcome.at)
        if first < after:
            taken[first:after] = [True] * (after - first)
            word = "".join(letter for _, letter in steps[first:after])
            yield Path(word, outcome, tuple(outcome.at - at for at in moments[first:after]))
    left = [step for step, used in zip(steps, taken, strict=True) if not used]
    yield from (Path(word, None) for word in _runs(left, window))


def _runs(steps: Sequence[tuple[int, str]], window: int) -> Iterator[str]:
    """Cut touches where a window passes without one."""
    starts = [number for number in range(1, len(steps)) if steps[number][0] - steps[number - 1][0] >= window]
    for first, after in zip([0, *starts], [*starts, len(steps)], strict=True):
        if first < after:
            yield "".join(letter for _, letter in steps[first:after])
