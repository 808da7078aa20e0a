"""The facts of a report from the sides that a page shows: by placement, by channel, by day both ways."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from xpromo.measure.cells import Facts
from xpromo.measure.costs import zone_of
from xpromo.measure.scorecard import scorecard
from xpromo.operations.for_partner import Door
from xpromo.operations.reading import Reading
from xpromo.records import Direction, Promise, Request
from xpromo.report.scorecard_page import Sides


def read_sides(read: Reading, request: Request, facts: Facts, door: Door | None = None) -> Sides:
    """Return the sides of the facts of a request, as they may be seen; reads the days, or the whole, besides."""
    others = read.facts(replace(request, by_day=not facts.by_day))
    others = door.only(others) if door else others
    whole, daily = (others, facts) if facts.by_day else (facts, others)
    sides = sides_of(whole, daily, read.today)
    if door is None:
        return sides
    return replace(
        sides,
        placements=door.seen(sides.placements),
        channels=door.seen(sides.channels),
        received=door.seen(sides.received),
        given=door.seen(sides.given),
    )


def sides_of(whole: Facts, daily: Facts, today: date) -> Sides:
    """Return the sides of the same facts, as a whole and day by day."""
    return Sides(
        names={promise.campaign: promise.campaign_name for promise in whole.promises},
        partners=sorted({promise.partner_name for promise in whole.promises if promise.partner_name}),
        placements=scorecard(whole, "placement"),
        channels=scorecard(whole, "channel"),
        received=scorecard(_half(daily, given=False), "day"),
        given=scorecard(_half(daily, given=True), "day"),
        sent=_sent(whole),
        ends=max((promise.flight_end for promise in whole.promises), default=None),
        today=today,
    )


def _half(facts: Facts, *, given: bool) -> Facts:
    """Return what we did for partners, or the rest, with whatever evidence ties to no placement."""
    ours = {promise.placement for promise in facts.promises if _is_given(promise)}
    return replace(
        facts,
        promises=[promise for promise in facts.promises if _is_given(promise) is given],
        aggregates=[item for item in facts.aggregates if (item.placement in ours) is given],
        shares=None,
    )


def _is_given(promise: Promise) -> bool:
    return promise.direction is Direction.GIVEN


def _sent(facts: Facts) -> dict[date, list[str]]:
    zone = zone_of(facts.settings)
    found: dict[date, list[str]] = {}
    for promise in facts.promises:
        if promise.at and facts.holds(day := promise.at.astimezone(zone).date()):
            found.setdefault(day, []).append(promise.placement)
    return found
