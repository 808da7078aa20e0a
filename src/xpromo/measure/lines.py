"""One line of a scorecard: a group of cells, added up and divided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import Any

from xpromo.measure.groups import MIXED, REVERSALS, SALE, Group, add, merged, one
from xpromo.measure.rates import Rate, missing
from xpromo.measure.roles import Roles
from xpromo.records import Promise

NONE = missing("no-data")
SPREAD = ("conversions", "sales", "new_customers")  # counts that stand in the line of each currency
NAMES = ("campaign", "partner", "property", "channel", "placement", "day")


@dataclass(frozen=True, slots=True)
class Names:
    """What a group is called: the keys that apply to it, None for the others."""

    campaign: str | None = None
    partner: str | None = None
    property: str | None = None
    channel: str | None = None
    placement: str | None = None
    direction: str | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Line(Names):
    """A row or a total, named as in the JSON. Money is in minor units of ``currency``.

    A group whose money is in several currencies is several lines: numbers without a currency, and rates over all of
    the group, stand in the first one only, so that lines can be added.
    """

    currency: str | None = None
    reach: int | None = None
    reach_metric: str | None = None
    clicks: int | None = None
    clicks_raw: int | None = None
    click_source: str | None = None
    ctr: Rate = NONE
    unsubscribe_rate: Rate = NONE
    conversions: int | None = None
    conversion_kind: str | None = None
    conversion_rate: Rate = NONE
    revenue: int | None = None
    refunds: int | None = None
    cost: int | None = None
    cost_basis: str | None = None
    cpa: int | None = None
    cpa_interval: Rate = NONE
    new_customers: int | None = None
    new_customer_rate: Rate = NONE
    sales: int | None = None
    aov: Rate = NONE
    epc: Rate = NONE
    refund_rate: Rate = NONE
    sourced: int | None = None
    sourced_revenue: int | None = None
    influenced: int | None = None
    influenced_revenue: int | None = None
    code_only: int | None = None
    code_only_revenue: int | None = None
    unowned: int | None = None
    unowned_revenue: int | None = None
    kinds: Mapping[str, int] = field(default_factory=dict)
    excluded: Mapping[str, int] = field(default_factory=dict)
    other_clicks: Mapping[str, int] = field(default_factory=dict)
    other_metrics: Mapping[str, int] = field(default_factory=dict)
    expected_reach: int | None = None
    expected_clicks: int | None = None
    further: bool = False  # the line above in another currency, or of a group that only had a part elsewhere
    suppressed: tuple[str, ...] = ()  # what was taken out of it before it left the house


@dataclass(frozen=True, slots=True)
class Whole:
    """All lines of a group as one: ``line`` is its first, with the counts of all currencies; ``others`` the further."""

    line: Line
    revenue: Mapping[str, int]  # by currency
    others: tuple[Line, ...] = ()


def wholes(rows: Iterable[Line]) -> list[Whole]:
    """Put the lines of each group, which follow each other, together again."""
    groups = (list(group) for _, group in groupby(rows, key=lambda line: [getattr(line, name) for name in NAMES]))
    return [_whole(*group) for group in groups]


def _whole(first: Line, *others: Line) -> Whole:
    lines = (first, *others)
    counts: dict[str, Any] = {name: add(getattr(line, name) for line in lines) for name in SPREAD}
    revenue = {line.currency or "": line.revenue for line in lines if line.revenue is not None}
    return Whole(replace(first, **counts), revenue, others)


def lines(names: Names, group: Group, main: str | None, floor: int) -> list[Line]:
    """Return the lines of a group: one, or one for each currency of its money, ``main`` first."""
    first, *others = group.currencies(main)
    return [
        _line(names, group, group, group.part({first, ""}) if others else group, first, floor),
        *(_line(names, group, Group(()), group.part({other}), other, floor) for other in others),
    ]


def _line(names: Names, group: Group, whole: Group, part: Group, currency: str | None, floor: int) -> Line:
    """``whole`` gives the numbers without a currency (none, for a further line), ``part`` those of the currency."""
    known = bool(group.converting().cells)
    cpa = group.cpa(currency)
    promises = _promised(whole)
    return Line(
        campaign=names.campaign,
        partner=names.partner,
        property=names.property,
        channel=names.channel,
        placement=names.placement,
        direction=names.direction or _direction(group),
        day=names.day,
        currency=currency,
        reach=add(cell.reach for cell in whole.cells),
        reach_metric=one(cell.reach_metric for cell in whole.cells),
        clicks=whole.clicks(),
        clicks_raw=add(cell.clicks_raw for cell in whole.cells),
        click_source=one(cell.click_source for cell in whole.cells if cell.clicks is not None),
        ctr=whole.ctr(floor),
        unsubscribe_rate=whole.unsubscribe_rate(floor),
        conversions=part.conversions(),
        conversion_kind=one(cell.goal_kind for cell in group.cells),
        conversion_rate=whole.conversion_rate(floor),
        revenue=part.revenue().amount if known else None,
        refunds=-part.of(REVERSALS).amount if known else None,
        cost=group.cost(currency),
        cost_basis=one(cell.cost_basis for cell in group.cells if (currency or "") in cell.costs),
        cpa=None if cpa.value is None else round(cpa.value),
        cpa_interval=cpa,
        new_customers=part.new_customers(),
        new_customer_rate=whole.new_customer_rate(floor),
        sales=part.of({SALE}).n if known else None,
        aov=part.aov(floor),
        epc=part.epc(floor),
        refund_rate=part.refund_rate(floor),
        **_roles(part.role()) if group.roles or (known and group.roles is not None) else {},
        kinds=_kinds(part),
        excluded=merged(cell.excluded for cell in whole.cells),
        other_clicks=merged(cell.other_clicks for cell in whole.cells),
        other_metrics=merged(cell.other_metrics for cell in whole.cells),
        expected_reach=add(promise.expected_reach for promise in promises),
        expected_clicks=add(promise.expected_clicks for promise in promises),
        further=not whole.cells,
    )


def _direction(group: Group) -> str | None:
    found = one(cell.promise.direction.value for cell in group.cells if cell.promise)
    return None if found == MIXED else found


def _roles(roles: Roles) -> dict[str, Any]:
    parts = {"": "n", "_revenue": "amount"}
    return {
        name + end: getattr(getattr(roles, name), value)
        for name in ("sourced", "influenced", "code_only", "unowned")
        for end, value in parts.items()
    }


def _kinds(part: Group) -> dict[str, int]:
    return merged({kind: value.n} for cell in part.cells for (kind, _, _), value in cell.kinds.items())


def _promised(group: Group) -> list[Promise]:
    """Return the promises of the group; none by day, because what was expected belongs to no single day."""
    return [cell.promise for cell in group.cells if cell.promise and not cell.day]
