"""What the page of a scorecard says: every sentence is recomputed here from counts that are worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

import pytest

from tests.measure.facts import counted, given, promised
from tests.report.paging import FACTS, GIVEN, RECEIVED, TODAY, html, paged, words
from xpromo.measure.rates import wilson
from xpromo.records import Direction, Goal
from xpromo.report.document import Section
from xpromo.report.page import Days, Figure, Figures, Meters, Page, Steps
from xpromo.report.scorecard import SEVERAL_CURRENCIES

T = TypeVar("T")


def page_of(*arguments: object, **options: object) -> Page:
    found = paged(*arguments, **options).page  # type: ignore[arg-type]
    assert found is not None
    return found


def figures(page: Page) -> dict[str, Figure]:
    return {figure.title: figure for block in page.above if isinstance(block, Figures) for figure in block.figures}


def block(page: Page, kind: type[T]) -> T:
    (found,) = [item for item in (*page.above, *page.below) if isinstance(item, kind)]
    return found


def between(successes: int, trials: int) -> str:
    low, high = wilson(successes, trials)
    return f"likely between {100 * low:.1f} and {100 * high:.1f} %"


# ------------------------------------------------------------------------------------------------ sentences


def test_the_first_sentences_say_what_came_back_and_how_the_goals_stand() -> None:
    assert page_of().lead == (
        "Partners brought 1,000 clicks.",
        "45 sales, worth 900.00 EUR, are tied to them.",
        "We gave 700 clicks.",
        "Of 1 goal: 1 behind.",
    )


def test_one_of_each_is_said_in_the_singular() -> None:
    facts = [
        counted("clicks", 1, day=TODAY),
        counted("sale", 1, day=TODAY, currency="EUR", amount=500, squares=250_000),
    ]
    assert page_of(facts, [RECEIVED]).lead[:2] == (
        "Partners brought 1 click.",
        "1 sale, worth 5.00 EUR, is tied to them.",
    )


def test_what_nobody_counted_is_not_said() -> None:
    page = page_of([counted("reach", 500, day=TODAY, source="reach")], [RECEIVED])
    assert page.lead == ("Of 1 goal: 1 without data.",)
    assert set(figures(page)) == {"Reach"}


def test_placements_of_our_own_are_no_partners() -> None:
    ours = promised(direction=Direction.OWN)
    assert page_of(FACTS[:-1], [ours]).lead[0] == "The placements brought 1,000 clicks."


def test_a_report_about_nothing_says_what_to_do() -> None:
    page = page_of([], [])
    assert page.title == "No campaign yet"
    assert "`xpromo links` mints" in page.lead[0]
    assert "Nothing was promised" in words(html(paged([], [])))[4]


def test_the_title_is_the_name_and_facts_say_the_rest() -> None:
    page = page_of()
    assert page.title == "Spring swap"
    assert page.facts == ("spring-swap", "With Mug", "Figures from 2026-05-04 to 2026-05-07", "Days in Europe/Berlin")


def test_many_campaigns_are_counted() -> None:
    several = [promised(placement=f"p{n}", campaign=f"c{n}", partner=f"p{n}", partner_name=f"P{n}") for n in range(6)]
    page = page_of(FACTS, several)
    assert page.title == "6 campaigns"
    assert page.facts[0] == "With P0, P1, P2, P3 and 2 more"


@pytest.mark.parametrize(
    ("today", "missing"),
    [
        (date(2026, 5, 8), 0),
        (date(2026, 5, 10), 0),
        (date(2026, 5, 11), 3),
        (date(2026, 5, 21), 13),
        (date(2027, 1, 1), 23),
    ],
    ids=str,
)
def test_a_page_warns_when_its_newest_figure_is_old(today: date, missing: int) -> None:
    """The last day with a figure is 7 May, the flight ends with 30 May."""
    expected = f"The newest figure is of 2026-05-07. The {missing} days after it have none: is an import missing?"
    assert page_of(today=today).warning == (expected if missing else "")


# ------------------------------------------------------------------------------------------------ figures


def test_every_figure_says_how_sure_it_is() -> None:
    found = figures(page_of())
    assert found["Reach"] == Figure("Reach", "20,000")
    assert found["Clicks"].value == "1,700"
    assert found["Clicks"].words == (
        "1,000 received, 700 given",
        f"5.0 % of people reached, {between(1000, 20_000)}",
    )
    assert found["Sales"] == Figure("Sales", "45", (f"4.5 % of clicks, {between(45, 1000)}",))
    assert (found["Revenue"].value, found["Revenue"].unit) == ("900.00", "EUR")
    assert found["Revenue"].words == ("20.00 EUR an order, likely between 20.00 and 20.00",)


def test_refunds_are_said_beside_revenue() -> None:
    facts = [*FACTS, counted("refund", 2, day=TODAY, currency="EUR", amount=-4_000, squares=8_000_000)]
    assert figures(page_of(facts))["Revenue"].words[0] == "after 40.00 EUR of refunds"


def test_few_cases_have_no_rate_and_more_sales_than_clicks_are_none() -> None:
    few = [counted("clicks", 12, day=TODAY), counted("sale", 3, day=TODAY, currency="EUR")]
    assert figures(page_of(few))["Sales"].words == ("no rate yet: 12 clicks, 30 are needed",)
    many = [counted("clicks", 40, day=TODAY), counted("sale", 50, day=TODAY, currency="EUR")]
    assert figures(page_of(many))["Sales"].words == ("no rate: more than the 40 clicks",)


def test_money_in_two_currencies_is_never_added() -> None:
    facts = [*FACTS, counted("sale", 2, day=TODAY, currency="USD", amount=7_000, squares=24_500_000)]
    page = page_of(facts)
    assert page.lead[1] == "47 sales, worth 900.00 EUR and 70.00 USD, are tied to them."
    (both,) = [item for item in page.above if isinstance(item, Figures)]
    revenues = [(figure.value, figure.unit) for figure in both.figures if figure.title == "Revenue"]
    assert revenues == [("900.00", "EUR"), ("70.00", "USD")]


def test_money_of_sales_is_not_the_worth_of_sign_ups() -> None:
    page = page_of(FACTS, [replace(RECEIVED, goals=(Goal("signups", 80.0, "primary"),))])
    assert page.lead[1] == "80 sign-ups and 900.00 EUR of revenue are tied to them."


def test_the_cost_of_a_sale_is_blended_and_has_its_interval() -> None:
    paid = promised(budget_minor=90_000, budget_currency="EUR")
    cost = figures(page_of(FACTS, [paid, GIVEN]))["Cost per sale"]
    assert (cost.value, cost.unit) == ("20.00", "EUR")
    assert cost.words == ("900.00 EUR from the budget", "likely between 14.95 and 26.76")
    # 15 sales of a campaign without a cost, and what another currency brought
    other = promised(placement="oak", property="oak", campaign="oaks", goals=(Goal("revenue", 9.0, "primary"),))
    more = [counted("sale", 15, placement="oak", property="oak", campaign="oaks", currency="JPY", amount=500)]
    document = paged([*FACTS, *more], [paid, GIVEN, other])
    over = "over 45 of 60 conversions, those of campaigns with a cost"
    assert document.page is not None
    assert over in figures(document.page)["Cost per sale"].words
    assert {f"CPA: {over}.", SEVERAL_CURRENCIES} <= {*document.notes}
    assert "Goals of revenue are in EUR: money of other currencies isn't in them." in document.notes


# ------------------------------------------------------------------------------------------------ goals


def test_a_goal_shows_how_far_it_is_and_how_far_its_days_are() -> None:
    (meter,) = block(page_of(), Meters).meters
    assert (meter.title, meter.verdict, meter.well) == ("Sales", "behind", False)
    assert (meter.share, meter.elapsed) == (45 / 80, 20 / 30)
    assert meter.words == "45 of 80, 56 %, 10 days left, 68 at an even pace"


def test_a_goal_without_data_has_only_its_target() -> None:
    without = promised(goals=(Goal("new_customers", 40.0, "primary"),))
    (meter,) = block(page_of([counted("clicks", 5, day=TODAY)], [without]), Meters).meters
    assert (meter.words, meter.share, meter.well) == ("of 40, 10 days left", None, None)


def test_the_line_of_an_even_pace_is_explained_where_it_is_drawn() -> None:
    assert "upright line" in block(page_of(), Meters).note
    assert "upright line" not in block(page_of(today=date(2026, 7, 1)), Meters).note


# ------------------------------------------------------------------------------------------------ days


def test_days_tell_what_is_given_from_what_is_received_and_leave_gaps() -> None:
    days = block(page_of(), Days)
    assert [day.day for day in days.days] == [4, 5, 6, 7]
    clicks, sales = days.panels
    assert [(series.title, list(series.values), series.second) for series in clicks.series] == [
        ("Clicks received", [600, None, None, 400], False),
        ("Clicks given", [700, None, None, None], True),
    ]
    assert (sales.title, list(sales.series[0].values)) == ("Sales", [45, None, None, 0])
    assert days.words == "Most clicks received on 4 May 2026: 600. Of 2 days nothing is known: gaps in the line."


def test_days_add_up_to_the_figures_above() -> None:
    document = paged()
    days = block(page_of(), Days)
    (total,) = document.data["totals"]  # type: ignore[index]
    clicks = sum(value or 0 for series in days.panels[0].series for value in series.values)
    assert clicks == total["clicks"]
    assert sum(value or 0 for value in days.panels[1].series[0].values) == total["conversions"]


def test_the_day_of_a_placement_is_marked() -> None:
    from datetime import UTC, datetime

    late = promised(at=datetime(2026, 5, 4, 23, 30, tzinfo=UTC))
    days = block(page_of(FACTS, [late, GIVEN]), Days)
    assert days.marks == {date(2026, 5, 5): "mug-letter-may"}  # in Berlin
    assert [row["sent"] for row in days.table.rows] == ["", "mug-letter-may", "", ""]


def test_more_than_half_a_year_is_shown_by_week() -> None:
    start = date(2026, 1, 1)  # a Thursday
    facts = [counted("clicks", 1, day=start + timedelta(days=number)) for number in range(3 * 365)]
    days = block(page_of(facts, [RECEIVED]), Days)
    (series,) = days.panels[0].series
    assert (days.weekly, days.title, days.days[0]) == (True, "Week by week", date(2025, 12, 29))
    assert (series.values[0], series.values[1], sum(value or 0 for value in series.values)) == (4, 7, 3 * 365)
    assert len(html(paged(facts, [RECEIVED]))) < 60_000


@pytest.mark.parametrize("facts", [[], [counted("clicks", 40, day=TODAY)]], ids=["none", "one"])
def test_fewer_than_two_days_are_no_line(facts: list[object]) -> None:
    page = page_of(facts, [RECEIVED])
    assert [item for item in page.above if isinstance(item, Days)] == []


# ------------------------------------------------------------------------------------------------ the rest


def test_without_clicks_no_step_is_a_share_of_them() -> None:
    steps = block(page_of([item for item in FACTS if item.metric != "clicks"], [RECEIVED]), Steps).steps
    assert [(step.title, step.count, step.words) for step in steps] == [
        ("Reach", 20_000, ""),
        ("Sign-ups", 80, ""),
        ("Sales", 45, ""),
    ]


def test_the_funnel_leaves_out_what_we_gave() -> None:
    steps = block(page_of(), Steps).steps
    assert [(step.title, step.count) for step in steps] == [
        ("Reach", 20_000), ("Clicks", 1000), ("Sign-ups", 80), ("Sales", 45),
    ]  # fmt: skip
    assert [step.words for step in steps] == [
        "",
        f"5.0 % of people reached, {between(1000, 20_000)}",
        f"8.0 % of clicks, {between(80, 1000)}",
        f"4.5 % of clicks, {between(45, 1000)}",
    ]


def test_clicks_without_reach_have_no_part_in_the_share_of_reach() -> None:
    other = promised(placement="app", property="app")
    steps = block(
        page_of([*FACTS[:-1], counted("clicks", 50, placement="app", property="app", day=TODAY)], [RECEIVED, other]),
        Steps,
    )
    assert steps.steps[1].words.startswith("5.0 % of people reached")
    assert steps.note == "Reach isn't known for 1 row, so their clicks have no part in the share."


def test_unknown_reach_is_not_nobody() -> None:
    clicks = block(page_of([item for item in FACTS if item.metric != "reach"], [RECEIVED]), Steps).steps[0]
    assert (clicks.title, clicks.words) == ("Clicks", "")


def test_a_day_of_sales_alone_is_no_day_without_clicks() -> None:
    sale = counted("sale", 3, day=date(2026, 5, 6), currency="EUR", amount=3000, squares=3_000_000)
    days = block(page_of([*FACTS[:-1], sale], [RECEIVED]), Days)
    assert days.panels[0].series[0].values == [600, None, None, 400]
    assert days.panels[1].series[0].values == [45, None, 3, 0]


def test_nine_columns_still_fit_on_a_card() -> None:
    new = counted("sale", 2, label="new", day=date(2026, 5, 4), currency="USD", amount=3000, squares=4_500_000)
    found = html(paged([*FACTS, new]))
    table = found[found.index("By placement") :]
    assert table.count('<th scope="col"', 0, table.index("</thead>")) >= 9
    assert table.index('<div class="scroll cards">') < table.index("</thead>")


def test_channels_stand_below_placements_and_placements_below_channels() -> None:
    two = [RECEIVED, replace(GIVEN, channel="social")]
    assert [item.title for item in page_of(FACTS, two).below if isinstance(item, Section)] == ["By channel"]
    below = [item for item in page_of(FACTS, two, by="channel").below if isinstance(item, Section)]
    assert [(item.title, [row["placement"] for row in item.rows]) for item in below] == [
        ("By placement", ["mug-letter-may", "our-letter-may"])
    ]


@pytest.mark.parametrize("by", ["placement", "property", "partner", "campaign", "channel", "day"])
def test_the_page_around_the_table_is_the_same_for_every_grouping(by: str) -> None:
    one, other = page_of(), page_of(by=by)
    assert (one.lead, one.facts, one.above) == (other.lead, other.facts, other.above)
    assert other.heading == f"By {by}"


def test_a_page_holds_its_numbers_as_the_terminal_shows_them() -> None:
    found = words(html(paged()))
    assert {"1,700", "900.00", "45 of 80, 56 %, 10 days left, 68 at an even pace", "4.5 % (3.4–6.0)"} <= set(found)


def test_all_zero_is_drawn() -> None:
    facts = [counted("clicks", 0, day=TODAY - timedelta(days=number)) for number in range(3)]
    assert "Most clicks on 19 May 2026: 0." in " ".join(words(html(paged(facts, [RECEIVED]))))


def test_what_we_give_alone_is_told_too() -> None:
    facts = [given("clicks", n, day=TODAY - timedelta(days=n)) for n in (1, 2)]
    page = page_of(facts, [GIVEN])
    assert page.lead[0] == "We gave 3 clicks."
    (series,) = block(page, Days).panels[0].series
    assert series.title == "Clicks given"
