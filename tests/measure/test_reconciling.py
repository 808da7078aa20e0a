"""Two sides' numbers: each likely reason on a case that was made for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from xpromo.measure.reconciling import Pair, Reason, Side, Spot, Standing, Tally, reconcile

FIRST, SECOND, THIRD = (date(2026, 12, day) for day in (1, 2, 3))
DAYS = {FIRST: 200, SECOND: 300}


def side(tally: Tally, **more: Any) -> Side:
    return Side({Spot("letter"): tally}, **({"timezone": "Europe/Berlin"} | more))


def pair(ours: Side, theirs: Side, metric: str = "clicks") -> Pair:
    return next(item for item in reconcile(ours, theirs) if item.metric == metric)


def test_numbers_within_the_tolerance_agree() -> None:
    found = pair(side(Tally({FIRST: 100})), side(Tally({FIRST: 105})))
    assert (found.standing, found.difference, found.share, found.reasons) == (Standing.AGREE, 5, 5 / 105, ())
    assert pair(side(Tally({FIRST: 100})), side(Tally({FIRST: 106}))).standing is Standing.DIFFER
    assert pair(side(Tally({FIRST: 1})), side(Tally({FIRST: 4}))).standing is Standing.AGREE  # next to each other
    (strict,) = reconcile(side(Tally({FIRST: 1})), side(Tally({FIRST: 2})), tolerance=0)
    assert strict.standing is Standing.DIFFER


def test_sales_of_a_shared_code_may_be_those_of_two_shops() -> None:
    ours, theirs = (Side({Spot(None, "swap"): Tally(sales=n)}, "UTC") for n in (40, 90))
    (found,) = reconcile(ours, theirs)
    assert (found.placement, found.campaign, found.reasons) == (None, "swap", (Reason.SHOPS,))


@pytest.mark.parametrize(
    ("theirs", "more", "reason"),
    [
        (Tally({FIRST: 200}), {}, Reason.DAYS),
        (Tally({FIRST: 260, SECOND: 390}), {}, Reason.BOTS),
        (Tally({FIRST: 160, SECOND: 240}), {}, Reason.UNIQUE),
        (Tally({FIRST: 100, SECOND: 100}, unique={"unique_clicks (mail)": 150}), {"lost": 290}, Reason.TAGS),
        (Tally({FIRST: 10, SECOND: 20}), {}, Reason.UNKNOWN),
    ],
)
def test_clicks_differ_for_a_reason(theirs: Tally, more: Mapping[str, Any], reason: Reason) -> None:
    ours = Tally(DAYS, raw=650, unique={"unique_clicks (mailchimp)": 400})
    found = pair(side(ours), side(theirs, **more))
    assert (found.standing, reason in found.reasons, len(found.reasons)) == (Standing.DIFFER, True, 1)


def test_days_of_two_zones_agree_in_sum_alone() -> None:
    found = pair(side(Tally(DAYS)), side(Tally({FIRST: 260, SECOND: 240}), timezone="America/New_York"))
    assert (found.standing, found.reasons, found.days) == (Standing.AGREE, (Reason.ZONE,), (FIRST, SECOND))


def test_money_differs_by_refunds_or_by_windows() -> None:
    ours = side(Tally(sales=40, revenue=80_000, refunds=20_000), window_days=frozenset({30}))
    late = side(Tally(sales=40, revenue=100_000, refunds=0), window_days=frozenset({30}))
    assert pair(ours, late, "revenue").reasons == (Reason.REFUNDS,)
    wider = side(Tally(sales=60, revenue=120_000), window_days=frozenset({90}))
    assert pair(ours, wider, "sales").reasons == (Reason.WINDOW,)


def test_what_one_side_cant_know_or_wont_say_is_no_difference() -> None:
    ours, theirs = side(Tally(sales=40, revenue=80_000)), side(Tally({THIRD: 7}, hidden=True))
    found = {item.metric: item.standing for item in reconcile(ours, theirs)}
    assert found == {"clicks": Standing.ONLY_THEIRS, "sales": Standing.HIDDEN, "revenue": Standing.HIDDEN}
    assert pair(ours, side(Tally({THIRD: 7})), "sales").standing is Standing.ONLY_OURS
