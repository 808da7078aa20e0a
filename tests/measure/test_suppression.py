"""What is hidden stays hidden, whatever is added to and subtracted from what is shown.

The attacker here is another piece of arithmetic: Gaussian elimination over fractions, on dense matrices.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from xpromo.measure.suppression import Cells, Guard


def computable(target: list[int], known: list[list[int]]) -> bool:
    """Whether a row is a combination of others: it doesn't raise their rank."""
    return rank(known) == rank([*known, target])


def rank(rows: list[list[int]]) -> int:
    left, found = [[Fraction(value) for value in row] for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in left[found:] if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        left.insert(found, pivot)
        for number in range(found + 1, len(left)):
            times = left[number][column] / pivot[column]
            left[number] = [a - times * b for a, b in zip(left[number], pivot, strict=True)]
        found += 1
    return found


def publishable(wanted: list[Cells], protected: list[Cells], published: Iterable[Cells] = ()) -> set[int]:
    """Return the numbers of those that are published, tried in their order."""
    guard = Guard()
    for group in published:
        guard.reveal(group)
    for group in protected:
        guard.protect(group)
    return {number for number, group in enumerate(wanted) if guard.publish(group)}


def cells(*names: str) -> Cells:
    return frozenset(names)


def test_one_small_row_takes_its_smallest_neighbour_with_it() -> None:
    a, b, c = cells("a"), cells("b"), cells("c")
    total = a | b | c
    assert publishable([total, b, c, a], protected=[a]) == {0, 1}  # total and b; c would give a away


def test_without_a_neighbour_the_total_alone_would_tell_it() -> None:
    a, b = cells("a"), cells("b")
    assert publishable([a | b, b, a], protected=[a]) == {0}


def test_what_left_the_house_before_counts() -> None:
    a, b = cells("a"), cells("b")
    assert publishable([b], protected=[a], published=[a | b]) == set()
    assert publishable([b], protected=[a], published=[a]) == {0}  # it is lost already


def test_a_difference_of_two_periods_is_a_number_too() -> None:
    november, december = cells("nov"), cells("dec")
    assert publishable([november | december, november], protected=[december]) == {0}


@pytest.mark.parametrize("seed", range(40))
def test_no_small_number_of_a_random_table_can_be_computed(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - the same tables each time
    rows, columns = random.randint(1, 6), random.randint(1, 5)
    values: dict[Hashable, int] = {
        cell: random.choice([0, 3, 8, 40, 90]) for cell in product(range(rows), range(columns))
    }
    table: list[Cells] = [frozenset({cell}) for cell in values]
    table += [frozenset((row, column) for column in range(columns)) for row in range(rows)]
    table += [frozenset((row, column) for row in range(rows)) for column in range(columns)]
    table.append(frozenset(values))
    small = [group for group in table if 0 < sum(values[cell] for cell in group) < 11]
    wanted = sorted(table, key=lambda group: -sum(values[cell] for cell in group))
    shown = [wanted[number] for number in publishable(wanted, small)]
    index = {cell: number for number, cell in enumerate(values)}

    def dense(group: Cells) -> list[int]:
        return [int(cell in group) for cell in index]

    known = [dense(group) for group in shown]
    assert not any(computable(dense(group), known) for group in small)
    hidden = [group for group in wanted if group not in shown and group not in small]
    for group in hidden:  # nothing is hidden for nothing
        assert any(computable(dense(secret), [*known, dense(group)]) for secret in small)
