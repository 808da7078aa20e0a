"""Lifetime counters: readings of one counter, of which only what was added in between counts."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import pytest

from tests.ledger.making import LATER, bring, counts, daily, mint, outcomes
from xpromo.ledger.integrity import rebuild, verify
from xpromo.ledger.reading import read_aggregates
from xpromo.ledger.store import Ledger
from xpromo.ledger.undoing import undo_batch
from xpromo.records import EVER, Request

EPOCH = date(1970, 1, 1)
MONDAY, THURSDAY, SUNDAY = 20_780, 20_783, 20_786


@pytest.fixture
def ledger(empty: Ledger) -> Ledger:
    """A ledger with promises."""
    mint(empty)
    return empty


def reading(day: int, count: int) -> tuple[str, int, int, int]:
    """A counter as it stood at the end of a day."""
    return ("clicks", EVER, day + 1, count)


def clicks(ledger: Ledger, first: int | None = None, last: int | None = None) -> int:
    since = None if first is None else EPOCH + timedelta(days=first)
    until = None if last is None else EPOCH + timedelta(days=last + 1)
    return sum(cell.n for cell in read_aggregates(ledger, Request(since, until)) if cell.metric == "clicks")


def test_readings_are_never_added_up(ledger: Ledger) -> None:
    bring(ledger, counts(reading(MONDAY, 100)), "a.csv")
    bring(ledger, counts(reading(THURSDAY, 150)), "b.csv")

    assert clicks(ledger) == 150


def test_what_came_between_two_readings_counts_in_their_days(ledger: Ledger) -> None:
    bring(ledger, counts(reading(MONDAY, 100)), "a.csv")
    bring(ledger, counts(reading(THURSDAY, 150)), "b.csv")

    assert clicks(ledger, MONDAY, THURSDAY) == 50
    assert clicks(ledger, MONDAY + 1, SUNDAY) == 0  # some of the 50 may be of Monday
    assert clicks(ledger, first=MONDAY - 1_000) == 50  # nobody knows when the first 100 came


def test_two_accounts_counters_are_two(ledger: Ledger) -> None:
    bring(ledger, counts(reading(MONDAY, 100)), "a.csv", account="berlin")
    bring(ledger, counts(reading(THURSDAY, 150)), "b.csv", account="vienna")

    assert clicks(ledger) == 250
    assert clicks(ledger, MONDAY, THURSDAY) == 0  # each was read once


def test_a_second_import_of_a_reading_records_nothing(ledger: Ledger) -> None:
    bring(ledger, counts(reading(MONDAY, 100)), "a.csv")
    again = bring(ledger, counts(reading(MONDAY, 100)), "b.csv")

    assert outcomes(again) == (1, 0, 1, 0, 0)
    assert clicks(ledger) == 100


def test_of_two_readings_on_a_day_the_larger_stands(ledger: Ledger) -> None:
    bring(ledger, counts(reading(MONDAY, 100)), "a.csv")
    bring(ledger, counts(reading(MONDAY, 104)), "b.csv")
    bring(ledger, counts(reading(SUNDAY, 110)), "c.csv")

    assert clicks(ledger) == 110
    assert clicks(ledger, MONDAY, SUNDAY) == 6


def test_a_counter_that_was_set_back_shows_what_it_shows(ledger: Ledger) -> None:
    bring(ledger, counts(reading(MONDAY, 100)), "a.csv")
    bring(ledger, counts(reading(SUNDAY, 90)), "b.csv")

    assert clicks(ledger) == 90


READINGS = [(MONDAY, 100), (THURSDAY, 150), (SUNDAY, 175)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_imports_makes_no_difference(empty: Ledger, order: tuple[int, ...]) -> None:
    for number in order:
        bring(empty, counts(reading(*READINGS[number])), f"{number}.csv")
    cells = [(row[10:12], row[13]) for row in daily(empty)]

    assert sorted(cells) == [
        ((EVER, MONDAY + 1 - EVER), 100),
        ((MONDAY, 4), 50),
        ((THURSDAY, 4), 25),
    ]
    assert verify(empty) == []


def test_an_undone_reading_leaves_its_difference_to_the_next(ledger: Ledger) -> None:
    batches = [bring(ledger, counts(reading(*item)), f"{item}.csv").batch for item in READINGS]
    assert batches[1] is not None
    undo_batch(ledger, batches[1], LATER)

    assert clicks(ledger) == 175
    assert clicks(ledger, MONDAY, SUNDAY) == 75
    before = daily(ledger)
    rebuild(ledger)
    assert daily(ledger) == before
