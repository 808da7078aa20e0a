"""Make-goods: what settles a debt, from what was usual."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import combinations_with_replacement
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example
from hypothesis import given as examples
from hypothesis import strategies as st

from tests.measure.facts import GIVEN, SETTINGS, counted, promised
from xpromo.answers import Sighting
from xpromo.measure.balance import Balance, balances
from xpromo.measure.cells import Facts
from xpromo.measure.exchange import Known, exchanged
from xpromo.measure.fair_swaps import fair_swaps
from xpromo.measure.make_good import NO_HISTORY, TOO_MUCH, Proposal, Slot, Usual, _chosen, propose
from xpromo.measure.rates import count_difference
from xpromo.records import Direction, Promise

TODAY = date(2026, 6, 30)
Past = tuple[str, str, int, int]  # whose property, kind, clicks, day of May


def settled(*past: Past, today: date = TODAY, until: date | None = None) -> Proposal | None:
    """What is proposed after these placements, all seen on their day."""
    known, found = balanced(*past, today=today, until=until)
    return propose(exchanged(replace(known, until=None)), found, today)


def balanced(*past: Past, today: date = TODAY, until: date | None = None) -> tuple[Known, Balance]:
    """What is known after these placements, and how we stand."""
    promises: list[Promise] = []
    facts, sightings = [], []
    for number, (place, kind, clicks, day) in enumerate(past):
        mine: dict[str, Any] = GIVEN if place.startswith("our") else {}
        at = datetime(2026, 5, day, 9, tzinfo=ZoneInfo("Europe/Berlin"))
        which = {"placement": f"{place}-{number}", "property": place, "kind": kind, "at": at}
        promises.append(promised(**(mine | which)))
        facts.append(counted("clicks", clicks, placement=f"{place}-{number}", property=place))
        sightings.append(Sighting(f"{place}-{number}", "sends", at.date(), at.date(), at.date()))
    known = Known(Facts(promises, facts, SETTINGS), today, sightings, until=until)
    (found,) = balances(known)
    return known, found


def fair(*past: Past) -> list[tuple[int, str | None, int, str | None]]:
    """What would be a fair swap after these placements."""
    known, found = balanced(*past)
    swaps = fair_swaps(exchanged(known), found, TODAY)
    return [(swap.give.placements, swap.give.slot.kind, swap.get.placements, swap.get.slot.kind) for swap in swaps]


def chosen(found: Proposal | None) -> list[tuple[int, str, str | None]]:
    assert found is not None
    return [(item.placements, item.slot.property, item.slot.kind) for item in found.chosen]


MENTIONS: tuple[Past, ...] = tuple(
    ("our-letter", "mention", clicks, day) for clicks, day in ((90, 1), (100, 2), (140, 3))
)
FEATURES: tuple[Past, ...] = tuple(
    ("our-letter", "feature", clicks, day) for clicks, day in ((290, 4), (300, 5), (310, 6))
)


def owing(debt: int) -> tuple[Past, ...]:
    """All that we gave brought 1,230."""
    return (*MENTIONS, *FEATURES, ("mug-letter", "solo", 1230 + debt, 7))


def test_the_nearest_of_the_smallest_sets_is_proposed() -> None:
    found = settled(*owing(330))
    assert found is not None
    assert (found.debtor, found.owes, found.brings) == ("we", 330, 300)
    assert chosen(found) == [(1, "our-letter", "feature")]
    assert [(item.slot.kind, item.median, item.low, item.high, item.n) for item in found.history] == [
        ("feature", 300, 290, 310, 3),
        ("mention", 100, 90, 140, 3),
    ]


@pytest.mark.parametrize(
    ("debt", "expected"),
    [
        (150, [(1, "our-letter", "mention")]),
        (420, [(1, "our-letter", "feature"), (1, "our-letter", "mention")]),
        (620, [(2, "our-letter", "feature")]),
        (1830, [(6, "our-letter", "feature")]),
    ],
)
def test_a_larger_debt_takes_more(debt: int, expected: list[tuple[int, str, str | None]]) -> None:
    assert chosen(settled(*owing(debt))) == expected


def test_they_make_good_on_their_own_properties() -> None:
    theirs: tuple[Past, ...] = tuple(("mug-letter", "mention", 100, day) for day in (1, 2, 3))
    found = settled(*theirs, *FEATURES, *MENTIONS)
    assert found is not None
    assert (found.debtor, found.owes) == ("they", 930)
    assert chosen(found) == [(9, "mug-letter", "mention")]
    assert found.like is not None
    assert found.like.direction is Direction.RECEIVED


def test_who_is_even_makes_nothing_good() -> None:
    assert settled(*owing(0)) is None


def test_two_are_no_history() -> None:
    found = settled(*MENTIONS[:2], ("mug-letter", "solo", 900, 7))
    assert found is not None
    assert (found.chosen, found.reason, found.brings) == ((), NO_HISTORY, None)
    assert [(item.slot.kind, item.n) for item in found.short] == [("mention", 2)]


def test_what_is_a_few_days_old_is_no_history() -> None:
    found = settled(*MENTIONS, ("mug-letter", "solo", 900, 3), today=date(2026, 5, 9))
    assert found is not None
    assert (found.reason, [item.n for item in found.short]) == (NO_HISTORY, [2])


def test_a_period_doesnt_shorten_the_history() -> None:
    found = settled(*MENTIONS, ("mug-letter", "solo", 900, 1), until=date(2026, 5, 2))
    assert found is not None
    assert (found.owes, [item.n for item in found.history]) == (810, [3])


def test_a_debt_of_many_placements_is_for_people() -> None:
    found = settled(*MENTIONS, ("mug-letter", "solo", 90_000, 7))
    assert found is not None
    assert (found.chosen, found.reason) == ((), TOO_MUCH)


@examples(debt=st.integers(100, 3000))
def test_no_smaller_and_no_nearer_set_would_do(debt: int) -> None:
    found = settled(*owing(debt))
    if found is None or found.brings is None:
        return
    high = count_difference(1230, 1230 + debt).high
    assert high is not None
    least = -high  # what must come so that the interval holds 0
    count = sum(item.placements for item in found.chosen)
    assert found.brings >= least > (count - 1) * 300
    others = [100 * mentions + 300 * (count - mentions) for mentions in range(count + 1)]
    assert abs(found.brings - debt) == min(abs(other - debt) for other in others if other >= least)


@examples(
    medians=st.lists(st.integers(1, 200).map(lambda half: half / 2), min_size=1, max_size=4),
    part=st.integers(5, 1100),
    over=st.integers(0, 40),
)
@example(medians=[99.0, 100.0], part=1091, over=2)  # four of 100, seven of 99
def test_no_set_at_all_is_nearer(medians: list[float], part: int, over: int) -> None:
    """Against every set of up to twelve placements, counted out."""
    slots = sorted(
        (Usual(Slot("letter", str(number), "email"), value, 0, 0, 3) for number, value in enumerate(medians)),
        key=lambda item: -item.median,
    )
    least = part / 100 * slots[0].median
    owes = least + over
    found, reason = _chosen(slots, owes, least)
    assert reason is None
    size = sum(item.placements for item in found)
    sums = {
        many: [sum(item.median for item in some) for some in combinations_with_replacement(slots, many)]
        for many in (size - 1, size)
    }
    assert max(sums[size - 1]) < least
    brings = sum(item.median * item.placements for item in found)
    assert abs(brings - owes) == min(abs(brought - owes) for brought in sums[size] if brought >= least)


def test_the_offer_is_the_last_that_was_shown() -> None:
    found = settled(*owing(330))
    assert found is not None
    assert found.like is not None
    assert found.like.placement == "our-letter-5"


# ------------------------------------------------------------------------------------------------ fair swaps

THEIRS: tuple[Past, ...] = tuple(("mug-letter", "solo", clicks, day) for clicks, day in ((140, 7), (150, 8), (160, 9)))


def test_fair_swaps_take_as_few_placements_as_they_can() -> None:
    """A feature of ours brings 300, a mention 100; a solo of theirs 150."""
    assert fair(*MENTIONS, *FEATURES, *THEIRS) == [(1, "feature", 2, "solo"), (3, "mention", 2, "solo")]


def test_what_is_far_from_even_in_every_ratio_is_no_swap() -> None:
    large: tuple[Past, ...] = tuple(("mug-letter", "solo", 5000, day) for day in (7, 8, 9))
    assert fair(*MENTIONS, *large) == []


def test_a_fair_swap_takes_history_of_both_sides() -> None:
    assert fair(*MENTIONS, *THEIRS[:2]) == []
    assert fair(*MENTIONS[:2], *THEIRS) == []
