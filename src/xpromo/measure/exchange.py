"""What was exchanged with partners: each promised placement with its delivery, and what it brought to whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from typing import TypeAlias

from xpromo.answers import Sighting
from xpromo.measure.cells import Cell, Facts
from xpromo.measure.costs import zone_of
from xpromo.measure.delivery import Delivery, State, Traces, delivery_of, due_day
from xpromo.measure.folding import build_cells
from xpromo.measure.groups import Group, add, one
from xpromo.records import CONVERSION_KINDS, Aggregate, Direction, Promise

_Whole: TypeAlias = Mapping[tuple[str, str | None], Promise]  # campaign and partner → a promise of theirs
SIDES = (Direction.GIVEN, Direction.RECEIVED)
PAID = frozenset({"sponsored"})  # forms that are settled with money: nothing is owed back


@dataclass(frozen=True, slots=True)
class Known:
    """What a balance is made from. ``facts`` hold all days.

    ``claimed``: conversions that partners report of placements that we give; those happen on the partner's site, so
    our own files can't know them. ``since``/``until``: the promised days of the placements to look at, end exclusive.
    ``paid``: look at those that cost money too.
    """

    facts: Facts
    today: date
    sightings: Sequence[Sighting] = ()
    proofs: Mapping[str, datetime] = field(default_factory=dict)
    claimed: Sequence[Aggregate] = ()
    since: date | None = None
    until: date | None = None
    paid: bool = False

    @property
    def zone(self) -> tzinfo:
        """The zone in which days are counted."""
        return zone_of(self.facts.settings)

    def holds(self, day: date) -> bool:
        """Whether a promised day is one to look at."""
        return (self.since is None or day >= self.since) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that went one way: a promised placement, or what evidence ties to a campaign and partner only
    (``promise`` and ``delivery`` None), such as orders by a shared code.
    """

    side: Direction
    partner: str
    unit: str
    day: date
    cell: Cell
    promise: Promise | None = None
    delivery: Delivery | None = None

    @property
    def is_over(self) -> bool:
        """Whether it appeared, or is known not to have appeared."""
        return self.delivery is not None and self.delivery.state not in {State.NOT_DUE, State.UNKNOWN}

    def number(self, unit: str, currency: str | None = None) -> int | None:
        """Return what it brought, in counts or minor units; None where nobody told us.

        What was missed or isn't due yet brought nothing, whoever counts; that nothing came of what there is no news of
        says nothing, unless the partner reports it.
        """
        found = number_of(Group([self.cell]), unit, currency)
        if self.delivery is None or self.delivery.state in {State.MISSED, State.NOT_DUE}:
            return found or 0
        is_reported = self.side is Direction.GIVEN and unit in {"conversions", "revenue"}
        return None if self.delivery.state is State.UNKNOWN and not found and not is_reported else found


def number_of(group: Group, unit: str, currency: str | None = None) -> int | None:
    """Return the count of a group of cells in a fairness unit, or its revenue in one currency."""
    if unit == "reach":
        return add(cell.reach for cell in group.cells)
    if unit == "clicks":
        return group.clicks()
    if unit == "conversions":
        return group.conversions()
    converting = group.converting()
    return converting.part({currency, ""}).revenue().amount if converting.cells else None


def exchanged(known: Known) -> tuple[Entry, ...]:
    """Return what went both ways between us and each partner, by partner, day and placement."""
    promises = [promise for promise in known.facts.promises if counts(promise, paid=known.paid)]
    traces = Traces.of(promises, known.sightings, known.proofs)
    found = [
        replace(entry, delivery=delivery_of(entry.promise, traces, known.today, known.zone)) if entry.promise else entry
        for entry in _entries(known, promises)
        if known.holds(entry.day)
    ]
    return tuple(sorted(found, key=_order))


def counts(promise: Promise, *, paid: bool = False) -> bool:
    """Whether a placement is part of the exchange with a partner: it goes one way or the other and isn't ``paid``."""
    return promise.direction in SIDES and promise.partner is not None and (paid or promise.form not in PAID)


def _order(entry: Entry) -> tuple[str, ...]:
    return (entry.partner, entry.unit, str(entry.day), entry.side.value, entry.cell.place.placement or "")


def _entries(known: Known, promises: Sequence[Promise]) -> Iterator[Entry]:
    """Yield placements first, then what belongs to a campaign as a whole."""
    reported = _Reported.of(known, promises)
    whole: _Whole = {(promise.campaign, promise.partner): promise for promise in reversed(promises)}
    by_name = {promise.placement: promise for promise in promises}
    for cell in build_cells(replace(known.facts, by_day=False)):
        promise = by_name.get(cell.promise.placement) if cell.promise else None
        if promise and promise.partner:
            kept = reported.instead(cell) if promise.direction is Direction.GIVEN else cell
            day = due_day(promise, known.zone)
            yield Entry(promise.direction, promise.partner, promise.fairness_unit, day, kept, promise)
        elif cell.promise is None:
            yield from _partial(cell, _side(cell, promises), whole)
    for cell in reported.partial:
        yield from _partial(cell, Direction.GIVEN, whole)


def _partial(cell: Cell, side: Direction, whole: _Whole) -> Iterator[Entry]:
    """Yield what has no placement, where its campaign and partner are known; it stands at the flight's first day."""
    promise = whole.get((cell.place.campaign or "", cell.place.partner))
    if promise and promise.partner:
        yield Entry(side, promise.partner, promise.fairness_unit, promise.flight_start, cell)


def _side(cell: Cell, promises: Sequence[Promise]) -> Direction:
    """Return which way something went: as all placements do that it can belong to, else to us, where it was counted."""
    place = cell.place
    found = one(
        promise.direction.value
        for promise in promises
        if (promise.campaign, promise.partner) == (place.campaign, place.partner)
        and place.property in {None, promise.property}
    )
    return Direction.GIVEN if found == Direction.GIVEN.value else Direction.RECEIVED


@dataclass(frozen=True, slots=True)
class _Reported:
    """What partners report: placement → its cell, cells without a placement, campaigns that were reported at all."""

    cells: Mapping[str, Cell]
    partial: Sequence[Cell]
    campaigns: frozenset[tuple[str | None, str | None]]

    @classmethod
    def of(cls, known: Known, promises: Sequence[Promise]) -> _Reported:
        given = [promise for promise in promises if promise.direction is Direction.GIVEN]
        claimed = [item for item in known.claimed if item.metric in CONVERSION_KINDS]
        found = build_cells(replace(known.facts, promises=given, aggregates=claimed, by_day=False))
        reported = [cell for cell in found if cell.kinds]
        return cls(
            cells={cell.promise.placement: cell for cell in found if cell.promise},
            partial=[cell for cell in reported if not cell.promise],
            campaigns=frozenset((cell.place.campaign, cell.place.partner) for cell in reported),
        )

    def instead(self, cell: Cell) -> Cell:
        """Return the cell of a placement that we give with the conversions that the partner reports."""
        said = (cell.place.campaign, cell.place.partner) in self.campaigns
        kinds = self.cells[cell.place.placement or ""].kinds if said else {}
        return replace(cell, conversions_known=said, kinds=kinds)
