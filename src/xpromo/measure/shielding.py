"""A card as a partner may see it: each of its numbers is shown or hidden, with every rate that tells it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from xpromo.measure.cells import Cell
from xpromo.measure.folding import KIND_OF_GOAL
from xpromo.measure.goals import GoalLine, Verdict
from xpromo.measure.groups import INCOME, REVERSALS, SALE, UNDOING
from xpromo.measure.lines import Line, Names
from xpromo.measure.numbers import COUNT, MONEY, NEW, RETURNING, REVENUE, Key, Number, spaces_of
from xpromo.measure.rates import Rate, missing
from xpromo.measure.scorecard import GROUPINGS, Scorecard
from xpromo.measure.shield import FIRST, Shield
from xpromo.records import CONVERSION_KINDS, Direction, Promise

SUPPRESSED = "suppressed"
ROLES = ("sourced", "influenced", "code_only", "unowned")
ALWAYS = (  # how we credit, what it costs us, and whom it loses us, stays in the house
    *(f"{role}{of}" for role in ROLES for of in ("", "_revenue")),
    *("cost", "cost_basis", "cpa", "cpa_interval", "unsubscribe_rate"),
)
# Which numbers each field tells: it is shown where all of them are. That none of few buyers is new, or was refunded, is
# told of few, too; and where all pay one price, revenue tells the sales.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "sales": ("sales",),
    "conversions": ("conversions",),
    "conversion_rate": ("all conversions",),
    "revenue": ("sales", "revenue"),
    "epc": ("sales", "revenue"),
    "refunds": ("sales", "refunds"),
    "aov": ("sales", "sales money"),
    "refund_rate": ("sales", "undone"),
    "new_customers": ("sales", "new"),
    "new_customer_rate": ("all new", "all known"),
}


@dataclass(frozen=True, slots=True)
class _Counted:
    """A line with what it says of persons, by name; ``odd``: what it says and the shield doesn't know."""

    line: Line
    numbers: Mapping[str, Number]
    odd: frozenset[str]


def shielded(card: Scorecard, shield: Shield, flying: Sequence[Promise]) -> Scorecard:
    """Return a card whose small numbers are hidden: its totals are tried first, then its largest rows.

    ``flying``: what was promised for days of the card's, and is named whatever came of it.
    """
    places = _places_of(card.by, shield)
    everywhere = tuple(sorted(shield.places))
    rows = [
        _counted(line, card.rows, everywhere if line.day else places.get(_names(line), ()), shield)
        for line in card.rows
    ]
    totals = [_counted(line, card.totals, everywhere, shield) for line in card.totals]
    wanted = [number for one in totals for number in one.numbers.values()]
    wanted += sorted((number for one in rows for number in one.numbers.values()), key=lambda one: -shield.count(one))
    shown = shield.publish(wanted)
    told, (whole, *parts) = ([_hide(one, shown) for one in found] for found in (rows, totals))
    return replace(
        card,
        rows=tuple(_without_traces(filter(_is_left, told), shield, _promised(flying, card.by), card.by)),
        totals=(_whole(whole, shield, flying), *_without_traces(filter(_is_left, parts), shield)),
        unresolved={},
    )


def _counted(line: Line, lines: Sequence[Line], places: Sequence[Key], shield: Shield) -> _Counted:
    alone = sum((_names(other), other.day) == (_names(line), line.day) for other in lines) == 1
    currencies = None if alone else (line.currency or "",) if line.further else ("", line.currency or "")
    days = (line.day, line.day + timedelta(days=1)) if line.day else shield.period

    def number(of: str, spaces: Iterable[str], wanted: tuple[str, ...] | None = currencies) -> Number:
        return Number(of, ((tuple(spaces), tuple(places)),), wanted, *days)

    goals = shield.goals(places)
    found = {
        "sales": number(COUNT, spaces_of([SALE])),
        "conversions": Number(COUNT, goals, currencies, *days),
        "all conversions": Number(COUNT, goals, None, *days),
        "revenue": number(MONEY, REVENUE),
        "refunds": number(MONEY, spaces_of(REVERSALS)),
        "undone": number(COUNT, spaces_of(UNDOING)),
        "new": number(COUNT, [NEW]),
        "all known": number(COUNT, [NEW, RETURNING], None),
        "all new": number(COUNT, [NEW], None),
        "sales money": number(MONEY, spaces_of([SALE])),
    }
    kinds = {kind: number(COUNT, spaces_of([kind])) for kind in sorted(CONVERSION_KINDS)}
    odd = {f"kinds.{kind}" for kind, one in kinds.items() if not shield.tells(one, line.kinds.get(kind))}
    if line.conversions is not None and not shield.tells(found["conversions"], line.conversions):
        odd.update(found)
    if odd & {f"kinds.{kind}" for kind in INCOME | REVERSALS}:
        odd.update(found)
    return _Counted(line, found | {f"kinds.{kind}": one for kind, one in kinds.items()}, frozenset(odd))


