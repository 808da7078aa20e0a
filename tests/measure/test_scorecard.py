"""One small campaign, worked out by hand.

A swap with the partner *mug*: their letter carries us (received), our letter carries them (given), and one code is
shared. Money in cents. The same clicks arrived twice: in our own log and in a file of our own format.

| what                  | their letter                                     | our letter | shared code   | nobody |
|-----------------------|--------------------------------------------------|------------|---------------|--------|
| clicks, own log       | 400, and 50 by robots                            | 300        |               | 25     |
| clicks, own format    | 380                                              |            |               |        |
| delivered/sends/opens | 10,000 / 10,200 / 3,000                          |            |               |        |
| sales in EUR          | 20 new for 600.00, 12 returning for 300.00       |            | 8 for 160.00  | 100    |
| sales in USD          | 1 new for 20.00                                  |            |               |        |
| refunds in EUR        | 2 for 50.00                                      |            |               |        |
| sign-ups              | 7                                                |            |               |        |
| cost in EUR           | 160.00 paid by us, 90.00 paid by mug             |            |               |        |
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.measure.facts import GIVEN, SETTINGS, by_code, counted, given, promised, unowned
from xpromo.measure.cells import Facts
from xpromo.measure.lines import Line
from xpromo.measure.rates import missing, wilson
from xpromo.measure.scorecard import Scorecard, scorecard

PROMISES = (promised(), promised(**GIVEN))
AGGREGATES = (
    counted("clicks", 400),
    counted("clicks", 50, label="bot-agent"),
    counted("clicks", 380, source="clicks"),
    counted("delivered", 10_000, source="mailchimp"),
    counted("sends", 10_200, source="mailchimp"),
    counted("opens", 3_000, source="mailchimp"),
    counted("sale", 20, label="new", currency="EUR", amount=60_000, squares=20 * 3000**2),
    counted("sale", 12, label="returning", currency="EUR", amount=30_000, squares=12 * 2500**2),
    counted("sale", 1, label="new", currency="USD", amount=2_000, squares=2000**2),
    counted("refund", 2, currency="EUR", amount=-5_000, squares=2 * 2500**2),
    counted("signup", 7),
    counted("cost", 1, currency="EUR", amount=16_000, source="costs"),
    counted("cost", 1, currency="EUR", amount=9_000, source="costs", label="mug"),
    given("clicks", 300),
    by_code("sale", 8, currency="EUR", amount=16_000, squares=8 * 2000**2),
    unowned("clicks", 25),
    unowned("sale", 100, currency="EUR", amount=1_000_000),
)


def card(by: str = "placement") -> Scorecard:
    return scorecard(Facts(PROMISES, AGGREGATES, SETTINGS), by)


def row(name: str | None, currency: str = "EUR") -> Line:
    return next(line for line in card().rows if line.placement == name and line.currency == currency)


def test_rows_are_sorted_and_what_has_no_placement_comes_last() -> None:
    assert [(line.placement, line.currency) for line in card().rows] == [
        ("mug-letter-may", "EUR"),
        ("mug-letter-may", "USD"),
        ("our-letter-may", "EUR"),
        (None, "EUR"),
    ]


def test_a_row_names_everything_that_it_stands_for() -> None:
    line = row("mug-letter-may")
    assert (line.campaign, line.partner, line.property, line.channel, line.direction) == (
        "spring-swap",
        "mug",
        "mug-letter",
        "email",
        "received",
    )


def test_clicks_come_from_one_source_and_the_other_stands_beside() -> None:
    line = row("mug-letter-may")
    assert (line.clicks, line.clicks_raw, line.click_source) == (400, 450, "combined-log")
    assert line.other_clicks == {"clicks": 380}
    assert line.excluded == {"bot-agent": 50}


def test_reach_is_delivered_before_sends_and_never_opens() -> None:
    line = row("mug-letter-may")
    assert (line.reach, line.reach_metric) == (10_000, "delivered")
    assert line.other_metrics == {"opens (mailchimp)": 3_000, "sends (mailchimp)": 10_200}
    assert line.ctr.value == 0.04
    assert (line.ctr.low, line.ctr.high) == wilson(400, 10_000)


def test_people_who_unsubscribed_are_those_of_the_tool_that_saw_most() -> None:
    left = [given("unsubscribes", n, source=source) for n, source in ((30, "mailchimp"), (28, "klaviyo"))]
    reached = [given("delivered", 10_000), counted("delivered", 500)]
    found = scorecard(Facts(PROMISES, [*left, *reached], SETTINGS))
    (letter,) = (line for line in found.rows if line.direction == "given")
    assert (letter.unsubscribe_rate.value, letter.unsubscribe_rate.n) == (0.003, 10_000)
    assert found.totals[0].unsubscribe_rate == letter.unsubscribe_rate
    assert scorecard(Facts(PROMISES, left, SETTINGS)).totals[0].unsubscribe_rate == missing("no-data")


def test_conversions_are_of_the_goals_kind_and_of_the_rows_currency() -> None:
    assert (row("mug-letter-may").conversions, row("mug-letter-may", "USD").conversions) == (32, 1)
    assert row("mug-letter-may").conversion_kind == "sale"
    assert row("mug-letter-may").kinds == {"refund": 2, "sale": 32, "signup": 7}


def test_the_rate_is_over_sales_of_every_currency() -> None:
    line = row("mug-letter-may")
    assert (line.conversion_rate.value, line.conversion_rate.n) == (33 / 400, 400)
    assert row("mug-letter-may", "USD").conversion_rate == missing("no-data")


def test_revenue_is_sales_less_refunds_in_each_currency() -> None:
    line, dollars = row("mug-letter-may"), row("mug-letter-may", "USD")
    assert (line.revenue, line.refunds) == (60_000 + 30_000 - 5_000, 5_000)
    assert (dollars.revenue, dollars.refunds) == (2_000, 0)
    assert line.refund_rate.value == 2 / 32


def test_cost_is_what_we_paid_and_cpa_counts_every_sale() -> None:
    line = row("mug-letter-may")
    assert (line.cost, line.cost_basis) == (16_000, "recorded")
    assert line.cpa == round(16_000 / 33) == 485
    assert row("mug-letter-may", "USD").cost is None
    assert row("mug-letter-may", "USD").cpa is None


def test_new_customers_are_counted_where_buyers_are_known() -> None:
    assert row("mug-letter-may").new_customers == 20
    assert row("mug-letter-may").new_customer_rate.value == 21 / 33
    assert row(None).new_customers is None


def test_no_new_customer_among_half_known_buyers_is_unknown_not_none() -> None:
    known, unknown = counted("sale", 3, label="returning"), counted("sale", 2)
    half = scorecard(Facts((promised(),), (known, unknown), SETTINGS)).rows[0]
    assert (half.new_customers, half.new_customer_rate.reason) == (None, "no-data")
    assert scorecard(Facts((promised(),), (known,), SETTINGS)).rows[0].new_customers == 0


def test_means_of_money_come_with_their_interval() -> None:
    line = row("mug-letter-may")
    assert line.aov.value == 90_000 / 32
    assert line.epc.value == 85_000 / 400
    assert line.aov.low is not None
    assert line.aov.low < 90_000 / 32


def test_what_we_give_converts_at_the_partners_so_nobody_knows() -> None:
    line = row("our-letter-may")
    assert line.clicks == 300
    assert (line.conversions, line.revenue, line.new_customers) == (None, None, None)
    assert line.conversion_rate.reason == "no-data"


def test_what_the_partner_reports_of_their_side_is_shown() -> None:
    claimed = given("sale", 9, currency="EUR", amount=900)
    line = scorecard(Facts(PROMISES, (*AGGREGATES, claimed), SETTINGS)).rows[2]
    assert (line.conversions, line.revenue) == (9, 900)


def test_a_shared_code_keeps_a_row_without_a_placement() -> None:
    line = row(None)
    assert (line.campaign, line.partner, line.property) == ("spring-swap", "mug", None)
    assert (line.conversions, line.revenue) == (8, 16_000)
    assert line.conversion_rate == missing("not-enough-data", 0)


def test_totals_are_one_for_each_currency() -> None:
    euro, dollar = card().totals
    assert (euro.clicks, euro.conversions, euro.revenue, euro.cost) == (700, 40, 101_000, 16_000)
    assert (dollar.clicks, dollar.conversions, dollar.revenue) == (None, 1, 2_000)
    assert euro.conversion_rate.value == 41 / 400  # the 300 clicks that we gave can't convert here


def test_what_belongs_to_nobody_is_counted_apart() -> None:
    assert card().unresolved == {"clicks": 25, "sale": 100}
    (nobody,) = card().nobody
    assert (nobody.conversions, nobody.unowned, nobody.sourced) == (100, 100, 0)
    assert card().whole[0].conversions == (card().totals[0].conversions or 0) + 100


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("campaign", ["spring-swap", "spring-swap"]),
        ("partner", ["mug", "mug"]),
        ("property", ["mug-letter", "mug-letter", "our-letter", None]),
        ("channel", ["email", "email", None]),
    ],
)
def test_groupings_name_their_rows_and_nothing_else(by: str, names: list[str | None]) -> None:
    rows = card(by).rows
    assert [getattr(line, by) for line in rows] == names
    assert all(line.placement is None for line in rows)


def test_an_empty_ledger_knows_nothing_rather_than_zero() -> None:
    line = scorecard(Facts(PROMISES, (), SETTINGS)).rows[0]
    assert (line.clicks, line.conversions, line.revenue, line.reach, line.cost) == (None,) * 5


def test_a_placement_that_nobody_clicked_has_zero_once_clicks_were_imported() -> None:
    line = scorecard(Facts(PROMISES, (given("clicks", 5),), SETTINGS)).rows[0]
    assert (line.clicks, line.conversions) == (0, None)


def test_sessions_and_unique_clicks_never_fill_clicks() -> None:
    facts = (counted("sessions", 90, source="plausible"), counted("unique_clicks", 80, source="mailchimp"))
    line = scorecard(Facts(PROMISES, facts, SETTINGS)).rows[0]
    assert line.clicks is None
    assert line.other_metrics == {"sessions (plausible)": 90, "unique_clicks (mailchimp)": 80}


def test_without_recorded_costs_our_share_of_the_budget_counts() -> None:
    promise = promised(budget_minor=20_000, budget_currency="EUR", budget_share={"mug": 0.25})
    line = scorecard(Facts((promise,), (counted("sale", 10, currency="EUR"),), SETTINGS)).rows[0]
    assert (line.cost, line.cost_basis, line.cpa) == (15_000, "budget", 1_500)


def test_costs_in_two_currencies_have_no_cpa() -> None:
    costs = (counted("cost", 1, currency="EUR", amount=100), counted("cost", 1, currency="USD", amount=100))
    rows = scorecard(Facts((promised(),), (*costs, counted("sale", 5, currency="EUR")), SETTINGS)).rows
    assert [(line.currency, line.cost, line.cpa) for line in rows] == [("EUR", 100, None), ("USD", 100, None)]
    assert rows[0].cpa_interval.reason == "several-currencies"


def test_by_day_everything_falls_on_its_day() -> None:
    days = [date(2026, 5, 1), date(2026, 5, 2)]
    facts = (
        counted("clicks", 40, day=days[0]),
        counted("clicks", 60, day=days[1]),
        counted("sale", 3, day=days[1], currency="EUR", amount=300),
    )
    promise = promised(budget_minor=500, budget_currency="EUR")
    rows = scorecard(Facts((promise,), facts, SETTINGS), "day").rows
    assert [(line.day, line.clicks, line.conversions, line.cost) for line in rows] == [
        (days[0], 40, 0, 500),
        (days[1], 60, 3, None),
    ]
    assert rows[1].ctr.reason == "other-grain"


def test_a_goal_for_leads_counts_leads() -> None:
    from xpromo.records import Goal

    promise = promised(goals=(Goal("leads", 5, "primary"), Goal("sales", 5, "secondary")))
    line = scorecard(Facts((promise,), (counted("lead", 4), counted("sale", 9)), SETTINGS)).rows[0]
    assert (line.conversions, line.conversion_kind, line.sales) == (4, "lead", 9)


def test_a_given_placement_that_no_file_speaks_of_is_unknown_not_zero() -> None:
    facts = Facts((promised(), promised(**GIVEN)), (counted("clicks", 5),), SETTINGS)
    clicks = {line.placement: line.clicks for line in scorecard(facts, "placement").rows}
    assert clicks == {"mug-letter-may": 5, "our-letter-may": None}


def test_a_campaign_without_costs_makes_no_other_look_cheap() -> None:
    """160.00 for 4 sales is 40.00 a sale, whatever 96 sales of a campaign without a cost would make of it."""
    free = {"placement": "free-letter", "campaign": "free-swap"}
    aggregates = (
        counted("sale", 4, currency="EUR", amount=8_000),
        counted("cost", 1, currency="EUR", amount=16_000, source="costs"),
        counted("sale", 96, currency="EUR", amount=96_000, **free),
    )
    total = scorecard(Facts((promised(), promised(**free)), aggregates, SETTINGS), "campaign").totals[0]
    assert (total.conversions, total.cost, total.cpa) == (100, 16_000, 4_000)
