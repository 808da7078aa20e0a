"""Small cells: numbers of so few persons that they don't leave the house, and those from which they could be computed.

A number of persons is a sum over *cells*: a place, a currency, a stretch of days between two dates at which any report
begins or ends. Each kind of conversion, and new and returning customers among the sales, is counted in a *space* of its
own; :class:`~xpromo.measure.suppression.Guard` decides in each what may be shown.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from xpromo.answers import PersonRow
from xpromo.measure.cells import Cell, Place
from xpromo.measure.folding import KIND_OF_GOAL
from xpromo.measure.goals import GoalLine, Verdict
from xpromo.measure.groups import INCOME, MIXED, REVERSALS
from xpromo.measure.lines import Line, Names
from xpromo.measure.rates import Rate, missing
from xpromo.measure.scorecard import GROUPINGS, Scorecard
from xpromo.measure.suppression import Cells, Guard
from xpromo.records import CONVERSION_KINDS, Promise, Settings

SUPPRESSED = "suppressed"
SALE = "sale"
NEW, RETURNING = "sale new", "sale returning"
GOAL_FIELDS = ("conversions", "conversion_rate", "cpa", "cpa_interval")
CUSTOMER_FIELDS = ("new_customers", "new_customer_rate")
REVERSAL_FIELDS = ("refunds", "refund_rate", "aov")  # money of sales / sales would give refunds away
MONEY_FIELDS = ("revenue", "epc", "aov")
ROLES = ("sourced", "influenced", "code_only", "unowned")
ROLE_FIELDS = tuple(f"{role}{of}" for role in ROLES for of in ("", "_revenue"))  # how we credit stays in the house
FIELDS: Mapping[str, tuple[str, ...]] = {
    SALE: ("sales", *MONEY_FIELDS, "refunds", "refund_rate", *CUSTOMER_FIELDS),
    "renewal": MONEY_FIELDS,
    "refund": REVERSAL_FIELDS,
    "chargeback": REVERSAL_FIELDS,
    "chargeback_reversed": REVERSAL_FIELDS,
    NEW: CUSTOMER_FIELDS,
    RETURNING: CUSTOMER_FIELDS,
}
FIRST = date.min
WEEK = timedelta(days=7)

Key = tuple[str, str, str]  # campaign, property, placement
_Cell = tuple[Key, str, int]  # a place, a currency, the number of a stretch of days


class Number(NamedTuple):
    """A number as a release remembers it: which space, which places (campaign, property, placement), currencies, days.

    ``currencies`` None: all of them. ``until`` is exclusive.
    """

    space: str
    places: tuple[Key, ...]
    currencies: tuple[str, ...] | None
    since: date
    until: date

    def plain(self) -> list[Any]:
        """Return it as JSON keeps it."""
        return [self.space, self.places, self.currencies, self.since.isoformat(), self.until.isoformat()]

    @classmethod
    def read(cls, row: Sequence[Any]) -> Number:
        """Return it from JSON."""
        places = tuple((str(campaign), str(owner), str(placement)) for campaign, owner, placement in row[1])
        currencies = None if row[2] is None else tuple(row[2])
        return cls(row[0], places, currencies, date.fromisoformat(row[3]), date.fromisoformat(row[4]))


def is_short(since: date, until: date) -> bool:
    """Whether these are so few days that a 0 would tell when others did something."""
    return until - since < WEEK


@dataclass
class Shield:
    """Hides what is small, over all cards that leave the house together and all that left it before."""

    rows: Sequence[PersonRow]
    promises: Mapping[str, Promise]
    settings: Settings
    period: tuple[date, date]
    campaigns: Sequence[str] = ()  # those that the cards are about; none for all
    shown: list[Number] = field(default_factory=list)
    hidden: list[Number] = field(default_factory=list)
    _edges: list[date] = field(default_factory=list)
    _guards: dict[str, Guard] = field(default_factory=dict)
    _places: dict[Key, Place] = field(default_factory=dict)
    _persons: dict[str, dict[_Cell, set[int]]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        rows: Sequence[PersonRow],
        promises: Mapping[str, Promise],
        settings: Settings,
        period: tuple[date, date],
        days: Iterable[date],
        before: Iterable[Mapping[str, Any]],
        campaigns: Sequence[str] = (),
    ) -> Shield:
        """Return a shield that knows what left the house before; ``days``: at which days must be told apart."""
        shield = cls(rows, promises, settings, period, campaigns)
        shown = [Number.read(row) for release in before for row in release["shown"]]
        hidden = [Number.read(row) for release in before for row in release["hidden"]]
        edges = {
            FIRST,
            *period,
            shield.end,
            *days,
            *(day for number in (*shown, *hidden) for day in (number.since, number.until)),
        }
        shield._edges = sorted(edges)
        shield._count()
        shield._arm(dict.fromkeys(shown), dict.fromkeys(hidden))
        return shield

    def _count(self) -> None:
        """Note who is in which cell of which space."""
        for row in self.rows:
            key = _place(row)
            self._places.setdefault(key, Place(row.campaign, row.partner, row.property, row.placement))
            cell = (key, row.currency, bisect_right(self._edges, row.day) - 1)
            for space in _spaces(row):
                self._persons.setdefault(space, {}).setdefault(cell, set()).add(row.person)

    def _arm(self, shown: Iterable[Number], hidden: Iterable[Number]) -> None:
        """Take in what was published, then protect what was hidden and every small cell."""
        for space in self._persons:
            self._guards[space] = Guard()
        for number in shown:
            if number.space in self._guards:
                self._guards[number.space].reveal(self._cells(number))
        for number in hidden:
            if number.space in self._guards:
                self._guards[number.space].protect(self._cells(number))
        for space, persons in self._persons.items():
            for cell, who in persons.items():
                if len(who) < self.small:
                    self._guards[space].protect(frozenset({cell}))

    def _cells(self, number: Number) -> Cells:
        """The cells of a number that anybody is in; a cell of nobody adds nothing."""
        first, last = (bisect_right(self._edges, day) - 1 for day in (number.since, number.until))
        places = frozenset(number.places)
        return frozenset(
            cell
            for cell in self._persons.get(number.space, {})
            if cell[0] in places and first <= cell[2] < last
            if number.currencies is None or cell[1] in number.currencies
        )

    def count(self, number: Number) -> int:
        """Return how many persons a number is about."""
        persons = self._persons.get(number.space, {})
        return len({person for cell in self._cells(number) for person in persons[cell]})  # type: ignore[index]

    def publish(self, numbers: Sequence[Number]) -> set[Number]:
        """Return those of the numbers that may be shown, the most wanted first, and remember what became of each."""
        guards = self._guards
        for number in numbers:
            if 0 < self.count(number) < self.small:
                guards[number.space].protect(self._cells(number))
        shown = {
            number
            for number in numbers
            if (self._cells(number) and guards[number.space].publish(self._cells(number)))
            or (self._is_empty(number) and not is_short(number.since, number.until))
        }
        self.shown += [number for number in numbers if number in shown and not self._is_empty(number)]
        self.hidden += [number for number in numbers if number not in shown]
        return shown

    def _is_empty(self, number: Number) -> bool:
        return not self._cells(number)

    @property
    def small(self) -> int:
        """How many persons are enough."""
        return self.settings.small_cell

    @property
    def currency(self) -> str:
        """The brand's currency."""
        return self.settings.currency

    @property
    def spaces(self) -> list[str]:
        """The spaces that anybody is in."""
        return sorted(self._persons)

    @property
    def end(self) -> date:
        """The day after all that anybody did."""
        return max([self.period[1], *(row.day + timedelta(days=1) for row in self.rows)])

    @property
    def places(self) -> dict[Key, Place]:
        """The places of the cards that a person's conversion was tied to, by what names them."""
        return {key: place for key, place in self._places.items() if not self.campaigns or key[0] in self.campaigns}

    def release(self) -> dict[str, Any]:
        """Return what a release remembers."""
        return {
            "shown": [number.plain() for number in dict.fromkeys(self.shown)],
            "hidden": [number.plain() for number in dict.fromkeys(self.hidden)],
        }


