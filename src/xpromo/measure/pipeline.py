"""Stages of a CRM → the pipeline: deals by stage, won and lost, how long they take, who brought them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from xpromo.answers import StageRow
from xpromo.measure.cells import Cell, Place
from xpromo.measure.lines import NONE, Names
from xpromo.measure.rates import FLOOR, Rate, mean, median_interval, missing, rate
from xpromo.measure.scorecard import GROUPINGS, in_order
from xpromo.records import Promise

STAGES = ("lead", "mql", "sql", "opportunity", "won")  # in their order; one implies those before it
LOST = "lost"
DAY = 86_400
FEWEST = 6  # values of which a median has an interval


@dataclass(frozen=True, slots=True)
class Deal:
    """A lead or deal. ``reached``: stage → when. ``owner``: the first place that evidence tied it to, or None;
    ``others``: the other places with evidence. ``amount``: the last one stated, in minor units.
    """

    reached: Mapping[str, int]
    amount: int | None
    currency: str
    owner: Place | None
    others: frozenset[Place]

    @property
    def stage(self) -> int:
        """How far it came: a number of STAGES, -1 for one that is only known to be lost."""
        return max((STAGES.index(stage) for stage in self.reached if stage != LOST), default=-1)

    @property
    def is_won(self) -> bool:
        """Whether it was won; a deal that was lost and then won is won."""
        return "won" in self.reached

    @property
    def is_lost(self) -> bool:
        """Whether it was lost, and not won after all."""
        return LOST in self.reached and not self.is_won

    @property
    def cycle(self) -> float | None:
        """Days from its first stage to being won; None where only that is known."""
        if not self.is_won or len(self.reached) == 1:
            return None
        return max(0, self.reached["won"] - min(self.reached.values())) / DAY


@dataclass(frozen=True, slots=True)
class PipelineLine(Names):
    """Deals of a group in one currency. Stages count deals that came at least so far; money is in minor units.

    ``influenced``: deals of which somebody else is the owner and this group has evidence too; of all groups together,
    deals that have any such evidence. ``velocity``: minor units a day.
    """

    currency: str | None = None
    deals: int = 0
    lead: int = 0
    mql: int = 0
    sql: int = 0
    opportunity: int = 0
    won: int = 0
    lost: int = 0
    open: int = 0
    win_rate: Rate = NONE
    won_amount: int = 0
    open_amount: int = 0
    deal_size: Rate = NONE
    cycle_days: Rate = NONE
    velocity: float | None = None
    influenced: int = 0
    influenced_won: int = 0
    influenced_amount: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """From one stage to the next: of ``n`` deals ``reached``; ``days`` is the median of those that state both."""

    stage: str
    next: str
    n: int
    reached: int
    rate: Rate
    days: Rate


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The pipeline of deals that began in a period."""

    by: str
    rows: tuple[PipelineLine, ...]
    totals: tuple[PipelineLine, ...]
    steps: tuple[Step, ...]


def pipeline(
    rows: Iterable[StageRow], promises: Sequence[Promise], main: str | None, by: str = "partner", floor: int = FLOOR
) -> Pipeline:
    """Return the pipeline of stages in time's order, grouped ``by`` one of GROUPINGS but days.

    Each deal has exactly one owner or none, so sourced and unowned deals add up to all; influenced ones don't.
    """
    name = _naming(promises, by)
    deals = _deals(rows)
    currencies = sorted({deal.currency or main or "" for deal in deals}, key=lambda text: (text != main, text))
    found: list[PipelineLine] = []
    for names in sorted({name(place) for deal in deals for place in (deal.owner, *deal.others)}, key=in_order):
        lines = [_line(names, deals, currency, main, name, floor) for currency in currencies]
        found.extend(line for line in lines if line.deals or line.influenced)
    totals = [_line(None, deals, currency, main, name, floor) for currency in currencies]
    return Pipeline(by, tuple(found), tuple(totals), tuple(_steps(deals, floor)))


def _naming(promises: Sequence[Promise], by: str) -> Callable[[Place | None], Names]:
    of_placement: dict[str, Promise] = {promise.placement: promise for promise in promises}
    channels: dict[str, str] = {promise.property: promise.channel for promise in promises}

    def name(place: Place | None) -> Names:
        if place is None:
            return Names()
        promise = of_placement.get(place.placement or "")
        return GROUPINGS[by](Cell(Place.promised(promise) if promise else place, promise), channels)

    return name


