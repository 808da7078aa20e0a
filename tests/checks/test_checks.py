"""Every mistake is found at its line and column, and nothing else is reported."""

# ruff: noqa: E501 - lines of YAML are as long as they are

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.checks.workspace import FILES, docstring_is_the_file, find_problems, marked, only, place_of, with_changes
from xpromo.errors import Severity
from xpromo.known import Known

# ------------------------------------------------------------------------------------------------ references


@docstring_is_the_file
def test_an_unknown_partner_is_found_once() -> None:
    """
    # campaigns/swap.yaml
    partners: [green-mug, blue-mug]
    #                     ^^^^^^^^ XP150
    value: {northwind-coffee: Warmth., green-mug: Coffee., blue-mug: Blue.}
    roles:
      approvers: [northwind-coffee/approver, green-mug/approver, blue-mug/approver]
      analytics: northwind-coffee/analyst
      timeline: green-mug/coordinator
      escalation: northwind-coffee/lead
      if_missed: make-good within 14 days
    """


@docstring_is_the_file
def test_a_misspelt_partner_is_found_once_however_often_the_right_name_is_used() -> None:
    """
    # campaigns/swap.yaml
    partners: [green-mugg]
    #          ^^^^^^^^^^ XP150
    """


@docstring_is_the_file
def test_a_misspelt_medium_in_the_policy_is_found_once() -> None:
    """
    # campaigns/brand.yaml
    utm: {allow: {medium: [emial, social, app]}}
    #                      ^^^^^ XP156
    """


@docstring_is_the_file
def test_a_medium_of_several_properties_that_is_not_allowed_is_found_once_in_the_policy() -> None:
    """
    # campaigns/brand.yaml
    utm: {allow: {medium: [social, app]}}
    #                     ^^^^^^^^^^^^^ XP154
    """


@docstring_is_the_file
def test_an_unknown_property_of_a_swapped_placement_is_found_once() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekl, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
    #                                     ^^^^^^^^^^^^^^^ XP150
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    """


@docstring_is_the_file
def test_an_unknown_brand_that_is_promoted_is_found_once() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind, offer: first-bag, at: 2026-12-02 09:00}
    #                                                                 ^^^^^^^^^ XP150
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    """


@docstring_is_the_file
def test_an_unknown_offer() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - id: mug-weekly-launch
        property: green-mug-weekly
        promotes: northwind-coffee
        offer: frist-bag
    #          ^^^^^^^^^ XP150
        at: 2026-12-02 09:00
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    """


@docstring_is_the_file
def test_both_unknown_sides_of_a_swap() -> None:
    """
    # campaigns/swap.yaml
    swaps:
      - {give: nw-weekly, get: mug-weekly}
    #          ^^^^^^^^^ XP150
    #                          ^^^^^^^^^^ XP150
    """


@docstring_is_the_file
def test_a_value_for_somebody_who_takes_no_part() -> None:
    """
    # campaigns/swap.yaml
    value:
      northwind-coffee: Warmth.
      green-mugg: Coffee.
    # ^^^^^^^^^^ XP150
    """


@docstring_is_the_file
def test_a_budget_shared_with_somebody_who_takes_no_part() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - id: mug-weekly-launch
        property: green-mug-weekly
        promotes: northwind-coffee
        offer: first-bag
        at: 2026-12-02 09:00
        budget: {amount: 200, share: {blue-mug: 0.5}}
    #                                 ^^^^^^^^ XP150
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    """


@docstring_is_the_file
def test_a_property_of_a_partner_who_takes_no_part() -> None:
    """
    # campaigns/partners/blue-mug.yaml
    schema_version: 1
    partner: blue-mug
    name: Blue Mug
    properties: [{id: blue-weekly, name: Blue, channel: email}]
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: blue-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
    #                                     ^^^^^^^^^^^ XP150
    swaps: []
    form: bundle
    """


@docstring_is_the_file
def test_references_to_a_file_that_is_wrong_itself_are_not_reported() -> None:
    """
    # campaigns/partners/green-mug.yaml
    properties:
      - {id: green-mug-other, name: The Green Letter, channel: email}
    stage: actve
    #      ^^^^^ XP104
    """


# ------------------------------------------------------------------------------------------------ dates


