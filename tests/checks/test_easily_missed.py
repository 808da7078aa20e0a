"""What nobody notices until it costs something: codes and variants that are out, idle partners, claims of two."""

# ruff: noqa: E501 - lines of YAML are as long as they are

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.workspace import (
    docstring_after_minting,
    docstring_is_the_file,
    find_problems,
    only,
    place_of,
    promised,
    with_changes,
)

REST = "promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00"
OTHER = """\
  - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
"""
VARIANTS = f"""
# campaigns/swap.yaml
placements:
  - {{id: mug-weekly-launch, property: green-mug-weekly, {REST}, variants: [a, b]}}
{OTHER}
"""


@docstring_after_minting(VARIANTS)
def test_a_variant_that_is_gone() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, variants: [a, c]}
    #                                                                                                                           ^^^^^^^^ XP224
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    """


@docstring_after_minting(VARIANTS)
def test_all_variants_gone() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
    #        ^^^^^^^^^^^^^^^^^ XP224
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    """


@docstring_after_minting(VARIANTS)
def test_one_more_variant_and_another_name_are_fine() -> None:
    """
    # campaigns/swap.yaml
    placements:
      - {id: mug-letter-launch, moved_from: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, variants: [a, b, c]}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    swaps:
      - {give: nw-weekly-launch, get: mug-letter-launch}
    """


def pool(count: int, prefix: str = "BAG") -> str:
    codes = f"codes: {{kind: pool, count: {count}, prefix: {prefix}}}, terms: One each."
    return f"""
# campaigns/swap.yaml
offers:
  - {{id: first-bag, title: A bag, landing: https://northwind.example/bag, {codes}}}
  - {{id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}}
"""


@pytest.mark.parametrize(("count", "codes"), [(499, ["XP225"]), (500, []), (600, [])])
def test_codes_that_are_out_stay_out(tmp_path: Path, count: int, codes: list[str]) -> None:
    known = promised(tmp_path / "minted", pool(500))
    problems = find_problems(tmp_path, with_changes(pool(count)), known)

    assert [problem.code for problem in problems] == codes
    assert [problem.hint for problem in problems] == ["write 500: codes that are out stay good"] * len(codes)


OAK = """\
# campaigns/partners/oak.yaml
schema_version: 1
partner: oak
name: Oak
stage: prospect
domains: [oak.example]
contacts:
  approver: {email: kim@oak.example}
properties:
  - {id: oak-news, name: Oak News, channel: email}
# campaigns/swap.yaml
partners: [green-mug, oak]
value:
  northwind-coffee: A mug that keeps the coffee hot.
  green-mug: Coffee for the mug.
  oak: A table for both.
roles:
  approvers: [northwind-coffee/approver, green-mug/approver, oak/approver]
  analytics: northwind-coffee/analyst
  timeline: green-mug/coordinator
  escalation: northwind-coffee/lead
  if_missed: make-good within 14 days
"""
FIRST = f"  - {{id: mug-weekly-launch, property: green-mug-weekly, {REST}"


@pytest.mark.parametrize(
    ("placement", "found"),
    [
        (FIRST + "}", True),
        (FIRST + ", budget: {amount: 10, share: {oak: 0.5}}}", False),
        (FIRST.replace("promotes: northwind-coffee", "promotes: oak") + "}", False),
        (FIRST.replace("green-mug-weekly,", "oak-nows,") + "}", False),  # it may have been meant
    ],
)
def test_a_partner_takes_part_by_hosting_being_promoted_or_paying(
    tmp_path: Path, placement: str, *, found: bool
) -> None:
    problems = find_problems(tmp_path, with_changes(f"{OAK}placements:\n{placement}\n{OTHER}"))

    assert [place_of(problem)[:3] for problem in problems if problem.code == "XP226"] == [
        ("campaigns/swap.yaml", 5, 23)
    ] * found


@docstring_is_the_file
def test_a_partner_that_claims_our_domain_in_another_spelling() -> None:
    """
    # campaigns/partners/oak.yaml
    schema_version: 1
    partner: oak
    name: Oak
    stage: prospect
    domains: [shop.northwind.example, northwind.example]
    #                                 ^^^^^^^^^^^^^^^^^ XP227
    properties:
      - {id: oak-news, name: Oak News, channel: email}
    """


@docstring_is_the_file
def test_tags_behind_the_fragment_of_a_route() -> None:
    """
    # campaigns/swap.yaml
    offers:
      - {id: first-bag, title: A bag, landing: "https://northwind.example/bag#top&utm_source=letter"}
    #                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ XP228
      - {id: mug-gift, title: A sleeve, landing: "https://greenmug.example/gift#about-utm_tags"}
    """


@pytest.mark.parametrize(
    ("claimed", "seen", "found"),
    [(1000, 500, False), (1000, 499, True), (1000, 2000, False), (1000, 2001, True), (0, 1, True), (0, 0, False)],
)
def test_half_or_twice_is_far(tmp_path: Path, claimed: int, seen: int, *, found: bool) -> None:
    text = f"""
# campaigns/partners/green-mug.yaml
properties:
  - {{id: green-mug-weekly, name: G, channel: email, audience: {claimed}, audience_verified: {seen}}}
  - {{id: green-mug-social, name: Green Mug, channel: social}}
"""
    problems = find_problems(tmp_path, with_changes(text))
    if found:
        assert place_of(only(problems))[4] == "XP229"
    else:
        assert problems == []
