"""What the files say is compared with what a ledger holds: one made by minting the little workspace."""

# ruff: noqa: E501 - lines of YAML are as long as they are

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.checks.workspace import (
    FILES,
    docstring_after_minting,
    docstring_is_the_file,
    find_problems,
    only,
    place_of,
    promised,
    with_changes,
)
from xpromo.errors import Severity
from xpromo.known import Known

RICH = """\
# campaigns/partners/green-mug.yaml
agreement: {start: 2026-10-01, fairness_unit: clicks, attribution: {window_days: 30}}
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: https://northwind.example/bag, codes: {kind: shared, code: MUGBAG}, terms: Once.}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
placements:
  - id: mug-weekly-launch
    property: green-mug-weekly
    promotes: northwind-coffee
    offer: first-bag
    at: 2026-12-02 09:00
    expected: {reach: 25000, clicks: 600}
    budget: {amount: 200.00, share: {green-mug: 0.5}}
  - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
"""

# ------------------------------------------------------------------------------------------------ changed


def test_what_was_minted_and_left_alone_is_clean(tmp_path: Path) -> None:
    assert find_problems(tmp_path, with_changes(RICH), promised(tmp_path, RICH)) == []


@docstring_after_minting()
def test_a_flight_that_was_made_longer_is_one_finding_for_all_its_placements() -> None:
    """
    # campaigns/swap.yaml
    flight: {start: 2026-11-30, end: 2026-12-31}
    #                                ^^^^^^^^^^ XP210
    """


@docstring_after_minting()
def test_a_goal_that_was_lowered() -> None:
    """
    # campaigns/swap.yaml
    goals:
      primary: {metric: sales, target: 200}
    #                                  ^^^ XP210
      secondary: [{metric: signups, target: 500}]
    """


@docstring_after_minting()
def test_a_goal_that_was_dropped() -> None:
    """
    # campaigns/swap.yaml
    goals:
    #1-6 XP210
      primary: {metric: sales, target: 300}
    """


@docstring_after_minting()
def test_a_goal_that_became_a_secondary_one_and_one_that_came_in_its_place() -> None:
    """
    # campaigns/swap.yaml
    goals:
      primary: {metric: clicks, target: 1000}
      secondary: [{metric: sales, target: 300}, {metric: signups, target: 500}]
    #                      ^^^^^ XP210
    """


@docstring_after_minting()
def test_a_placement_that_was_moved_to_another_day() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-03 08:00}
    #                                                                                                ^^^^^^^^^^^^^^^^ XP210
    """


@docstring_after_minting()
def test_a_zone_in_which_all_moments_are_read() -> None:
    """
    # campaigns/partners/green-mug.yaml
    properties:
      - {id: green-mug-weekly, name: The Green Letter, channel: email, timezone: Europe/Lisbon}
    #                                                                            ^^^^^^^^^^^^^ XP210
      - {id: green-mug-social, name: Green Mug, channel: social}
    """


@docstring_after_minting()
def test_another_property_is_one_finding_though_it_has_another_channel() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-social, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
    #                                     ^^^^^^^^^^^^^^^^ XP210
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    """


@docstring_after_minting()
def test_an_offer_under_another_id_is_one_finding_where_it_is_defined() -> None:
    """
    # campaigns/swap.yaml
    offers:
      - {id: second-bag, title: A bag, landing: https://northwind.example/second}
    #        ^^^^^^^^^^ XP210
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: second-bag, at: 2026-12-02 09:00}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    """


@docstring_after_minting()
def test_a_property_under_another_id_is_one_finding_where_it_is_defined() -> None:
    """
    # campaigns/partners/green-mug.yaml
    properties:
      - {id: green-mug-letter, name: The Green Letter, channel: email}
    #        ^^^^^^^^^^^^^^^^ XP210
      - {id: green-mug-social, name: Green Mug, channel: social}
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-letter, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    """


@docstring_after_minting(RICH)
def test_terms_of_an_agreement_that_was_frozen() -> None:
    """
    # campaigns/partners/green-mug.yaml
    agreement: {start: 2026-10-01, fairness_unit: reach, attribution: {window_days: 7}}
    #                                             ^^^^^ XP210
    #                                                                               ^ XP210
    # campaigns/swap.yaml
    offers:
      - {id: first-bag, title: A bag, landing: https://northwind.example/bag, codes: {kind: shared, code: MUGBAG}, terms: Once.}
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
    placements:
      - id: mug-weekly-launch
        property: green-mug-weekly
        promotes: northwind-coffee
        offer: first-bag
        at: 2026-12-02 09:00
        expected: {reach: 25000, clicks: 600}
        budget: {amount: 200.00, share: {green-mug: 0.5}}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    """


