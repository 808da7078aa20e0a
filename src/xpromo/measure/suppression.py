"""Which numbers may leave the house: those from which no small one can be computed, however they are combined.

A published number is a sum over base cells (a placement on some days …): a row of zeros and ones. What can be computed
from published numbers by adding and subtracting is their linear span. So a number is published only if, together with
everything published before, it leaves every protected number outside of that span. Hiding a neighbour so that a small
number can't be taken from a total (complementary suppression) follows from it; nothing else has to be thought of.

Exact arithmetic modulo a prime: whether a 0/1 vector lies in the span of others is decided without rounding; that a
span over the rationals and one modulo 2**61 - 1 differ needs a determinant which that prime divides.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

PRIME = 2**61 - 1

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
    """Decides number by number what may be published; what was published before is taken in first."""

    span: Span = field(default_factory=Span)
    secrets: dict[Cells, _Vector] = field(default_factory=dict)  # each with what of it can't be computed yet

    def reveal(self, cells: Cells) -> None:
        """Take in a number that left the house."""
        self.span.add(cells)
        left = {secret: self.span.rest(rest) for secret, rest in self.secrets.items()}
        self.secrets = {secret: rest for secret, rest in left.items() if rest}

    def protect(self, cells: Cells) -> None:
        """Keep the sum of these cells from being computed; one that can be already is lost, and protects nothing."""
        rest = self.span.rest(dict.fromkeys(cells, 1))
        if rest:
            self.secrets[cells] = rest

    def publish(self, cells: Cells) -> bool:
        """Publish the sum of these cells if nothing protected can be computed then; return whether it is."""
        rest = self.span.rest(dict.fromkeys(cells, 1))
        if rest and any(_are_multiples(rest, secret) for secret in self.secrets.values()):
            return False
        self.reveal(cells)
        return True


def _are_multiples(one: _Vector, other: _Vector) -> bool:
    """Whether one vector is a multiple of the other: rests of one basis are, where each gives the other away."""
    if one.keys() != other.keys():
        return False
    first = next(iter(one))
    times = other[first] * pow(one[first], -1, PRIME) % PRIME
    return all(value * times % PRIME == other[cell] for cell, value in one.items())
