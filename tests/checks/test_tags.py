"""Tags of the past, two spellings, and edits that a machine can make."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.checks.landing import at_landing
from tests.checks.workspace import FILES, docstring_is_the_file, find_problems, only, place_of, with_changes
from xpromo.errors import Severity
from xpromo.known import Known


def known(**tags: str) -> Known:
    return Known(tags={f"utm_{name}": frozenset(values.split()) for name, values in tags.items()})


@pytest.mark.parametrize(
    "past",
    ["northwind_weekly", "Northwind-Weekly", "northwindweekly", "northwind-weekley", "nortwhind-weekly"],
)
def test_a_property_that_is_nearly_a_source_of_the_past(past: str, tmp_path: Path) -> None:
    problem = only(find_problems(tmp_path, FILES, known(source=past)))

    assert place_of(problem) == ("campaigns/brand.yaml", 12, 10, 26, "XP170")
    assert problem.message == f"`northwind-weekly` is new, and nearly `{past}`, which the ledger knows"
    assert problem.severity is Severity.WARNING


def test_a_campaign_that_is_nearly_one_of_the_past(tmp_path: Path) -> None:
    problem = only(find_problems(tmp_path, FILES, known(campaign="winter_swap")))

    assert place_of(problem) == ("campaigns/swap.yaml", 2, 11, 22, "XP170")


@pytest.mark.parametrize(
    "tags",
    [
        {"source": "northwind-weekly northwind_weekly"},  # promised already, whatever else came in
        {"campaign": "winter-swap-2025 2025-winter-swap summer-swap"},
        {"source": "google facebook t.co"},
        {"campaign": "northwind_weekly"},  # another tag
    ],
)
def test_what_is_known_already_or_something_else(tags: Mapping[str, str], tmp_path: Path) -> None:
    assert find_problems(tmp_path, FILES, known(**tags)) == []


def test_a_campaign_that_says_its_former_name(tmp_path: Path) -> None:
    files = with_changes("# campaigns/swap.yaml\nmoved_from: winter-swaps\n")
    assert find_problems(tmp_path, files, known(campaign="winter-swaps")) == []


def test_two_that_are_defined_are_the_finding_of_similar_ids(tmp_path: Path) -> None:
    files = with_changes("""\
# campaigns/brand.yaml
properties:
  - {id: northwind-weekly, name: Northwind Weekly, channel: email}
  - {id: northwind-weeklyy, name: the app, channel: in_app}
""")
    assert only(find_problems(tmp_path, files, known(source="northwind-weekly"))).code == "XP160"


@docstring_is_the_file
def test_values_in_two_spellings() -> None:
    """
    # campaigns/brand.yaml
    utm:
      allow:
        medium: [email, social, app, E-Mail, social]
    #                                ^^^^^^ XP171
    #                                        ^^^^^^ XP171
      block:
        campaign: [test, te_st, draft]
    #                    ^^^^^ XP171
      extra:
        utm_term: winter_sale-2026
    #             ^^^^^^^^^^^^^^^^ XP171
    """


@docstring_is_the_file
def test_a_value_that_is_allowed_and_blocked() -> None:
    """
    # campaigns/brand.yaml
    utm:
      allow: {medium: [email, social, app, push]}
      block: {medium: [push]}
    #                  ^^^^ XP171
    """


@docstring_is_the_file
def test_one_that_links_carry_is_the_finding_of_utm_policy() -> None:
    """
    # campaigns/brand.yaml
    utm:
      allow: {medium: [email, social, app]}
    #                 ^^^^^^^^^^^^^^^^^^^^ XP154
      block: {medium: [email]}
    """


@docstring_is_the_file
def test_mediums_that_ga4_does_not_know_are_told_by_ga4_channel_only() -> None:
    """
    # campaigns/brand.yaml
    utm:
      allow: {medium: [email, social, app, news-letter, newsletter]}
    #                                      ^^^^^^^^^^^ XP156
    #                                                   ^^^^^^^^^^ XP156
    """


@docstring_is_the_file
def test_tags_that_ga4_does_not_report() -> None:
    """
    # campaigns/brand.yaml
    utm:
      extra: {utm_source_platform: xpromo, utm_creative_format: card, utm_marketing_tactic: swap}
    #                                      ^^^^^^^^^^^^^^^^^^^ XP173
    #                                                                 ^^^^^^^^^^^^^^^^^^^^ XP173
    """


# ------------------------------------------------------------------------------------------------ edits


def test_capitals_in_a_further_tag_are_mended(tmp_path: Path) -> None:
    problem = only(find_problems(tmp_path, with_changes("# campaigns/brand.yaml\nutm: {extra: {utm_term: XPromo}}\n")))
    [edit] = problem.edits

    assert (edit.place, edit.text) == (problem.location, '"xpromo"')
    assert problem.hint == "write `xpromo`"


@pytest.mark.parametrize("value", ["X Promo", "x.promo"])
def test_what_could_be_meant_in_two_ways_is_not(value: str, tmp_path: Path) -> None:
    problem = only(
        find_problems(tmp_path, with_changes(f"# campaigns/brand.yaml\nutm: {{extra: {{utm_term: {value}}}}}\n"))
    )
    assert problem.edits == ()


@pytest.mark.parametrize(
    ("url", "mended"),
    [
        ("http://northwind.example/bag?a=1#b", "https://northwind.example/bag?a=1#b"),
        ("https://northwind.example/bag?a=1&utm_source=x&xp=2#b", "https://northwind.example/bag?a=1#b"),
        ("https://northwind.example/bag?UTM_Source=x", "https://northwind.example/bag"),
        ("northwind.example/bag", None),
        ("https://northwind.example/a bag", None),
    ],
)
def test_a_landing_page_is_mended_where_one_reading_is_left(url: str, mended: str | None, tmp_path: Path) -> None:
    problem = only(at_landing(tmp_path, url))

    assert [edit.text for edit in problem.edits] == ([f'"{mended}"'] if mended else [])
    assert {edit.place for edit in problem.edits} <= {problem.location}


@docstring_is_the_file
def test_words_of_a_further_tag_are_joined_like_all_others() -> None:
    """
    # campaigns/brand.yaml
    utm:
      allow: {medium: [email, social, app]}
      extra: {utm_source_platform: x_promo}
    #                              ^^^^^^^ XP171
    """
