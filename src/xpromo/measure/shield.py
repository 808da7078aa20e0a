"""Small cells: numbers of so few persons that they don't leave the house, and those from which they could be computed.

A number of persons is a sum over *cells*: a space, a place, a currency, a stretch of days between two dates at which
any report begins or ends, and between which releases it was imported. One
:class:`~xpromo.measure.suppression.Guard` decides over all numbers of rows, another over all sums of money.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from xpromo.answers import PersonRow
from xpromo.measure.cells import Place
from xpromo.measure.folding import goal_kinds
from xpromo.measure.groups import REVERSALS
from xpromo.measure.numbers import COUNT, MONEY, Key, Number, Part, read_numbers, space_of, spaces_of, written
from xpromo.measure.suppression import Guard
from xpromo.records import Promise, Settings

FIRST = date.min
LEFT = "left"  # the space of those who aren't any more where a number once counted them


class _Cell(NamedTuple):
    """Where rows are that no number tells apart: ``stretch`` and ``release`` are numbers of the edges before."""

    space: str
    place: Key
    currency: str
    stretch: int
    release: int


def _paid_or_got_back(persons: frozenset[tuple[bool, int]]) -> int:
    """Count those who paid or those who got money back, whoever are more; often nobody knows that they are the same."""
    back = sum(is_back for is_back, _ in persons)
    return max(back, len(persons) - back)


@dataclass
class Shield:
    """Hides what is small, over all cards that leave the house together and all that left it before.

    ``campaigns``: those that the cards are about; none for all.
    """

    rows: Sequence[PersonRow]
    promises: Mapping[str, Promise]
    settings: Settings
    period: tuple[date, date]
    campaigns: Sequence[str] = ()
    shown: list[Number] = field(default_factory=list)
    hidden: list[Number] = field(default_factory=list)
    _edges: list[date] = field(default_factory=list)
    _releases: list[int] = field(default_factory=list)
    _guards: dict[str, Guard] = field(default_factory=dict)
    _places: dict[Key, Place] = field(default_factory=dict)
    _persons: dict[_Cell, list[int]] = field(default_factory=dict)
    _at: dict[tuple[str, Key], list[_Cell]] = field(default_factory=dict)
    _found: dict[Number, frozenset[_Cell]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        rows: Sequence[PersonRow],
        promises: Mapping[str, Promise],
        settings: Settings,
        period: tuple[date, date],
        days: Iterable[date],
        before: Iterable[tuple[int, Mapping[str, Any]]],
        campaigns: Sequence[str] = (),
    ) -> Shield:
        """Return a shield that knows what left the house before, with its moment; ``days``: at which days must be told
        apart.
        """
        shield = cls(rows, promises, settings, period, campaigns)
        shown, hidden = (
            [one for at, body in before for one in read_numbers(body[name], body.get("places", ()), at)]
            for before in [list(before)]
            for name in ("shown", "hidden")
        )
        known = (*shown, *hidden)
        edges = {FIRST, *period, shield.end, *days, *(day for one in known for day in (one.since, one.until))}
        shield._edges = sorted(edges)
        shield._releases = sorted({one.known for one in known if one.known is not None})
        shield._count()
        shield._arm(dict.fromkeys(shown), dict.fromkeys(hidden))
        return shield

    def _count(self) -> None:
        """Note who is in which cell."""
        for row in self.rows:
            key = (row.campaign or "", row.property or "", row.placement or "")
            self._places.setdefault(key, Place(row.campaign, row.partner, row.property, row.placement))
            stretch, release = bisect_right(self._edges, row.day) - 1, bisect_left(self._releases, row.imported_at)
            cell = _Cell(space_of(row.kind, row.novelty), key, row.currency, stretch, release)
            self._persons.setdefault(cell, []).append(row.person)
        for cell in self._persons:
            self._at.setdefault((cell.space, cell.place), []).append(cell)

    def _arm(self, shown: Collection[Number], hidden: Iterable[Number]) -> None:
        """Take in what was published, then protect what was hidden; that few persons stay hidden needs no word."""
        left = {number: _Cell(LEFT, ("", "", ""), "", place, 0) for place, number in enumerate(shown)}
        gone = {cell: self._gone(number) for number, cell in left.items()}
        rows = {cell: frozenset(persons) for cell, persons in (self._persons | gone).items() if persons}
        money = {cell: frozenset((cell.space in REVERSALS, one) for one in found) for cell, found in rows.items()}
        self._guards[COUNT] = Guard(persons=rows, small=self.small)
        self._guards[MONEY] = Guard(persons=money, small=self.small, size=_paid_or_got_back)
        for number, cell in left.items():
            self._guards[number.of].reveal(self._cells(number) | ({cell} if gone[cell] else set()))
        for number in hidden:
            if not self._is_small(number):
                self._guards[number.of].protect(self._cells(number))

    def _gone(self, number: Number) -> list[int]:
        """Return the persons, without their names, by whom a number that left the house differs from what it would be
        now: imports were undone since, or evidence came and took its rows elsewhere.
        """
        if number.told is None:
            return []
        rows, persons = (was - now for was, now in zip(number.told, self.told(number), strict=True))
        return list(range(-max(abs(persons), bool(rows)), 0))

    def _cells(self, number: Number) -> frozenset[_Cell]:
        """The cells of a number that anybody is in; a cell of nobody adds nothing."""
        if number not in self._found:
            first, last = (bisect_right(self._edges, day) - 1 for day in (number.since, number.until))
            release = len(self._releases) if number.known is None else bisect_left(self._releases, number.known)
            self._found[number] = frozenset(
                cell
                for spaces, places in number.parts
                for space in spaces
                for key in places
                for cell in self._at.get((space, key), ())
                if first <= cell.stretch < last and cell.release <= release
                if number.currencies is None or cell.currency in number.currencies
            )
        return self._found[number]

    def count(self, number: Number) -> int:
        """Return how many persons a number is about."""
        return len({person for cell in self._cells(number) for person in self._persons[cell]})

    def told(self, number: Number) -> tuple[int, int]:
        """Return of how many rows and persons a number is."""
        return sum(len(self._persons[cell]) for cell in self._cells(number)), self.count(number)

    def _is_small(self, number: Number) -> bool:
        guard = self._guards[number.of]
        return guard.size(guard.who(self._cells(number))) < self.small

    def tells(self, number: Number, n: int | None) -> bool:
        """Whether ``n`` rows are what a number counts here: what isn't known in full stays in the house."""
        return (n or 0) == self.told(number)[0]

    def publish(self, numbers: Iterable[Number]) -> set[Number]:
        """Return those of the numbers that may be shown, the most wanted first, and remember what became of each.

        A number of nobody isn't: beside a 0 everything that is hidden would be known to be at least 1.
        """
        shown: set[Number] = set()
        for number in dict.fromkeys(numbers):
            cells = self._cells(number)
            if not cells:
                continue
            if self._guards[number.of].publish(cells):
                shown.add(number)
                self.shown.append(number._replace(told=self.told(number)))
            else:
                self.hidden.append(number)
        return shown

    def goals(self, places: Sequence[Key]) -> tuple[Part, ...]:
        """Return the parts of what each campaign is for."""
        kinds = goal_kinds(self.promises.values())
        found: dict[str, list[Key]] = {}
        for key in places:
            found.setdefault(kinds.get(key[0], "sale"), []).append(key)
        return tuple((spaces_of([kind]), tuple(keys)) for kind, keys in sorted(found.items()))

    @property
    def small(self) -> int:
        """How many persons are enough."""
        return self.settings.small_cell

    @property
    def currency(self) -> str:
        """The brand's currency."""
        return self.settings.currency

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
        keys = sorted({key for number in (*self.shown, *self.hidden) for key in number.places})
        places = {key: number for number, key in enumerate(keys)}
        return {"places": keys, "shown": written(self.shown, places), "hidden": written(self.hidden, places)}
