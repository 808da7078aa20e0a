"""What a campaign turned out to be: what was promised and came, what stands out, and what follows from it.

Every sentence of a retro is one of these findings; where there isn't enough data, that is what it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from xpromo.measure.delivery import Delivery, State
from xpromo.measure.exchange import Known, exchanged
from xpromo.measure.groups import add, merged
from xpromo.measure.lines import Line, Whole, wholes
from xpromo.measure.rates import FLOOR, count_interval, wilson
from xpromo.measure.scorecard import scorecard
from xpromo.records import Direction, Promise

EXCLUDED = 0.2  # a larger part of a placement's clicks excluded stands out
FAR = 1.25  # clicks this many times more, or fewer, than expected stand out, if chance doesn't explain it


class Standing(StrEnum):
    """How a number stands to what was expected, chance considered."""

    MORE = "more"
    FITTING = "as-expected"
    LESS = "less"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A placement: what was promised, what came (conversions of all currencies), and how its clicks and its rate stand.

    ``clicks``: to the expected ones; ``rate``: of conversion, to that of the campaign's other placements.
    """

    promise: Promise
    line: Line
    revenue: Mapping[str, int]
    delivery: Delivery | None
    clicks: Standing
    rate: Standing


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say. ``kind`` names the sentence, ``values`` fill it; ``placement`` is None for the campaign."""

    kind: str
    placement: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """What is known to the campaign and to none of its placements, as with a shared code."""

    clicks: int | None
    conversions: int | None
    revenue: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Review:
    """All that a retro says of a campaign, but for its goals and its partners' health."""

    outcomes: tuple[Outcome, ...]
    unplaced: Unplaced | None
    surprises: tuple[Finding, ...]
    advice: tuple[Finding, ...]
    open: tuple[Finding, ...]


def review(known: Known, campaign: str, tagged: int = 0, floor: int = FLOOR) -> Review:
    """Return the review of a campaign from facts of all days; ``tagged``: clicks with tags that reached nobody."""
    rows = scorecard(known.facts, "placement", floor).rows
    found = [whole for whole in wholes(rows) if whole.line.campaign == campaign]
    outcomes = _outcomes(known, campaign, found, floor)
    return Review(
        outcomes,
        _unplaced([whole for whole in found if not whole.line.placement]),
        tuple(_surprises(outcomes, tagged, floor)),
        tuple(_advice(outcomes, floor)),
        tuple(_open(outcomes)),
    )


def _unplaced(found: Sequence[Whole]) -> Unplaced | None:
    if not any(whole.line.clicks or whole.line.conversions or any(whole.revenue.values()) for whole in found):
        return None
    return Unplaced(
        add(whole.line.clicks for whole in found),
        add(whole.line.conversions for whole in found),
        merged(whole.revenue for whole in found),
    )


def _outcomes(known: Known, campaign: str, found: Sequence[Whole], floor: int) -> tuple[Outcome, ...]:
    promises: dict[str, Promise] = {
        promise.placement: promise for promise in known.facts.promises if promise.campaign == campaign
    }
    deliveries: dict[str, Delivery | None] = {
        entry.promise.placement: entry.delivery for entry in exchanged(known) if entry.promise
    }
    lines = [whole.line for whole in found if whole.line.placement in promises]
    return tuple(
        Outcome(
            promises[line.placement],
            line,
            whole.revenue,
            deliveries.get(line.placement),
            against_expected(line.clicks, line.expected_clicks),
            against_others(line, lines, floor),
        )
        for whole in found
        for line in [whole.line]
        if line.placement in promises and line.placement
    )


def against_expected(clicks: int | None, expected: int | None) -> Standing:
    """Return how clicks stand to what was expected: beyond chance (a Poisson count) and by a quarter at least."""
    if clicks is None or not expected:
        return Standing.UNKNOWN
    low, high = count_interval(clicks)
    if low > expected and clicks >= FAR * expected:
        return Standing.MORE
    return Standing.LESS if high < expected and clicks * FAR <= expected else Standing.FITTING


def against_others(line: Line, lines: Sequence[Line], floor: int) -> Standing:
    """Return how a placement's conversion rate stands to that of the others: apart when no interval touches."""
    others = [other for other in lines if other is not line and other.clicks and other.conversions is not None]
    clicks = sum(other.clicks or 0 for other in others)
    conversions = sum(other.conversions or 0 for other in others)
    if line.conversions is None or not line.clicks or line.clicks < floor or clicks < floor:
        return Standing.UNKNOWN
    if line.conversions > line.clicks or conversions > clicks:
        return Standing.UNKNOWN
    (low, high), (others_low, others_high) = wilson(line.conversions, line.clicks), wilson(conversions, clicks)
    if low > others_high:
        return Standing.MORE
    return Standing.LESS if high < others_low else Standing.FITTING


def _surprises(outcomes: Sequence[Outcome], tagged: int, floor: int) -> Iterator[Finding]:
    for outcome in outcomes:
        line, name = outcome.line, outcome.promise.placement
        numbers = {"clicks": line.clicks, "expected": line.expected_clicks}
        if outcome.clicks in {Standing.MORE, Standing.LESS}:
            yield Finding(f"clicks-{outcome.clicks}", name, numbers)
        if outcome.rate in {Standing.MORE, Standing.LESS}:
            yield Finding(f"rate-{outcome.rate}", name, {"rate": line.conversion_rate})
        excluded = sum(line.excluded.values())
        if line.clicks_raw and line.clicks_raw >= floor and excluded > EXCLUDED * line.clicks_raw:
            reason = max(sorted(line.excluded), key=lambda reason: line.excluded[reason])
            yield Finding("excluded", name, {"n": excluded, "raw": line.clicks_raw, "reason": reason})
        if outcome.delivery and outcome.delivery.state in {State.LATE, State.MISSED}:
            yield Finding(
                outcome.delivery.state.value, name, {"due": outcome.delivery.due, "seen": outcome.delivery.seen}
            )
    if tagged:
        yield Finding("tagged", None, {"n": tagged})


def _advice(outcomes: Sequence[Outcome], floor: int) -> Iterator[Finding]:
    for outcome in outcomes:
        line, name = outcome.line, outcome.promise.placement
        if _is_given(outcome):
            continue
        if outcome.rate is Standing.MORE or (outcome.clicks is Standing.MORE and outcome.rate is not Standing.LESS):
            yield Finding("again", name)
        elif outcome.rate is Standing.LESS:
            yield Finding("change", name)
        elif outcome.clicks is Standing.LESS:
            yield Finding("move", name)
        if line.clicks is not None and line.clicks < floor:
            yield Finding("too-few", name, {"clicks": line.clicks, "floor": floor})
    unexpected = [outcome.promise.placement for outcome in outcomes if outcome.promise.expected_clicks is None]
    if unexpected:
        yield Finding("expect", None, {"placements": unexpected})


def _open(outcomes: Sequence[Outcome]) -> Iterator[Finding]:
    """Name what nobody told us, each with all the placements that it is about."""
    silent = {
        "no-clicks": [item for item in outcomes if item.line.clicks is None and not _is_given(item)],
        "no-reach": [item for item in outcomes if item.line.reach is None],
        "no-news": [item for item in outcomes if item.delivery and item.delivery.state is State.UNKNOWN],
    }
    for kind, those in silent.items():
        if those:
            yield Finding(kind, None, {"placements": [item.promise.placement for item in those]})


def _is_given(outcome: Outcome) -> bool:
    return outcome.promise.direction is Direction.GIVEN
