"""Which properties did better than the others over all campaigns, beyond chance: what to plan again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from xpromo.measure.cells import Facts
from xpromo.measure.lines import Line, wholes
from xpromo.measure.rates import FLOOR
from xpromo.measure.review import Standing, against_expected, against_others
from xpromo.measure.scorecard import scorecard
from xpromo.records import Direction, Promise


@dataclass(frozen=True, slots=True)
class Candidate:
    """A property that promoted us. ``rate``: how its conversion rate stands to that of all others; ``clicks``: how its
    clicks stand to what was expected. ``last``: the promise that was last, which a plan begins with.
    """

    last: Promise
    placements: int
    line: Line
    clicks: Standing
    rate: Standing

    @property
    def is_winner(self) -> bool:
        """Whether it did better in one way and not worse in the other."""
        return Standing.MORE in {self.clicks, self.rate} and Standing.LESS not in {self.clicks, self.rate}


def candidates(facts: Facts, today: date, floor: int = FLOOR) -> tuple[Candidate, ...]:
    """Return every property of partners that promoted us in flights that are over, winners first."""
    promises = [
        promise
        for promise in facts.promises
        if promise.direction is Direction.RECEIVED and promise.partner and promise.flight_end <= today
    ]
    named = {promise.placement for promise in promises}
    over = replace(facts, promises=promises, aggregates=[item for item in facts.aggregates if item.placement in named])
    properties = {promise.property for promise in promises}
    found = wholes(scorecard(over, "property", floor).rows)
    lines = [whole.line for whole in found if whole.line.property in properties]
    looked_at = [_candidate(line, lines, promises, floor) for line in lines]
    return tuple(sorted(looked_at, key=lambda item: (not item.is_winner, item.last.partner or "", item.last.property)))


def _candidate(line: Line, lines: Sequence[Line], promises: Sequence[Promise], floor: int) -> Candidate:
    own = [promise for promise in promises if promise.property == line.property]
    last = max(own, key=lambda promise: (promise.flight_start, promise.placement))
    # An expectation that only some of the placements have says nothing of all of them
    expected = line.expected_clicks if all(promise.expected_clicks for promise in own) else None
    return Candidate(last, len(own), line, against_expected(line.clicks, expected), against_others(line, lines, floor))
