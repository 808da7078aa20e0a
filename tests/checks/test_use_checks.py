"""Offers that hold what they say, partners who are there, ids of other tools, and what nobody uses."""

# ruff: noqa: E501 - lines of YAML are as long as they are

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.checks.workspace import (
    docstring_is_the_file,
    find_problems,
    only,
    place_of,
    promised,
    with_changes,
)
from xpromo.errors import Severity
from xpromo.known import Known

# ------------------------------------------------------------------------------------------------ offers


@docstring_is_the_file
def test_an_offer_that_ends_before_its_last_placement() -> None:
    """
    # campaigns/swap.yaml
    offers:
      - {id: first-bag, title: A bag, landing: https://northwind.example/bag, valid: {start: 2026-11-30, end: 2026-12-01}}
    #                                                                                                         ^^^^^^^^^^ XP217
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
    """


@docstring_is_the_file
def test_an_offer_that_begins_after_its_first_placement() -> None:
    """
    # campaigns/swap.yaml
    offers:
      - {id: first-bag, title: A bag, landing: https://northwind.example/bag, valid: {start: 2026-12-03, end: 2026-12-20}}
    #                                                                                        ^^^^^^^^^^ XP217
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
    """


@docstring_is_the_file
def test_a_teaser_may_come_before_its_offer() -> None:
    """
    # campaigns/swap.yaml
    offers:
      - {id: first-bag, title: A bag, landing: https://northwind.example/bag, valid: {start: 2026-12-03, end: 2026-12-20}}
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, phase: teaser}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    """


@docstring_is_the_file
def test_codes_without_terms() -> None:
    """
    # campaigns/swap.yaml
    offers:
      - id: first-bag
        title: A bag
        landing: https://northwind.example/bag
        codes: {kind: shared, code: MUGBAG}
    #   ^^^^^ XP217
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
    """


@docstring_is_the_file
def test_a_pool_that_no_placement_deals_out() -> None:
    """
    # campaigns/swap.yaml
    offers:
      - {id: first-bag, title: A bag, landing: https://northwind.example/bag}
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
      - {id: last-bag, title: A bag, landing: https://northwind.example/bag, codes: {kind: pool, count: 500}, terms: Once.}
    #        ^^^^^^^^ XP217
    """


@docstring_is_the_file
def test_a_misspelt_offer_of_a_pool_is_found_once() -> None:
    """
    # campaigns/swap.yaml
    offers:
      - {id: first-bag, title: A bag, landing: https://northwind.example/bag, codes: {kind: pool, count: 500}, terms: Once.}
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bga, at: 2026-12-02 09:00}
    #                                                                                          ^^^^^^^^^ XP150
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    """


# ------------------------------------------------------------------------------------------------ unused


@docstring_is_the_file
def test_an_offer_that_no_placement_shows() -> None:
    """
    # campaigns/swap.yaml
    offers:
      - {id: first-bag, title: A bag, landing: https://northwind.example/bag}
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
      - {id: mug-spoon, title: A spoon, landing: https://greenmug.example/spoon}
    #        ^^^^^^^^^ XP218
    """


@docstring_is_the_file
def test_a_campaign_in_which_nothing_appears() -> None:
    """
    # campaigns/later.yaml
    schema_version: 1
    campaign: later
    #         ^^^^^ XP218
    name: Later
    form: newsletter-swap
    partners: [green-mug]
    flight: {start: 2027-01-30, end: 2027-02-20}
    value: {northwind-coffee: Warmth., green-mug: Coffee.}
    goals: {primary: {metric: sales, target: 300}}
    roles:
      approvers: [northwind-coffee/approver, green-mug/approver]
      analytics: northwind-coffee/analyst
      timeline: green-mug/coordinator
      escalation: northwind-coffee/lead
      if_missed: make-good within 14 days
    """


OAK = """\
# campaigns/partners/oak.yaml
schema_version: 1
partner: oak
name: Oak
properties: [{id: oak-news, name: Oak News, channel: email}]
"""


