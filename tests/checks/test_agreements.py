"""What was agreed with a partner: for whom, until when, who pays, what may be told."""

# ruff: noqa: E501 - lines of YAML are as long as they are

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.workspace import docstring_is_the_file, find_problems, only, with_changes
from xpromo.errors import Severity

BLUE_MUG = """\
# campaigns/partners/blue-mug.yaml
schema_version: 1
partner: blue-mug
name: Blue Mug
domains: [bluemug.example]
properties: [{{id: blue-mug-weekly, name: The Blue Letter, channel: email}}]
fit: {{categories: [{categories}], relation: {relation}}}
# campaigns/blue.yaml
schema_version: 1
campaign: blue-swap
name: Blue swap
form: newsletter-swap
partners: [blue-mug]
flight: {{start: 2026-11-30, end: 2026-12-20}}
value: {{northwind-coffee: A blue mug., blue-mug: Coffee for it.}}
goals: {{primary: {{metric: clicks, target: 300}}}}
offers:
  - {{id: blue-bag, title: A bag, landing: https://northwind.example/bag}}
  - {{id: blue-gift, title: A sleeve, landing: https://bluemug.example/gift}}
roles:
  approvers: [northwind-coffee/approver, blue-mug/approver]
  analytics: northwind-coffee/analyst
  timeline: northwind-coffee/analyst
  escalation: northwind-coffee/lead
  if_missed: make-good within 14 days
placements:
  - {{id: blue-letter, property: blue-mug-weekly, promotes: northwind-coffee, offer: blue-bag, at: 2026-12-09 09:00}}
  - {{id: nw-blue, property: northwind-weekly, promotes: {promotes}, at: 2026-12-10 08:00}}
swaps: [{swaps}]
"""


def with_blue_mug(
    agreement: str, categories: str = "kitchenware", relation: str = "complement", *, promoted: bool = True
) -> dict[str, str]:
    """The workspace with a second partner, and what was agreed with the first."""
    blue = BLUE_MUG.format(
        categories=categories,
        relation=relation,
        promotes="blue-mug, offer: blue-gift" if promoted else "green-mug, offer: blue-bag",
        swaps="{give: nw-blue, get: blue-letter}" if promoted else "",
    )
    return with_changes(f"{blue}# campaigns/partners/green-mug.yaml\nagreement: {agreement}\n")


# ---------------------------------------------------------------------------------------------------- exclusivity


@pytest.mark.parametrize(
    "agreement",
    [
        "{exclusivity: [Kitchenware]}",
        "{start: 2026-10-01, exclusivity: [books, kitchenware]}",
        "{start: 2026-10-01, end: 2026-12-31, exclusivity: [kitchenware]}",
    ],
)
def test_a_rival_is_promoted_while_another_is_promised_to_be_alone(tmp_path: Path, agreement: str) -> None:
    problem = only(find_problems(tmp_path, with_blue_mug(agreement)))

    assert (problem.code, problem.severity) == ("XP184", Severity.ERROR)
    assert str(problem.location) == "campaigns/blue.yaml:5:12"
    assert problem.message.startswith("`blue-mug` is in kitchenware, which is promised to `green-mug` alone")


@pytest.mark.parametrize(
    ("agreement", "categories"),
    [
        ("{start: 2026-10-01, end: 2026-12-31, exclusivity: [kitchenware]}", "books"),
        ("{start: 2026-10-01, end: 2026-12-31, exclusivity: []}", "kitchenware"),
    ],
)
def test_others_may_be_promoted(tmp_path: Path, agreement: str, categories: str) -> None:
    assert find_problems(tmp_path, with_blue_mug(agreement, categories)) == []


def test_nothing_is_promised_for_later_campaigns(tmp_path: Path) -> None:
    files = with_blue_mug("{start: 2026-11-30, end: 2026-12-20, exclusivity: [kitchenware]}")
    files["campaigns/blue.yaml"] = files["campaigns/blue.yaml"].replace("2026-", "2027-")

    assert find_problems(tmp_path, files) == []


def test_without_dates_the_promise_holds_while_there_is_a_campaign(tmp_path: Path) -> None:
    files = with_blue_mug("{exclusivity: [kitchenware]}")
    files["campaigns/blue.yaml"] = files["campaigns/blue.yaml"].replace("2026-", "2027-")

    assert find_problems(tmp_path, files) == []


def test_who_sells_what_we_sell_is_worth_a_note(tmp_path: Path) -> None:
    problem = only(find_problems(tmp_path, with_blue_mug("{}", relation="substitute")))

    assert (problem.code, problem.severity) == ("XP184", Severity.NOTE)
    assert str(problem.location) == "campaigns/partners/blue-mug.yaml:6:44"


@docstring_is_the_file
def test_a_partner_is_not_a_rival_of_itself() -> None:
    """
    # campaigns/partners/green-mug.yaml
    fit: {categories: [kitchenware]}
    agreement: {exclusivity: [kitchenware]}
    """


# ------------------------------------------------------------------------------------------------------ agreement


@docstring_is_the_file
def test_the_flight_begins_before_the_agreement() -> None:
    """
    # campaigns/partners/green-mug.yaml
    agreement: {start: 2026-12-01}
    # campaigns/swap.yaml
    flight: {start: 2026-11-30, end: 2026-12-20}
    #               ^^^^^^^^^^ XP186
    """