@docstring_is_the_file
def test_a_placement_after_its_flight() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-21 00:00}
    #                                                                                                         ^^^^^^^^^^^^^^^^ XP151
    swaps: []
    form: bundle
    """


@docstring_is_the_file
def test_the_last_minute_of_the_last_day_is_inside_the_flight() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-20 23:59}
    swaps: []
    form: bundle
    """


@docstring_is_the_file
def test_the_days_of_a_flight_are_the_brands() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: "2026-11-29 23:30Z"}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: "2026-12-20 23:30Z"}
    #                                                                                                ^^^^^^^^^^^^^^^^^^^ XP151
    swaps: []
    form: bundle
    """


@docstring_is_the_file
def test_a_flight_that_ends_before_it_starts_is_one_finding() -> None:
    """
    # campaigns/swap.yaml
    flight:
      start: 2026-12-20
      end: 2026-11-30
    #      ^^^^^^^^^^ XP151
    """


@docstring_is_the_file
def test_an_agreement_that_ends_before_it_starts() -> None:
    """
    # campaigns/partners/green-mug.yaml
    agreement: {start: 2027-01-01, end: 2026-01-01}
    #                                   ^^^^^^^^^^ XP151
    """


@docstring_is_the_file
def test_an_offer_that_is_over_before_the_flight() -> None:
    """
    # campaigns/swap.yaml
    offers:
      - id: first-bag
        title: A bag
        landing: https://northwind.example/bag
        valid: {start: 2026-11-01, end: 2026-11-29}
    #                                   ^^^^^^^^^^ XP151
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
    """


def test_a_placement_without_a_moment_is_a_note(tmp_path: Path) -> None:
    files = with_changes("""\
# campaigns/swap.yaml
placements:
  - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag}
