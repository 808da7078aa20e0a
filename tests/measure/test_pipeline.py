"""The pipeline of deals whose every figure is worked out by hand."""

from __future__ import annotations

from statistics import median

import pytest

from xpromo.answers import StageRow
from xpromo.measure.pipeline import Pipeline, PipelineLine, pipeline
from xpromo.measure.rates import median_interval, wilson

DAY = 86_400
TIDE, RYE = ("bundle", "tide"), ("bundle", "rye")


def stage(
    deal: int,
    name: str,
    day: int,
    place: tuple[str, str] | None = None,
    amount: int | None = None,
    *,
    owner: int = 1,
    currency: str = "EUR",
) -> StageRow:
    campaign, partner = place or (None, None)
    return StageRow(
        deal, name, day * DAY, day, amount, currency if amount is not None else "", None, None, campaign, partner, owner
    )


def made(*rows: StageRow, floor: int = 1, by: str = "partner") -> Pipeline:
    return pipeline(rows, (), "EUR", by, floor)


def line(found: Pipeline, partner: str | None) -> PipelineLine:
    return next(row for row in found.rows if row.partner == partner)


def test_a_later_stage_implies_the_earlier_ones() -> None:
    found = line(made(stage(0, "lead", 1, TIDE), stage(0, "opportunity", 5), stage(1, "mql", 2, TIDE)), "tide")
    assert (found.deals, found.lead, found.mql, found.sql, found.opportunity, found.won) == (2, 2, 2, 1, 1, 0)
    assert (found.open, found.lost) == (2, 0)


def test_a_deal_belongs_to_its_first_evidence_and_the_others_influenced_it() -> None:
    rows = (
        stage(0, "lead", 1),
        stage(0, "mql", 2, RYE),
        stage(0, "won", 9, TIDE, 50_000),
        stage(1, "won", 3, TIDE, 20_000),
        stage(1, "won", 3, RYE, 20_000, owner=0),
        stage(2, "won", 4, None, 1_000),
    )
    found = made(*rows)
    rye, tide, nobody = line(found, "rye"), line(found, "tide"), line(found, None)
    assert (rye.deals, rye.won_amount, rye.influenced, rye.influenced_amount) == (1, 50_000, 1, 20_000)
    assert (tide.deals, tide.won_amount, tide.influenced, tide.influenced_amount) == (1, 20_000, 1, 50_000)
    assert (nobody.deals, nobody.won_amount, nobody.influenced) == (1, 1_000, 0)
    (total,) = found.totals
    assert total.deals == sum(row.deals for row in found.rows) == 3
    assert total.won_amount == sum(row.won_amount for row in found.rows) == 71_000
    assert total.influenced == 2


def test_a_further_place_of_the_same_group_influences_nothing() -> None:
    other = ("spring", "tide")
    assert line(made(stage(0, "lead", 1, TIDE), stage(0, "mql", 2, other)), "tide").influenced == 0
    by_campaign = made(stage(0, "lead", 1, TIDE), stage(0, "mql", 2, other), by="campaign")
    assert {row.campaign: row.influenced for row in by_campaign.rows} == {"bundle": 0, "spring": 1}


def test_rates_sizes_cycles_and_velocity() -> None:
    won = [
        row
        for deal in range(4)
        for row in (stage(deal, "lead", 0, TIDE), stage(deal, "won", 10 * (deal + 1), None, 10_000 * (deal + 1)))
    ]
    lost = [row for deal in (4, 5) for row in (stage(deal, "opportunity", 1, TIDE), stage(deal, "lost", 2))]
    found = line(made(*won, *lost, stage(6, "lead", 3, TIDE)), "tide")
    assert (found.won, found.lost, found.open, found.opportunity) == (4, 2, 1, 6)
    low, high = wilson(4, 6)
    assert found.win_rate.value == pytest.approx(4 / 6)
    assert (found.win_rate.low, found.win_rate.high) == (low, high)
    assert found.deal_size.value == 25_000
    assert found.cycle_days.value == 25.0
    assert found.velocity == pytest.approx(6 * (4 / 6) * 25_000 / 25)


def test_too_few_deals_give_counts_and_no_rates() -> None:
    found = line(made(stage(0, "lead", 1, TIDE), stage(0, "won", 2, None, 5), floor=30), "tide")
    assert (found.won, found.win_rate.value, found.win_rate.reason) == (1, None, "not-enough-data")
    assert (found.cycle_days.value, found.cycle_days.n, found.velocity) == (None, 1, None)


def test_a_deal_that_is_lost_and_then_won_is_won() -> None:
    found = line(made(stage(0, "lost", 1, TIDE), stage(0, "won", 2, TIDE, 5)), "tide")
    assert (found.won, found.lost, found.open) == (1, 0, 0)


def test_the_last_amount_stands_and_currencies_are_rows_of_their_own() -> None:
    rows = (
        stage(0, "opportunity", 1, TIDE, 900),
        stage(0, "won", 2, None, 700),
        stage(1, "won", 3, TIDE, 100, currency="USD"),
    )
    found = made(*rows)
    assert [(row.currency, row.deals, row.won_amount) for row in found.rows] == [("EUR", 1, 700), ("USD", 1, 100)]


def test_steps_count_what_reached_the_next_stage() -> None:
    rows = (stage(0, "lead", 0, TIDE), stage(0, "mql", 4), stage(1, "lead", 0, TIDE), stage(2, "opportunity", 0, TIDE))
    lead, mql, *_ = made(*rows).steps
    assert (lead.stage, lead.next, lead.n, lead.reached, lead.days.value, lead.days.n) == ("lead", "mql", 3, 2, 4.0, 1)
    assert (mql.n, mql.reached, mql.days.value) == (2, 1, None)


def test_the_interval_of_a_median_is_that_of_the_published_ranks() -> None:
    values = list(range(1, 101))  # n = 100: ranks 50 - 9.8 and 51 + 9.8, so the 40th and the 61st value
    assert median(values) == 50.5
    assert median_interval(values) == (40, 61)
    assert median_interval([7.0]) == (7.0, 7.0)
    with pytest.raises(ValueError, match="no value"):
        median_interval([])


def test_a_median_of_days_needs_six_and_rates_thirty() -> None:
    def deals(count: int) -> Pipeline:
        rows = [row for n in range(count) for row in (stage(n, "lead", 1, TIDE), stage(n, "won", 2 + n, TIDE, 100))]
        return made(*rows, floor=30)

    (few, enough) = (line(deals(count), "tide") for count in (5, 6))
    assert (few.cycle_days.value, few.cycle_days.n) == (None, 5)
    assert (enough.cycle_days.value, enough.cycle_days.low, enough.cycle_days.high) == (3.5, 1, 6)
    assert (enough.win_rate.value, enough.velocity) == (None, None)
