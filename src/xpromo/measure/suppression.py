"""Which numbers may leave the house: those from which no small one can be computed, however they are combined.

A published number is a sum over base cells (a placement on some days …): a row of zeros and ones. What can be computed
from published numbers by adding and subtracting is their linear span. So a number is published only if, together with
everything published before, it leaves every protected number outside of that span. Hiding a neighbour so that a small
number can't be taken from a total (complementary suppression) follows from it; nothing else has to be thought of.

Exact arithmetic modulo a prime: whether a 0/1 vector lies in the span of others is decided without rounding; that a
span over the rationals and one modulo 2**61 - 1 differ needs a determinant which that prime divides.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

PRIME = 2**61 - 1
# What would take longer to be decided stays in the house
TRIES = 500  # at combinations of small pieces, for one number
MOST = 2000  # pieces

Cells = frozenset[Hashable]
_Vector = dict[Hashable, int]


@dataclass
class Span:
    """What can be computed from the numbers that are known, as a reduced basis: pivot → vector."""

    basis: dict[Hashable, _Vector] = field(default_factory=dict)

    def rest(self, vector: Mapping[Hashable, int]) -> _Vector:
        """Return what of a vector isn't in the span; empty when all of it is."""
        rest = {cell: value % PRIME for cell, value in vector.items() if value % PRIME}
        for pivot in [cell for cell in rest if cell in self.basis]:
            if pivot in rest:
                _subtract(rest, self.basis[pivot], rest[pivot])
        return rest

    def holds(self, cells: Cells) -> bool:
        """Whether the sum of these cells can be computed."""
        return not self.rest(dict.fromkeys(cells, 1))

    def add(self, cells: Cells) -> None:
        """Let the sum of these cells be known."""
        rest = self.rest(dict.fromkeys(cells, 1))
        if not rest:
            return
        pivot = min(rest, key=str)
        inverse = pow(rest[pivot], -1, PRIME)
        rest = {cell: value * inverse % PRIME for cell, value in rest.items()}
        for vector in self.basis.values():
            if pivot in vector:
                _subtract(vector, rest, vector[pivot])
        self.basis[pivot] = rest


def _subtract(target: _Vector, vector: Mapping[Hashable, int], times: int) -> None:
    for cell, value in vector.items():
        left = (target.get(cell, 0) - times * value) % PRIME
        if left:
            target[cell] = left
        else:
            target.pop(cell, None)


@dataclass
class Guard:
    """Decides number by number what may be published; what was published before is taken in first.

    ``persons``: who is in each cell, ``size``: how many some of them count for. A sum of fewer than ``small`` isn't to
    be computed, whichever cells it is of: not that of a hidden row, and not that of two hidden rows together.
    """

    span: Span = field(default_factory=Span)
    secrets: dict[Cells, _Vector] = field(default_factory=dict)  # each with what of it can't be computed yet
    persons: Mapping[Any, frozenset[Any]] = field(default_factory=dict)
    small: int = 0
    size: Callable[[frozenset[Any]], int] = len
    pieces: dict[Cells, _Vector] = field(init=False)  # cells that no published number tells apart, and their rests

    def __post_init__(self) -> None:
        """Begin with nothing published: no cell can be told from another."""
        everything = frozenset(self.persons)
        self.pieces = {everything: self.span.rest(dict.fromkeys(everything, 1))} if everything else {}

    def reveal(self, cells: Cells) -> None:
        """Take in a number that left the house."""
        self.span.add(cells)
        left = {secret: self.span.rest(rest) for secret, rest in self.secrets.items()}
        self.secrets = {secret: rest for secret, rest in left.items() if rest}
        self.pieces = {
            part: self.span.rest(known if part == piece else dict.fromkeys(part, 1))
            for piece, known in self.pieces.items()
            for part in _split([piece], cells)
        }

    def protect(self, cells: Cells) -> None:
        """Keep the sum of these cells from being computed; one that can be already is lost, and protects nothing."""
        rest = self.span.rest(dict.fromkeys(cells, 1))
        if rest:
            self.secrets[cells] = rest

    def publish(self, cells: Cells) -> bool:
        """Publish the sum of these cells if nothing protected can be computed then; return whether it is."""
        if 0 < self.size(self.who(cells)) < self.small:
            return False
        rest = self.span.rest(dict.fromkeys(cells, 1))
        if not rest:
            return True
        if len(self.pieces) > MOST:
            return False
        if any(_are_multiples(rest, secret) for secret in self.secrets.values()):
            return False
        if self.small and _Search.after(self, cells, rest).finds_few():
            return False
        self.reveal(cells)
        return True

    def who(self, cells: Iterable[Hashable]) -> frozenset[Any]:
        """Return the persons in some cells."""
        return frozenset().union(*(self.persons.get(cell, frozenset()) for cell in cells))


