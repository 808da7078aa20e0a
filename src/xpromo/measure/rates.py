"""Where one number is divided by another: every quotient carries its interval, or says why it is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

Z95 = 1.959963984540054
FLOOR = 30  # fewer observations than this print counts and "not enough data"

NOT_ENOUGH = "not-enough-data"
EXCEEDS_BASE = "exceeds-base"


@dataclass(frozen=True, slots=True)
class Rate:
    """A quotient over ``n`` observations with a 95 % interval; ``value`` is None where there is none, and ``reason``
    says why.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int | None
    reason: str | None = None


def missing(reason: str, n: int | None = None) -> Rate:
    """Return the rate that isn't there."""
    return Rate(None, None, None, n, reason)


def wilson(successes: int, trials: int, z: float = Z95) -> tuple[float, float]:
    """Return the score interval of a proportion.

    Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference, JASA 22, 209-212.
    ValueError unless ``0 <= successes <= trials`` and ``trials > 0``.
    """
    if not 0 <= successes <= trials or not trials:
        raise ValueError(f"{successes} of {trials} is no proportion")
    share = successes / trials
    weight = 1 + z * z / trials
    middle = share + z * z / (2 * trials)
    spread = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    low = 0.0 if successes == 0 else (middle - spread) / weight
    high = 1.0 if successes == trials else (middle + spread) / weight
    return low, high


def rate(successes: int, trials: int, floor: int = FLOOR) -> Rate:
    """Return a proportion with its Wilson interval.

    Under ``floor`` trials there is not enough data; more successes than trials (orders by a code that came without a
    click) are no proportion, and say so.
    """
    if trials < max(floor, 1):
        return missing(NOT_ENOUGH, trials)
    if successes > trials:
        return missing(EXCEEDS_BASE, trials)
    low, high = wilson(successes, trials)
    return Rate(successes / trials, low, high, trials)


def difference(successes: int, trials: int, other_successes: int, other_trials: int) -> tuple[float, float, float]:
    """Return one proportion minus another and its 95 % interval.

    Newcombe, R. G. (1998), Interval estimation for the difference between independent proportions, Statistics in
    Medicine 17, 873-890, method 10 (hybrid of two Wilson intervals, no continuity correction).
    """
    one, other = successes / trials, other_successes / other_trials
    low, high = wilson(successes, trials)
    other_low, other_high = wilson(other_successes, other_trials)
    gap = one - other
    down = sqrt((one - low) ** 2 + (other_high - other) ** 2)
    up = sqrt((high - one) ** 2 + (other - other_low) ** 2)
    return gap, gap - down, gap + up


def count_interval(count: int, z: float = Z95) -> tuple[float, float]:
    """Return the score interval of the mean of a Poisson count: the roots of ``(count - m)² = z² m``."""
    middle = count + z * z / 2
    spread = z * sqrt(count + z * z / 4)
    return max(0.0, middle - spread), middle + spread


def count_difference(count: int, other: int) -> Rate:
    """Return one Poisson count minus another and its 95 % interval, from the score interval of each.

    Zou, G. Y. and Donner, A. (2008), Construction of confidence limits about effect measures: a general approach,
    Statistics in Medicine 27, 1693-1702 (MOVER: what each limit lies away from its count is recovered and added).
    """
    low, high = count_interval(count)
    other_low, other_high = count_interval(other)
    gap = count - other
    down = sqrt((count - low) ** 2 + (other_high - other) ** 2)
    up = sqrt((high - count) ** 2 + (other - other_low) ** 2)
    return Rate(gap, gap - down, gap + up, count + other)


def sum_difference(total: int, squares: int, other: int, other_squares: int, n: int) -> Rate:
    """Return one sum of money minus another and its 95 % interval over ``n`` rows of both (compound Poisson: the
    variance of such a sum is the sum of squares).
    """
    spread = Z95 * sqrt(squares + other_squares)
    return Rate(total - other, total - other - spread, total - other + spread, n)


def cost_per(cost_minor: int, count: int) -> Rate:
    """Return cost ÷ count in minor units; the interval is that of the count, so few conversions give a wide one."""
    if count < 1:
        return missing("no-conversions", count)
    low, high = count_interval(count)
    return Rate(cost_minor / count, cost_minor / high, cost_minor / low, count)


def mean(total: int, squares: int, n: int, floor: int = FLOOR) -> Rate:
    """Return total ÷ n with Student's interval, from a sum and a sum of squares."""
    if n < max(floor, 2):
        return missing(NOT_ENOUGH, n)
    middle = total / n
    variance = max(0.0, (squares - total * middle) / (n - 1))
    spread = student(n - 1) * sqrt(variance / n)
    return Rate(middle, middle - spread, middle + spread, n)


def mean_over(total: int, squares: int, n: int, floor: int = FLOOR) -> Rate:
    """Return total ÷ n where the total is a sum over some few of the n (revenue over clicks).

    The variance of such a sum is the sum of squares (compound Poisson).
    """
    if n < max(floor, 1):
        return missing(NOT_ENOUGH, n)
    spread = Z95 * sqrt(squares) / n
    return Rate(total / n, total / n - spread, total / n + spread, n)


def median_interval(values: Sequence[float], z: float = Z95) -> tuple[float, float]:
    """Return an interval of a median that assumes nothing of the distribution: two of the values in order.

    Campbell, M. J. and Gardner, M. J. (1988), Calculating confidence intervals for some non-parametric analyses,
    British Medical Journal 296, 1454-1456: the ranks n/2 - z sqrt(n)/2 and 1 + n/2 + z sqrt(n)/2, rounded. Values at
    the ends where there are too few. ValueError for no value.
    """
    if not values:
        raise ValueError("no value has no median")
    ordered, n = sorted(values), len(values)
    spread = z * sqrt(n) / 2
    low, high = round(n / 2 - spread), round(1 + n / 2 + spread)
    return ordered[max(low, 1) - 1], ordered[min(high, n) - 1]


def student(degrees: int, z: float = Z95) -> float:
    """Return the quantile of Student's t that belongs to ``z``.

    Abramowitz and Stegun (1964), 26.7.5: an expansion in 1 ÷ degrees, within 0.001 from 10 degrees up.
    """
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / degrees + second / degrees**2 + third / degrees**3
