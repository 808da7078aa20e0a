"""What is given for what is got, and what a placement can bring."""

# ruff: noqa: E501 - lines of YAML are as long as they are

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.workspace import docstring_is_the_file, find_problems, only, with_changes
from xpromo.errors import Severity

# --------------------------------------------------------------------------------------------------- swap-balance


@docstring_is_the_file
def test_one_uneven_swap_is_found_where_it_stands() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, expected: {clicks: 801}}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00, expected: {clicks: 400}}
    swaps:
      - {give: nw-weekly-launch, get: mug-weekly-launch}
    #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ XP179
    """


@docstring_is_the_file
def test_twice_as_much_is_still_even_enough() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, expected: {clicks: 800}}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00, expected: {clicks: 400}}
    """


@docstring_is_the_file
def test_the_unit_is_the_agreed_one() -> None:
    """
    # campaigns/partners/green-mug.yaml
    agreement: {fairness_unit: reach}
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, expected: {reach: 20000, clicks: 900}}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00, expected: {reach: 20000, clicks: 400}}
    """


@docstring_is_the_file
def test_swaps_of_one_campaign_are_weighed_together() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-one, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, expected: {clicks: 900}}
      - {id: nw-one, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00, expected: {clicks: 300}}
      - {id: mug-two, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-09 09:00, expected: {clicks: 300}}
      - {id: nw-two, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-09 08:00, expected: {clicks: 900}}
    swaps:
      - {give: nw-one, get: mug-one}
      - {give: nw-two, get: mug-two}
    """


@docstring_is_the_file
def test_two_uneven_swaps_are_one_finding() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-one, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, expected: {clicks: 900}}
      - {id: nw-one, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00, expected: {clicks: 300}}
      - {id: mug-two, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-09 09:00, expected: {clicks: 900}}
      - {id: nw-two, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-09 08:00, expected: {clicks: 300}}
    swaps:
    #1-6 XP179
      - {give: nw-one, get: mug-one}
      - {give: nw-two, get: mug-two}
    """


@docstring_is_the_file
def test_where_one_side_says_nothing_there_is_nothing_to_compare() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, expected: {clicks: 800}}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    """


@docstring_is_the_file
def test_many_placements_for_few() -> None:
    """
    # campaigns/swap.yaml
    placements:
    #1-11 XP179
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
      - {id: nw-app-card, property: northwind-app, promotes: green-mug, offer: mug-gift, at: 2026-12-05 08:00}
      - {id: nw-reminder, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-09 08:00}
    """


@docstring_is_the_file
def test_a_bundle_may_be_uneven_in_number() -> None:
    """
    # campaigns/swap.yaml
    form: bundle
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
      - {id: nw-app-card, property: northwind-app, promotes: green-mug, offer: mug-gift, at: 2026-12-05 08:00}
      - {id: nw-reminder, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-09 08:00}
    """


@docstring_is_the_file
def test_sides_that_are_exchanged_are_the_finding_of_swap_sides_alone() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, expected: {clicks: 900}}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00, expected: {clicks: 100}}
    swaps:
      - {give: mug-weekly-launch, get: nw-weekly-launch}
    #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ XP159
    """


@docstring_is_the_file
def test_of_swaps_with_two_partners_the_uneven_one_is_marked() -> None:
    """
    # campaigns/partners/blue-mug.yaml
    schema_version: 1
    partner: blue-mug
    name: Blue Mug
    domains: [bluemug.example]
    properties: [{id: blue-letter, name: Blue, channel: email}]
    # campaigns/swap.yaml
    partners: [green-mug, blue-mug]
    value: {northwind-coffee: Warmth., green-mug: Coffee., blue-mug: Blue.}
    roles:
      approvers: [northwind-coffee/approver, green-mug/approver, blue-mug/approver]
      analytics: northwind-coffee/analyst
      timeline: green-mug/coordinator
      escalation: northwind-coffee/lead
      if_missed: make-good within 14 days
    offers:
      - {id: first-bag, title: A bag, landing: https://northwind.example/bag}
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
      - {id: blue-gift, title: A spoon, landing: https://bluemug.example/gift}
    placements:
      - {id: mug-one, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, expected: {clicks: 300}}
      - {id: nw-one, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00, expected: {clicks: 300}}
      - {id: blue-one, property: blue-letter, promotes: northwind-coffee, offer: first-bag, at: 2026-12-09 09:00, expected: {clicks: 900}}
      - {id: nw-two, property: northwind-weekly, promotes: blue-mug, offer: blue-gift, at: 2026-12-09 08:00, expected: {clicks: 300}}
    swaps:
      - {give: nw-one, get: mug-one}
      - {give: nw-two, get: blue-one}
    #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ XP179
    """


