"""Two sides' numbers of the same placements beside each other: how far apart they are, and why that is likely."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

METRICS = ("clicks", "sales", "revenue")
TOLERANCE = 0.05  # of the larger number
SMALL = 3  # counts this close agree, however small they are


class Standing(StrEnum):
    """How two numbers stand to each other."""

    AGREE = "agree"
    DIFFER = "differ"
    ONLY_OURS = "only-ours"
    ONLY_THEIRS = "only-theirs"
    HIDDEN = "hidden"


class Reason(StrEnum):
    """Why two numbers are likely to differ."""

    DAYS = "days-missing"
    BOTS = "bots"
    UNIQUE = "unique"
    ZONE = "time-zone"
    REFUNDS = "late-refunds"
    TAGS = "missing-tags"
    WINDOW = "window"
    SHOPS = "own-shop"
    UNKNOWN = "unknown"


REASONS: Mapping[Reason, str] = {
    Reason.DAYS: "one side has nothing on days on which the other counted",
    Reason.BOTS: "the other number is that of one side before robots and repeats are left out",
    Reason.UNIQUE: "the other number is that of one side's unique clicks or visitors",
    Reason.ZONE: "the days are counted in different zones: sums agree, single days don't",
    Reason.REFUNDS: "refunds make the difference: one side has seen them, the other not yet",
    Reason.TAGS: "clicks that lost their tags on the way would close the gap",
    Reason.WINDOW: "the sides look back over different windows",
    Reason.SHOPS: "a shared code names no placement: each side may have counted the sales of its own shop",
    Reason.UNKNOWN: "nothing that the two files tell",
}


class Spot(NamedTuple):
    """What two sides' numbers are of: a placement, or a campaign of which evidence (a shared code) proves no more."""

    placement: str | None
    campaign: str | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What one side counted of a placement. ``days``: day → clicks; ``raw``: before anything was excluded; ``unique``:
    metric → count of what isn't clicks; ``sales`` and money are None where that side can't know, or is ``hidden``.
    """

    days: Mapping[date, int] = field(default_factory=dict)
    raw: int | None = None
    unique: Mapping[str, int] = field(default_factory=dict)
    sales: int | None = None
    revenue: int | None = None
    refunds: int | None = None
    hidden: bool = False

    @property
    def clicks(self) -> int | None:
        """All clicks, None where no day was counted."""
        return sum(self.days.values()) if self.days else None

    def number(self, metric: str) -> int | None:
        """Return one of METRICS."""
        return {"clicks": self.clicks, "sales": self.sales, "revenue": self.revenue}[metric]


@dataclass(frozen=True, slots=True)
class Side:
    """One side: its tallies and the rules it counts by. ``lost``: clicks tied to no placement."""

    tallies: Mapping[Spot, Tally]
    timezone: str
    window_days: frozenset[int] = frozenset()
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """A number of both sides. ``difference``: theirs less ours; ``days``: those that differ beyond the tolerance."""

    placement: str | None
    campaign: str | None
    metric: str
    ours: int | None
    theirs: int | None
    difference: int | None
    share: float | None
    standing: Standing
    reasons: tuple[Reason, ...]
    days: tuple[date, ...] = ()


def reconcile(ours: Side, theirs: Side, tolerance: float = TOLERANCE) -> tuple[Pair, ...]:
    """Return every number that either side has, placement by placement, campaigns last."""
    found = []
    for spot in sorted({*ours.tallies, *theirs.tallies}, key=lambda spot: (spot.placement is None, *map(str, spot))):
        one, other = ours.tallies.get(spot, Tally()), theirs.tallies.get(spot, Tally())
        pairs = [_pair(spot, metric, (one, other), (ours, theirs), tolerance) for metric in METRICS]
        found += [pair for pair in pairs if pair.ours or pair.theirs]  # a zero beside nothing tells nothing
    return tuple(found)


def near(one: int, other: int, tolerance: float) -> bool:
    """Whether two counts agree: within a share of the larger, or next to each other; without tolerance, if equal."""
    return abs(one - other) <= (max(SMALL, tolerance * max(abs(one), abs(other))) if tolerance else 0)


def _pair(spot: Spot, metric: str, pair: tuple[Tally, Tally], sides: tuple[Side, Side], tolerance: float) -> Pair:
    one, other = pair
    ours, theirs = one.number(metric), other.number(metric)
    if ours is None or theirs is None:
        gone = metric != "clicks" and ((ours is None and one.hidden) or (theirs is None and other.hidden))
        standing = Standing.HIDDEN if gone else Standing.ONLY_THEIRS if ours is None else Standing.ONLY_OURS
        return Pair(*spot, metric, ours, theirs, None, None, standing, ())
    apart = _days_apart(one, other, tolerance) if metric == "clicks" else ()
    difference = theirs - ours
    share = difference / max(abs(ours), abs(theirs)) if difference else 0.0
    if near(ours, theirs, tolerance):
        zones = apart and sides[0].timezone != sides[1].timezone
        return Pair(
            *spot, metric, ours, theirs, difference, share, Standing.AGREE, (Reason.ZONE,) if zones else (), apart
        )
    reasons = _reasons(metric, pair, sides, tolerance) if spot.placement else (Reason.SHOPS,)
    return Pair(*spot, metric, ours, theirs, difference, share, Standing.DIFFER, reasons, apart)


def _days_apart(one: Tally, other: Tally, tolerance: float) -> tuple[date, ...]:
    days = sorted({*one.days, *other.days})
    return tuple(day for day in days if not near(one.days.get(day, 0), other.days.get(day, 0), tolerance))


def _reasons(metric: str, pair: tuple[Tally, Tally], sides: tuple[Side, Side], tolerance: float) -> tuple[Reason, ...]:
    found = (
        _reasons_of_clicks(pair, sides, tolerance) if metric == "clicks" else _of_sales(metric, pair, sides, tolerance)
    )
    return tuple(found) or (Reason.UNKNOWN,)


def _reasons_of_clicks(pair: tuple[Tally, Tally], sides: tuple[Side, Side], tolerance: float) -> list[Reason]:
    one, other = pair
    ours, theirs = one.clicks or 0, other.clicks or 0
    found = []
    if _explains_days(one, other, tolerance) or _explains_days(other, one, tolerance):
        found.append(Reason.DAYS)
    if _is_near_any(theirs, [one.raw], tolerance) or _is_near_any(ours, [other.raw], tolerance):
        found.append(Reason.BOTS)
    if _is_near_any(theirs, one.unique.values(), tolerance) or _is_near_any(ours, other.unique.values(), tolerance):
        found.append(Reason.UNIQUE)
    fewer, gap = (sides[0], theirs - ours) if ours < theirs else (sides[1], ours - theirs)
    if fewer.lost and fewer.lost >= gap * (1 - tolerance):
        found.append(Reason.TAGS)
    return found


def _explains_days(one: Tally, other: Tally, tolerance: float) -> bool:
    """Whether the two agree over the days on which the first counted anything."""
    shared = sum(n for day, n in other.days.items() if one.days.get(day))
    return shared != (other.clicks or 0) and near(one.clicks or 0, shared, tolerance)


def _is_near_any(number: int, others: Iterable[int | None], tolerance: float) -> bool:
    return any(other is not None and near(number, other, tolerance) for other in others)


def _of_sales(metric: str, pair: tuple[Tally, Tally], sides: tuple[Side, Side], tolerance: float) -> Sequence[Reason]:
    one, other = pair
    found = []
    if metric == "revenue" and one.revenue is not None and other.revenue is not None:
        gap = abs(one.revenue - other.revenue)
        if any(refunds and near(gap, refunds, tolerance) for refunds in (one.refunds, other.refunds)):
            found.append(Reason.REFUNDS)
    if sides[0].window_days != sides[1].window_days and sides[0].window_days and sides[1].window_days:
        found.append(Reason.WINDOW)
    return found
