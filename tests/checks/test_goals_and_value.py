"""Goals that can't be reached, audiences that are told nothing."""

# ruff: noqa: E501 - lines of YAML are as long as they are

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.workspace import docstring_is_the_file, find_problems, only, with_changes
from xpromo.errors import Severity

# ------------------------------------------------------------------------------------------------ reachable-goals


@docstring_is_the_file
def test_registrations_need_something_to_register_for() -> None:
    """
    # campaigns/swap.yaml
    goals:
      primary: {metric: sales, target: 300}
      secondary: [{metric: registrations, target: 100}]
    #                      ^^^^^^^^^^^^^ XP176
    """


@docstring_is_the_file
def test_a_webinar_has_registrations() -> None:
    """
    # campaigns/swap.yaml
    form: webinar
    goals:
      primary: {metric: registrations, target: 300}
    """


@docstring_is_the_file
def test_a_placement_on_a_webinar_is_enough_to_register_for() -> None:
    """
    # campaigns/brand.yaml
    utm: {}
    # campaigns/partners/green-mug.yaml
    properties:
      - {id: green-mug-weekly, name: The Green Letter, channel: email}
      - {id: green-mug-talk, name: Ask a roaster, channel: webinar}
    # campaigns/swap.yaml
    form: content
    goals:
      primary: {metric: registrations, target: 300}
    placements:
      - {id: mug-talk, property: green-mug-talk, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
    swaps: []
    """


@docstring_is_the_file
def test_new_customers_are_some_of_those_who_buy() -> None:
    """
    # campaigns/swap.yaml
    goals:
      primary: {metric: sales, target: 300}
      secondary: [{metric: new_customers, target: 400}]
    #                                             ^^^ XP176
    """


@docstring_is_the_file
def test_nobody_buys_without_a_click() -> None:
    """
    # campaigns/swap.yaml
    goals:
      primary: {metric: sales, target: 300}
    #                                  ^^^ XP176
      secondary: [{metric: clicks, target: 200}]
    """


@docstring_is_the_file
def test_a_target_above_all_expected_clicks_is_found_at_the_target() -> None:
    """
    # campaigns/swap.yaml
    goals:
      primary: {metric: sales, target: 300}
    #                                  ^^^ XP176
      secondary: [{metric: signups, target: 500}]
    placements:
      - {id: letter-one, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, expected: {clicks: 200}}
      - {id: letter-two, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-09 09:00, expected: {clicks: 99}}
    swaps: []
    form: sponsored
    """


@docstring_is_the_file
def test_a_target_of_exactly_the_expected_clicks_can_be_reached() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: letter-one, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, expected: {clicks: 300}}
    swaps: []
    """


@docstring_is_the_file
def test_what_we_give_counts_for_them_and_not_for_our_goal() -> None:
    """
    # campaigns/swap.yaml
    goals:
      primary: {metric: clicks, target: 300}
    #                                   ^^^ XP176
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, expected: {clicks: 200}}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00, expected: {clicks: 200}}
    """


@docstring_is_the_file
def test_reach_is_compared_with_reach() -> None:
    """
    # campaigns/swap.yaml
    goals:
      primary: {metric: reach, target: 3000}
    #                                  ^^^^ XP176
    placements:
      - {id: letter-one, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, expected: {reach: 2000}}
    swaps: []
    """


@docstring_is_the_file
def test_where_one_placement_says_nothing_nobody_can_tell() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: letter-one, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, expected: {clicks: 20}}
      - {id: letter-two, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-09 09:00}
    swaps: []
    form: sponsored
    """


@docstring_is_the_file
def test_a_show_sells_without_clicks() -> None:
    """
    # campaigns/brand.yaml
    utm: {}
    # campaigns/partners/green-mug.yaml
    properties: [{id: mug-talks, name: Mug talks, channel: podcast}]
    # campaigns/swap.yaml
    placements:
      - {id: episode, property: mug-talks, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, expected: {clicks: 20}}
    swaps: []
    """


@docstring_is_the_file
def test_a_campaign_that_costs_more_than_it_is_to_bring() -> None:
    """
    # campaigns/swap.yaml
    goals:
      primary: {metric: revenue, target: 150}
    #                                    ^^^ XP176
    placements:
      - {id: letter-one, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, budget: {amount: 200.00}}
    swaps: []
    """


def test_the_message_says_what_it_would_take(tmp_path: Path) -> None:
    text = """\
# campaigns/swap.yaml
placements:
  - {id: letter, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, expected: {clicks: 120}}
swaps: []
"""
    problem = only(find_problems(tmp_path, with_changes(text)))

    assert problem.message == "120 clicks are expected: 250% of them would have to become sales"
    assert problem.severity is Severity.WARNING


# --------------------------------------------------------------------------------------------------- mutual-value


@docstring_is_the_file
def test_two_audiences_are_not_told_the_same() -> None:
    """
    # campaigns/swap.yaml
    value:
      northwind-coffee: Coffee and a mug.
      green-mug: "coffee  and a Mug"
    #            ^^^^^^^^^^^^^^^^^^^ XP177
    """


@pytest.mark.parametrize(
    "text",
    ["TODO", "todo", "tbd", "TBD by Ada", "xxxx", "n/a", '"…"', '"?"', "Lorem ipsum dolor sit", '"[their value]"'],
)
def test_a_placeholder_is_no_value(tmp_path: Path, text: str) -> None:
    value = f"# campaigns/swap.yaml\nvalue: {{northwind-coffee: A mug., green-mug: {text}}}\n"

    assert only(find_problems(tmp_path, with_changes(value))).code == "XP177"


@pytest.mark.parametrize(
    "text", ["Todo lo que el café pide.", "Insert a capsule and wait.", "Tbilisi roast.", "NA blend."]
)
def test_a_sentence_may_begin_like_a_placeholder(tmp_path: Path, text: str) -> None:
    value = f"# campaigns/swap.yaml\nvalue: {{northwind-coffee: A mug., green-mug: {text}}}\n"

    assert find_problems(tmp_path, with_changes(value)) == []


@docstring_is_the_file
def test_a_value_that_is_missing_is_found_where_values_are() -> None:
    """
    # campaigns/swap.yaml
    value: {northwind-coffee: A mug that keeps the coffee hot.}
    #1-6 XP177
    """
