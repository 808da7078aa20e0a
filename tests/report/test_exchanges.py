"""Balances on a page, in words and as bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import sqrt

from tests.measure.facts import SETTINGS, counted, given, promised
from tests.report.paging import FACTS, GIVEN, RECEIVED, TODAY, html, paged, words
from xpromo.measure.balance import Balance, balances
from xpromo.measure.cells import Facts
from xpromo.measure.exchange import Known
from xpromo.measure.rates import count_interval
from xpromo.records import Aggregate, Promise
from xpromo.report.exchanges import balance_in_words, exchanges_block
from xpromo.report.page import Exchange

NAMES = {"mug": "Green Mug"}


AFTER = date(2026, 7, 1)  # the flight is over


def found(
    aggregates: Sequence[Aggregate], promises: Sequence[Promise] = (RECEIVED, GIVEN), today: date = TODAY
) -> tuple[Balance, ...]:
    return balances(Known(Facts(promises, aggregates, SETTINGS), today))


def likely(more: int, less: int) -> str:
    """The interval of a difference of two counts, each with its own score interval."""
    (low, high), (other_low, other_high) = count_interval(more), count_interval(less)
    gap = more - less
    down = sqrt((more - low) ** 2 + (other_high - less) ** 2)
    up = sqrt((high - more) ** 2 + (less - other_low) ** 2)
    return f"likely between {round(gap - down):,} and {round(gap + up):,}"


def test_what_we_owe_and_what_they_owe_has_no_sign() -> None:
    ours = found(FACTS)  # 1,000 received, 700 given
    assert balance_in_words(ours, NAMES) == [f"We owe Green Mug 300 clicks, {likely(1000, 700)}."]
    theirs = found([counted("clicks", 200, day=TODAY), given("clicks", 700, day=TODAY)])
    assert balance_in_words(theirs, NAMES) == [f"Green Mug owes us 500 clicks, {likely(700, 200)}."]


def test_what_chance_could_make_is_even() -> None:
    even = found([counted("clicks", 100, day=TODAY), given("clicks", 104, day=TODAY)])
    assert balance_in_words(even, {}) == ["With mug it is even."]
    block = exchanges_block(even, {})
    assert block is not None
    assert block.exchanges == (Exchange("mug", 100, 104, "100 clicks received, 104 clicks given", "even"),)


def test_what_nobody_told_is_no_balance() -> None:
    unknown = found([counted("reach", 100, source="reach", day=TODAY)], today=AFTER)
    assert balance_in_words(unknown, NAMES) == []
    block = exchanges_block(unknown, NAMES)
    assert block is not None
    (line,) = block.exchanges
    assert line.words == "an unknown part received, an unknown part given"
    assert line.verdict == "unknown: of some of it nobody told"


def test_many_balances_are_counted() -> None:
    promises = [
        promised(placement=f"{side.placement}-{partner}", partner=partner, direction=side.direction)
        for partner in ("a", "b", "c")
        for side in (RECEIVED, GIVEN)
    ]
    clicks = {"a": (100, 104), "b": (900, 100), "c": (800, 100)}
    facts = [
        counted("clicks", n, day=TODAY, partner=partner, placement=f"{side.placement}-{partner}")
        for partner, both in clicks.items()
        for side, n in zip((RECEIVED, GIVEN), both, strict=True)
    ]
    assert balance_in_words(found(facts, promises), {}) == ["Of 3 balances with partners: 1 even, 2 we owe."]


def test_money_is_owed_in_its_currency() -> None:
    fair = [replace(promise, fairness_unit="revenue") for promise in (RECEIVED, GIVEN)]
    sales = counted("sale", 100, currency="EUR", day=TODAY, amount=200_000, squares=400_000_000)
    (sentence,) = balance_in_words(found([sales], fair), NAMES)  # 1.96 times the root of the squares, both ways
    assert sentence == "We owe Green Mug 2,000.00 EUR, likely between 1,608.01 EUR and 2,391.99 EUR."


def test_nothing_exchanged_is_no_block() -> None:
    assert exchanges_block(found([], []), {}) is None
    assert "Who owes whom" not in words(html(paged()))


def test_before_anything_appeared_there_is_no_balance() -> None:
    early = found([], today=date(2026, 1, 1))
    assert len(early) == 1
    assert balance_in_words(early, NAMES) == []
    assert exchanges_block(early, NAMES) is None