def _split(pieces: Iterable[Cells], cells: Cells) -> Iterator[Cells]:
    for piece in pieces:
        yield from (part for part in (piece & cells, piece - cells) if part)


class _Piece(NamedTuple):
    """Cells that nothing tells apart: what of their sum can't be computed now, nor then, and who is in them."""

    before: _Vector
    rest: _Vector
    who: frozenset[Any]


@dataclass
class _Search:
    """Looks for small pieces whose sum could be computed once one more number were published.

    Sums of rests are rests of sums: pieces whose rests add up to nothing can be computed together. What makes up for a
    column of one must be in another piece that has this column, so few are to be tried.
    """

    guard: Guard
    pieces: Mapping[int, _Piece]
    fresh: list[int]  # those that the number would change
    at: Mapping[Hashable, Collection[int]]  # column → pieces
    left: int = TRIES

    @classmethod
    def after(cls, guard: Guard, cells: Cells, rest: _Vector) -> _Search:
        """Return the search for what ``cells`` would give away, of which ``rest`` can't be computed yet."""
        pivot = next(iter(rest))
        inverse = pow(rest[pivot], -1, PRIME)
        pieces: dict[int, _Piece] = {}
        fresh: list[int] = []
        for piece, known in guard.pieces.items():
            parts = list(_split([piece], cells))
            for part in parts:
                who = guard.who(part)
                if guard.size(who) >= guard.small:
                    continue
                before = known if len(parts) == 1 else guard.span.rest(dict.fromkeys(part, 1))
                now = dict(before)
                if pivot in now:
                    _subtract(now, rest, now[pivot] * inverse % PRIME)
                if len(parts) > 1 or pivot in before:
                    fresh.append(len(pieces))
                pieces[len(pieces)] = _Piece(before, now, who)
        at = _tied(pieces)
        return cls(guard, pieces, [number for number in fresh if number in pieces], at)

    def finds_few(self) -> bool:
        """Whether a sum over few persons could be computed; also where that would take too long to be told."""
        return self._is_one(self.fresh, (), {}, frozenset(), frozenset())

    def _is_one(
        self,
        wanted: Iterable[int],
        chosen: tuple[int, ...],
        total: _Vector,
        who: frozenset[Any],
        without: frozenset[int],
    ) -> bool:
        """Whether one of the wanted pieces completes the chosen ones; ``without`` those that were tried before."""
        for number in wanted:
            if number not in without and number not in chosen:
                if self._completes((*chosen, number), total, who | self.pieces[number].who, without):
                    return True
                without |= {number}
        return False

    def _completes(self, chosen: tuple[int, ...], total: _Vector, who: frozenset[Any], without: frozenset[int]) -> bool:
        if self.guard.size(who) >= self.guard.small:
            return False
        self.left -= 1
        if self.left < 0:
            return True
        total = dict(total)
        _subtract(total, self.pieces[chosen[-1]].rest, -1)
        if not total:
            return bool(_sum(self.pieces[one].before for one in chosen))  # else it was lost before
        column = min(total, key=lambda column: len(self.at[column]))
        return self._is_one(self.at[column], chosen, total, who, without)


def _tied(pieces: dict[int, _Piece]) -> dict[Hashable, set[int]]:
    """Take out pieces with a column that no other has, because nothing makes up for it, and of equal columns all but
    one; return column → pieces.
    """
    at: dict[Hashable, set[int]] = {}
    for number, piece in pieces.items():
        for column in piece.rest:
            at.setdefault(column, set()).add(number)
    lonely = [column for column, found in at.items() if len(found) == 1]
    while lonely:
        for number in tuple(at[lonely.pop()]):
            for column in pieces.pop(number).rest:
                at[column].discard(number)
                if len(at[column]) == 1:
                    lonely.append(column)
    kept: dict[tuple[tuple[int, int], ...], Hashable] = {}
    for column, found in at.items():
        if found:
            kept.setdefault(tuple((number, pieces[number].rest[column]) for number in sorted(found)), column)
    columns = set(kept.values())
    for number, piece in pieces.items():
        rest = {column: value for column, value in piece.rest.items() if column in columns}
        pieces[number] = piece._replace(rest=rest)
    return {column: at[column] for column in columns}


def _sum(vectors: Iterable[_Vector]) -> _Vector:
    found: _Vector = {}
    for vector in vectors:
        _subtract(found, vector, -1)
    return found


def _are_multiples(one: _Vector, other: _Vector) -> bool:
    """Whether one vector is a multiple of the other: rests of one basis are, where each gives the other away."""
    if one.keys() != other.keys():
        return False
    first = next(iter(one))
    times = other[first] * pow(one[first], -1, PRIME) % PRIME
    return all(value * times % PRIME == other[cell] for cell, value in one.items())
