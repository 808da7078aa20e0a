"""Phases in their order, one placement a moment, caps, and days without promotions."""

# ruff: noqa: E501 - lines of YAML are as long as they are

from __future__ import annotations

from pathlib import Path

from tests.checks.workspace import docstring_is_the_file, find_problems, only, with_changes
from xpromo.definitions.model import Project
from xpromo.definitions.project import load_project

# --------------------------------------------------------------------------------------------------------- phases


@docstring_is_the_file
def test_a_reminder_before_the_launch() -> None:
    """
    # campaigns/swap.yaml
    form: sponsored
    placements:
      - {id: mug-teaser, property: green-mug-social, promotes: northwind-coffee, offer: first-bag, phase: teaser, at: 2026-11-30 09:00}
      - {id: mug-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, phase: launch, at: 2026-12-09 09:00}
      - {id: mug-reminder, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, phase: reminder, at: 2026-12-02 09:00}
    #                                                                                                                     ^^^^^^^^^^^^^^^^ XP181
      - {id: mug-recap, property: green-mug-social, promotes: northwind-coffee, offer: first-bag, phase: recap, at: 2026-12-18 09:00}
    swaps: []
    """


@docstring_is_the_file
def test_the_one_that_stands_against_all_others_is_the_one_that_is_found() -> None:
    """
    # campaigns/swap.yaml
    form: sponsored
    placements:
      - {id: mug-teaser, property: green-mug-social, promotes: northwind-coffee, offer: first-bag, phase: teaser, at: 2026-12-15 09:00}
    #                                                                                                                 ^^^^^^^^^^^^^^^^ XP181
      - {id: mug-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, phase: launch, at: 2026-12-02 09:00}
      - {id: mug-reminder, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, phase: reminder, at: 2026-12-09 09:00}
    swaps: []
    """


@docstring_is_the_file
def test_phases_are_those_of_one_audience() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, phase: launch, at: 2026-12-02 09:00}
      - {id: nw-teaser, property: northwind-app, promotes: green-mug, offer: mug-gift, phase: teaser, at: 2026-12-04 08:00}
      - {id: nw-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, phase: launch, at: 2026-12-07 08:00}
    swaps:
      - {give: nw-launch, get: mug-launch, tolerance_days: 5}
    """


@docstring_is_the_file
def test_two_phases_in_one_moment_are_in_no_order() -> None:
    """
    # campaigns/swap.yaml
    form: sponsored
    placements:
      - {id: mug-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, phase: launch, at: 2026-12-02 09:00}
      - {id: mug-teaser, property: green-mug-social, promotes: northwind-coffee, offer: first-bag, phase: teaser, at: 2026-12-02 09:00}
    swaps: []
    """


@docstring_is_the_file
def test_one_side_launches_long_before_the_other() -> None:
    """
    # campaigns/swap.yaml
    form: bundle
    placements:
      - {id: mug-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, phase: launch, at: 2026-12-02 09:00}
      - {id: nw-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, phase: launch, at: 2026-12-10 08:00}
    #                                                                                                        ^^^^^^^^^^^^^^^^ XP181
    swaps: []
    """


@docstring_is_the_file
def test_launches_a_week_apart_help_each_other() -> None:
    """
    # campaigns/swap.yaml
    form: bundle
    placements:
      - {id: mug-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, phase: launch, at: 2026-12-02 09:00}
      - {id: nw-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, phase: launch, at: 2026-12-09 08:00}
    swaps: []
    """


@docstring_is_the_file
def test_launches_that_are_swapped_have_a_tolerance_of_their_own() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, phase: launch, at: 2026-12-02 09:00}
      - {id: nw-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, phase: launch, at: 2026-12-16 08:00}
    swaps:
      - {give: nw-launch, get: mug-launch}
    #                          ^^^^^^^^^^ XP159
    """


# -------------------------------------------------------------------------------------------------------- clashes


