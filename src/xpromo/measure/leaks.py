"""Codes that got out: when conversions by a shared code alone become a larger share than they were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from xpromo.measure.comparison import rate_change
from xpromo.measure.rates import Rate, rate
from xpromo.measure.sourcing import Claimed

Counts = Mapping[tuple[str | None, str | None], tuple[int, int]]  # campaign, partner → by code alone, all


@dataclass(frozen=True, slots=True)
class Leak:
    """A campaign and partner whose conversions come by code alone more often ``since`` a day than before it."""

    campaign: str | None
    partner: str | None
    since: date
    now: Rate
    before: Rate


def leaks(now: Iterable[Claimed], before: Iterable[Claimed], since: date) -> list[Leak]:
    """Return the campaigns and partners of which the share by code alone rose by more than chance explains."""
    counts, earlier = _counts(now), _counts(before)
    found = []
    for key in sorted(counts.keys() & earlier.keys(), key=str):
        change = rate_change("code_only", rate(*counts[key]), rate(*earlier[key]))
        if change.verdict == "more":
            found.append(Leak(*key, since, change.now, change.then))
    return found


def _counts(claimed: Iterable[Claimed]) -> Counts:
    found: dict[tuple[str | None, str | None], tuple[int, int]] = {}
    for claim in claimed:
        key = (claim.counted.campaign, claim.counted.partner)
        alone, whole = found.get(key, (0, 0))
        found[key] = (alone + claim.part.n * claim.share.code_only, whole + claim.part.n)
    return found