@docstring_after_minting(RICH)
def test_expectations_money_and_a_code() -> None:
    """
    # campaigns/partners/green-mug.yaml
    agreement: {start: 2026-10-01, fairness_unit: clicks, attribution: {window_days: 30}}
    # campaigns/swap.yaml
    offers:
      - {id: first-bag, title: A bag, landing: https://northwind.example/bag, codes: {kind: shared, code: NEWBAG}, terms: Once.}
    #                                                                                                     ^^^^^^ XP210
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
    placements:
      - id: mug-weekly-launch
    #       ^^^^^^^^^^^^^^^^^ XP210
        property: green-mug-weekly
        promotes: northwind-coffee
        offer: first-bag
        at: 2026-12-02 09:00
        expected: {reach: 20000, clicks: 600}
    #                     ^^^^^ XP210
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    """


@docstring_after_minting()
def test_names_texts_and_what_was_not_stated_before_may_change() -> None:
    """
    # campaigns/brand.yaml
    name: Northwind
    # campaigns/swap.yaml
    name: Swap of the winter
    notes: Agreed by telephone.
    offers:
      - {id: first-bag, title: A first bag, landing: https://northwind.example/bag, terms: Once.}
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, phase: launch, expected: {clicks: 600}}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00, external: {mailchimp: a1}}
    """


def test_another_landing_page_says_what_becomes_of_the_link(tmp_path: Path) -> None:
    known = promised(tmp_path)
    problem = only(find_problems(tmp_path, with_changes(LANDING), known))
    assert place_of(problem) == ("campaigns/swap.yaml", 14, 44, 79, "XP210")
    assert problem.severity is Severity.WARNING
    assert problem.message == "`landing` was promised as https://northwind.example/bag on 2026-11-22"
    assert "new link id" in problem.hint
    assert "the old one stays resolvable" in problem.hint


LANDING = """\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: https://northwind.example/first-bag}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
"""


def test_what_is_minted_again_before_the_flight_is_the_new_promise(tmp_path: Path) -> None:
    promised(tmp_path)
    known = promised(tmp_path, LANDING)
    assert find_problems(tmp_path, with_changes(LANDING), known) == []


def test_what_is_minted_again_in_the_flight_is_not(tmp_path: Path) -> None:
    known = promised(tmp_path)
    late = {name: replace(promise, changed=True) for name, promise in known.promises.items()}
    problem = only(find_problems(tmp_path, with_changes(LANDING), replace(known, promises=late)))
    assert problem.hint.endswith("reports go by what was promised before")


def test_a_code_does_not_grow_with_its_flight(tmp_path: Path) -> None:
    longer = RICH + "flight: {start: 2026-11-30, end: 2026-12-31}\n"
    known = promised(tmp_path, RICH)
    files = with_changes(longer)
    problem = only(find_problems(tmp_path, files, known))
    assert problem.message == "`flight.end` was promised as 2026-12-20 on 2026-11-22"
    known = promised(tmp_path, longer)
    problem = only(find_problems(tmp_path, files, known))
    assert (
        problem.message == "the code `MUGBAG` was issued until 2026-12-20; what it brings later is outside of its days"
    )


# ------------------------------------------------------------------------------------------------ orphaned

RENAMED = """\
# campaigns/swap.yaml
placements:
  - {id: mug-letter-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
  - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
swaps:
  - {give: nw-weekly-launch, get: mug-letter-launch}
"""


def test_a_renamed_placement_is_found_where_its_former_id_belongs(tmp_path: Path) -> None:
    known = replace(promised(tmp_path), clicks={"mug-weekly-launch": 1320})
    problem = only(find_problems(tmp_path, with_changes(RENAMED), known))
    assert place_of(problem) == ("campaigns/swap.yaml", 23, 10, 27, "XP211")
    assert problem.message == (
        "`mug-weekly-launch` was promised on 2026-11-22 and is not defined any more (1,320 clicks so far)"
    )
    assert problem.hint == "if it is called `mug-letter-launch` now, write `moved_from: mug-weekly-launch` here"


def test_with_its_former_id_it_is_the_same_promise_before_and_after_minting(tmp_path: Path) -> None:
    moved = RENAMED.replace("id: mug-letter-launch,", "id: mug-letter-launch, moved_from: mug-weekly-launch,")
    known = promised(tmp_path)
    assert find_problems(tmp_path, with_changes(moved), known) == []
    known = promised(tmp_path, moved)
    assert find_problems(tmp_path, with_changes(moved), known) == []


