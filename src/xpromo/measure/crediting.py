"""Paths and models → each channel's credit, in millionths of a conversion and in minor units, to the last one.

What a model gives are parts of a whole. They are made whole numbers once, for all conversions together, by the largest
remainder: credits add up to the conversions and to their money exactly, and no rounding piles up path by path.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from xpromo.collecting import without_collecting
from xpromo.elsewhere import elsewhere
from xpromo.measure.markov import transitions
from xpromo.measure.models import Count, Model, Shares, Tally, Terms, Weighed, places
from xpromo.measure.rounding import apportioned
from xpromo.paths import BORDER, Paths, letter

MILLION = 1_000_000
MANY = 200_000  # rows: a process costs a tenth of a second
THERE: tuple[Count, ...] = (transitions, places)
Amounts = tuple[int, ...]  # one for each of the paths' names


@dataclass(frozen=True, slots=True)
class Credits:
    """Who is credited with what, by each model (name → amounts in the order of ``names``).

    ``conversions`` are in millionths; ``values`` in minor units, by currency. ``intervals``: the lowest and the highest
    credit of 95 % of resampled paths, in millionths; no entry where there were too few paths. ``touched``: on how many
    conversions' paths each channel is.
    """

    names: tuple[str, ...]
    converted: int
    conversions: Mapping[str, Amounts]
    values: Mapping[str, Mapping[str, Amounts]]
    touched: Amounts
    intervals: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)

    def spread(self, place: int) -> tuple[int, int] | None:
        """Return the least and the most that any model gives a channel; None where no model gives anything."""
        found = [amounts[place] for amounts in self.conversions.values() if amounts]
        return (min(found), max(found)) if found else None


@without_collecting()
def credit(paths: Paths, models: Mapping[str, Model], terms: Terms) -> Credits:
    """Share the conversions of paths out by each model, and what they brought."""
    counted = Weighed(paths, paths.conversions)
    tallies = _tallies(counted, models, terms)
    # What conversions brought doesn't change the chain
    chain: dict[Count, Tally] = {count: tally for count, tally in tallies.items() if count is transitions}
    shares = _shares(tallies, models, terms)
    worth: dict[str, Mapping[str, Shares]] = {}
    for currency, values in paths.values.items():
        weighed = {name: model for name, model in models.items() if model.weighed}
        worth[currency] = shares | _shares(_tallies(Weighed(paths, values), weighed, terms, chain), weighed, terms)
    return Credits(
        names=paths.names,
        converted=paths.converted,
        conversions={name: amounts(paths, found, paths.converted * MILLION) for name, found in shares.items()},
        values={
            currency: {name: amounts(paths, found, sum(paths.values[currency])) for name, found in each.items()}
            for currency, each in worth.items()
        },
        touched=_touched(counted),
    )


def _touched(weighed: Weighed) -> Amounts:
    """Count the conversions on whose paths each channel is."""
    found = {letter(number): 0 for number in range(len(weighed.paths.names))}
    for touches, count in weighed.combinations.items():
        for sign in set(touches):
            found[sign] += count
    return tuple(found.values())


def _tallies(
    weighed: Weighed, models: Mapping[str, Model], terms: Terms, known: Mapping[Count, Tally] = MappingProxyType({})
) -> dict[Count, Tally]:
    """Return what the models count, each once. Of many paths, another process counts THERE, which takes as long as all
    the rest.
    """
    counts = dict.fromkeys(count for model in models.values() for count in model.counts)
    here = [count for count in counts if count not in known]
    there = [count for count in here if count in THERE]
    if transitions not in there or there == here or len(weighed.paths.words) < MANY:
        return {**known, **{count: count(weighed, terms) for count in here}}
    paths = weighed.paths
    columns = BORDER.join(paths.words), paths.conversions, paths.nulls
    with elsewhere("the paths", _counted, there, terms, paths.names, *columns) as answers:
        rest = {count: count(weighed, terms) for count in here if count not in there}
        return {**known, **rest, **dict(zip(there, answers, strict=True))}


def _counted(
    counts: Sequence[Count],
    terms: Terms,
    names: tuple[str, ...],
    text: str,
    conversions: Sequence[int],
    nulls: Sequence[int],
) -> Iterator[Tally]:
    paths = Paths(names, text.split(BORDER), conversions, nulls)
    for count in counts:
        yield count(Weighed(paths, paths.conversions), terms)


def _shares(tallies: Mapping[Count, Tally], models: Mapping[str, Model], terms: Terms) -> dict[str, Shares]:
    return {name: model.share([tallies[count] for count in model.counts], terms) for name, model in models.items()}


def amounts(paths: Paths, shares: Shares, total: int) -> Amounts:
    """Return ``total`` in whole parts for each channel of the paths; all 0 where nothing is to be shared."""
    return apportion([shares.get(letter(number), 0.0) for number in range(len(paths.names))], total)


def apportion(shares: Sequence[Fraction | float], total: int) -> Amounts:
    """Share a whole number out in whole numbers that add up to it; nobody gets anything where the shares come to 0."""
    exact = [Fraction(share) for share in shares]
    whole = sum(exact)
    if not whole:
        return (0,) * len(exact)
    return tuple(apportioned([total * share / whole for share in exact], total))
