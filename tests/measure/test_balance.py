"""Who owes whom, worked out by hand and by law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from math import exp, lgamma, log
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from tests.measure.facts import GIVEN, SETTINGS, by_code, counted, given, promised
from xpromo.answers import Sighting
from xpromo.measure.balance import Balance, Verdict, balances, owed_of, verdict_of
from xpromo.measure.cells import Facts, Sum
from xpromo.measure.exchange import Known
from xpromo.measure.rates import count_difference, sum_difference
from xpromo.records import Aggregate, Direction, Promise

BERLIN = ZoneInfo("Europe/Berlin")
SWAP = {"swap": "our-letter-may+mug-letter-may", "at": datetime(2026, 5, 5, 9, tzinfo=BERLIN)}
THEIRS, OURS = promised(**SWAP), promised(**GIVEN, **SWAP)
TODAY = date(2026, 6, 1)


def known(*aggregates: Aggregate, promises: tuple[Promise, ...] = (THEIRS, OURS), **different: Any) -> Known:
    """All placements were seen on their day, unless stated otherwise."""
    day = date(2026, 5, 5)
    facts: dict[str, Any] = {
        "today": TODAY,
        "sightings": [Sighting(promise.placement, "reach", day, day, day) for promise in promises],
    }
    return Known(Facts(promises, aggregates, SETTINGS), **(facts | different))


def only(found: tuple[Balance, ...]) -> Balance:
    assert len(found) == 1
    return found[0]


def agreed(unit: str) -> tuple[Promise, Promise]:
    return replace(THEIRS, fairness_unit=unit), replace(OURS, fairness_unit=unit)


# ------------------------------------------------------------------------------------------------ intervals


def test_the_interval_of_a_difference_of_counts() -> None:
    """10 has the score interval 5.43202 to 18.40944, 5 has 2.13572 to 11.70574; the distances add by Pythagoras."""
    found = count_difference(10, 5)
    assert (found.value, found.n) == (5, 15)
    assert found.low == pytest.approx(-3.11378, abs=1e-4)
    assert found.high == pytest.approx(13.88385, abs=1e-4)


@pytest.mark.parametrize(("one", "other"), [(2.0, 2.0), (5.0, 5.0), (20.0, 10.0), (3.0, 12.0), (60.0, 55.0)])
def test_the_interval_holds_the_true_difference_about_95_times_of_100(one: float, other: float) -> None:
    """Exactly, over all pairs of counts that are at all likely."""
    held = sum(
        poisson(a, one) * poisson(b, other)
        for a in range(int(one + 12 * one**0.5) + 5)
        for b in range(int(other + 12 * other**0.5) + 5)
        if (found := count_difference(a, b)).low is not None
        and found.high is not None
        and found.low <= one - other <= found.high
    )
    assert 0.93 <= held <= 0.985


def poisson(count: int, mean: float) -> float:
    return exp(count * log(mean) - mean - lgamma(count + 1))


def test_the_interval_of_a_difference_of_money() -> None:
    """Two sales of 30.00 against one of 40.00: 20.00, give or take 1.96 times the root of 2 · 30² + 40²."""
    found = sum_difference(6000, 2 * 3000**2, 4000, 4000**2, 3)
    assert (found.value, found.n) == (2000, 3)
    assert found.high == pytest.approx(2000 + 1.959964 * 5830.952, abs=0.1)


@examples(given=st.integers(0, 10**6), received=st.integers(0, 10**6))
def test_what_they_owe_us_is_what_we_owe_them_below_zero(given: int, received: int) -> None:
    for unit in ("clicks", "revenue"):
        ours, theirs = (
            owed_of(Sum(n, n, n * n), Sum(m, m, m * m), unit)[0] for n, m in ((given, received), (received, given))
        )
        assert ours.value is not None
        assert theirs.value == -ours.value
        assert (theirs.low, theirs.high) == pytest.approx((-(ours.high or 0), -(ours.low or 0)))
        assert verdict_of(theirs) == MIRRORED[verdict_of(ours)]


MIRRORED: Mapping[Verdict, Verdict] = {
    Verdict.EVEN: Verdict.EVEN,
    Verdict.UNKNOWN: Verdict.UNKNOWN,
    Verdict.WE_OWE: Verdict.THEY_OWE,
    Verdict.THEY_OWE: Verdict.WE_OWE,
}


# ------------------------------------------------------------------------------------------------ by hand


def test_a_swap_that_is_even() -> None:
    found = only(balances(known(given("clicks", 105), counted("clicks", 100))))
    assert (found.partner, found.unit, found.owed.value, found.verdict) == ("mug", "clicks", 5, Verdict.EVEN)
    assert found.share.value == pytest.approx(100 / 205)
    assert [swap.owed.value for swap in found.swaps] == [5]


def test_a_swap_in_which_we_gave_more() -> None:
    found = only(balances(known(given("clicks", 300), counted("clicks", 100))))
    assert (found.owed.value, found.verdict) == (200, Verdict.THEY_OWE)
    assert (found.given.placements, found.given.on_time, found.received.on_time) == (1, 1, 1)


def test_what_nobody_counted_leaves_the_verdict_open() -> None:
    found = only(balances(known(counted("clicks", 100))))
    assert (found.verdict, found.owed.reason, found.given.clicks) == (Verdict.UNKNOWN, "given-unknown", None)
    assert found.given.uncounted == ("our-letter-may",)
    assert found.received.uncounted == ()


def test_what_was_missed_brought_nothing() -> None:
    later = Sighting("our-letter-may", "reach", None, None, date(2026, 5, 31))
    found = only(balances(known(counted("clicks", 100), sightings=[later])))
    assert (found.given.missed, found.owed.value, found.verdict) == (1, -100, Verdict.WE_OWE)


def test_what_is_not_due_is_not_missed() -> None:
    found = only(balances(known(today=date(2026, 5, 5), sightings=[])))
    assert (found.given.not_due, found.received.not_due, found.verdict) == (1, 1, Verdict.NOT_DUE)


def test_what_there_is_no_news_of_is_no_zero() -> None:
    found = only(balances(known(given("clicks", 100), counted("clicks", 0), sightings=[])))
    assert (found.received.unknown, found.owed.reason) == (1, "received-unknown")


def test_the_unit_is_the_agreements() -> None:
    reached = (given("reach", 5000), counted("reach", 4000), given("clicks", 1), counted("clicks", 400))
    found = only(balances(known(*reached, promises=agreed("reach"))))
    assert (found.unit, found.owed.value, found.verdict) == ("reach", 1000, Verdict.THEY_OWE)


def test_an_agreement_that_changed_its_unit_is_two_balances() -> None:
    june = promised(placement="mug-letter-june", fairness_unit="reach", at=datetime(2026, 6, 2, tzinfo=BERLIN))
    found = balances(known(given("clicks", 10), counted("clicks", 10), promises=(THEIRS, OURS, june)))
    assert [(item.unit, item.received.placements) for item in found] == [("clicks", 1), ("reach", 1)]


def test_conversions_that_we_give_are_only_what_the_partner_reports() -> None:
    ours = (given("sale", 90, currency="EUR", amount=900), counted("sale", 8, currency="EUR", amount=800, label="new"))
    silent = only(balances(known(*ours, promises=agreed("conversions"))))
    assert (silent.given.conversions, silent.owed.reason) == (None, "given-unknown")
    claimed = [given("sale", 30, currency="EUR", amount=5000)]
    told = only(balances(known(*ours, promises=agreed("conversions"), claimed=claimed)))
    assert (told.given.conversions, told.received.conversions, told.verdict) == (30, 8, Verdict.THEY_OWE)
    assert (told.given.revenue, told.received.revenue) == ({"EUR": 5000}, {"EUR": 800})


def test_what_a_partner_reports_is_news_of_it() -> None:
    card = promised(**(GIVEN | {"placement": "our-card"}), fairness_unit="conversions", at=SWAP["at"])
    claimed = [given("sale", 30, currency="EUR")]
    facts = known(
        counted("sale", 9, currency="EUR"), promises=(*agreed("conversions"), card), claimed=claimed, sightings=[]
    )
    assert only(balances(facts)).given.unknown == 2
    assert only(balances(facts)).given.uncounted == ()


def test_who_reported_a_campaign_reported_all_of_it() -> None:
    card = promised(**(GIVEN | {"placement": "our-card"}), fairness_unit="conversions", at=SWAP["at"])
    claimed = [given("sale", 30, currency="EUR")]
    found = only(
        balances(known(counted("sale", 9, currency="EUR"), promises=(*agreed("conversions"), card), claimed=claimed))
    )
    assert (found.given.conversions, found.owed.value, found.given.uncounted) == (30, 21, ())


def test_orders_by_a_shared_code_are_received_though_no_placement_is_proved() -> None:
    found = only(
        balances(
            known(
                counted("sale", 8, currency="EUR"),
                by_code("sale", 4, currency="EUR"),
                claimed=[by_code("sale", 12, currency="EUR")],
                promises=agreed("conversions"),
            )
        )
    )
    assert (found.received.conversions, found.given.conversions, found.verdict) == (12, 12, Verdict.EVEN)


def test_currencies_are_never_added() -> None:
    claimed = [given("sale", 1, currency="USD", amount=9000, squares=9000**2)]
    received = [counted("sale", 1, currency="EUR", amount=5000, squares=5000**2)]
    found = balances(known(*received, claimed=claimed, promises=agreed("revenue")))
    assert [(item.currency, item.owed.value) for item in found] == [("EUR", -5000), ("USD", 9000)]
    assert [item.received.revenue for item in found] == [{"EUR": 5000}, {}]


def test_what_cost_money_is_not_owed_back() -> None:
    paid = promised(**(SWAP | {"placement": "mug-slot", "form": "sponsored"}))
    promises = (THEIRS, OURS, paid)
    found = only(balances(known(counted("clicks", 500, placement="mug-slot"), given("clicks", 9), promises=promises)))
    assert (found.received.placements, found.received.clicks) == (1, 0)


def test_our_own_and_what_two_partners_do_is_none_of_it() -> None:
    promises = (promised(direction=Direction.OWN, partner=None), promised(direction=Direction.BETWEEN))
    assert balances(known(counted("clicks", 5), promises=promises)) == ()


def test_a_placement_belongs_to_the_period_of_its_promised_day() -> None:
    facts = (given("clicks", 300), counted("clicks", 100))
    inside = known(*facts, since=date(2026, 5, 5), until=date(2026, 5, 6))
    assert only(balances(inside)).owed.value == 200
    assert balances(known(*facts, since=date(2026, 5, 6))) == ()
    assert balances(known(*facts, until=date(2026, 5, 5))) == ()


def test_named_partners_alone_are_shown() -> None:
    other = promised(**(SWAP | {"placement": "tea-card", "partner": "tea", "campaign": "tea"}))
    found = known(counted("clicks", 1), promises=(THEIRS, OURS, other))
    assert {item.partner for item in balances(found)} == {"mug", "tea"}
    assert {item.partner for item in balances(found, ["tea"])} == {"tea"}


# ------------------------------------------------------------------------------------------------ one-sidedness


def swapped(number: int, unit: str = "clicks") -> tuple[Promise, Promise]:
    pair = {
        "swap": f"our-{number}+mug-{number}",
        "at": datetime(2026, 5, number, 9, tzinfo=BERLIN),
        "fairness_unit": unit,
    }
    return promised(placement=f"mug-{number}", **pair), promised(**(GIVEN | {"placement": f"our-{number}"}), **pair)


def after_swaps(*numbers: tuple[int, int], unit: str = "clicks") -> Balance:
    promises = tuple(promise for number in range(1, len(numbers) + 1) for promise in swapped(number, unit))
    facts = [
        item
        for number, (gave, got) in enumerate(numbers, 1)
        for item in (given("clicks", gave), counted("clicks", got))
        for item in [
            replace(item, placement=item.placement.replace("letter-may", str(number)) if item.placement else None)
        ]
    ]
    return only(balances(known(*facts, promises=promises)))


@pytest.mark.parametrize(
    ("numbers", "share", "one_sided"),
    [
        ([(100, 40), (100, 40), (100, 40)], 120 / 420, True),
        ([(100, 60), (100, 60), (100, 60)], 180 / 480, False),
        ([(900, 1), (100, 90), (100, 90), (100, 90)], 270 / 570, False),
        ([(100, 1), (100, 1)], 2 / 202, None),
        ([(5, 1), (5, 1), (5, 1)], None, None),
    ],
    ids=["a third or less", "more than a third", "only the last three", "two are too few", "too little in them"],
)
def test_a_partner_is_one_sided(numbers: list[tuple[int, int]], share: float | None, one_sided: object) -> None:
    found = after_swaps(*numbers).last_swaps
    assert found.share == (None if share is None else pytest.approx(share))
    assert found.one_sided is one_sided


def test_clicks_stand_for_revenue_when_a_partner_is_one_sided() -> None:
    assert after_swaps((100, 4), (100, 4), (100, 4), unit="revenue").last_swaps.one_sided is True


# ------------------------------------------------------------------------------------------------ laws

COUNTS = st.lists(st.tuples(st.booleans(), st.integers(0, 400), st.sampled_from(["clicks", "reach"])), max_size=12)


def facts_of(counts: list[tuple[bool, int, str]], *, mirrored: bool = False) -> Known:
    """Whatever was counted, with clicks of both sides, so that both are known."""
    both = [(True, 0, "clicks"), (False, 0, "clicks"), *counts]
    return known(*[(given if ours is not mirrored else counted)(metric, n) for ours, n, metric in both])


@examples(counts=COUNTS)
def test_seen_from_the_other_side_the_balance_is_the_other_way_round(counts: list[tuple[bool, int, str]]) -> None:
    ours, theirs = (only(balances(facts_of(counts, mirrored=mirrored))) for mirrored in (False, True))
    assert theirs.owed.value == -(ours.owed.value or 0)
    assert theirs.verdict is MIRRORED[ours.verdict]
    assert (theirs.given.clicks, theirs.received.clicks) == (ours.received.clicks, ours.given.clicks)


@examples(counts=COUNTS, order=st.randoms())
def test_order_never_matters(counts: list[tuple[bool, int, str]], order: Any) -> None:
    facts = facts_of(counts)
    aggregates, promises = list(facts.facts.aggregates), list(facts.facts.promises)
    order.shuffle(aggregates)
    order.shuffle(promises)
    shuffled = replace(facts, facts=replace(facts.facts, aggregates=aggregates, promises=promises))
    assert balances(shuffled) == balances(facts)


@examples(seen=st.lists(st.tuples(st.booleans(), st.integers(1, 40)), max_size=6), today=st.integers(1, 45))
def test_every_promised_placement_is_in_one_state(seen: list[tuple[bool, int]], today: int) -> None:
    start = date(2026, 5, 1).toordinal()
    sightings = [
        Sighting("our-letter-may" if ours else "mug-letter-may", "clicks", day, day, day)
        for ours, number in seen
        for day in [date.fromordinal(start + number)]
    ]
    found = only(balances(known(sightings=sightings, today=date.fromordinal(start + today))))
    for side in (found.given, found.received):
        assert side.placements == side.on_time + side.late + side.missed + side.not_due + side.unknown == 1