def _place(row: PersonRow) -> tuple[str, str, str]:
    return (row.campaign or "", row.property or "", row.placement or "")


def _spaces(row: PersonRow) -> list[str]:
    if row.kind == SALE and row.novelty:
        return [row.kind, NEW if row.novelty == "new" else RETURNING]
    return [row.kind]


# ------------------------------------------------------------------------------------------------ cards


def shielded(card: Scorecard, shield: Shield) -> Scorecard:
    """Return a card whose small numbers are hidden: its totals are tried first, then its largest rows."""
    places = _places_of(card.by, shield)
    everywhere = tuple(sorted(shield.places))
    counted = [_Counted.of(line, card.rows, places.get(_names(line), ()), shield) for line in card.rows if not line.day]
    counted += [_Counted.of(line, card.rows, everywhere, shield) for line in card.rows if line.day]
    whole = [_Counted.of(line, card.totals, everywhere, shield) for line in card.totals]
    wanted = [number for one in whole for number in one.numbers]
    wanted += sorted((number for one in counted for number in one.numbers), key=lambda one: -shield.count(one))
    shown = shield.publish(wanted)
    hidden = {
        id(one.line): {number.space for number in one.numbers if number not in shown} for one in (*counted, *whole)
    }
    rows, totals = (
        [_hide(line, hidden[id(line)], _near(line, lines, hidden)) for line in lines]
        for lines in (card.rows, card.totals)
    )
    short = is_short(*shield.period)
    return replace(
        card,
        rows=tuple(_without_traces(rows, shield, card.by) if short or card.by == "day" else rows),
        totals=tuple(_without_traces(totals, shield) if short else totals),
        unresolved={},
        nobody=(),
        whole=(),
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    """A line with what it says of persons, space by space."""

    line: Line
    numbers: tuple[Number, ...]

    @classmethod
    def of(cls, line: Line, lines: Sequence[Line], places: Sequence[Key], shield: Shield) -> _Counted:
        alone = len(_siblings(line, lines)) == 1
        currencies = None if alone else (line.currency or "",) if line.further else ("", line.currency or "")
        since, until = (line.day, line.day + timedelta(days=1)) if line.day else shield.period
        return cls(line, tuple(Number(space, tuple(places), currencies, since, until) for space in shield.spaces))


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


def _siblings(line: Line, lines: Sequence[Line]) -> list[Line]:
    """The lines of the same group, one for each currency."""
    return [other for other in lines if (_names(other), other.day) == (_names(line), line.day)]


def _near(line: Line, lines: Sequence[Line], hidden: Mapping[int, set[str]]) -> set[str]:
    return {space for other in _siblings(line, lines) for space in hidden[id(other)]}


def _hide(line: Line, spaces: set[str], near: set[str]) -> Line:
    """Return a line without what these spaces count; rates of the whole group go with any of its currencies."""
    names = {name for space in spaces for name in FIELDS.get(space, ())} | {*ROLE_FIELDS}
    goal = line.conversion_kind
    if (spaces and goal == MIXED) or goal in spaces:
        names.update(GOAL_FIELDS)
    if (near and goal == MIXED) or goal in near:
        names.add("conversion_rate")
    if not INCOME & line.kinds.keys() and REVERSALS & spaces:
        names.update(("revenue", "epc"))  # all of it was paid back
    names.update(name for space in near for name in FIELDS.get(space, ()) if name == "new_customer_rate")
    gone: dict[str, Any] = {name: _nothing(getattr(line, name)) for name in names}
    kinds = {kind: n for kind, n in line.kinds.items() if kind not in spaces}
    suppressed = sorted(name for name in names if name not in ROLE_FIELDS)  # known or not: that tells, too
    suppressed += sorted(f"kinds.{kind}" for kind in spaces & CONVERSION_KINDS)
    return replace(line, **gone, kinds=kinds, suppressed=tuple(suppressed))


def _without_traces(lines: Iterable[Line], shield: Shield, by: str = "") -> Iterator[Line]:
    """Yield lines of so few days that they may not even tell whether somebody did something, or in which currency."""
    for line in lines:
        is_promised = not by or (by != "day" and getattr(line, by) is not None)
        if line.kinds:
            yield line
        elif not line.further and (is_promised or line.clicks_raw or line.reach or line.other_metrics):
            yield replace(line, currency=shield.currency)


def _nothing(value: object) -> Rate | None:
    if isinstance(value, Rate):
        return missing(SUPPRESSED)
    return None


def shielded_goals(goals: Iterable[GoalLine], shield: Shield) -> tuple[GoalLine, ...]:
    """Return goals of campaigns that are the partner's alone, without what counts too few persons."""
    found = []
    for goal in goals:
        inside = tuple(key for key in sorted(shield.places) if key[0] == goal.campaign)
        space = {"new_customers": NEW, "reach": "", "clicks": ""}.get(goal.metric, KIND_OF_GOAL.get(goal.metric, SALE))
        number = Number(space, inside, None, FIRST, shield.end)
        shown = space not in shield.spaces or number in shield.publish([number])
        unknown: dict[str, Any] = {
            "achieved": None,
            "share": None,
            "projected": None,
            "on_pace": None,
            "verdict": Verdict.LEFT_OUT,
        }
        found.append(goal if shown else replace(goal, **unknown))
    return tuple(found)