@docstring_is_the_file
def test_campaigns_clash_with_each_other() -> None:
    """
    # campaigns/winter.yaml
    schema_version: 1
    campaign: winter-letter
    name: Winter letter
    form: sponsored
    partners: [green-mug]
    flight: {start: 2026-11-30, end: 2026-12-20}
    value: {northwind-coffee: Warmth., green-mug: Coffee.}
    goals: {primary: {metric: clicks, target: 300}}
    offers: [{id: second-bag, title: A bag, landing: https://northwind.example/bag}]
    roles:
      approvers: [northwind-coffee/approver, green-mug/approver]
      analytics: northwind-coffee/analyst
      timeline: green-mug/coordinator
      escalation: northwind-coffee/lead
      if_missed: make-good within 14 days
    placements:
      - {id: mug-winter, property: green-mug-weekly, promotes: northwind-coffee, offer: second-bag, at: 2026-12-02 08:00 +00:00}
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
    #                                                                                                         ^^^^^^^^^^^^^^^^ XP182
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    """


@docstring_is_the_file
def test_a_feature_and_a_banner_have_room_in_one_letter() -> None:
    """
    # campaigns/swap.yaml
    form: sponsored
    placements:
      - {id: mug-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, kind: feature}
      - {id: mug-banner, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, kind: banner}
    swaps: []
    """


@docstring_is_the_file
def test_two_properties_have_a_moment_each() -> None:
    """
    # campaigns/swap.yaml
    form: sponsored
    placements:
      - {id: mug-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
      - {id: mug-post, property: green-mug-social, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
    swaps: []
    """


# ----------------------------------------------------------------------------------------------------------- caps


@docstring_is_the_file
def test_the_third_in_seven_days_is_the_one_too_many() -> None:
    """
    # campaigns/partners/green-mug.yaml
    properties:
      - {id: green-mug-weekly, name: The Green Letter, channel: email, cap: {per_days: 7, placements: 2}}
    # campaigns/swap.yaml
    form: sponsored
    placements:
      - {id: day-seven, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-08 09:00}
    #                                                                                                 ^^^^^^^^^^^^^^^^ XP183
      - {id: day-one, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 23:59}
      - {id: day-four, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-05 09:00}
      - {id: day-eight, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-09 09:00}
    swaps: []
    """


@docstring_is_the_file
def test_days_are_those_of_the_brand() -> None:
    """
    # campaigns/partners/green-mug.yaml
    properties:
      - {id: green-mug-weekly, name: The Green Letter, channel: email, timezone: America/New_York, cap: {per_days: 1, placements: 1}}
    # campaigns/swap.yaml
    form: sponsored
    placements:
      - {id: late, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 20:00}
      - {id: later, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-03 09:00}
    #                                                                                             ^^^^^^^^^^^^^^^^ XP183
    swaps: []
    """


@docstring_is_the_file
def test_each_property_has_a_cap_of_its_own() -> None:
    """
    # campaigns/partners/green-mug.yaml
    properties:
      - {id: green-mug-weekly, name: The Green Letter, channel: email, cap: {per_days: 7, placements: 1}}
      - {id: green-mug-social, name: Green Mug, channel: social}
    # campaigns/swap.yaml
    form: sponsored
    placements:
      - {id: letter, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
      - {id: post, property: green-mug-social, promotes: northwind-coffee, offer: first-bag, at: 2026-12-03 09:00}
      - {id: story, property: green-mug-social, promotes: northwind-coffee, offer: first-bag, at: 2026-12-04 09:00}
    swaps: []
    """


@docstring_is_the_file
def test_a_clash_is_not_over_the_cap_as_well() -> None:
    """
    # campaigns/partners/green-mug.yaml
    properties:
      - {id: green-mug-weekly, name: The Green Letter, channel: email, cap: {per_days: 7, placements: 1}}
    # campaigns/swap.yaml
    form: sponsored
    placements:
      - {id: letter, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
      - {id: again, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
    #                                                                                             ^^^^^^^^^^^^^^^^ XP182
    swaps: []
    """


def test_the_hint_names_the_first_day_that_is_free(tmp_path: Path) -> None:
    text = """\
# campaigns/partners/green-mug.yaml
properties:
  - {id: green-mug-weekly, name: The Green Letter, channel: email, cap: {per_days: 14, placements: 1}}
# campaigns/swap.yaml
form: sponsored
placements:
  - {id: letter, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
  - {id: again, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-10 09:00}
swaps: []
"""
    problem = only(find_problems(tmp_path, with_changes(text)))

    assert problem.message == "`green-mug-weekly` takes 1 placement in 14 days, and there is `letter`"
    assert problem.hint == "move it to 2026-12-16 or later"


# ------------------------------------------------------------------------------------------------------- blackout


