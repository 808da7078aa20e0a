"""Which numbers may leave the house: those from which no small one can be computed, however they are combined.

A published number is a sum over base cells (a placement on some days …): a row of zeros and ones. What can be computed
from published numbers by adding and subtracting is their linear span. So a number is published only if, together with
everything published before, it leaves every protected number outside of that span. Hiding a neighbour so that a small
number can't be taken from a total (complementary suppression) follows from it; nothing else has to be thought of.

Exact arithmetic modulo a prime: whether a 0/1 vector lies in the span of others is decided without rounding; that a
span over the rationals and one modulo 2**61 - 1 differ needs a determinant which that prime divides.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
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

    def copy(self) -> Span:
        """Return a span of its own with the same basis."""
        return Span({pivot: dict(vector) for pivot, vector in self.basis.items()})


def _subtract(target: _Vector, vector: Mapping[Hashable, int], times: int) -> None:
    for cell, value in vector.items():
        left = (target.get(cell, 0) - times * value) % PRIME
        if left:
            target[cell] = left
        else:
            target.pop(cell, None)


def publishable(
    candidates: Sequence[Cells], protected: Iterable[Cells], published: Iterable[Cells] = ()
) -> frozenset[int]:
    """Return the numbers of the candidates that may be published, tried in their order: the most wanted first.

    A candidate that is protected itself is never published; one that is in the span already always is. ``published`` is
    what left the house before; a protected number that can be computed from it alone is lost, and protects nothing.
    """
    span = Span()
    for cells in published:
        span.add(cells)
    secret = [cells for cells in {*protected} if not span.holds(cells)]
    found = set()
    for number, cells in enumerate(candidates):
        trial = span.copy()
        trial.add(cells)
        if not any(trial.holds(hidden) for hidden in secret):
            span = trial
            found.add(number)
    return frozenset(found)