@docstring_is_the_file
def test_the_agreement_ends_before_the_flight() -> None:
    """
    # campaigns/partners/green-mug.yaml
    agreement: {end: 2026-12-19}
    # campaigns/swap.yaml
    flight: {start: 2026-11-30, end: 2026-12-20}
    #                                ^^^^^^^^^^ XP186
    """


@docstring_is_the_file
def test_both_last_days_count() -> None:
    """
    # campaigns/partners/green-mug.yaml
    agreement: {start: 2026-11-30, end: 2026-12-20}
    """


@docstring_is_the_file
def test_an_agreement_that_ends_before_it_starts_is_one_finding() -> None:
    """
    # campaigns/partners/green-mug.yaml
    agreement: {start: 2026-12-31, end: 2026-01-01}
    #                                   ^^^^^^^^^^ XP151
    """


@docstring_is_the_file
def test_a_shared_cost_without_an_agreement_is_found_once() -> None:
    """
    # campaigns/swap.yaml
    form: sponsored
    placements:
      - {id: one, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, budget: {amount: 200.00, share: {green-mug: 50 %}}}
    #                                                                                                                                              ^^^^^^^^^ XP186
      - {id: two, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-09 09:00, budget: {amount: 100.00, share: {green-mug: 50 %}}}
    swaps: []
    """


@docstring_is_the_file
def test_what_we_pay_alone_needs_no_agreement() -> None:
    """
    # campaigns/swap.yaml
    form: sponsored
    placements:
      - {id: one, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, budget: {amount: 200.00}}
    swaps: []
    """


@docstring_is_the_file
def test_shared_data_is_kept_no_longer_than_ours() -> None:
    """
    # campaigns/brand.yaml
    privacy: {retention_days: 90}
    # campaigns/partners/green-mug.yaml
    agreement: {data_sharing: {basis: aggregates_only, retention_days: 91}}
    #                                                                  ^^ XP186
    """


@docstring_is_the_file
def test_what_was_consented_to_is_not_shared_by_interest() -> None:
    """
    # campaigns/brand.yaml
    privacy: {lawful_basis: consent}
    # campaigns/partners/green-mug.yaml
    agreement: {data_sharing: {basis: legitimate_interest}}
    #                                 ^^^^^^^^^^^^^^^^^^^ XP186
    """


@docstring_is_the_file
def test_sums_may_be_shared_on_any_basis() -> None:
    """
    # campaigns/brand.yaml
    privacy: {lawful_basis: consent, retention_days: 90}
    # campaigns/partners/green-mug.yaml
    agreement: {data_sharing: {basis: aggregates_only, retention_days: 90}}
    """


# --------------------------------------------------------------------------------------------------------- budget


@docstring_is_the_file
def test_a_share_that_was_agreed_and_not_stated() -> None:
    """
    # campaigns/partners/green-mug.yaml
    agreement: {budget_share: 0.5}
    # campaigns/swap.yaml
    placements:
      - {id: one, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, budget: {amount: 200.00}}
    #                                                                                                                     ^^^^^^^^^^^^^^^^ XP190
    swaps: []
    """


@docstring_is_the_file
def test_shares_that_are_alike_may_be_written_in_two_ways() -> None:
    """
    # campaigns/partners/green-mug.yaml
    agreement: {budget_share: 0.50}
    # campaigns/swap.yaml
    placements:
      - {id: one, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, budget: {amount: 200.00, share: {green-mug: 50 %}}}
    swaps: []
    """


@docstring_is_the_file
def test_shares_of_everybody_that_leave_a_rest() -> None:
    """
    # campaigns/partners/green-mug.yaml
    agreement: {}
    # campaigns/swap.yaml
    placements:
      - {id: one, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, budget: {amount: 200.00, share: {northwind-coffee: 0.3, green-mug: 0.5}}}
    #                                                                                                                                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ XP190
    swaps: []
    """


@docstring_is_the_file
def test_a_budget_of_nothing() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: one, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, budget: {amount: 0.00}}
    #                                                                                                                              ^^^^ XP190
    swaps: []
    """


@docstring_is_the_file
def test_a_budget_in_another_currency() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: one, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, budget: {amount: 200.00, currency: USD}}
    #                                                                                                                                                ^^^ XP190
    swaps: []
    """


@docstring_is_the_file
def test_leads_are_handed_over_on_a_basis() -> None:
    """
    # campaigns/partners/green-mug.yaml
    agreement: {start: 2026-10-01, end: 2027-09-30}
    #1-10 XP186
    # campaigns/swap.yaml
    form: co-selling
    goals: {primary: {metric: leads, target: 30}}
    """


@docstring_is_the_file
def test_a_share_of_somebody_misspelt_is_the_finding_of_references() -> None:
    """
    # campaigns/partners/green-mug.yaml
    agreement: {budget_share: 0.5}
    # campaigns/swap.yaml
    placements:
      - {id: mug-letter, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, budget: {amount: 200.00, share: {green-mugg: 0.5}}}
    #                                                                                                                                                     ^^^^^^^^^^ XP150
    swaps: []
    form: sponsored
    """