@docstring_after_minting()
def test_a_placement_that_was_deleted_is_found_at_its_campaign() -> None:
    """
    # campaigns/swap.yaml
    campaign: winter-swap
    #         ^^^^^^^^^^^ XP211
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
    swaps: []
    """


@docstring_after_minting()
def test_a_renamed_campaign_is_one_error_because_its_placements_can_not_be_minted() -> None:
    """
    # campaigns/swap.yaml
    campaign: cold-swap
    #         ^^^^^^^^^ XP211
    """


@docstring_after_minting()
def test_a_campaign_that_says_what_it_was_called_is_fine() -> None:
    """
    # campaigns/swap.yaml
    campaign: cold-swap
    moved_from: winter-swap
    """


def test_a_campaign_whose_file_was_deleted_is_a_note_without_a_place(tmp_path: Path) -> None:
    known = promised(tmp_path)
    (tmp_path / "campaigns/swap.yaml").unlink()
    files = {path: text for path, text in FILES.items() if path != "campaigns/swap.yaml"}
    problem = only(find_problems(tmp_path, files, known))
    assert (problem.code, problem.severity, problem.location) == ("XP211", Severity.NOTE, None)
    assert problem.message == "the campaign `winter-swap` was promised and is not defined any more"


def test_a_file_that_can_not_be_read_orphans_nothing(tmp_path: Path) -> None:
    known = promised(tmp_path)
    files = {**FILES, "campaigns/swap.yaml": "campaign: [\n"}
    assert {problem.code for problem in find_problems(tmp_path, files, known)} & {"XP210", "XP211"} == set()


# ------------------------------------------------------------------------------------------------ moved_from


@docstring_is_the_file
def test_a_former_id_that_is_its_own() -> None:
    """
    # campaigns/swap.yaml
    moved_from: winter-swap
    #           ^^^^^^^^^^^ XP212
    """


@docstring_is_the_file
def test_a_former_id_that_two_claim() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - id: mug-weekly-launch
        moved_from: launch
        property: green-mug-weekly
        promotes: northwind-coffee
        offer: first-bag
        at: 2026-12-02 09:00
      - id: nw-weekly-launch
        moved_from: launch
    #               ^^^^^^ XP212
        property: northwind-weekly
        promotes: green-mug
        offer: mug-gift
        at: 2026-12-02 08:00
    """


@docstring_after_minting()
def test_a_former_id_that_nobody_promised() -> None:
    """
    # campaigns/swap.yaml
    campaign: cold-swap
    moved_from: winter-swap
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
      - id: nw-app-launch
        moved_from: nw-app-start
    #               ^^^^^^^^^^^^ XP212
        property: northwind-app
        promotes: green-mug
        offer: mug-gift
        at: 2026-12-05 08:00
    """


def test_a_former_id_that_has_become_something_else_names_the_last_link_of_the_chain(tmp_path: Path) -> None:
    once = RENAMED.replace("id: mug-letter-launch,", "id: mug-letter-launch, moved_from: mug-weekly-launch,")
    promised(tmp_path)
    known = promised(tmp_path, once)
    twice = once.replace("mug-letter-launch", "mug-mail-launch")
    problem = only(find_problems(tmp_path, with_changes(twice), known))
    assert problem.message == "`mug-weekly-launch` has become `mug-letter-launch` already"
    assert problem.hint == "write `moved_from: mug-letter-launch`"


def test_a_misspelt_former_id_is_one_finding(tmp_path: Path) -> None:
    files = with_changes(
        RENAMED.replace("id: mug-letter-launch,", "id: mug-letter-launch, moved_from: mug-weakly-launch,")
    )
    problem = only(find_problems(tmp_path, files, promised(tmp_path)))
    assert problem.message == "the placement `mug-weakly-launch` was never promised"
    assert problem.hint == "did you mean `mug-weekly-launch`? known: mug-weekly-launch"


@docstring_after_minting()
def test_a_misspelt_former_id_of_a_campaign_is_one_error() -> None:
    """
    # campaigns/swap.yaml
    campaign: cold-swap
    #         ^^^^^^^^^ XP211
    moved_from: winter-swop
    """


@pytest.mark.parametrize("known", [Known(), Known(placements={})])
def test_without_a_ledger_nothing_is_compared(tmp_path: Path, known: Known) -> None:
    moved = RENAMED.replace("id: mug-letter-launch,", "id: mug-letter-launch, moved_from: mug-weekly-launch,")
    assert find_problems(tmp_path, with_changes(moved), known) == []
