"""Aggregates → cells: choose the source that counts at each place, then add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from xpromo.measure.cells import Cell, Facts, Place, Sum
from xpromo.measure.clicks import choose, wish
from xpromo.measure.costs import COST, Spending, spending_of
from xpromo.records import CONVERSION_KINDS, EXCLUSIONS, Aggregate, Direction, Promise

K = TypeVar("K")

REACH_METRICS = ("reach", "delivered", "sends")  # best first; never opens or impressions
CLICKS = "clicks"
# Labels of clicks that one tool counted by several lengths of time: the same clicks, so one of them counts
LENGTHS = frozenset({"minute", "hour", "day", "week", "month"})
BREAKDOWN = "by "  # begins the label of a total that is one of several of the same, by different dimensions

# Sales where the goal is reach, clicks, revenue or new customers.
KIND_OF_GOAL = {"leads": "lead", "signups": "signup", "registrations": "registration", "trials": "trial"}


def build_cells(facts: Facts) -> list[Cell]:
    """Return the cells of every promised placement and of every place that evidence reached, in a stable order.

    With ``by_day`` a place has a cell for each day that anything is known of, else exactly one.
    """
    promises: dict[str, Promise] = {promise.placement: promise for promise in facts.promises}
    known = _Known.of(facts)
    found = _by_place(facts.aggregates, promises)
    return [
        cell
        for place in sorted(found, key=_order)
        for cell in _cells(_Folder.of(place, promises.get(place.placement or ""), found[place], known, facts), facts)
    ]


def _order(place: Place) -> tuple[str, ...]:
    return (place.campaign or "", place.partner or "", place.property or "", place.placement or "")


def _by_place(aggregates: Iterable[Aggregate], promises: Mapping[str, Promise]) -> dict[Place, list[Aggregate]]:
    found: dict[Place, list[Aggregate]] = {Place.promised(promise): [] for promise in promises.values()}
    for item in aggregates:
        promise = promises.get(item.placement or "")
        place = (
            Place.promised(promise) if promise else Place(item.campaign, item.partner, item.property, item.placement)
        )
        if place.is_somewhere():
            found.setdefault(place, []).append(item)
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """What anybody told us at all: without a single click anywhere, "0 clicks" would be a lie."""

    clicks: bool
    conversions: bool
    goals: Mapping[str, str]  # campaign → the kind of conversion that it is for

    @classmethod
    def of(cls, facts: Facts) -> _Known:
        metrics = facts.told | {item.metric for item in facts.aggregates}
        return cls(CLICKS in metrics, not CONVERSION_KINDS.isdisjoint(metrics), goal_kinds(facts.promises))


def goal_kinds(promises: Iterable[Promise]) -> dict[str, str]:
    """Return campaign → the kind of conversion that it is for."""
    return {promise.campaign: goal_kind(promise) for promise in promises}


def goal_kind(promise: Promise) -> str:
    """Return the kind of conversion that a campaign is for; a sale unless its primary goal names another."""
    primary = next((goal.metric for goal in promise.goals if goal.rank == "primary"), "")
    return KIND_OF_GOAL.get(primary, "sale")


@dataclass(frozen=True, slots=True)
class _Folder:
    """What counts at a place, chosen once for all its days so that days add up to the whole."""

    place: Place
    promise: Promise | None
    items: Sequence[Aggregate]
    click_source: str | None
    clicks_known: bool
    reach: tuple[str, str] | None  # metric, source
    conversions_known: bool
    goal_kind: str
    spending: Spending

    @classmethod
    def of(
        cls, place: Place, promise: Promise | None, items: Sequence[Aggregate], known: _Known, facts: Facts
    ) -> _Folder:
        sources = {item.source for item in items if item.metric == CLICKS}
        ever = facts.click_sources.get(place, {})
        source = choose(sources | ever.keys(), wish(promise, facts.settings))
        converted = any(item.metric in CONVERSION_KINDS for item in items)
        # What we give happens on the partner's site: our files can't say that nobody clicked or converted there.
        elsewhere = promise is not None and promise.direction is Direction.GIVEN
        return cls(
            place=place,
            promise=promise,
            items=list(_once(items)),
            click_source=source,
            clicks_known=_is_counted(source, sources, ever) if sources or ever else known.clicks and not elsewhere,
            reach=_reach(items),
            conversions_known=converted or (known.conversions and not elsewhere),
            goal_kind=known.goals.get(place.campaign or "", "sale"),
            spending=spending_of(promise, items, facts.settings),
        )

    def cell(self, day: date | None, items: Sequence[Aggregate], costs: Mapping[str, int]) -> Cell:
        """Add up the items of one day (or of all)."""
        clicks = [item for item in items if item.metric == CLICKS]
        ours = [item for item in clicks if item.source == self.click_source]
        others = [item for item in clicks if item.source != self.click_source]
        reach = [item.n for item in items if (item.metric, item.source) == self.reach]
        return Cell(
            place=self.place,
            promise=self.promise,
            day=day,
            click_source=self.click_source,
            clicks=sum(item.n for item in ours if item.label not in EXCLUSIONS) if self.clicks_known else None,
            clicks_raw=sum(item.n for item in ours) if self.clicks_known else None,
            other_clicks=_counts((item.source, item.n) for item in others if item.label not in EXCLUSIONS),
            excluded=_counts((item.label, item.n) for item in ours if item.label in EXCLUSIONS),
            reach=sum(reach) if reach else None,
            reach_metric=self.reach[0] if reach and self.reach else None,
            conversions_known=self.conversions_known,
            goal_kind=self.goal_kind,
            kinds=sums(item for item in items if item.metric in CONVERSION_KINDS),
            costs=costs,
            cost_basis=self.spending.basis if costs else None,
            other_metrics=_counts((_measure(item), item.n) for item in items if self._is_other(item)),
        )

    def _is_other(self, item: Aggregate) -> bool:
        if item.metric in CONVERSION_KINDS or item.metric in {CLICKS, COST}:
            return False
        return (item.metric, item.source) != self.reach


def cut_counts(facts: Facts) -> dict[Place, str]:
    """Return the places whose clicks are counted by a source of which a count lies only partly in the period."""
    promises: dict[str, Promise] = {promise.placement: promise for promise in facts.promises}
    found = {}
    for place, sources in facts.click_sources.items():
        promise = promises.get(place.placement) if place.placement else None
        source = choose(sources.keys(), wish(promise, facts.settings))
        if source and sources.get(source) and (promise or not place.placement):
            found[place] = source
    return found


def _is_counted(source: str | None, inside: set[str], ever: Mapping[str, bool]) -> bool:
    """Whether the source that counts says anything of the period: of a count that the period cuts nobody knows how
    much of it lies inside.
    """
    return source in inside or (source is not None and ever.get(source) is False)


def _cells(folder: _Folder, facts: Facts) -> Iterator[Cell]:
    days: dict[date | None, list[Aggregate]] = {}
    for item in folder.items:
        days.setdefault(item.day if facts.by_day else None, []).append(item)
    costs: dict[date | None, dict[str, int]] = {}
    for (day, currency), minor in folder.spending.amounts.items():
        if day is None or facts.holds(day):
            found = costs.setdefault(day if facts.by_day else None, {})
            found[currency] = found.get(currency, 0) + minor
    keys = {*days, *costs} if facts.by_day else {None}
    for key in sorted(keys, key=lambda day: (day is not None, str(day))):
        yield folder.cell(key, days.get(key, ()), costs.get(key, {}))


def _once(items: Sequence[Aggregate]) -> Iterator[Aggregate]:
    """Yield the items without clicks that the same tool counted by another length of time, too."""
    best = best_lengths((item.source, item.label, item.n) for item in items if item.metric == CLICKS)
    yield from (
        item for item in items if item.metric != CLICKS or item.label not in LENGTHS or best[item.source] == item.label
    )


def best_lengths(clicks: Iterable[tuple[str, str, int]]) -> dict[str, str]:
    """Return source → the length of time by which its clicks count, of clicks by source and label: the largest sum."""
    sums = _counts(((source, label), n) for source, label, n in clicks if label in LENGTHS)
    return {source: label for (source, label), _ in sorted(sums.items(), key=lambda item: (item[1], item[0]))}


def _measure(item: Aggregate) -> str:
    """Return what was counted, and by what: ``visitors (plausible-dashboard by utm_contents)``. The same visitors by
    another dimension are another measure.
    """
    by = f" {item.label}" if item.label.startswith(BREAKDOWN) else ""
    return f"{item.metric} ({item.source}{by})"


def _reach(items: Iterable[Aggregate]) -> tuple[str, str] | None:
    sums = _counts(((item.metric, item.source), item.n) for item in items if item.metric in REACH_METRICS)
    return min(sums, key=lambda key: (REACH_METRICS.index(key[0]), -sums[key], key[1]), default=None)


def _counts(pairs: Iterable[tuple[K, int]]) -> dict[K, int]:
    found: dict[K, int] = {}
    for key, n in pairs:
        found[key] = found.get(key, 0) + n
    return found


def sums(items: Iterable[Aggregate]) -> dict[tuple[str, str, str], Sum]:
    """Add up conversions by kind, label and currency."""
    found: dict[tuple[str, str, str], Sum] = {}
    for item in items:
        key = (item.metric, item.label, item.currency)
        found[key] = found.get(key, Sum()) + Sum(item.n, item.amount, item.squares)
    return found
