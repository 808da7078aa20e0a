"""Who owes whom: what was given and received, and whether the difference is more than chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from xpromo.fairness import Sidedness, Swapped, sidedness, unit_of_swaps
from xpromo.measure.cells import Sum
from xpromo.measure.delivery import Delivery, State
from xpromo.measure.exchange import SIDES, Entry, Known, exchanged, number_of
from xpromo.measure.groups import INCOME, REVERSALS, Group
from xpromo.measure.rates import Rate, count_difference, missing, rate, sum_difference
from xpromo.records import Direction

METHOD = (
    "owed = given - received; counts: each side's Poisson score interval, combined by MOVER (Zou and Donner 2008); "
    "revenue: compound Poisson, the variance of a sum is its sum of squares; 95 %"
)
GIVEN_UNKNOWN, RECEIVED_UNKNOWN, BOTH_UNKNOWN = "given-unknown", "received-unknown", "both-unknown"


class Verdict(StrEnum):
    """Who owes whom. ``even``: the interval of what is owed holds 0; ``nothing due yet``: no placement was due."""

    EVEN = "even"
    NOT_DUE = "nothing due yet"
    WE_OWE = "we owe"
    THEY_OWE = "they owe"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Side:
    """What went one way. ``placements`` = on time + late + missed + not due + unknown; ``inferred`` of the delivered
    are known only by their clicks. ``uncounted``: those of which nobody told what they brought in the fairness unit.
    A number that nobody told is None. ``revenue``: currency → minor units.
    """

    placements: int
    on_time: int
    late: int
    missed: int
    not_due: int
    unknown: int
    inferred: int
    uncounted: tuple[str, ...]
    reach: int | None
    clicks: int | None
    conversions: int | None
    new_customers: int | None
    revenue: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class Leg:
    """One placement of a swap. ``number`` is what it brought in the fairness unit."""

    placement: str
    delivery: Delivery
    number: int | None


@dataclass(frozen=True, slots=True)
class SwapLine:
    """A swap. Where both sides are known, ``owed`` is given - received as for the whole balance."""

    swap: str
    campaign: str
    give: Leg
    get: Leg
    owed: Rate
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Balance:
    """How we stand with a partner in one fairness unit (and, of revenue, one currency).

    ``owed`` is given - received: what they owe us, less than 0 where we owe. ``share`` is received ÷ both.
    """

    partner: str
    unit: str
    currency: str | None
    given: Side
    received: Side
    owed: Rate
    share: Rate
    verdict: Verdict
    swaps: tuple[SwapLine, ...]
    last_swaps: Sidedness


def balances(known: Known, partners: Collection[str] = ()) -> tuple[Balance, ...]:
    """Return the balance with each partner (or those named), for each unit that was agreed with them."""
    main = known.facts.settings.currency if known.facts.settings else None
    wanted = [entry for entry in exchanged(known) if not partners or entry.partner in partners]
    found: list[Balance] = []
    for (partner, unit), entries in groupby(wanted, key=lambda entry: (entry.partner, entry.unit)):
        found += _balances(partner, unit, tuple(entries), main)
    return tuple(found)


def _balances(partner: str, unit: str, entries: Sequence[Entry], main: str | None) -> Iterator[Balance]:
    """Yield one balance, or one for each currency of a revenue: they are never added."""
    money = Group([entry.cell for entry in entries]).currencies(main) if unit == "revenue" else [None]
    given, received = (_of(entries, side) for side in (Direction.GIVEN, Direction.RECEIVED))
    for currency in money:
        amounts = (_amount(given, unit, currency), _amount(received, unit, currency))
        owed, share = owed_of(*amounts, unit)
        yield Balance(
            partner=partner,
            unit=unit,
            currency=currency,
            given=_side(given, unit, currency),
            received=_side(received, unit, currency),
            owed=owed,
            share=share,
            verdict=_verdict(entries, owed),
            swaps=tuple(_swaps(entries, unit, currency)),
            last_swaps=sidedness(_swapped(entries, unit_of_swaps(unit))),
        )


def _of(entries: Sequence[Entry], side: Direction) -> list[Entry]:
    return [entry for entry in entries if entry.side is side]


# ------------------------------------------------------------------------------------------------ what is owed


def _amount(entries: Sequence[Entry], unit: str, currency: str | None) -> Sum | None:
    """Add up what one side brought; None where nobody told what one of its placements did."""
    numbers = [entry.number(unit, currency) for entry in entries]
    if None in numbers:
        return None
    total = sum(number for number in numbers if number is not None)
    if unit != "revenue":
        return Sum(total, total)
    money = Group([entry.cell for entry in entries]).part({currency}).of(INCOME | REVERSALS)
    return Sum(money.n, total, money.squares)


def owed_of(given: Sum | None, received: Sum | None, unit: str) -> tuple[Rate, Rate]:
    """Return given - received and received ÷ both, each with its interval, or the reason why there is none."""
    if given is None or received is None:
        both = given is None and received is None
        gap = missing(BOTH_UNKNOWN if both else GIVEN_UNKNOWN if given is None else RECEIVED_UNKNOWN)
        return gap, gap
    if unit == "revenue":
        n = given.n + received.n
        return sum_difference(given.amount, given.squares, received.amount, received.squares, n), missing("no-count")
    return count_difference(given.n, received.n), rate(received.n, given.n + received.n)


def _verdict(entries: Sequence[Entry], owed: Rate) -> Verdict:
    """Return who owes whom, where anything was due or came already."""
    states = {entry.delivery.state if entry.delivery else None for entry in entries}
    return Verdict.NOT_DUE if states == {State.NOT_DUE} and not owed.value else verdict_of(owed)


def verdict_of(owed: Rate) -> Verdict:
    """Return who owes whom; inside the interval nobody does."""
    if owed.low is None or owed.high is None:
        return Verdict.UNKNOWN
    return Verdict.THEY_OWE if owed.low > 0 else Verdict.WE_OWE if owed.high < 0 else Verdict.EVEN


# ------------------------------------------------------------------------------------------------ each side


def _side(entries: Sequence[Entry], unit: str, currency: str | None) -> Side:
    group = Group([entry.cell for entry in entries])
    found = [entry.delivery for entry in entries if entry.delivery]
    states = Counter(item.state for item in found)
    return Side(
        placements=len(found),
        on_time=states[State.ON_TIME],
        late=states[State.LATE],
        missed=states[State.MISSED],
        not_due=states[State.NOT_DUE],
        unknown=states[State.UNKNOWN],
        inferred=sum(item.basis == "clicks" for item in found),
        uncounted=tuple(
            entry.promise.placement for entry in entries if entry.promise and entry.number(unit, currency) is None
        ),
        reach=number_of(group, "reach"),
        clicks=number_of(group, "clicks"),
        conversions=number_of(group, "conversions"),
        new_customers=group.new_customers(),
        revenue=_revenue(group, currency),
    )


def _revenue(group: Group, currency: str | None) -> dict[str, int] | None:
    """Return revenue by currency, or in the one that is asked for; currencies without any are left out."""
    known = group.converting()
    if not known.cells:
        return None
    names = [currency] if currency else [name for name in known.currencies(None) if name]
    return {name: amount for name in sorted(names) if (amount := known.part({name}).revenue().amount)}


# ------------------------------------------------------------------------------------------------ swaps


def _swaps(entries: Sequence[Entry], unit: str, currency: str | None) -> Iterator[SwapLine]:
    for swap, give, get in _pairs(entries):
        owed, _ = owed_of(_amount([give.entry], unit, currency), _amount([get.entry], unit, currency), unit)
        yield SwapLine(
            swap=swap,
            campaign=give.entry.cell.place.campaign or "",
            give=give.leg(unit, currency),
            get=get.leg(unit, currency),
            owed=owed,
            verdict=_verdict([give.entry, get.entry], owed),
        )


class _Half(NamedTuple):
    """One side of a swap."""

    placement: str
    delivery: Delivery
    entry: Entry

    def leg(self, unit: str, currency: str | None) -> Leg:
        return Leg(self.placement, self.delivery, self.entry.number(unit, currency))


def _pairs(entries: Sequence[Entry]) -> Iterator[tuple[str, _Half, _Half]]:
    """Yield swaps of which both placements are here."""
    found: dict[str, dict[Direction, _Half]] = {}
    for entry in entries:
        if entry.promise and entry.delivery and entry.promise.swap:
            half = _Half(entry.promise.placement, entry.delivery, entry)
            found.setdefault(entry.promise.swap, {})[entry.side] = half
    for swap, halves in found.items():
        if len(halves) == len(SIDES):
            yield swap, halves[Direction.GIVEN], halves[Direction.RECEIVED]


def _swapped(entries: Sequence[Entry], unit: str) -> Iterator[Swapped]:
    """Yield the swaps that are over, in the unit that one-sidedness is seen in."""
    for swap, give, get in _pairs(entries):
        given, received = give.entry.number(unit), get.entry.number(unit)
        if give.entry.is_over and get.entry.is_over and given is not None and received is not None:
            yield Swapped(max(give.entry.day, get.entry.day), swap, given, received)