@docstring_is_the_file
def test_a_brand_promotes_nobody_on_its_quiet_days() -> None:
    """
    # campaigns/brand.yaml
    blackout: [{start: 2026-12-02, end: 2026-12-02}]
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-03 09:00}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    #                                                                                                ^^^^^^^^^^^^^^^^ XP185
    """


@docstring_is_the_file
def test_nor_does_anybody_promote_it_then() -> None:
    """
    # campaigns/brand.yaml
    blackout: [{start: 2026-12-02, end: 2026-12-02}]
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
    #                                                                                                         ^^^^^^^^^^^^^^^^ XP185
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-03 08:00}
    """


@docstring_is_the_file
def test_quiet_days_of_a_property_are_its_own() -> None:
    """
    # campaigns/partners/green-mug.yaml
    properties:
      - {id: green-mug-weekly, name: The Green Letter, channel: email, blackout: [{start: 2026-12-01, end: 2026-12-03}]}
      - {id: green-mug-social, name: Green Mug, channel: social}
    # campaigns/swap.yaml
    form: sponsored
    placements:
      - {id: letter, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-03 09:00}
    #                                                                                              ^^^^^^^^^^^^^^^^ XP185
      - {id: post, property: green-mug-social, promotes: northwind-coffee, offer: first-bag, at: 2026-12-03 09:00}
    swaps: []
    """


@docstring_is_the_file
def test_two_reasons_for_one_placement_are_one_finding() -> None:
    """
    # campaigns/brand.yaml
    blackout: [{start: 2026-12-01, end: 2026-12-03}]
    # campaigns/partners/green-mug.yaml
    blackout: [{start: 2026-12-01, end: 2026-12-03}]
    # campaigns/swap.yaml
    placements:
      - {id: letter, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-03 09:00}
    #                                                                                              ^^^^^^^^^^^^^^^^ XP185
    swaps: []
    """


@docstring_is_the_file
def test_quiet_days_that_end_before_they_start() -> None:
    """
    # campaigns/partners/green-mug.yaml
    blackout: [{start: 2026-12-27, end: 2026-12-24}]
    #                                   ^^^^^^^^^^ XP185
    """


# ---------------------------------------------------------------------------------------------- the order of days


def test_dated_placements_come_in_the_order_in_which_they_appear(tmp_path: Path) -> None:
    text = """\
# campaigns/swap.yaml
form: sponsored
placements:
  - {id: noon-in-berlin, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 12:00}
  - {id: ten-in-london, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 10:00 +00:00}
  - {id: new-year-in-tokyo, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-03 00:30 +09:00}
  - {id: some-day, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag}
  - {id: nowhere, property: blue-letter, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
swaps: []
"""
    find_problems(tmp_path, with_changes(text))

    assert order(load_project(tmp_path)[0]) == [
        ("ten-in-london", "2026-12-02"),
        ("noon-in-berlin", "2026-12-02"),
        ("new-year-in-tokyo", "2026-12-02"),
    ]


def order(project: Project) -> list[tuple[str, str]]:
    return [(dated.placement.id, str(dated.day)) for dated in project.dated]


@docstring_is_the_file
def test_where_one_of_three_sides_is_unknown_the_others_may_take_turns() -> None:
    """
    # campaigns/partners/blue-mug.yaml
    schema_version: 1
    partner: blue-mug
    name: Blue Mug
    properties: [{id: blue-letter, name: Blue, channel: email}]
    # campaigns/swap.yaml
    form: bundle
    partners: [green-mug, blue-mug]
    value: {northwind-coffee: Warmth., green-mug: Coffee., blue-mug: Blue.}
    roles:
      approvers: [northwind-coffee/approver, green-mug/approver, blue-mug/approver]
      analytics: northwind-coffee/analyst
      timeline: green-mug/coordinator
      escalation: northwind-coffee/lead
      if_missed: make-good within 14 days
    placements:
      - {id: nw-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, phase: launch, at: 2026-12-01 08:00}
      - {id: mug-launch, property: green-mug-weeky, promotes: northwind-coffee, offer: first-bag, phase: launch, at: 2026-12-02 09:00}
    #                              ^^^^^^^^^^^^^^^ XP150
      - {id: blue-launch, property: blue-letter, promotes: northwind-coffee, offer: first-bag, phase: launch, at: 2026-12-18 09:00}
    swaps: []
    """
