"""Quantiles of the beta and the gamma distribution, for intervals of what was shrunk."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, lgamma, log, log1p, sqrt

_PRECISE = 1e-14
_STEPS = 100_000
_HALVINGS = 80
_WIDE = 10  # standard deviations that surely hold the quantile
_TINY = 1e-300


def beta_quantile(share: float, alpha: float, beta: float) -> float:
    """Return the value below which a Beta(alpha, beta) lies with this probability."""
    mean = alpha / (alpha + beta)
    spread = _WIDE * sqrt(mean * (1 - mean) / (alpha + beta + 1))
    low, high = max(0.0, mean - spread), min(1.0, mean + spread)
    low = 0.0 if beta_below(low, alpha, beta) > share else low
    high = 1.0 if beta_below(high, alpha, beta) < share else high
    return _solve(lambda value: beta_below(value, alpha, beta), share, low, high)


def gamma_quantile(share: float, shape: float, rate: float) -> float:
    """Return the value below which a Gamma(shape, rate) lies with this probability."""
    high = shape + _WIDE * (sqrt(shape) + 1)
    while gamma_below(high, shape) < share:
        high *= 2
    low = max(0.0, shape - _WIDE * sqrt(shape))
    low = 0.0 if gamma_below(low, shape) > share else low
    return _solve(lambda value: gamma_below(value, shape), share, low, high) / rate


def _solve(below: Callable[[float], float], share: float, low: float, high: float) -> float:
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        low, high = (middle, high) if below(middle) < share else (low, middle)
    return (low + high) / 2


def beta_below(value: float, alpha: float, beta: float) -> float:
    """Return the regularised incomplete beta function (DLMF 8.17.22, evaluated by Lentz's method)."""
    if value <= 0 or value >= 1:
        return float(value >= 1)
    if value > (alpha + 1) / (alpha + beta + 2):
        return 1 - beta_below(1 - value, beta, alpha)
    front = lgamma(alpha + beta) - lgamma(alpha) - lgamma(beta) + alpha * log(value) + beta * log1p(-value)

    def step(number: int) -> float:
        half, odd = divmod(number, 2)
        if odd:
            return -(alpha + half) * (alpha + beta + half) * value / ((alpha + number - 1) * (alpha + number))
        return half * (beta - half) * value / ((alpha + number - 1) * (alpha + number))

    return exp(front) / alpha / _continued(step, lambda _: 1.0)


def gamma_below(value: float, shape: float) -> float:
    """Return the regularised lower incomplete gamma function (DLMF 8.7.1 below its mean, 8.9.2 above)."""
    if value <= 0:
        return 0.0
    front = exp(shape * log(value) - value - lgamma(shape))
    if value < shape + 1:
        term = total = 1 / shape
        for number in range(1, _STEPS):
            term *= value / (shape + number)
            total += term
            if term < total * _PRECISE:
                break
        return front * total
    fraction = _continued(lambda number: number * (shape - number), lambda number: value - shape + 1 + 2 * number)
    return 1 - front / fraction


def _continued(above: Callable[[int], float], beside: Callable[[int], float]) -> float:
    """Return b0 + a1 ÷ (b1 + a2 ÷ (b2 + …)): Lentz (1976), as modified by Thompson and Barnett (1986)."""
    result = upper = beside(0) or _TINY
    lower = 0.0
    for number in range(1, _STEPS):
        a, b = above(number), beside(number)
        lower = 1 / (b + a * lower or _TINY)
        upper = b + a / upper or _TINY
        change = upper * lower
        result *= change
        if abs(change - 1) < _PRECISE:
            break
    return result
