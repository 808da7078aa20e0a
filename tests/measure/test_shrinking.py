"""What is shrunk towards the mean of all: known answers, and what holds always."""

from __future__ import annotations

import csv
import json
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import SHARED
from xpromo.measure.quantiles import beta_below, beta_quantile, gamma_below, gamma_quantile
from xpromo.measure.rates import Rate
from xpromo.measure.shrinking import Basis, beta_prior, dispersion, gamma_prior, intraclass

GEISSLER = SHARED / "known" / "beta_binomial_geissler"


def test_geisslers_families_have_their_published_moments() -> None:
    """Boys among twelve children of 6,115 families in Saxony."""
    if not GEISSLER.exists():
        pytest.skip("the known answers are not beside this checkout")
    expected = json.loads((GEISSLER / "expected.json").read_text(encoding="utf-8"))
    with (GEISSLER / "data.csv").open(encoding="utf-8") as file:
        rows = [tuple(map(int, row.values())) for row in csv.DictReader(file)]
    pairs = [(float(boys), 12.0) for boys, families in rows for _ in range(families)]
    found = beta_prior(pairs)
    assert (found.members, found.basis) == (6115, Basis.MOMENTS)
    assert found.first == pytest.approx(expected["mom"]["alpha"], abs=5e-5)
    assert found.second == pytest.approx(expected["mom"]["beta"], abs=5e-5)


def test_moments_worked_out_by_hand() -> None:
    """2, 5 and 8 of 10: mean 0.5, variance 0.06; (10 · 0.06 ÷ 0.25 - 1) ÷ 9 = 0.15556, so alpha + beta = 5.42857."""
    pairs = [(2, 10), (5, 10), (8, 10)]
    assert intraclass(pairs) == pytest.approx(0.155556, abs=1e-6)
    found = beta_prior(pairs)
    assert (found.first, found.second) == pytest.approx((2.714286, 2.714286), abs=1e-6)
    assert found.shrink(8, 10).value == pytest.approx(10.714286 / 15.428571, abs=1e-6)


def test_moments_of_counts_worked_out_by_hand() -> None:
    """40, 100 and 160 over 100 each: mean 1, variance 0.24, of which 0.01 is chance; rate 1 ÷ 0.23."""
    found = gamma_prior([(40, 100), (100, 100), (160, 100)])
    assert (found.first, found.second) == pytest.approx((1 / 0.23, 1 / 0.23))
    assert found.basis is Basis.MOMENTS
    assert found.shrink(160, 100).value == pytest.approx((160 + 1 / 0.23) / (100 + 1 / 0.23))


@pytest.mark.parametrize(
    ("alpha", "beta", "share", "value"),
    [
        (1, 1, 0.3, 0.3),
        (2, 1, 0.25, 0.5),  # the square of the value
        (1, 5, 0.5, 1 - 0.5**0.2),
        (2, 3, 0.5, 0.385728),  # 6x² - 8x³ + 3x⁴ = 0.5
        (0.5, 0.5, 0.5, 0.5),
    ],
)
def test_quantiles_of_the_beta_distribution(alpha: float, beta: float, share: float, value: float) -> None:
    assert beta_quantile(share, alpha, beta) == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize(
    ("shape", "share", "value"),
    [
        (1, 1 - exp(-2), 2),
        (5, 0.95, 18.3070 / 2),  # chi-square of 10 degrees, from any table
        (0.5, 0.95, 3.841459 / 2),  # of 1 degree
        (50, 0.05, 77.9295 / 2),  # of 100 degrees
    ],
)
def test_quantiles_of_the_gamma_distribution(shape: float, share: float, value: float) -> None:
    assert gamma_quantile(share, shape, 1) == pytest.approx(value, rel=1e-5)
    assert gamma_quantile(share, shape, 4) == pytest.approx(value / 4, rel=1e-5)


@given(alpha=st.floats(0.01, 1e5), beta=st.floats(0.01, 1e5), share=st.floats(0.001, 0.999))
def test_a_quantile_has_its_share_below_it(alpha: float, beta: float, share: float) -> None:
    value = beta_quantile(share, alpha, beta)
    assert 0 <= value <= 1
    if 1e-12 < value < 1 - 1e-12:
        assert beta_below(value, alpha, beta) == pytest.approx(share, abs=1e-6)
    point = gamma_quantile(share, alpha, beta)
    if point * beta > 1e-12:
        assert gamma_below(point * beta, alpha) == pytest.approx(share, abs=1e-6)


def test_two_cant_say_how_far_they_differ() -> None:
    found = beta_prior([(9, 10), (1, 10)])
    assert (found.basis, found.first, found.second) == (Basis.FEW, 0.5, 0.5)
    counts = gamma_prior([(30, 10), (10, 10)])
    assert (counts.basis, counts.first, counts.second) == (Basis.FEW, 0.5, 0.25)


def test_who_doesnt_differ_is_drawn_together() -> None:
    found = beta_prior([(5, 10), (5, 10), (5, 10)])
    assert (found.basis, found.first + found.second) == (Basis.ALIKE, 30)
    assert gamma_prior([(10, 10), (11, 10), (9, 10)]).basis is Basis.ALIKE


def test_all_or_none_leaves_room_for_the_other() -> None:
    found = beta_prior([(10, 10), (20, 20), (5, 5)]).shrink(5, 5)
    assert found.value is not None
    assert found.low is not None
    assert 0.9 < found.low < found.value < 1
    assert (gamma_prior([(0, 10), (0, 20), (0, 5)]).shrink(0, 10).value or 0) > 0


def test_counts_that_scatter_more_than_chance_weigh_less() -> None:
    """10 and 30 of a mean of 20: (100 + 100) ÷ 20 over one degree of freedom."""
    assert dispersion([[(10, 1), (30, 1)]]) == 10
    assert dispersion([[(20, 1), (20, 1)], [(5, 1)]]) == 1
    narrow, wide = (gamma_prior([(200, 100), (100, 100), (150, 100)], by).shrink(200, 100) for by in (1, 10))
    assert width(wide) > 1.4 * width(narrow)


def width(found: Rate) -> float:
    return (found.high or 0) - (found.low or 0)


PAIRS = st.lists(
    st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=8
)


@given(pairs=PAIRS)
def test_what_is_shrunk_lies_between_its_own_and_the_mean(pairs: list[tuple[int, int]]) -> None:
    for prior in (beta_prior(pairs), gamma_prior(pairs)):
        for count, size in pairs:
            found = prior.shrink(count, size)
            ends = sorted([count / size, prior.mean])
            assert ends[0] - 1e-9 <= (found.value or 0) <= ends[1] + 1e-9
            assert (found.low or 0) <= (found.value or 0) <= (found.high or 0)


@given(pairs=PAIRS, order=st.randoms())
def test_order_never_matters(pairs: list[tuple[int, int]], order: object) -> None:
    shuffled = pairs.copy()
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    for make in (beta_prior, gamma_prior):
        one, other = make(pairs), make(shuffled)
        assert (one.first, one.second) == pytest.approx((other.first, other.second))
