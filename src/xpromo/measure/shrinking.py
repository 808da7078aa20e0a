"""Rates of many, each drawn towards the mean of all, the more the less is known of it (empirical Bayes).

Shares of a whole: beta-binomial; counts over an exposure: gamma-Poisson; both fitted by the method of moments, with
sizes as weights. For equal sizes these are the moments' equations as textbooks have them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from xpromo.measure.quantiles import beta_quantile, gamma_quantile
from xpromo.measure.rates import Rate

FEW = 3  # fewer than this can't say how far they differ
WEAK = 0.5  # events that a prior is worth at least: with less its interval wouldn't hold its own mean
EDGES = (0.025, 0.975)
Pairs = Sequence[tuple[float, float]]  # (count, exposure); an exposure is more than 0


class Family(StrEnum):
    """What is counted: some of a whole, or events over an exposure."""

    BETA = "beta-binomial"
    GAMMA = "gamma-Poisson"


class Basis(StrEnum):
    """Where a prior's strength comes from. ``few``: too few to say, so it is worth half an event; ``alike``: they
    differ no more than by chance, so it is worth as much as all that was observed.
    """

    MOMENTS = "moments"
    FEW = "few"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class Prior:
    """Beta(first, second) or Gamma(shape first, rate second). ``dispersion``: how many times the chance of independent
    counts they scatter; counts and exposures are divided by it.
    """

    family: Family
    first: float
    second: float
    mean: float
    members: int
    basis: Basis
    dispersion: float = 1.0

    def shrink(self, count: float, exposure: float) -> Rate:
        """Return the mean of what is known after the count, with the interval that holds 95 % of it."""
        count, exposure = count / self.dispersion, exposure / self.dispersion
        if self.family is Family.GAMMA:
            shape, rate = self.first + count, self.second + exposure
            low, high = (gamma_quantile(edge, shape, rate) for edge in EDGES)
            return Rate(shape / rate, low, high, None)
        alpha, beta = self.first + count, self.second + exposure - count
        low, high = (beta_quantile(edge, alpha, beta) for edge in EDGES)
        return Rate(alpha / (alpha + beta), low, high, None)


def beta_prior(pairs: Pairs) -> Prior:
    """Return the prior of shares; ``pairs`` are (successes, trials). ValueError where there are none."""
    trials, mean = _mean(pairs)
    if not 0 < mean < 1:  # the mean of a prior lies inside
        mean = (mean * trials + 0.5) / (trials + 1)
    correlation = intraclass(pairs)
    weak = WEAK / min(mean, 1 - mean)
    strength, basis = trials, Basis.ALIKE
    if len(pairs) < FEW:
        strength, basis = weak, Basis.FEW
    elif correlation > 0:
        strength, basis = (1 - correlation) / correlation, Basis.MOMENTS
    strength = max(weak, min(strength, trials))
    return Prior(Family.BETA, mean * strength, (1 - mean) * strength, mean, len(pairs), basis)


def intraclass(pairs: Pairs) -> float:
    """Return how much of the spread of shares is theirs and not chance: 1 ÷ (alpha + beta + 1) by moments."""
    trials, mean = _mean(pairs)
    if not 0 < mean < 1 or trials <= len(pairs):
        return 0.0
    spread = sum(size * (count / size - mean) ** 2 for count, size in pairs)
    return (spread / (mean * (1 - mean)) - len(pairs)) / (trials - len(pairs))


def gamma_prior(pairs: Pairs, dispersion: float = 1.0) -> Prior:
    """Return the prior of rates; ``pairs`` are (count, exposure). ValueError where there are none."""
    pairs = [(count / dispersion, exposure / dispersion) for count, exposure in pairs]
    exposure, mean = _mean(pairs)
    mean = mean or 0.5 / exposure
    spread = sum(size * (count / size - mean) ** 2 for count, size in pairs) / exposure
    variance = spread - len(pairs) * mean / exposure
    rate, basis = exposure, Basis.ALIKE
    if len(pairs) < FEW:
        rate, basis = WEAK / mean, Basis.FEW
    elif variance > 0:
        rate, basis = mean / variance, Basis.MOMENTS
    rate = max(WEAK / mean, min(rate, exposure))
    return Prior(Family.GAMMA, mean * rate, rate, mean, len(pairs), basis, dispersion)


def dispersion(groups: Sequence[Pairs]) -> float:
    """Return how many times more than chance the counts inside of groups scatter (Pearson's statistic ÷ degrees of
    freedom), at least 1; each group has a rate of its own.
    """
    statistic, degrees = 0.0, 0
    for pairs in groups:
        total = sum(count for count, _ in pairs)
        if total:
            rate = total / sum(exposure for _, exposure in pairs)
            statistic += sum((count - rate * exposure) ** 2 / (rate * exposure) for count, exposure in pairs)
            degrees += len(pairs) - 1
    return max(1.0, statistic / degrees) if degrees else 1.0


def _mean(pairs: Pairs) -> tuple[float, float]:
    exposure = sum(size for _, size in pairs)
    if not exposure:
        raise ValueError("a mean of nothing")
    return exposure, sum(count for count, _ in pairs) / exposure