#        ^^^^^^^^^^^^^^^^^ XP151
swaps: []
form: bundle
""")
    problem = only(find_problems(tmp_path, files))

    assert {place_of(problem)} == marked(files)
    assert problem.severity is Severity.NOTE
    assert problem.hint == "add `at: 2026-11-30 09:00`"


# ------------------------------------------------------------------------------------------------ landing pages


@docstring_is_the_file
def test_a_page_of_the_wrong_side() -> None:
    """
    # campaigns/swap.yaml
    offers:
      - {id: first-bag, title: A bag, landing: https://greenmug.example/bag}
    #                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ XP152
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
    """


@docstring_is_the_file
def test_a_host_that_only_ends_like_ours() -> None:
    """
    # campaigns/swap.yaml
    offers:
      - {id: first-bag, title: A bag, landing: https://evilnorthwind.example/bag}
    #                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ XP152
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
    """


@docstring_is_the_file
def test_a_host_below_ours_with_query_and_fragment_is_ours() -> None:
    """
    # campaigns/swap.yaml
    offers:
      - {id: first-bag, title: A bag, landing: "https://shop.northwind.example/bag?ref=home#buy"}
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
    """


@docstring_is_the_file
def test_a_partner_without_domains() -> None:
    """
    # campaigns/partners/green-mug.yaml
    domains: []
    # campaigns/swap.yaml
    offers:
      - {id: first-bag, title: A bag, landing: https://northwind.example/bag}
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
    #                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ XP152
    """


@docstring_is_the_file
def test_an_offer_that_nobody_shows_yet_may_be_anybodys() -> None:
    """
    # campaigns/swap.yaml
    offers:
      - {id: first-bag, title: A bag, landing: https://northwind.example/bag}
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
      - {id: later, title: Later, landing: https://greenmug.example/later}
      - {id: stray, title: Stray, landing: https://stray.example/}
    #                                      ^^^^^^^^^^^^^^^^^^^^^^ XP152
    """


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        pytest.param("http://northwind.example/", "did you mean `https://northwind.example/`?", id="no TLS"),
        pytest.param("northwind.example/bag", "did you mean `https://northwind.example/bag`?", id="no scheme"),
        pytest.param("https://northwind.example/a b", "did you mean `https://northwind.example/a%20b`?", id="a space"),
        pytest.param("https://ada:pw@northwind.example/", "", id="a password"),
        pytest.param("javascript:alert(1)", "", id="a script"),
        pytest.param("https://northwind.example:8443/", "", id="a port"),
        pytest.param("https://127.0.0.1/", "", id="an address"),
        pytest.param("https:\\\\\\\\northwind.example", "", id="backslashes"),
    ],
)
def test_a_url_that_not_everybody_reads_alike(url: str, hint: str, tmp_path: Path) -> None:
    quoted = f'"{url}"'
    files = with_changes(f"""\
# campaigns/swap.yaml
offers:
  - {{id: first-bag, title: A bag, landing: {quoted}}}
#                                          {"^" * len(quoted)} XP153
  - {{id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}}
""")
    problem = only(find_problems(tmp_path, files))

    assert {place_of(problem)} == marked(files)
    assert problem.hint == hint


@docstring_is_the_file
def test_the_unsubscribe_page_is_a_url_too() -> None:
    """
    # campaigns/brand.yaml
    mail: {from: Northwind <hello@northwind.example>, postal_address: Musterstraße 1, unsubscribe: northwind.example/u}
    #                                                                                              ^^^^^^^^^^^^^^^^^^^ XP153
    """


# ------------------------------------------------------------------------------------------------ tags


@docstring_is_the_file
def test_a_channel_whose_medium_is_not_allowed_is_one_finding_however_often_it_is_used() -> None:
    """
    # campaigns/brand.yaml
    utm: {allow: {medium: [email, social]}}
    properties:
      - {id: northwind-weekly, name: Northwind Weekly, channel: email}
      - {id: northwind-app, name: the app, channel: in_app}
    #                                               ^^^^^^ XP154
    # campaigns/swap.yaml
    form: bundle
    placements:
      - {id: one, property: northwind-app, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
      - {id: two, property: northwind-app, promotes: green-mug, offer: mug-gift, at: 2026-12-03 08:00}
    swaps: []
    """


@docstring_is_the_file
def test_a_page_that_carries_tags_already() -> None:
    """
    # campaigns/swap.yaml
    offers:
      - {id: first-bag, title: A bag, landing: "https://northwind.example/bag?UTM_Source=x"}
    #                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ XP154
      - {id: mug-gift, title: A sleeve, landing: "https://greenmug.example/gift?xp=1"}
    #                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ XP154
    """


@docstring_is_the_file
def test_a_blocked_campaign() -> None:
    """
    # campaigns/brand.yaml
    utm: {allow: {medium: [email]}, block: {campaign: [winter-swap]}}
    # campaigns/swap.yaml
    campaign: winter-swap
    #         ^^^^^^^^^^^ XP154
    """


@docstring_is_the_file
def test_a_value_longer_than_the_policy_allows() -> None:
    """
    # campaigns/brand.yaml
    utm: {max_length: 16}
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
    #        ^^^^^^^^^^^^^^^^^ XP154
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    """


@docstring_is_the_file
def test_further_parameters_keep_to_the_policy() -> None:
    """
    # campaigns/brand.yaml
    utm:
      separator: "_"
    #            ^^^ XP154
      require: [source, term]
    #                   ^^^^ XP154
      extra:
        utm_source_platform: X Promo
    #                        ^^^^^^^ XP154
        utm_campaignid: winter
    #   ^^^^^^^^^^^^^^ XP154
        utm_medium: email
    #   ^^^^^^^^^^ XP154
    """


@docstring_is_the_file
def test_a_variant_that_stands_twice() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - id: mug-weekly-launch
        property: green-mug-weekly
        promotes: northwind-coffee
        offer: first-bag
        at: 2026-12-02 09:00
        variants: [a, b, a]
    #                    ^ XP155
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    """


@docstring_is_the_file
def test_ids_that_differ_by_a_dash() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
      - {id: nw-weeklylaunch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-09 08:00}
    #        ^^^^^^^^^^^^^^^ XP155
    """


def test_an_id_that_was_promised_for_another_campaign(tmp_path: Path) -> None:
    placements = {"nw-weekly-launch": "summer-swap", "mug-weekly-launch": "winter-swap"}
    known = Known(placements=placements, campaigns=frozenset(placements.values()))
    problem = only(find_problems(tmp_path, FILES, known))

    assert place_of(problem) == ("campaigns/swap.yaml", 24, 10, 26, "XP155")
    assert problem.message == "`nw-weekly-launch` was promised for the campaign `summer-swap`"


def test_a_renamed_campaign_keeps_its_placements(tmp_path: Path) -> None:
    files = with_changes("# campaigns/swap.yaml\nmoved_from: summer-swap\n")
    assert find_problems(tmp_path, files, Known(placements={"nw-weekly-launch": "summer-swap"})) == []


@docstring_is_the_file
def test_mediums_that_ga4_does_not_know() -> None:
    """
    # campaigns/brand.yaml
    utm:
      allow:
        medium:
          - email
          - newsletter
    #       ^^^^^^^^^^ XP156
          - co-marketing
    #       ^^^^^^^^^^^^ XP156
    """


@docstring_is_the_file
def test_a_campaign_whose_name_ga4_takes_for_shopping() -> None:
    """
    # campaigns/swap.yaml
    campaign: coffee-shop-week
    #         ^^^^^^^^^^^^^^^^ XP156
    """


# ------------------------------------------------------------------------------------------------ goals and roles


@docstring_is_the_file
def test_no_primary_goal() -> None:
    """
    # campaigns/swap.yaml
    goals: {}
    #1-6 XP157
    """


@docstring_is_the_file
def test_too_many_goals_the_same_twice_and_a_target_of_nothing() -> None:
    """
    # campaigns/swap.yaml
    goals:
      primary: {metric: sales, target: 300}
      secondary:
        - {metric: sales, target: 1}
    #              ^^^^^ XP157
        - {metric: clicks, target: 0}
    #                              ^ XP157
        - {metric: leads, target: 5}
    #     ^^^^^^^^^^^^^^^^^^^^^^^^^^ XP157
    """


@docstring_is_the_file
def test_no_value_for_one_audience() -> None:
    """
    # campaigns/swap.yaml
    value:
    #1-6 XP177
      northwind-coffee: Warmth.
    """


@docstring_is_the_file
def test_a_side_without_an_approver() -> None:
    """
    # campaigns/swap.yaml
    roles:
      approvers: [northwind-coffee/approver]
    #            ^^^^^^^^^^^^^^^^^^^^^^^^^^^ XP158
      analytics: northwind-coffee/analyst
      timeline: green-mug/coordinator
      escalation: northwind-coffee/lead
      if_missed: make-good within 14 days
    """


@docstring_is_the_file
def test_a_misspelt_side_is_one_finding() -> None:
    """
    # campaigns/swap.yaml
    roles:
      approvers: [northwind-coffee/approver, green-mugg/approver]
    #                                        ^^^^^^^^^^^^^^^^^^^ XP158
      analytics: northwind-coffee/analyst
      timeline: green-mug/coordinator
      escalation: northwind-coffee/lead
      if_missed: make-good within 14 days
    """


@docstring_is_the_file
def test_a_role_that_nobody_holds_and_tasks_that_nobody_owns() -> None:
    """
    # campaigns/swap.yaml
    roles:
    #1-6 XP158
      approvers: [northwind-coffee/aprover, green-mug/approver]
    #             ^^^^^^^^^^^^^^^^^^^^^^^^ XP158
      analytics: northwind-coffee/analyst
      escalation: northwind-coffee/lead
      if_missed: make-good within 14 days
    """


def test_a_missing_owner_is_a_warning_with_a_hint(tmp_path: Path) -> None:
    files = with_changes("""\
# campaigns/swap.yaml
roles:
  approvers: [northwind-coffee/approver, green-mug/approver]
  analytics: northwind-coffee/analyst
  escalation: northwind-coffee/lead
  if_missed: make-good within 14 days
""")
    problem = only(find_problems(tmp_path, files))

    assert problem.severity is Severity.WARNING
    assert problem.message == "nobody owns the dates"


def test_without_goals_the_campaign_itself_is_marked(tmp_path: Path) -> None:
    files = with_changes("""\
# campaigns/swap.yaml
campaign: winter-swap
#         ^^^^^^^^^^^ XP157
""")
    files["campaigns/swap.yaml"] = files["campaigns/swap.yaml"].replace(
        "goals:\n  primary: {metric: sales, target: 300}\n  secondary: [{metric: signups, target: 500}]\n", ""
    )
    assert {place_of(problem) for problem in find_problems(tmp_path, files)} == marked(files)


# ------------------------------------------------------------------------------------------------ swaps


@docstring_is_the_file
def test_exchanged_sides() -> None:
    """
    # campaigns/swap.yaml
    swaps:
      - {give: mug-weekly-launch, get: nw-weekly-launch}
    #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ XP159
    """


@docstring_is_the_file
def test_two_placements_of_ours() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
      - {id: nw-app-card, property: northwind-app, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    swaps:
      - {give: nw-weekly-launch, get: nw-app-card}
    #                                 ^^^^^^^^^^^ XP159
    """


@docstring_is_the_file
def test_a_placement_that_is_swapped_twice() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
      - {id: mug-post, property: green-mug-social, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    swaps:
      - {give: nw-weekly-launch, get: mug-weekly-launch}
      - {give: nw-weekly-launch, get: mug-post}
    #          ^^^^^^^^^^^^^^^^ XP159
    """


@docstring_is_the_file
def test_sides_that_lie_further_apart_than_agreed() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-05 09:00}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    swaps:
      - {give: nw-weekly-launch, get: mug-weekly-launch, tolerance_days: 2}
    #                                 ^^^^^^^^^^^^^^^^^ XP159
    """


@docstring_is_the_file
def test_exactly_the_agreed_distance_is_fine() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-04 23:00}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 01:00}
    swaps:
      - {give: nw-weekly-launch, get: mug-weekly-launch, tolerance_days: 2}
    """


@docstring_is_the_file
def test_two_partners_in_one_swap() -> None:
    """
    # campaigns/partners/blue-mug.yaml
    schema_version: 1
    partner: blue-mug
    name: Blue Mug
    properties: [{id: blue-weekly, name: Blue, channel: email}]
    # campaigns/swap.yaml
    partners: [green-mug, blue-mug]
    value: {northwind-coffee: Warmth., green-mug: Coffee., blue-mug: Blue.}
    roles:
      approvers: [northwind-coffee/approver, green-mug/approver, blue-mug/approver]
      analytics: northwind-coffee/analyst
      timeline: green-mug/coordinator
      escalation: northwind-coffee/lead
      if_missed: make-good within 14 days
    placements:
      - {id: blue-launch, property: blue-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    swaps:
      - {give: nw-weekly-launch, get: blue-launch}
    #                                 ^^^^^^^^^^^ XP159
    """


@docstring_is_the_file
def test_a_newsletter_swap_without_swaps() -> None:
    """
    # campaigns/swap.yaml
    form: newsletter-swap
    #     ^^^^^^^^^^^^^^^ XP159
    swaps: []
    """


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        pytest.param("swaps:\n  - {give: nw-weekly-lunch, get: mug-weekly-launch}", "did you mean `nw-weekly-launch`?", id="swap"),
        pytest.param("partners: [green-mugs]", "did you mean `green-mug`?", id="partner"),
    ],
)  # fmt: skip
def test_a_hint_names_what_was_probably_meant(change: str, hint: str, tmp_path: Path) -> None:
    problems = find_problems(tmp_path, with_changes(f"# campaigns/swap.yaml\n{change}\n"))
    assert hint in problems[0].hint


@docstring_is_the_file
def test_a_brand_that_is_wrong_itself_is_one_finding() -> None:
    """
    # campaigns/brand.yaml
    currency: euro
    #         ^^^^ XP108
    """


@docstring_is_the_file
def test_a_misspelt_key_is_not_missing_too() -> None:
    """
    # campaigns/swap.yaml
    offers:
      - {id: first-bag, titel: A bag, landing: https://northwind.example/bag}
    #                   ^^^^^ XP101
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
    """


@docstring_is_the_file
def test_a_wrong_side_is_not_a_repeated_one_too() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
      - {id: mug-post, property: green-mug-social, promotes: northwind-coffee, offer: first-bag, at: 2026-12-03 09:00}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
      - {id: nw-app-card, property: northwind-app, promotes: green-mug, offer: mug-gift, at: 2026-12-03 08:00}
    swaps:
      - {give: nw-weekly-launch, get: mug-weekly-launch}
      - {give: nw-app-card, get: nw-weekly-launch}
    #                            ^^^^^^^^^^^^^^^^ XP159
    """


@docstring_is_the_file
def test_a_side_outside_of_the_flight_is_not_too_far_from_the_other_too() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2027-12-02 08:00}
    #                                                                                                ^^^^^^^^^^^^^^^^ XP151
    swaps:
      - {give: nw-weekly-launch, get: mug-weekly-launch, tolerance_days: 2}
    """


@docstring_is_the_file
def test_a_partner_that_several_placements_name_is_missing_where_partners_are_listed() -> None:
    """
    # campaigns/partners/blue-mug.yaml
    schema_version: 1
    partner: blue-mug
    name: Blue Mug
    domains: [bluemug.example]
    stage: active
    agreement: {start: 2026-10-01, end: 2027-09-30}
    properties: [{id: blue-letter, name: Blue, channel: email}]
    # campaigns/swap.yaml
    form: bundle
    partners: [green-mug]
    #         ^^^^^^^^^^^ XP150
    value: {northwind-coffee: Warmth., green-mug: Coffee., blue-mug: Blue.}
    roles:
      approvers: [northwind-coffee/approver, green-mug/approver, blue-mug/approver]
      analytics: northwind-coffee/analyst
      timeline: green-mug/coordinator
      escalation: northwind-coffee/lead
      if_missed: make-good within 14 days
    offers:
      - {id: first-bag, title: A bag, landing: https://northwind.example/bag}
      - {id: blue-gift, title: A sleeve, landing: https://bluemug.example/gift}
    placements:
      - {id: blue-launch, property: blue-letter, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: blue-mug, offer: blue-gift, at: 2026-12-02 08:00}
    swaps: []
    """


@docstring_is_the_file
def test_a_partner_with_the_id_of_another_is_one_finding() -> None:
    """
    # campaigns/partners/zebra-mug.yaml
    schema_version: 1
    partner: green-mug
    #        ^^^^^^^^^ XP113
    name: Zebra Mug
    domains: [zebramug.example]
    properties: [{id: zebra-letter, name: Zebra, channel: email}]
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: zebra-letter, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    """


@docstring_is_the_file
def test_a_placement_that_shows_the_offer_of_another_brand() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: mug-gift, at: 2026-12-02 09:00}
    #                                                                                          ^^^^^^^^ XP152
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    """


@docstring_is_the_file
def test_an_id_that_is_too_long_for_two_tags_is_one_finding() -> None:
    """
    # campaigns/brand.yaml
    utm: {allow: {medium: [email, social, app]}, max_length: 20}
    # campaigns/swap.yaml
    campaign: winter-swap-of-a-mug-and-coffee
    #         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ XP154
    """


@pytest.mark.parametrize("name", ["utm_id", "UTM_Content", "gclid", "fbclid"])
def test_link_ids_need_a_parameter_of_their_own(name: str, tmp_path: Path) -> None:
    text = f"# campaigns/brand.yaml\nutm: {{allow: {{medium: [email, social, app]}}, link_parameter: {name}}}\n"
    problem = only(find_problems(tmp_path, with_changes(text)))

    assert place_of(problem)[:3] == ("campaigns/brand.yaml", 14, 62)
    assert (problem.code, problem.hint) == ("XP154", "choose another name, like xp")


@docstring_is_the_file
def test_a_placement_with_the_id_of_another_is_one_finding() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
      - {id: mug-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-12 08:00}
    #        ^^^^^^^^^^^^^^^^^ XP113
    """


@docstring_is_the_file
def test_an_offer_with_the_id_of_another_is_one_finding() -> None:
    """
    # campaigns/swap.yaml
    offers:
      - {id: first-bag, title: A bag, landing: https://northwind.example/bag}
      - {id: first-bag, title: A sleeve, landing: https://greenmug.example/gift}
    #        ^^^^^^^^^ XP113
    """


@docstring_is_the_file
def test_a_property_with_the_id_of_ours_is_one_finding() -> None:
    """
    # campaigns/partners/green-mug.yaml
    properties:
      - {id: northwind-weekly, name: The Green Letter, channel: email}
    #        ^^^^^^^^^^^^^^^^ XP113
    """


@docstring_is_the_file
def test_nobody_approves() -> None:
    """
    # campaigns/swap.yaml
    roles:
    #1-6 XP158
      analytics: northwind-coffee/analyst
      timeline: green-mug/coordinator
      escalation: northwind-coffee/lead
      if_missed: make-good within 14 days
    """


def test_without_roles_and_value_each_is_one_finding_at_the_campaign(tmp_path: Path) -> None:
    files = with_changes("# campaigns/swap.yaml\ncampaign: winter-swap\n")
    text = files["campaigns/swap.yaml"]
    without = re.sub(r"^(?:roles|value):\n(?: .*\n)+", "", text, flags=re.MULTILINE)
    problems = find_problems(tmp_path, files | {"campaigns/swap.yaml": without})

    assert [(problem.code, place_of(problem)[1:3]) for problem in problems] == [("XP158", (2, 11)), ("XP177", (2, 11))]
    assert "`northwind-coffee` and `green-mug`" in problems[1].message