# --------------------------------------------------------------------------------------------------- expectations


def expecting(expected: str, property_: str = "", **more: str) -> dict[str, str]:
    """The workspace with one placement on the letter, and what its property says of itself."""
    partner = "".join(f"{key}: {value}\n" for key, value in more.items())
    return with_changes(f"""\
# campaigns/partners/green-mug.yaml
properties:
  - {{id: green-mug-weekly, name: The Green Letter, channel: email{property_}}}
{partner}# campaigns/swap.yaml
placements:
  - id: mug-weekly-launch
    property: green-mug-weekly
    promotes: northwind-coffee
    offer: first-bag
    at: 2026-12-02 09:00
    expected: {expected}
swaps: []
""")


def test_the_verified_audience_is_the_one_that_counts(tmp_path: Path) -> None:
    files = expecting("{reach: 25500}", ", audience: 26000, audience_verified: 25000")
    problem = only(find_problems(tmp_path, files))

    assert problem.message == "a reach of 25,500 is expected, `green-mug-weekly` has an audience of 25,000"
    assert (problem.code, problem.location.line, problem.location.column) == ("XP180", 28, 23)


@pytest.mark.parametrize(
    ("expected", "about", "told"),
    [
        ("{reach: 1000, clicks: 1001}", "", "1,001 clicks are expected of a reach of 1,000"),
        ("{reach: 1000, clicks: 361}", ", benchmarks: {click_rate: 0.12}", "361 clicks of a reach of 1,000 are 36.1%, usual are 12.0%"),
    ],
)  # fmt: skip
def test_clicks_that_cannot_be(tmp_path: Path, expected: str, about: str, told: str) -> None:
    problem = only(find_problems(tmp_path, expecting(expected, about)))

    assert (problem.code, problem.message, problem.severity) == ("XP180", told, Severity.WARNING)


@pytest.mark.parametrize(
    ("expected", "about"),
    [
        ("{reach: 26000}", ", audience: 26000"),
        ("{reach: 99000, clicks: 9000}", ""),
        ("{reach: 1000, clicks: 360}", ", benchmarks: {click_rate: 0.12}"),
        ("{clicks: 9000}", ", audience: 26000, benchmarks: {click_rate: 0.01}"),
        ("{reach: 1000, clicks: 400}", ", benchmarks: {open_rate: 0.4}"),
    ],
)
def test_what_is_possible_or_unknown_is_fine(tmp_path: Path, expected: str, about: str) -> None:
    codes = [problem.code for problem in find_problems(tmp_path, expecting(expected, about))]

    assert "XP180" not in codes


def test_the_partners_benchmark_stands_in_for_the_propertys(tmp_path: Path) -> None:
    files = expecting("{reach: 20000, clicks: 1500}", benchmarks="{click_rate: 0.02}")

    assert only(find_problems(tmp_path, files)).hint == "about 400 would be usual"


@docstring_is_the_file
def test_a_post_may_reach_more_than_its_followers() -> None:
    """
    # campaigns/partners/green-mug.yaml
    properties: [{id: green-mug-social, name: Green Mug, channel: social, audience: 3000}]
    # campaigns/swap.yaml
    placements:
      - {id: post, property: green-mug-social, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, expected: {reach: 9000}}
    swaps: []
    """