@pytest.mark.parametrize(("stage", "found"), [("prospect", 0), ("onboarding", 1), ("paused", 0)])
def test_a_partner_without_a_campaign_is_noted_once_work_has_begun(tmp_path: Path, stage: str, found: int) -> None:
    problems = find_problems(tmp_path, with_changes(f"{OAK}stage: {stage}\n"), quiet=frozenset())
    assert [problem.code for problem in problems] == ["XP218"] * found


def test_a_reference_that_leads_nowhere_leaves_nothing_unused(tmp_path: Path) -> None:
    text = """\
# campaigns/swap.yaml
placements:
  - {id: mug-weekly-launch, property: green-mug-weakly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
  - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
swaps: []
form: bundle
"""
    assert only(find_problems(tmp_path, with_changes(text))).code == "XP150"


# ------------------------------------------------------------------------------------------------ stages


@pytest.mark.parametrize("stage", ["paused", "ended"])
def test_a_partner_who_is_not_there_while_something_is_planned(tmp_path: Path, stage: str) -> None:
    text = f"# campaigns/partners/green-mug.yaml\nstage: {stage}\n"
    problem = only(find_problems(tmp_path, with_changes(text)))
    assert place_of(problem) == ("campaigns/partners/green-mug.yaml", 11, 8, 8 + len(stage), "XP219")
    assert problem.severity is Severity.WARNING
    assert problem.message.endswith("and `mug-weekly-launch` is planned")


@docstring_is_the_file
def test_anything_can_be_planned_with_a_prospect() -> None:
    """
    # campaigns/partners/green-mug.yaml
    stage: prospect
    """


@pytest.mark.parametrize(("stage", "codes"), [("prospect", ["XP219"]), ("paused", []), ("ended", [])])
def test_what_was_promised_may_stay_when_a_partner_leaves_and_not_with_a_prospect(
    tmp_path: Path, stage: str, codes: list[str]
) -> None:
    known = promised(tmp_path)
    files = with_changes(f"# campaigns/partners/green-mug.yaml\nstage: {stage}\n")
    assert [problem.code for problem in find_problems(tmp_path, files, known)] == codes


@docstring_is_the_file
def test_what_ended_on_a_day_is_for_the_agreement_to_say() -> None:
    """
    # campaigns/partners/green-mug.yaml
    stage: ended
    agreement: {start: 2026-10-01, end: 2026-12-31}
    """


@docstring_is_the_file
def test_an_active_partner_without_an_agreement() -> None:
    """
    # campaigns/partners/green-mug.yaml
    stage: active
    #      ^^^^^^ XP219
    """


# ------------------------------------------------------------------------------------------------ other tools

EXTERNAL = """\
# campaigns/swap.yaml
placements:
  - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, external: {mailchimp: a1b2}}
  - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
"""


def test_the_same_id_in_two_tools_is_fine(tmp_path: Path) -> None:
    text = EXTERNAL.replace("08:00}", "08:00, external: {sendgrid: a1b2}}")
    assert find_problems(tmp_path, with_changes(text)) == []


def test_an_id_that_was_promised_for_a_placement_that_is_gone(tmp_path: Path) -> None:
    known = promised(tmp_path, EXTERNAL)
    launch = replace(known.promises["mug-weekly-launch"], placement="mug-old-launch")  # type: ignore[arg-type]  # a plain id
    known = Known(promises={"mug-old-launch": launch})
    problem = only(find_problems(tmp_path, with_changes(EXTERNAL), known))
    assert (problem.code, problem.message) == ("XP220", "`mug-old-launch` has this mailchimp id already")
    moved = EXTERNAL.replace("id: mug-weekly-launch,", "id: mug-weekly-launch, moved_from: mug-old-launch,")
    assert find_problems(tmp_path, with_changes(moved), known) == []


