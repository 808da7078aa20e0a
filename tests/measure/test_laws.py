"""What holds for every scorecard, whatever was counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.measure.facts import GIVEN, SETTINGS, by_code, counted, promised, unowned
from tests.measure.facts import given as given_away
from xpromo.measure.cells import Facts
from xpromo.measure.lines import Line
from xpromo.measure.scorecard import GROUPINGS, scorecard
from xpromo.records import Aggregate

OTHER = promised(campaign="summer", placement="app-card", property="their-app", channel="in_app", partner="tea")
PROMISES = (promised(), promised(**GIVEN), OTHER)
MAKERS: list[Callable[..., Aggregate]] = [
    counted,
    given_away,
    by_code,
    unowned,
    lambda metric, n, **other: counted(
        metric, n, placement="app-card", property="their-app", campaign="summer", partner="tea", **other
    ),
]
METRICS = ["clicks", "sale", "refund", "signup", "delivered", "sends", "visits", "cost"]
ADDITIVE = ("reach", "clicks", "clicks_raw", "conversions", "revenue", "refunds", "cost", "sales")


@st.composite
def aggregates(draw: st.DrawFn) -> Aggregate:
    metric = draw(st.sampled_from(METRICS))
    label = draw(st.sampled_from({"clicks": ["", "bot-agent"], "sale": ["", "new", "returning"]}.get(metric, [""])))
    paid = metric in {"sale", "refund", "cost"}
    amount = draw(st.integers(0, 10_000)) if paid else 0
    make: Callable[..., Aggregate] = draw(st.sampled_from(MAKERS))
    return make(
        metric,
        draw(st.integers(0, 500)),
        label=label,
        day=date(2026, 5, 1) + timedelta(draw(st.integers(0, 5))),
        source=draw(st.sampled_from(["combined-log", "clicks", "bitly"] if metric == "clicks" else ["shop"])),
        currency=draw(st.sampled_from(["EUR", "USD"])) if paid else "",
        amount=-amount if metric == "refund" else amount,
        squares=amount * amount,
    )


MANY = st.lists(aggregates(), max_size=25)


def sum_of(lines: tuple[Line, ...], name: str, currency: str | None) -> int:
    return sum(getattr(line, name) or 0 for line in lines if currency is None or line.currency == currency)


@pytest.mark.parametrize("by", GROUPINGS)
@given(facts=MANY)
def test_rows_add_up_to_the_totals(by: str, facts: list[Aggregate]) -> None:
    card = scorecard(Facts(PROMISES, facts, SETTINGS), by)
    for name in ADDITIVE:
        assert sum_of(card.rows, name, None) == sum_of(card.totals, name, None), name
    for name in ("revenue", "refunds", "cost"):
        for currency in ("EUR", "USD"):
            assert sum_of(card.rows, name, currency) == sum_of(card.totals, name, currency), name


@given(facts=MANY)
def test_every_grouping_has_the_same_totals(facts: list[Aggregate]) -> None:
    cards = [scorecard(Facts(PROMISES, facts, SETTINGS), by) for by in GROUPINGS if by != "day"]
    assert all(card.totals == cards[0].totals for card in cards)


@given(facts=MANY, order=st.randoms())
def test_order_never_matters(facts: list[Aggregate], order: object) -> None:
    shuffled = facts.copy()
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    for by in GROUPINGS:
        assert scorecard(Facts(PROMISES, facts, SETTINGS), by) == scorecard(Facts(PROMISES, shuffled, SETTINGS), by)


@given(facts=MANY)
def test_days_add_up_to_the_whole(facts: list[Aggregate]) -> None:
    days = scorecard(Facts(PROMISES, facts, SETTINGS), "day").rows
    whole = scorecard(Facts(PROMISES, [replace(item, day=None) for item in facts], SETTINGS)).totals
    for name in ADDITIVE:
        assert sum_of(days, name, None) == sum_of(whole, name, None), name


@given(facts=MANY)
def test_nothing_counted_is_lost(facts: list[Aggregate]) -> None:
    """Sales of every place and of nobody are all the sales there are."""
    card = scorecard(Facts(PROMISES, facts, SETTINGS))
    everything = sum(item.n for item in facts if item.metric == "sale")
    assert sum_of(card.rows, "sales", None) + card.unresolved.get("sale", 0) == everything


@given(facts=MANY)
def test_a_campaign_alone_has_the_rows_that_it_has_among_others(facts: list[Aggregate]) -> None:
    among = scorecard(Facts(PROMISES, facts, SETTINGS)).rows
    alone = scorecard(
        Facts([OTHER], [item for item in facts if item.campaign == "summer"], SETTINGS),
    ).rows
    counts = [(line.reach, line.cost) for line in among if line.campaign == "summer"]
    assert [(line.reach, line.cost) for line in alone] == counts


@given(facts=MANY)
def test_kept_clicks_are_never_more_than_raw_ones(facts: list[Aggregate]) -> None:
    for line in scorecard(Facts(PROMISES, facts, SETTINGS)).rows:
        assert (line.clicks is None) == (line.clicks_raw is None)
        assert (line.clicks or 0) <= (line.clicks_raw or 0)
