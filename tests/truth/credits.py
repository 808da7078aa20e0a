"""Attribution models once more, over the paths of a world, by fractions and without a line of xpromo's."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from tests.truth.planting import World

Shares = Mapping[str, Fraction]
WEEK = timedelta(days=7)


class Path(NamedTuple):
    """One person's way: what they touched, how long before, and the cents that it ended in; None: in nothing."""

    touches: tuple[str, ...]
    ages: tuple[timedelta, ...]
    cents: int | None


def paths(world: World, name: Callable[[str], str]) -> list[Path]:
    """The ways to sales that weren't taken back whole, and everybody else's; ``name``: what a placement is called."""
    left = Counter[str]()
    for outcome in world.outcomes:
        left[outcome.parent or outcome.id] += outcome.amount
    found, walked = [], set[str]()
    for sale in world.outcomes:
        if sale.path:
            walked.add(sale.visitor)
            found.append(Path(tuple(map(name, sale.path)), sale.ages, left[sale.id] or None))
    seen: dict[str, list[str]] = defaultdict(list)
    for click in world.clicks:
        if click.visitor and click.kept and click.visitor not in walked:
            seen[click.visitor].append(name(click.place.placement or ""))
    return found + [Path(tuple(touches), (), None) for touches in seen.values()]


def credited(ways: Sequence[Path], model: str) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
    """What each channel has of the conversions, and of the cents."""
    share = shares_of(ways, model)
    counts: dict[str, Fraction] = defaultdict(Fraction)
    cents: dict[str, Fraction] = defaultdict(Fraction)
    for way in ways:
        if way.cents is not None:
            for channel, part in share(way).items():
                counts[channel] += part
                cents[channel] += part * way.cents
    return counts, cents


def shares_of(ways: Sequence[Path], model: str) -> Callable[[Path], Shares]:
    """Return what shares one path out."""
    if model == "markov-global":
        effects = removal_effects(ways)
        even = {channel: effect / sum(effects.values()) for channel, effect in effects.items()}
        return lambda _: even
    if model == "markov-within":
        effects = removal_effects(ways)
        return lambda way: _weighed(way.touches, [effects[channel] for channel in way.touches])
    return lambda way: _weighed(*PATHWISE[model](way))


def _weighed(touches: Sequence[str], weights: Sequence[Fraction]) -> Shares:
    found: dict[str, Fraction] = defaultdict(Fraction)
    for channel, weight in zip(touches, weights, strict=True):
        found[channel] += weight / sum(weights)
    return found


def _ends(way: Path) -> list[Fraction]:
    """40 % to each end, 20 % to those between; of two a half each."""
    if len(way.touches) <= 2:
        return [Fraction(1)] * len(way.touches)
    between = len(way.touches) - 2
    return [Fraction(2, 5), *[Fraction(1, 5 * between)] * between, Fraction(2, 5)]


def _decayed(way: Path) -> list[Fraction]:
    return [Fraction(0.5 ** (age / WEEK)) for age in way.ages]


Weights = Callable[[Path], tuple[Sequence[str], Sequence[Fraction]]]
PATHWISE: Mapping[str, Weights] = {
    "first": lambda way: (way.touches[:1], [Fraction(1)]),
    "last": lambda way: (way.touches[-1:], [Fraction(1)]),
    "linear": lambda way: (way.touches, [Fraction(1)] * len(way.touches)),
    "position": lambda way: (way.touches, _ends(way)),
    "time-decay": lambda way: (way.touches, _decayed(way)),
    "shapley": lambda way: (different := sorted(set(way.touches)), [Fraction(1)] * len(different)),
}
MODELS = (*PATHWISE, "markov-global", "markov-within")


def removal_effects(ways: Sequence[Path]) -> dict[str, Fraction]:
    """The part of the conversions that is lost when every step to a channel leads to nothing."""
    steps: dict[str, Counter[str]] = defaultdict(Counter)
    for way in ways:
        for one, other in pairwise(["(start)", *way.touches, "(none)" if way.cents is None else "(won)"]):
            steps[one][other] += 1
    whole = _chance(steps, "")
    return {channel: 1 - _chance(steps, channel) / whole for channel in steps if channel != "(start)"}


def _chance(steps: Mapping[str, Counter[str]], removed: str) -> Fraction:
    """The chance to convert from the start: channels are taken out one by one, each replaced by where it leads."""
    chances = {
        one: {other: Fraction(n, sum(after.values())) for other, n in after.items() if other != removed}
        for one, after in steps.items()
        if one != removed
    }
    for channel in [one for one in chances if one != "(start)"]:
        out = chances.pop(channel)
        again = 1 / (1 - out.pop(channel, Fraction(0)))
        for after in chances.values():
            if part := after.pop(channel, Fraction(0)):
                for other, chance in out.items():
                    after[other] = after.get(other, Fraction(0)) + part * again * chance
    return chances["(start)"].get("(won)", Fraction(0))