SOURCES = ("clicks", "combined-log", "plausible-site-export")
SOLD = Known(sources=SOURCES)


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("# campaigns/brand.yaml\nclicks_from: combined-log\n", None, ""),
        (
            "# campaigns/brand.yaml\nclicks_from: plausble\n",
            ("campaigns/brand.yaml", 17, 14, 22, "XP222"),
            "known: clicks, combined-log",
        ),
        (
            "# campaigns/brand.yaml\nclicks_from: plausible-site-export\n",
            ("campaigns/brand.yaml", 17, 14, 35, "XP222"),
            "name a source of clicks, such as `combined-log`; sessions, visits and unique clicks never fill them",
        ),
        (
            "# campaigns/brand.yaml\nclicks_from: combind-log\n",
            ("campaigns/brand.yaml", 17, 14, 25, "XP222"),
            "did you mean `combined-log`?",
        ),
        (EXTERNAL.replace("external: {mailchimp: a1b2}", "clicks_from: clicks"), None, ""),
        (
            EXTERNAL.replace("external: {mailchimp: a1b2}", "clicks_from: click"),
            ("campaigns/swap.yaml", 23, 138, 143, "XP222"),
            "did you mean `clicks`?",
        ),
    ],
)
def test_sources_that_clicks_come_from(
    tmp_path: Path, text: str, place: tuple[str, int, int, int, str] | None, hint: str
) -> None:
    known = Known(sources=SOURCES, counts_clicks=lambda source: source != "plausible-site-export")
    problems = find_problems(tmp_path, with_changes(text), known)
    assert [place_of(problem) for problem in problems] == ([place] if place else [])
    assert [problem.hint for problem in problems] == ([hint] if hint else [])


@pytest.mark.parametrize("name", ["all", "plausible", "plausible-site-export"])
def test_sales_come_from_a_source_from_a_tool_or_from_all(tmp_path: Path, name: str) -> None:
    assert find_problems(tmp_path, with_changes(f"# campaigns/brand.yaml\nsales_from: {name}\n"), SOLD) == []


@pytest.mark.parametrize("file", ["brand", "swap"])
def test_sales_that_come_from_nowhere(tmp_path: Path, file: str) -> None:
    problem = only(find_problems(tmp_path, with_changes(f"# campaigns/{file}.yaml\nsales_from: plausble\n"), SOLD))

    assert (problem.code, problem.location and problem.location.path) == ("XP174", f"campaigns/{file}.yaml")
    assert problem.hint == "did you mean `plausible-site-export`?"


@pytest.mark.parametrize("name", ["combined-log", "combined", "log"])
def test_sales_of_a_source_that_has_none(tmp_path: Path, name: str) -> None:
    known = Known(sources=("combined-log", "log", "shopify-orders"), tells_sales=lambda source: "shop" in source)
    problem = only(find_problems(tmp_path, with_changes(f"# campaigns/brand.yaml\nsales_from: {name}\n"), known))

    assert (problem.code, problem.message) == ("XP174", f"no sales come from `{name}`")
    assert problem.hint
    assert "shopify-orders" in problem.hint


def test_where_sources_are_not_known_any_name_will_do(tmp_path: Path) -> None:
    assert find_problems(tmp_path, with_changes("# campaigns/brand.yaml\nclicks_from: anything\n")) == []


# ---------------------------------------------------------------------------------------------- mail-footer


@docstring_is_the_file
def test_an_email_of_ours_without_a_footer() -> None:
    """
    # campaigns/brand.yaml
    brand: northwind-coffee
    #      ^^^^^^^^^^^^^^^^ XP247
    mail: null
    # campaigns/swap.yaml
    assets: {email: true}
    """


@docstring_is_the_file
def test_an_email_of_theirs_needs_no_footer_of_ours() -> None:
    """
    # campaigns/brand.yaml
    mail: null
    # campaigns/swap.yaml
    assets: {email: true}
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
    swaps: []
    """


@docstring_is_the_file
def test_where_nobody_asks_for_emails_the_kit_is_early_enough() -> None:
    """
    # campaigns/brand.yaml
    mail: null
    """
