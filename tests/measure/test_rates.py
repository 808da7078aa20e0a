"""Known answers from the literature, edges, and what a rate says when there is none."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import SHARED
from xpromo.measure.rates import (
    Rate,
    cost_per,
    count_interval,
    difference,
    mean,
    mean_over,
    missing,
    rate,
    student,
    wilson,
)

# Newcombe, R. G. (1998), Two-sided confidence intervals for the single proportion: comparison of seven methods,
# Statistics in Medicine 17, 857-872, table I, method 3 (score, no continuity correction); printed to four digits.
NEWCOMBE_TABLE_I = [
    pytest.param(81, 263, 0.2553, 0.3662, id="81-of-263"),
    pytest.param(15, 148, 0.0624, 0.1605, id="15-of-148"),
    pytest.param(0, 20, 0.0000, 0.1611, id="0-of-20"),
    pytest.param(1, 29, 0.0061, 0.1718, id="1-of-29"),
]


@pytest.mark.parametrize(("successes", "trials", "low", "high"), NEWCOMBE_TABLE_I)
def test_wilson_gives_the_published_intervals(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson(successes, trials) == pytest.approx((low, high), abs=0.00005)


def test_wilson_of_none_and_of_all_are_mirror_images_and_touch_the_ends() -> None:
    # z² ÷ (n + z²) with n = 30: 3.841459 ÷ 33.841459
    assert wilson(0, 30) == pytest.approx((0.0, 0.1135134), abs=1e-7)
    assert wilson(30, 30) == pytest.approx((0.8864866, 1.0), abs=1e-7)
    assert wilson(0, 30)[0] == 0.0
    assert wilson(30, 30)[1] == 1.0


@pytest.mark.parametrize(("successes", "trials"), [(1, 0), (0, 0), (-1, 5), (6, 5)])
def test_wilson_refuses_what_is_no_proportion(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="no proportion"):
        wilson(successes, trials)


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_stays_between_0_and_1(case: tuple[int, int]) -> None:
    low, high = wilson(*case)
    assert 0 <= low <= case[0] / case[1] <= high <= 1


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_solves_the_equation_it_is_defined_by(case: tuple[int, int]) -> None:
    """Wilson (1927): the ends are the p for which (share - p)² = z² p (1 - p) ÷ n."""
    share, n = case[0] / case[1], case[1]
    for end in wilson(*case):
        assert (share - end) ** 2 == pytest.approx(1.959963984540054**2 * end * (1 - end) / n, abs=1e-9)


def test_a_rate_under_the_floor_is_not_enough_data() -> None:
    assert rate(3, 29) == Rate(None, None, None, 29, "not-enough-data")
    assert rate(3, 30).value == 0.1
    assert rate(0, 0, floor=0) == missing("not-enough-data", 0)


def test_more_orders_than_clicks_is_no_rate() -> None:
    assert rate(41, 40) == missing("exceeds-base", 40)


def test_the_difference_of_two_proportions_has_newcombes_interval() -> None:
    """7 of 34 against 1 of 34: Fagerland, Lydersen and Laake (2015) print 0.019 to 0.34."""
    gap, low, high = difference(7, 34, 1, 34)
    assert gap == pytest.approx(6 / 34)
    assert (low, high) == pytest.approx((0.019, 0.34), abs=0.0005)
    assert (low, high) == pytest.approx((0.0189214439, 0.340368687), abs=1e-9)


def test_the_difference_agrees_with_the_shared_known_answer() -> None:
    path = SHARED / "known" / "two_proportion_intervals_fagerland2015" / "expected.json"
    if not path.exists():
        pytest.skip("the known answers are not beside this checkout")
    known = json.loads(path.read_text())
    _, low, high = difference(known["x1"], known["n1"], known["x2"], known["n2"])
    assert [low, high] == pytest.approx(known["recomputed"]["newcombe"], abs=1e-9)


def test_the_interval_of_a_count_solves_the_score_equation() -> None:
    """100 events: 100 + z² ÷ 2 ± z √(100 + z² ÷ 4) = 101.9207 ± 19.6936, worked out by hand."""
    assert count_interval(100) == pytest.approx((82.2271, 121.6144), abs=0.0005)
    low, high = count_interval(0)
    assert low == 0.0
    assert high == pytest.approx(3.841459, abs=1e-6)


def test_cpa_is_cost_over_conversions_and_its_interval_comes_from_the_count() -> None:
    cpa = cost_per(100_000, 100)
    assert cpa.value == 1000
    assert cpa.low == pytest.approx(100_000 / 121.6144, rel=1e-5)
    assert cpa.high == pytest.approx(100_000 / 82.2271, rel=1e-5)
    assert cost_per(100_000, 0) == missing("no-conversions", 0)


def test_a_mean_has_students_interval() -> None:
    """The numbers 1 to 30: mean 15.5, variance 77.5, t(29) = 2.045230, half width 2.045230 √(77.5 ÷ 30) = 3.287252."""
    numbers = range(1, 31)
    found = mean(sum(numbers), sum(n * n for n in numbers), 30)
    assert found.value == 15.5
    assert found.low == pytest.approx(15.5 - 3.287252, abs=1e-4)
    assert found.high == pytest.approx(15.5 + 3.287252, abs=1e-4)
    assert mean(100, 5000, 29).reason == "not-enough-data"


@pytest.mark.parametrize(("degrees", "quantile"), [(29, 2.045230), (30, 2.042272), (60, 2.000298), (120, 1.979930)])
def test_students_quantiles_are_those_of_the_tables(degrees: int, quantile: float) -> None:
    assert student(degrees) == pytest.approx(quantile, abs=2e-5)


def test_earnings_per_click_spread_with_the_sum_of_squares() -> None:
    """4 orders of 2500 over 100 clicks: 100 a click ± 1.959964 √(4 · 2500²) ÷ 100 = ± 97.9982."""
    found = mean_over(10_000, 4 * 2500**2, 100)
    assert found.value == 100
    assert found.high == pytest.approx(197.9982, abs=1e-4)
