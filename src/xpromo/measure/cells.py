"""Cells: what is known of one place (on one day), before anything is grouped or divided.

A *place* is the finest point that evidence proved: a placement, or only a campaign and partner (a shared code), or
only a property. A cell is addable to any other: groups are sums of cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from xpromo.answers import Share
from xpromo.records import CONVERSION_KINDS, Aggregate, Direction, Promise, Settings

SEEN = (
    *("clicks", "unique_clicks", "reach", "delivered", "sends", "opens", "unique_opens", "impressions"),
    *("sessions", "engaged_sessions", "visits", "visitors", "views", "pageviews"),
)
PUBLIC = CONVERSION_KINDS | {*SEEN}


@dataclass(frozen=True, slots=True)
class Place:
    """Where evidence stops; None for whatever it doesn't prove."""

    campaign: str | None
    partner: str | None
    property: str | None
    placement: str | None

    def is_somewhere(self) -> bool:
        """Whether anything was proved at all."""
        return bool(self.campaign or self.partner or self.property or self.placement)

    def named(self) -> str:
        """Return the finest name that is known of it."""
        return self.placement or self.property or self.campaign or self.partner or ""

    @classmethod
    def promised(cls, promise: Promise) -> Place:
        """Return the place of a promised placement."""
        return cls(promise.campaign, promise.partner, promise.property, promise.placement)


@dataclass(frozen=True, slots=True)
class Sum:
    """Counted rows, their money in minor units, the sum of its squares."""

    n: int = 0
    amount: int = 0
    squares: int = 0

    def __add__(self, other: Sum) -> Sum:
        """Add two sums of one currency."""
        return Sum(self.n + other.n, self.amount + other.amount, self.squares + other.squares)


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of a place. None means that nobody told us; 0 means that somebody counted and found none.

    ``kinds``: (kind, label, currency) → sum. ``costs``: currency → minor units that we bear; ``cost_basis`` says
    whether they were ``recorded`` or are our share of the ``budget``. ``day`` is None unless days were asked for.
    ``goal_kind`` is the kind of conversion that the campaign is for. ``other_clicks``: source → clicks that aren't
    added; ``other_metrics``: ``metric (source)`` → count, because two tools' sessions aren't one measure.
    """

    place: Place
    promise: Promise | None
    day: date | None = None
    click_source: str | None = None
    clicks: int | None = None
    clicks_raw: int | None = None
    reach: int | None = None
    reach_metric: str | None = None
    conversions_known: bool = False
    goal_kind: str = "sale"
    kinds: Mapping[tuple[str, str, str], Sum] = field(default_factory=dict)
    costs: Mapping[str, int] = field(default_factory=dict)
    cost_basis: str | None = None
    other_clicks: Mapping[str, int] = field(default_factory=dict)
    other_metrics: Mapping[str, int] = field(default_factory=dict)
    excluded: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a scorecard is made from. ``since``/``until`` are the period asked for, the end exclusive.

    ``click_sources``: which sources ever counted clicks at a place, in the period or not, and whether a count of theirs
    lies only partly in it; empty where the aggregates are of all days. What counts must not change with the period that
    is asked for. ``campaigns``: those asked for, none
    for all. ``shares`` are of every campaign, as ``every_promise``: a path may begin elsewhere. None: not to be told.
    ``told``: metrics that anybody told of in the period, of whatever campaign, beside those of the aggregates.
    """

    promises: Sequence[Promise]
    aggregates: Sequence[Aggregate]
    settings: Settings | None = None
    since: date | None = None
    until: date | None = None
    by_day: bool = False
    click_sources: Mapping[Place, Mapping[str, bool]] = field(default_factory=dict)
    campaigns: Sequence[str] = ()
    shares: Sequence[Share] | None = None
    every_promise: Sequence[Promise] = ()
    told: frozenset[str] = frozenset()

    def holds(self, day: date) -> bool:
        """Whether a day lies in the period."""
        return (self.since is None or day >= self.since) and (self.until is None or day < self.until)

    def of_partner(self, partner: str) -> Facts:
        """Return the facts of one partner's placements and codes; who else took part in them isn't told."""
        return replace(
            self,
            promises=[promise for promise in self.promises if promise.partner == partner],
            aggregates=[item for item in self.aggregates if item.partner == partner],
            shares=None,
            told=frozenset(),
        )

    def public(self) -> Facts:
        """Return what of the facts isn't the house's own: what people saw and did, not what it cost or whom it lost."""
        return replace(
            self,
            promises=[replace(promise, budget_minor=None) for promise in self.promises],
            aggregates=[item for item in self.aggregates if item.metric in PUBLIC],
        )

    def half(self, *, given: bool) -> Facts:
        """Return the facts of what we did for partners, or the rest, with whatever evidence ties to no placement."""
        ours = {promise.placement for promise in self.promises if promise.direction is Direction.GIVEN}
        return replace(
            self,
            promises=[promise for promise in self.promises if (promise.placement in ours) is given],
            aggregates=[item for item in self.aggregates if (item.placement in ours) is given],
            shares=None,
        )
