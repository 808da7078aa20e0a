"""How well a partnership works: what a partner promised and kept and what came of it, shrunk by sample size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from math import sqrt
from typing import NamedTuple

from xpromo.measure.cells import Cell
from xpromo.measure.delivery import State
from xpromo.measure.exchange import Entry, Known, exchanged
from xpromo.measure.folding import build_cells
from xpromo.measure.groups import SALE, UNDOING, Group
from xpromo.measure.rates import FLOOR, NOT_ENOUGH, Rate, missing
from xpromo.measure.shrinking import Family, Prior, beta_prior, dispersion, gamma_prior
from xpromo.records import Aggregate, Direction

MOST_OF_IT = 0.5  # of the weights; with less there is no health, only its parts
SETTLED = timedelta(days=7)  # after its last day in time, when most of a placement's clicks have come
FORMULA = (
    "shrunk: (first + count / dispersion) / (first + second + exposure / dispersion) of a beta prior, (first + count / "
    "dispersion) / (second + exposure / dispersion) of a gamma prior, with the interval that holds 95 % of it; health: "
    "the scores' mean by weight, its interval from theirs (squares of weighted distances add up)"
)


class Observed(NamedTuple):
    """One thing that was observed of a partner: ``events`` over ``exposure``; ``n`` is what the floor is about."""

    partner: str
    events: float
    exposure: float
    n: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A part of health. ``score`` turns a rate and the mean of all into 0 … 1; it takes ``floor`` of ``what``."""

    name: str
    family: Family
    floor: int
    what: str
    weight: float
    score: Callable[[float, float], float]
    definition: str


def _kept(rate: float, _mean: float) -> float:
    return min(1.0, rate)


def _more_is_better(rate: float, _mean: float) -> float:
    return rate / (rate + 1)


def _less_is_better(rate: float, mean: float) -> float:
    return mean / (mean + rate)