def _deals(rows: Iterable[StageRow]) -> list[Deal]:
    ordered = sorted(rows, key=lambda row: row.deal)  # stable: time's order stays
    return [_deal(list(group)) for _, group in groupby(ordered, key=lambda row: row.deal)]


def _deal(rows: Sequence[StageRow]) -> Deal:
    reached: dict[str, int] = {}
    for row in rows:
        reached.setdefault(row.stage, row.at)
    places = [(row.owner, Place(row.campaign, row.partner, row.property, row.placement)) for row in rows]
    owner = next((place for owns, place in places if owns and place.is_somewhere()), None)
    priced = [row for row in rows if row.amount is not None]
    amount, currency = (priced[-1].amount, priced[-1].currency) if priced else (None, "")
    others = {place for _, place in places if place.is_somewhere() and place != owner}
    return Deal(reached, amount, currency, owner, frozenset(others))


def _line(
    names: Names | None,
    deals: Sequence[Deal],
    currency: str,
    main: str | None,
    name: Callable[[Place | None], Names],
    floor: int,
) -> PipelineLine:
    """Return a group's line, or with ``names`` None that of all."""
    inside = [deal for deal in deals if (deal.currency or main or "") == currency]
    own = [deal for deal in inside if names is None or name(deal.owner) == names]
    influenced = [deal for deal in inside if _influences(deal, names, name)]
    won = [deal for deal in own if deal.is_won]
    lost = sum(deal.is_lost for deal in own)
    still = [deal for deal in own if not deal.is_won and not deal.is_lost]
    reached = {stage: sum(deal.stage >= number for deal in own) for number, stage in enumerate(STAGES)}
    amounts = [deal.amount for deal in won if deal.amount is not None]
    win_rate = rate(len(won), len(won) + lost, floor)
    size = mean(sum(amounts), sum(amount * amount for amount in amounts), len(amounts), floor)
    cycle = _days([deal.cycle for deal in won if deal.cycle is not None], floor)
    label = names or Names()
    return PipelineLine(
        campaign=label.campaign,
        partner=label.partner,
        property=label.property,
        channel=label.channel,
        placement=label.placement,
        direction=label.direction,
        currency=currency or None,
        deals=len(own),
        lead=reached["lead"],
        mql=reached["mql"],
        sql=reached["sql"],
        opportunity=reached["opportunity"],
        won=reached["won"],
        lost=lost,
        open=len(still),
        win_rate=win_rate,
        won_amount=sum(amounts),
        open_amount=sum(deal.amount or 0 for deal in still),
        deal_size=size,
        cycle_days=cycle,
        velocity=_velocity(reached["opportunity"], win_rate, size, cycle),
        influenced=len(influenced),
        influenced_won=sum(deal.is_won for deal in influenced),
        influenced_amount=sum(deal.amount or 0 for deal in influenced if deal.is_won),
    )


def _influences(deal: Deal, names: Names | None, name: Callable[[Place | None], Names]) -> bool:
    owner = name(deal.owner)
    others = {name(place) for place in deal.others} - {owner}
    return bool(others) if names is None else names in others


def _velocity(opportunities: int, win_rate: Rate, size: Rate, cycle: Rate) -> float | None:
    """Return what the pipeline brings in a day: opportunities, times win rate, times deal size, by days of cycle."""
    if win_rate.value is None or size.value is None or not cycle.value:
        return None
    return opportunities * win_rate.value * size.value / cycle.value


def _days(values: Sequence[float], floor: int) -> Rate:
    """Return the median, from as many values as make an interval of ranks: the least and the most of 6 hold 97 %."""
    if len(values) < min(FEWEST, floor):
        return missing("not-enough-data", len(values))
    low, high = median_interval(values)
    return Rate(median(values), low, high, len(values))


def _steps(deals: Sequence[Deal], floor: int) -> Iterable[Step]:
    for number, (stage, following) in enumerate(pairwise(STAGES)):
        n = sum(deal.stage >= number for deal in deals)
        reached = sum(deal.stage > number for deal in deals)
        both = [deal.reached for deal in deals if stage in deal.reached and following in deal.reached]
        days = [max(0, at[following] - at[stage]) / DAY for at in both]
        yield Step(stage, following, n, reached, rate(reached, n, floor), _days(days, floor))
