"""The five steps of a customer's life, from what the ledger counts: acquisition, activation, revenue, retention,
referral (McClure, D. (2007), Startup Metrics for Pirates).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xpromo.measure.cells import Cell, Facts
from xpromo.measure.folding import build_cells
from xpromo.measure.groups import SALE, add
from xpromo.measure.lines import NONE
from xpromo.measure.rates import FLOOR, Rate, rate

ACTIVATION = frozenset({"lead", "signup", "registration", "attendance", "trial"})
RENEWAL = "renewal"
RETURNING = "returning"
REFERRAL = "referral"  # the form of campaign


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """A step: how often it happened, None where nobody told us, and over the step that it is measured against."""

    step: str
    counts: str
    n: int | None
    over: str | None = None
    rate: Rate = NONE


def funnel(facts: Facts, floor: int = FLOOR) -> tuple[FunnelStep, ...]:
    """Return the steps over everything that was tied to a placement or campaign."""
    cells = build_cells(facts)
    known = any(cell.conversions_known for cell in cells)
    referring = {promise.campaign for promise in facts.promises if promise.form == REFERRAL}
    clicks = add(cell.clicks for cell in cells)
    counted = {
        "activation": _count(cells, ACTIVATION),
        "revenue": _count(cells, {SALE}),
        "retention": _count(cells, {RENEWAL}) + _count(cells, {SALE}, RETURNING),
        "referral": _count((cell for cell in cells if cell.place.campaign in referring), {*ACTIVATION, SALE}),
    }
    metrics = facts.told | {item.metric for item in facts.aggregates}
    sold = not metrics.isdisjoint({SALE, RENEWAL})  # to whomever: then none is 0
    told = {"activation": known, "revenue": sold, "retention": sold, "referral": known}
    n = {step: count if told[step] else None for step, count in counted.items()}
    return (
        FunnelStep("acquisition", "clicks", clicks),
        FunnelStep(
            "activation",
            "leads, sign-ups, registrations, attendances, trials",
            n["activation"],
            *_over("acquisition", n["activation"], clicks, floor),
        ),
        FunnelStep("revenue", "sales", n["revenue"], *_over("acquisition", n["revenue"], clicks, floor)),
        FunnelStep("retention", "renewals and sales to returning customers", n["retention"]),
        FunnelStep("referral", "of these, activations and sales by campaigns of the form referral", n["referral"]),
    )


def _over(step: str, n: int | None, base: int | None, floor: int) -> tuple[str, Rate]:
    return step, NONE if n is None or base is None else rate(n, base, floor)


def _count(cells: Iterable[Cell], kinds: Iterable[str], label: str | None = None) -> int:
    return sum(
        value.n
        for cell in cells
        for (kind, novelty, _), value in cell.kinds.items()
        if kind in kinds and label in {None, novelty}
    )
