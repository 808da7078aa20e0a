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


def test_two_hidden_rows_together_are_few_as_well() -> None:
    """A total of 61 beside 40 and 15 would tell that the two others are 6, though neither can be computed."""
    people = {"a": range(40), "b": range(40, 55), "c": range(55, 59), "d": range(59, 61)}
    a, b, c, d = (cells(name) for name in people)
    guard = Guard(persons={name: frozenset(who) for name, who in people.items()}, small=11)
    assert [guard.publish(group) for group in (a | b | c | d, a, b, c, b | c)] == [True, True, False, False, False]


def test_the_same_few_persons_everywhere_are_few() -> None:
    guard = Guard(persons={"a": frozenset(range(40)), "b": frozenset({7, 8}), "c": frozenset({7, 9})}, small=4)
    assert [guard.publish(group) for group in (cells("a", "b", "c"), cells("a"))] == [True, False]


@pytest.mark.parametrize("seed", range(30))
def test_no_sum_over_few_persons_can_be_computed(seed: int) -> None:
    """Every set of cells is tried, of tables whose numbers are asked for in an order of chance."""
    random = Random(seed)  # noqa: S311 - the same tables each time
    names = "abcdefgh"[: random.randint(3, 8)]
    persons = {name: frozenset(random.sample(range(60), random.choice([1, 2, 5, 9, 25]))) for name in names}
    guard = Guard(persons=persons, small=11)
    asked = [cells(*random.sample(names, random.randint(1, len(names)))) for _ in range(12)]
    known = [[int(name in group) for name in names] for group in asked if guard.publish(group)]
    for chosen in product((0, 1), repeat=len(names)):
        who = guard.who(cells(*(name for name, is_in in zip(names, chosen, strict=True) if is_in)))
        assert len(who) in {0, *range(11, 61)} or not computable([*chosen], known)


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
