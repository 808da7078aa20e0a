"""Statements whose every cent is worked out by hand, and the law that nothing is settled twice or lost."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from random import Random

import pytest

from xpromo.answers import Agreed, Movement
from xpromo.measure.rounding import apportioned, rounded
from xpromo.measure.settling import Days, Statement, settle, share_of, terms_on

NOVEMBER, DECEMBER, JANUARY = (
    (date(2026, 11, 1), date(2026, 12, 1)),
    (date(2026, 12, 1), date(2027, 1, 1)),
    (date(2027, 1, 1), date(2027, 2, 1)),
)
AGREED = Agreed(date(2026, 10, 1), None, None, "0.15", "0.5")


def moved(
    day: date,
    amount: int,
    basis: str = "revenue",
    *,
    earned: date | None = None,
    paid_by: str = "",
    where: str = "letter",
) -> Movement:
    return Movement(day, earned or day, "bundle", where, "EUR", basis, paid_by, amount)


def stated(
    period: Days,
    movements: list[Movement],
    settled: list[Movement] | None = None,
    covered: list[Days] | None = None,
    agreed: tuple[Agreed, ...] = (AGREED,),
) -> Statement:
    share = share_of("mug", "northwind", agreed, {})
    return settle("mug", period, movements, settled or [], covered or [], share)


def test_revenue_less_refunds_is_shared_as_agreed() -> None:
    sold, returned = moved(date(2026, 11, 3), 10_000), moved(date(2026, 11, 9), -2_000, "reversal")
    found = stated(NOVEMBER, [sold, returned])
    assert [(entry.basis, entry.base, entry.share, entry.due) for entry in found.entries] == [
        ("revenue", 10_000, "0.15", 1_500),
        ("reversal", -2_000, "0.15", -300),
    ]
    assert found.due == {"EUR": 1_200}


@pytest.mark.parametrize(
    ("paid_by", "due"),
    [("", -3_000), ("northwind", -3_000), ("mug", 7_000), ("tide", 0)],
)
def test_who_paid_a_cost_gets_the_others_part_back(paid_by: str, due: int) -> None:
    terms = AGREED._replace(budget_share="0.3")
    (entry,) = stated(NOVEMBER, [moved(date(2026, 11, 3), 10_000, "cost", paid_by=paid_by)], agreed=(terms,)).entries
    assert (entry.due, entry.share) == (due, None if paid_by == "tide" else "0.3")


def test_nothing_is_due_where_no_share_was_agreed() -> None:
    terms = AGREED._replace(end=date(2026, 11, 9))
    found = stated(NOVEMBER, [moved(date(2026, 11, 9), 1_000), moved(date(2026, 11, 10), 5_000)], agreed=(terms,))
    assert [(entry.base, entry.share, entry.due) for entry in found.entries] == [(1_000, "0.15", 150), (5_000, None, 0)]


def test_a_late_refund_is_an_adjustment_with_the_share_of_its_sale() -> None:
    sale = moved(date(2026, 11, 3), 10_000)
    first = stated(NOVEMBER, [sale])
    refund = moved(date(2026, 12, 5), -4_000, "reversal", earned=date(2026, 11, 3))
    dearer = Agreed(date(2026, 12, 1), None, None, "0.5", None)
    later = stated(DECEMBER, [sale, refund], list(first.movements), [NOVEMBER], (AGREED, dearer))
    (entry,) = later.entries
    assert (entry.adjustment, entry.base, entry.share, entry.due) == (True, -4_000, "0.15", -600)


def test_a_sale_that_arrives_late_and_one_that_is_taken_back_are_adjustments() -> None:
    kept, gone, late = (moved(date(2026, 11, day), 100 * day, where=f"p{day}") for day in (3, 4, 5))
    first = stated(NOVEMBER, [kept, gone])
    later = stated(DECEMBER, [kept, late], list(first.movements), [NOVEMBER])
    assert [(entry.placement, entry.adjustment, entry.base) for entry in later.entries] == [
        ("p4", True, -400),
        ("p5", True, 500),
    ]
    settled = [*first.movements, *later.movements]
    assert stated(JANUARY, [kept, late], settled, [NOVEMBER, DECEMBER]).entries == ()


def test_money_before_the_period_that_nobody_settled_is_named() -> None:
    found = stated(DECEMBER, [moved(date(2026, 10, 7), 100), moved(date(2026, 12, 2), 100)])
    assert (found.due, found.open_since) == ({"EUR": 15}, date(2026, 10, 7))


def test_what_is_written_today_changes_nothing_that_was_live_before() -> None:
    old = Agreed(date(2026, 10, 1), None, None, "0.1", None)
    new = Agreed(date(2026, 11, 20), None, None, "0.2", None)
    coming = Agreed(date(2026, 11, 25), date(2027, 1, 1), None, "0.3", None)
    agreed = (old, new, coming)
    assert terms_on(agreed, date(2026, 9, 1)) == old  # nothing was minted by then: the first that covers it
    assert terms_on(agreed, date(2026, 11, 19)) == old
    assert terms_on(agreed, date(2026, 11, 26)) == new
    assert terms_on(agreed, date(2027, 1, 1)) == coming
    assert terms_on((coming,), date(2026, 11, 26)) is None


def test_each_currency_is_rounded_as_a_whole() -> None:
    third = AGREED._replace(revenue_share="0.005")
    found = stated(NOVEMBER, [moved(date(2026, 11, 3), 100, where=f"p{n}") for n in range(3)], agreed=(third,))
    assert found.due == {"EUR": 2}  # 3 x 0.5 = 1.5
    assert [entry.due for entry in found.entries] == [1, 1, 0]


def test_halves_are_rounded_away_from_zero() -> None:
    assert [rounded(Fraction(n, 2)) for n in (-3, -1, 1, 3)] == [-2, -1, 1, 2]


@pytest.mark.parametrize("seed", range(20))
def test_apportioned_parts_add_up_and_stay_next_to_their_fractions(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - what is made up is made up the same each time
    exact = [Fraction(random.randint(-500, 500), random.randint(1, 9)) for _ in range(random.randint(1, 12))]
    total = rounded(sum(exact, Fraction(0)))
    parts = apportioned(exact, total)
    assert sum(parts) == total
    assert all(abs(part - value) < 1 for part, value in zip(parts, exact, strict=True))


@pytest.mark.parametrize("seed", range(20))
def test_over_all_statements_every_cent_is_settled_exactly_once(seed: int) -> None:
    """Facts come and go between statements, in any order; what was settled in all is what the ledger knows at last."""
    random = Random(seed)  # noqa: S311 - what is made up is made up the same each time
    everything = [moved(date(2026, 11, 1 + n % 28), random.randint(1, 9_999), where=f"p{n % 3}") for n in range(30)] + [
        moved(date(2026, 12, 1 + n % 28), random.randint(1, 9_999), where=f"p{n % 3}") for n in range(30)
    ]
    settled: list[Movement] = []
    covered: list[Days] = []
    for period in (NOVEMBER, DECEMBER):
        known = random.sample(everything, random.randint(0, 60))
        found = stated(period, [item for item in known if item.day < period[1]], settled, covered)
        settled += found.movements
        covered.append(period)
    last = stated(JANUARY, everything, settled, covered)
    settled += last.movements
    sums: dict[Movement, int] = {}
    for sign, items in ((1, settled), (-1, everything)):
        for item in items:
            sums[item._replace(amount=0)] = sums.get(item._replace(amount=0), 0) + sign * item.amount
    assert set(sums.values()) == {0}
