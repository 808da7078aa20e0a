"""Numbers of persons as a release remembers them: sums over conversions of some kinds, at some places, on some days.

A *space* is a kind of conversion, or one of three sorts of sales: of new customers, of returning ones, of buyers whom
nobody knows. What is counted is rows (``count``) or money (``money``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from xpromo.measure.groups import INCOME, REVERSALS, SALE
from xpromo.records import CONVERSION_KINDS

COUNT, MONEY = "count", "money"
NEW, RETURNING = "sale new", "sale returning"
SALES = (SALE, NEW, RETURNING)

Key = tuple[str, str, str]  # campaign, property, placement; "" for whatever evidence doesn't prove
Part = tuple[tuple[str, ...], tuple[Key, ...]]  # spaces, places


def space_of(kind: str, novelty: str) -> str:
    """Return the space of a conversion."""
    return f"{SALE} {novelty}" if kind == SALE and novelty else kind


def spaces_of(kinds: Iterable[str]) -> tuple[str, ...]:
    """Return the spaces of kinds, sorted."""
    return tuple(sorted(space for kind in kinds for space in (SALES if kind == SALE else (kind,))))


REVENUE = spaces_of(INCOME | REVERSALS)


class Number(NamedTuple):
    """A sum of rows or of money. ``currencies`` None: all of them. ``until`` is exclusive.

    ``known``: what was imported up to that moment, in seconds since 1970; None: all of it. ``told``: of how many rows
    and persons it was then; None where nobody noted it.
    """

    of: str
    parts: tuple[Part, ...]
    currencies: tuple[str, ...] | None
    since: date
    until: date
    known: int | None = None
    told: tuple[int, int] | None = None

    @property
    def places(self) -> set[Key]:
        """Every place that it is about."""
        return {place for _, places in self.parts for place in places}


def written(numbers: Iterable[Number], places: Mapping[Key, int]) -> list[list[Any]]:
    """Return numbers as JSON keeps them; places by their number."""
    return [
        [
            number.of,
            [[list(spaces), sorted(places[key] for key in keys)] for spaces, keys in number.parts],
            number.currencies,
            number.since.isoformat(),
            number.until.isoformat(),
            *([list(number.told)] if number.told else []),
        ]
        for number in dict.fromkeys(numbers)
    ]


def read_numbers(rows: Iterable[Sequence[Any]], places: Sequence[Sequence[str]], at: int) -> list[Number]:
    """Return the numbers of a release of the moment ``at``."""
    found: list[Number] = []
    for of, parts, currencies, since, until, *more in rows:
        of_what = [(of, _parts(parts, places))] if of in {COUNT, MONEY} else _of_old(of, tuple(map(_key, parts)))
        asked = None if currencies is None else tuple(currencies)
        days = date.fromisoformat(since), date.fromisoformat(until)
        told = (more[0][0], more[0][1]) if more else None
        found += [Number(what, named, asked, *days, at, told) for what, named in of_what]
    return found


def _parts(parts: Iterable[Any], places: Sequence[Sequence[str]]) -> tuple[Part, ...]:
    return tuple((tuple(spaces), tuple(_key(places[number]) for number in keys)) for spaces, keys in parts)


def _key(place: Sequence[str]) -> Key:
    campaign, owner, placement = place
    return campaign, owner, placement


def _of_old(space: str, places: tuple[Key, ...]) -> list[tuple[str, tuple[Part, ...]]]:
    """Return what the first releases remembered: a kind or a sort of sales, and the money that stood beside it."""
    spaces = spaces_of([space]) if space in CONVERSION_KINDS else (space,)
    money = {SALE: REVENUE}.get(space) or (spaces_of(REVERSALS) if space in REVERSALS else ())
    counted = (COUNT, ((spaces, places),))
    return [counted, (MONEY, ((money, places),))] if money else [counted]
