"""Promises and aggregates → a scorecard: rows by placement, property, partner, campaign, channel or day, and totals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from xpromo.measure.cells import Cell, Facts, Place
from xpromo.measure.folding import build_cells, sums
from xpromo.measure.groups import SALE, Group
from xpromo.measure.lines import Line, Names, lines
from xpromo.measure.rates import FLOOR
from xpromo.measure.roles import Part, Roles, added
from xpromo.measure.sourcing import Grouped, claims, roles_by
from xpromo.records import CONVERSION_KINDS, EXCLUSIONS, Aggregate, PlacementId


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Rows and totals over one period; ``unresolved`` counts what was tied to nobody, by metric.

    ``nobody``: the conversions tied to nobody, a line for each currency; ``whole``: the totals with them.
    """

    by: str
    rows: tuple[Line, ...]
    totals: tuple[Line, ...]
    unresolved: Mapping[str, int]
    nobody: tuple[Line, ...] = ()
    whole: tuple[Line, ...] = ()


def scorecard(facts: Facts, by: str = "placement", floor: int = FLOOR) -> Scorecard:
    """Return the scorecard of the facts, grouped ``by`` one of GROUPINGS.

    Additive numbers of the rows sum to those of the totals. A place that evidence proved only in part (a shared code:
    campaign and partner) keeps a row of its own with ``placement`` null.
    """
    cells = build_cells(replace(facts, by_day=by == "day"))
    channels: dict[str, str] = {promise.property: promise.channel for promise in facts.promises}
    main = facts.settings.currency if facts.settings else None
    groups: dict[Names, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(GROUPINGS[by](cell, channels), []).append(cell)
    roles, whole = _roles(facts, by, channels)
    rows = [
        line
        for names in sorted({*groups, *(roles or ())}, key=in_order)
        for group in [Group(groups.get(names, ()), None if roles is None else roles.get(names, {}))]
        for line in lines(names, group, main, floor)
    ]
    totals = lines(Names(), Group(cells, whole), main, floor)
    nobody = _nobody(facts)
    return Scorecard(
        by,
        tuple(rows),
        tuple(totals),
        unresolved(facts.aggregates),
        tuple(lines(Names(), nobody, main, floor)) if nobody.roles else (),
        tuple(lines(Names(), Group([*cells, *nobody.cells], added(whole, nobody.roles)), main, floor)),
    )


def _nobody(facts: Facts) -> Group:
    """Return what converted and reached nobody, as one group: sales, because no campaign wants anything else."""
    found = sums(item for item in facts.aggregates if item.metric in CONVERSION_KINDS and not _proves(item))
    cell = Cell(Place(None, None, None, None), None, conversions_known=True, kinds=found)
    roles = {
        currency: Roles(unowned=Part(group.of({SALE}).n, group.revenue().amount))
        for currency in {key[2] for key in found}
        for group in [Group([cell]).part({currency})]
    }
    return Group([cell] if found else [], roles)


def _roles(
    facts: Facts, by: str, channels: Mapping[str, str]
) -> tuple[Grouped[Names] | None, Mapping[str, Roles] | None]:
    """Return by name what each group sourced and influenced, and what all of them did, each conversion once."""
    if facts.shares is None:
        return None, None
    promises = {promise.placement: promise for promise in facts.every_promise}
    claimed = claims(facts.shares, facts.every_promise)

    def shown(place: Place) -> bool:
        return not facts.campaigns or place.campaign in facts.campaigns

    def named(place: Place, day: date | None) -> Names | None:
        promise = promises.get(PlacementId(place.placement or ""))
        return GROUPINGS[by](Cell(place, promise, day), channels) if shown(place) else None

    whole = roles_by(claimed, lambda place, _day: Names() if shown(place) else None)
    return roles_by(claimed, named), whole.get(Names(), {})


def unresolved(aggregates: Sequence[Aggregate]) -> dict[str, int]:
    """Count what was tied to no placement, property, campaign or partner, by metric; excluded clicks aren't."""
    found: dict[str, int] = {}
    for item in aggregates:
        if not _proves(item) and item.label not in EXCLUSIONS:
            found[item.metric] = found.get(item.metric, 0) + item.n
    return dict(sorted(found.items()))


def _proves(item: Aggregate) -> bool:
    return bool(item.placement or item.property or item.campaign or item.partner)


def _placement(cell: Cell, channels: Mapping[str, str]) -> Names:
    place, promise = cell.place, cell.promise
    return Names(
        campaign=place.campaign,
        partner=place.partner,
        property=place.property,
        channel=channels.get(place.property or ""),
        placement=place.placement,
        direction=promise.direction.value if promise else None,
    )


def _property(cell: Cell, channels: Mapping[str, str]) -> Names:
    return Names(property=cell.place.property, channel=channels.get(cell.place.property or ""))


def _channel(cell: Cell, channels: Mapping[str, str]) -> Names:
    return Names(channel=channels.get(cell.place.property or ""))


def _partner(cell: Cell, _channels: Mapping[str, str]) -> Names:
    return Names(partner=cell.place.partner)


def _campaign(cell: Cell, _channels: Mapping[str, str]) -> Names:
    return Names(campaign=cell.place.campaign)


def _day(cell: Cell, _channels: Mapping[str, str]) -> Names:
    return Names(day=cell.day)


GROUPINGS: Mapping[str, Callable[[Cell, Mapping[str, str]], Names]] = {
    "placement": _placement,
    "property": _property,
    "partner": _partner,
    "campaign": _campaign,
    "channel": _channel,
    "day": _day,
}


def in_order(names: Names) -> tuple[tuple[bool, str], ...]:
    """Return a key that sorts groups by name; what isn't known comes last."""
    keys = (names.campaign, names.partner, names.property, names.channel, names.placement, names.day)
    return tuple((key is None, str(key)) for key in keys)