MEASURES = (
    Measure(
        "on_time", Family.BETA, 3, "placements", 0.30, _kept,
        "placements of theirs that appeared in time / those that are over; score: the rate",
    ),
    Measure(
        "delivery", Family.GAMMA, 3, "placements", 0.25, _kept,
        "clicks of their placements / the clicks that were expected, a week after the last day in time; "
        "score: the ratio, at most 1",
    ),
    Measure(
        "quality", Family.GAMMA, FLOOR, "clicks", 0.20, _more_is_better,
        "conversions of their clicks / those at the rate of the campaign's other placements (others' in any campaign "
        "where it has none); score: ratio / (ratio + 1), so 0.5 is as good as the others",
    ),
    Measure(
        "refunds", Family.BETA, FLOOR, "sales", 0.10, _less_is_better,
        "refunds and chargebacks / sales that they brought; score: mean / (mean + rate)",
    ),
    Measure(
        "unsubscribes", Family.BETA, FLOOR, "people", 0.10, _less_is_better,
        "people of ours who unsubscribed / those that placements for them reached; score: mean / (mean + rate)",
    ),
    Measure(
        "days_to_settle", Family.GAMMA, 2, "statements", 0.05, _less_is_better,
        "days from a period's end until its statement was frozen; score: mean / (mean + days)",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One measure of one partner: what was observed, the rate shrunk towards the mean of all, and its score."""

    name: str
    events: float
    exposure: float
    n: int
    shrunk: Rate
    score: Rate
    weight: float


@dataclass(frozen=True, slots=True)
class PartnerHealth:
    """A partner's health, 0 … 1, and what it is made of."""

    partner: str
    health: Rate
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """Every partner's health, by name, and the prior of each measure that anything is known of."""

    partners: tuple[PartnerHealth, ...]
    priors: Mapping[str, Prior]


class Statement(NamedTuple):
    """A statement that was frozen so many days after its period had ended."""

    partner: str
    days: int


def health(known: Known, statements: Sequence[Statement] = (), campaigns: Sequence[str] = ()) -> Health:
    """Return the health of every partner of some campaigns, or of all: over placements promised in the period."""
    entries = [
        entry
        for entry in exchanged(replace(known, paid=True))
        if not campaigns or entry.cell.place.campaign in campaigns
    ]
    observed = {
        "on_time": list(_on_time(entries)),
        "delivery": list(_delivery(entries, known)),
        "quality": list(_quality(entries, known)),
        "refunds": list(_refunds(entries)),
        "unsubscribes": list(_unsubscribes(entries, known.facts.aggregates)),
        "days_to_settle": [Observed(item.partner, item.days, 1, 1) for item in statements],
    }
    priors = {item.name: _prior(item, observed[item.name]) for item in MEASURES if observed[item.name]}
    partners = sorted({entry.partner for entry in entries})
    return Health(tuple(_partner(name, observed, priors) for name in partners), priors)


def _partner(name: str, observed: Mapping[str, Sequence[Observed]], priors: Mapping[str, Prior]) -> PartnerHealth:
    parts = tuple(
        _part(item, [one for one in observed[item.name] if one.partner == name], priors.get(item.name))
        for item in MEASURES
    )
    return PartnerHealth(name, _combined(parts), parts)


def _part(measure: Measure, found: Sequence[Observed], prior: Prior | None) -> Part:
    events, exposure = sum(item.events for item in found), sum(item.exposure for item in found)
    n = sum(item.n for item in found)
    shrunk = score = missing(NOT_ENOUGH, n)
    if prior and n >= measure.floor:
        shrunk = replace(prior.shrink(events, exposure), n=n)
        ends = [measure.score(value or 0.0, prior.mean) for value in (shrunk.value, shrunk.low, shrunk.high)]
        score = Rate(ends[0], min(ends), max(ends), n)
    return Part(measure.name, events, exposure, n, shrunk, score, measure.weight)


def _combined(parts: Sequence[Part]) -> Rate:
    """Return the scores' mean by weight; where less than MOST_OF_IT of the weights is known there is none."""
    known = [(part.weight, part.score) for part in parts if part.score.value is not None]
    whole = sum(weight for weight, _ in known)
    if whole < MOST_OF_IT * sum(part.weight for part in parts):
        return missing(NOT_ENOUGH, len(known))
    mean = sum(weight * (score.value or 0.0) for weight, score in known) / whole
    down = sqrt(sum((weight * ((score.value or 0.0) - (score.low or 0.0))) ** 2 for weight, score in known)) / whole
    up = sqrt(sum((weight * ((score.high or 0.0) - (score.value or 0.0))) ** 2 for weight, score in known)) / whole
    return Rate(mean, mean - down, mean + up, len(known))


def _prior(measure: Measure, observed: Sequence[Observed]) -> Prior:
    groups: dict[str, list[tuple[float, float]]] = {}
    for item in sorted(observed):
        groups.setdefault(item.partner, []).append((item.events, item.exposure))
    pairs = [(sum(count for count, _ in many), sum(size for _, size in many)) for many in groups.values()]
    if measure.family is Family.BETA:
        return beta_prior(pairs)
    return gamma_prior(pairs, dispersion(list(groups.values())))


# ------------------------------------------------------------------------------------------------ what is observed


def _received(entries: Iterable[Entry]) -> Iterator[Entry]:
    return (entry for entry in entries if entry.side is Direction.RECEIVED)


def _on_time(entries: Iterable[Entry]) -> Iterator[Observed]:
    for entry in _received(entries):
        if entry.is_over and entry.delivery:
            yield Observed(entry.partner, float(entry.delivery.state is State.ON_TIME), 1, 1)


def _delivery(entries: Iterable[Entry], known: Known) -> Iterator[Observed]:
    for entry in _received(entries):
        expected = entry.promise.expected_clicks if entry.promise else None
        clicks = entry.number("clicks")
        is_settled = entry.delivery is not None and entry.delivery.due + SETTLED <= known.today
        if expected and clicks is not None and entry.is_over and is_settled:
            yield Observed(entry.partner, clicks, expected, 1)


def _quality(entries: Iterable[Entry], known: Known) -> Iterator[Observed]:
    """Yield conversions over those that others' rate would have made of the same clicks."""
    others = _Others.of(cell for cell in build_cells(known.facts) if _converts_here(cell))
    for entry in _received(entries):
        if entry.promise and _converts_here(entry.cell) and entry.cell.clicks:
            rate = others.rate(entry.cell)
            if rate:
                conversions = Group([entry.cell]).conversions() or 0
                yield Observed(entry.partner, conversions, entry.cell.clicks * rate, entry.cell.clicks)


def _converts_here(cell: Cell) -> bool:
    """Whether a placement's conversions are ours to see."""
    promise = cell.promise
    return promise is not None and promise.direction is not Direction.GIVEN and cell.conversions_known


@dataclass(frozen=True, slots=True)
class _Others:
    """Clicks and conversions by what a campaign is for, its id ("" for all) and the partner (None for all)."""

    sums: Mapping[tuple[str, str, str | None], tuple[int, int]]

    @classmethod
    def of(cls, cells: Iterable[Cell]) -> _Others:
        sums: dict[tuple[str, str, str | None], tuple[int, int]] = {}
        for cell in cells:
            clicks, conversions = cell.clicks or 0, Group([cell]).conversions() or 0
            for key in product((cell.goal_kind,), {cell.place.campaign or "", ""}, {cell.place.partner or "", None}):
                before = sums.get(key, (0, 0))
                sums[key] = (before[0] + clicks, before[1] + conversions)
        return cls(sums)

    def rate(self, cell: Cell) -> float | None:
        """Return the conversion rate of others in the campaign, else anywhere; None where they have too few clicks."""
        for campaign in (cell.place.campaign or "", ""):
            everybody = self.sums.get((cell.goal_kind, campaign, None), (0, 0))
            own = self.sums.get((cell.goal_kind, campaign, cell.place.partner or ""), (0, 0))
            clicks, conversions = everybody[0] - own[0], everybody[1] - own[1]
            if clicks >= FLOOR and conversions:
                return conversions / clicks
        return None


def _refunds(entries: Iterable[Entry]) -> Iterator[Observed]:
    for entry in _received(entries):
        group = Group([entry.cell])
        sales = group.of({SALE}).n
        if sales:
            yield Observed(entry.partner, min(group.of(UNDOING).n, sales), sales, sales)


def _unsubscribes(entries: Iterable[Entry], aggregates: Iterable[Aggregate]) -> Iterator[Observed]:
    left: dict[str, dict[tuple[str, str], int]] = {}
    for item in aggregates:
        if item.metric == "unsubscribes" and item.placement:
            counts = left.setdefault(item.placement, {})
            counts[item.source, item.label] = counts.get((item.source, item.label), 0) + item.n
    for entry in entries:
        counts = left.get(entry.cell.place.placement or "", {})
        if entry.side is Direction.GIVEN and counts and entry.cell.reach:
            reach = entry.cell.reach
            yield Observed(entry.partner, min(max(counts.values()), reach), reach, reach)