def _places_of(by: str, shield: Shield) -> dict[Names, tuple[Key, ...]]:
    channels: dict[str, str] = {promise.property: promise.channel for promise in shield.promises.values()}
    found: dict[Names, list[Key]] = {}
    for key, place in sorted(shield.places.items()):
        promise = shield.promises.get(place.placement or "")
        found.setdefault(_names(GROUPINGS[by](Cell(place, promise), channels)), []).append(key)
    return {names: tuple(keys) for names, keys in found.items()}


def _names(line: Names) -> Names:
    """What a group is called, but for its day and direction."""
    return Names(line.campaign, line.partner, line.property, line.channel, line.placement)


def _hide(one: _Counted, shown: set[Number]) -> Line:
    """Return a line without the fields of which a number is hidden."""
    line = one.line
    hidden = one.odd | {name for name, number in one.numbers.items() if number not in shown}
    names = sorted(name for name, needed in FIELDS.items() if hidden.intersection(needed))
    gone: dict[str, Any] = {name: _nothing(getattr(line, name)) for name in (*names, *ALWAYS)}
    kinds = {kind: n for kind, n in line.kinds.items() if f"kinds.{kind}" not in hidden}
    # Named whether or not there was a value: that would tell, too
    suppressed = (*names, *sorted(name for name in hidden if name.startswith("kinds.")))
    return replace(line, **gone, kinds=kinds, suppressed=suppressed)


def _is_left(line: Line) -> bool:
    """Whether a line is more than the name of a currency in which few people paid."""
    return not line.further or bool(line.kinds) or line.revenue is not None


def _nothing(value: object) -> Rate | None:
    return missing(SUPPRESSED) if isinstance(value, Rate) else None


def _promised(flying: Iterable[Promise], by: str) -> set[str | None]:
    """Return the names, of a card by these, that stand for what was promised."""
    return {getattr(promise, by) for promise in flying} if by != "day" else set()


def _without_traces(
    lines: Iterable[Line], shield: Shield, promised: Collection[str | None] = (), by: str = ""
) -> Iterator[Line]:
    """Yield lines that don't tell whether somebody did what is left out of them, nor in which currency."""
    for line in lines:
        is_promised = bool(promised) and getattr(line, by) in promised
        if line.kinds or (not line.further and (is_promised or _is_seen(line))):
            yield _unmarked(line, shield)


def _is_seen(line: Line) -> bool:
    """Whether anything is known of a line but what people did afterwards."""
    return bool(line.clicks_raw or line.reach or line.other_metrics)


def _whole(line: Line, shield: Shield, flying: Sequence[Promise]) -> Line:
    """Return a total, which is there in any case, and says what was asked for only where something is."""
    is_told = flying or line.kinds or _is_seen(line)
    return replace(_unmarked(line, shield), further=False, conversion_kind=line.conversion_kind if is_told else None)


def _unmarked(line: Line, shield: Shield) -> Line:
    """Return a line whose currency doesn't tell that somebody paid in it: money and what comes with it may be shown."""
    is_paid = line.revenue is not None or not (INCOME | REVERSALS).isdisjoint(line.kinds)
    return line if is_paid else replace(line, currency=shield.currency)


def shielded_goals(goals: Iterable[GoalLine], shield: Shield) -> tuple[GoalLine, ...]:
    """Return goals of campaigns that are the partner's alone, without what counts too few persons."""
    return tuple(goal if _may_be_told(goal, shield) else _left_out(goal) for goal in goals)


def _may_be_told(goal: GoalLine, shield: Shield) -> bool:
    if goal.metric in {"reach", "clicks"}:
        return True
    if goal.achieved is None:
        return False  # that there is nothing yet is a number, too
    places = tuple(key for key in sorted(shield.places) if key[0] == goal.campaign and not _is_given(key, shield))
    kind = KIND_OF_GOAL.get(goal.metric, SALE)
    spaces = {"revenue": REVENUE, "new_customers": (NEW,)}.get(goal.metric) or spaces_of([kind])
    if goal.metric == "revenue":
        currencies = (goal.currency or "", "")
        sales = Number(COUNT, ((spaces_of([SALE]), places),), currencies, FIRST, shield.end)
        wanted = [sales, Number(MONEY, ((spaces, places),), currencies, FIRST, shield.end)]
        return shield.publish(wanted) == {*wanted}
    number = Number(COUNT, ((spaces, places),), None, FIRST, shield.end)
    return shield.tells(number, goal.achieved) and number in shield.publish([number])


def _is_given(key: Key, shield: Shield) -> bool:
    promise = shield.promises.get(key[2])
    return promise is not None and promise.direction is Direction.GIVEN


def _left_out(goal: GoalLine) -> GoalLine:
    return replace(goal, achieved=None, share=None, projected=None, on_pace=None, verdict=Verdict.LEFT_OUT)
