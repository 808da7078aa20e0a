"""The facts of a report from the sides that a page shows: by placement, by channel, by day both ways."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from xpromo.measure.balance import Balance, balances
from xpromo.measure.cells import Facts
from xpromo.measure.costs import zone_of
from xpromo.measure.lines import Line
from xpromo.measure.scorecard import Scorecard, scorecard
from xpromo.operations.attribution import Wish, attribution_in
from xpromo.operations.exchange import known_exchange
from xpromo.operations.for_partner import Door
from xpromo.operations.reading import Reading
from xpromo.records import Request
from xpromo.report.attribution import Attribution
from xpromo.report.scorecard_page import Sides


def read_sides(read: Reading, request: Request, facts: Facts, door: Door | None = None) -> Sides:
    """Return the sides of the facts of a request; reads what they don't hold: days, or the whole.

    Through a ``door`` goes what a partner may see: of days only clicks.
    """
    other = read.facts(replace(request, by_day=not facts.by_day))
    other = door.only(other) if door else other
    whole, daily = (other, facts) if facts.by_day else (facts, other)
    sides = sides_of(whole, daily, read.today)
    if door is None:
        shared = None if read.partner else _attribution(read, request, whole)  # paths lead through all partners
        return replace(sides, balances=_balances(read, request, whole), attribution=shared)
    return replace(
        sides,
        placements=door.seen(sides.placements),
        channels=door.seen(sides.channels),
        received=_without_persons(sides.received),
        given=_without_persons(sides.given),
    )


def _balances(read: Reading, request: Request, whole: Facts) -> tuple[Balance, ...]:
    """Return how we stand over the campaigns of a request; a period chooses placements, not days of their counts."""
    everything = (
        whole
        if request.since is request.until is None
        else read.facts(replace(request, since=None, until=None, by_day=False))
    )
    return balances(known_exchange(read, everything, request), {read.partner} if read.partner else ())


def _attribution(read: Reading, request: Request, whole: Facts) -> Attribution:
    """Return the credits by every model, over the days and campaigns of a request."""
    return attribution_in(read.ledger, Wish(), replace(request, by_day=False), whole.promises, read.timezone)


def sides_of(whole: Facts, daily: Facts, today: date) -> Sides:
    """Return the sides of the same facts, as a whole and day by day."""
    return Sides(
        names={promise.campaign: promise.campaign_name for promise in whole.promises},
        partners={promise.partner: promise.partner_name or "" for promise in whole.promises if promise.partner},
        placements=scorecard(whole, "placement"),
        channels=scorecard(whole, "channel"),
        received=scorecard(daily.half(given=False), "day"),
        given=scorecard(daily.half(given=True), "day"),
        sent=_sent(whole),
        ends=max((promise.flight_end for promise in whole.promises), default=None),
        today=today,
    )


def _without_persons(card: Scorecard) -> Scorecard:
    """Return days with their clicks alone, without days on which only conversions were: of a day they are of few."""
    rows = (line for line in card.rows if line.clicks_raw)
    return replace(
        card, rows=tuple(Line(day=line.day, clicks=line.clicks, clicks_raw=line.clicks_raw) for line in rows), totals=()
    )


def _sent(facts: Facts) -> dict[date, list[str]]:
    zone = zone_of(facts.settings)
    found: dict[date, list[str]] = {}
    for promise in facts.promises:
        if promise.at and facts.holds(day := promise.at.astimezone(zone).date()):
            found.setdefault(day, []).append(promise.placement)
    return found
