"""How far credits move when other paths of the same kind had come: a bootstrap over paths.

Paths are dealt into at most 256 heaps at random, each heap is tallied once, and heaps are drawn with replacement:
adding tallies is quick where counting a million paths anew isn't. Of 256 paths or fewer each has a heap of its own,
which is the ordinary bootstrap. Seeded, and blind to the order in which paths came.

Efron, B. and Tibshirani, R. J. (1993), An Introduction to the Bootstrap, chapters 6 and 13 (percentile intervals).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, compress, islice
from random import Random

from xpromo.measure.crediting import MILLION, Amounts, amounts
from xpromo.measure.models import Model, Tally, Terms, Weighed
from xpromo.paths import Paths

BITS = 8
HEAPS = 1 << BITS
OUTSIDE = 0.025  # at each end
Row = tuple[str, int, int, tuple[float, ...]]  # word, conversions, nulls, ages


MOST_SHARED = 200_000  # combinations over all draws, about half a minute


def drawable(paths: Paths, models: Mapping[str, Model], draws: int) -> dict[str, Model]:
    """Return the models that can be drawn so often: those that share out by combination only if there are few."""
    if not any(model.combining for model in models.values()):
        return dict(models)
    combinations = {frozenset(word) for word in compress(paths.words, paths.conversions)}
    few = len(combinations) * draws <= MOST_SHARED
    return {name: model for name, model in models.items() if few or not model.combining}


def intervals(
    paths: Paths, models: Mapping[str, Model], terms: Terms, draws: int, seed: int
) -> dict[str, list[tuple[int, int]]]:
    """Return the 95 % interval of each channel's credit by each model, in millionths.

    Each draw shares out as many conversions as there were: what moves is who gets them. A draw without any conversion
    tells nothing and is left out.
    """
    random = Random(seed)  # noqa: S311 - reproducible, not secret
    heaps = deal(paths, random)
    total = paths.converted * MILLION
    counts = dict.fromkeys(count for model in models.values() for count in model.counts)
    weighed = [Weighed(heap, heap.conversions) for heap in heaps]
    tallies = {count: [count(heap, terms) for heap in weighed] for count in counts}
    found: dict[str, list[Amounts]] = {name: [] for name in models}
    for _ in range(draws):
        times = Counter(random.choices(range(len(heaps)), k=len(heaps)))
        sums = {count: _sum(each, times) for count, each in tallies.items()}
        for name, model in models.items():
            if shares := model.share([sums[count] for count in model.counts], terms):
                found[name].append(amounts(paths, shares, total))
    return {
        name: [_middle(sorted(column)) for column in zip(*drawn, strict=True)] for name, drawn in found.items() if drawn
    }


def _sum(tallies: Sequence[Tally], times: Mapping[int, int]) -> Tally:
    found: Tally = Counter()
    for number in sorted(times):
        many = times[number]
        for key, count in tallies[number].items():
            found[key] += many * count
    return found


def _middle(ordered: Sequence[int]) -> tuple[int, int]:
    outside = int(OUTSIDE * len(ordered))
    return ordered[outside], ordered[-1 - outside]


def deal(paths: Paths, random: Random) -> list[Paths]:
    """Deal paths into heaps: each path of a row by chance, or, of few paths, each into one of its own."""
    rows = sorted(Counter(_rows(paths)).items())
    heaps: list[list[Row]] = [[] for _ in range(min(HEAPS, paths.journeys))]
    few = paths.journeys <= HEAPS
    single = iter(range(len(heaps)))
    for (word, conversions, nulls, ages), times in rows:
        for count, ended in ((conversions * times, True), (nulls * times, False)):
            places = ((next(single), 1) for _ in range(count)) if few else _scatter(count, BITS, random)
            for place, many in places:
                heaps[place].append((word, many, 0, ages) if ended else (word, 0, many, ages))
    return [_heap(paths, heap) for heap in heaps]


def _rows(paths: Paths) -> Iterator[Row]:
    ages = iter(paths.ages or ())
    for word, conversions, nulls in zip(paths.words, paths.conversions, paths.nulls, strict=True):
        yield word, conversions, nulls, tuple(islice(ages, len(word))) if conversions else ()


def _heap(paths: Paths, rows: Sequence[Row]) -> Paths:
    words, conversions, nulls, ages = zip(*rows, strict=True) if rows else ((), (), (), ())
    flat = list(chain.from_iterable(compress(ages, conversions)))
    return Paths(paths.names, words, conversions, nulls, ages=None if paths.ages is None else flat)


def _scatter(count: int, bits: int, random: Random, place: int = 0) -> Iterator[tuple[int, int]]:
    """Deal so many equal things into 2^bits places, each by chance: (place, how many).

    Half of the places get as many as there are ones among ``count`` random bits: a binomial number, drawn at once.
    """
    if count == 1:
        yield place + random.getrandbits(bits), 1
    elif count and bits:
        half = random.getrandbits(count).bit_count()
        yield from _scatter(half, bits - 1, random, place)
        yield from _scatter(count - half, bits - 1, random, place + (1 << (bits - 1)))
    elif count:
        yield place, count
