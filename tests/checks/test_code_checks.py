"""Codes: enough of them, hard to guess, easy to type, each for one offer."""

# ruff: noqa: E501 - lines of YAML are as long as they are

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.checks.workspace import docstring_is_the_file, find_problems, only, place_of, promised, with_changes
from xpromo.errors import Problem, Severity
from xpromo.known import Known, PoolIssued

GIFT = "  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}\n"


def offers(codes: str, title: str = "A bag", more: str = "") -> str:
    """The little workspace with codes for its first offer."""
    first = (
        f"{{id: first-bag, title: {title}, landing: https://northwind.example/bag, codes: {codes}, terms: Once.{more}}}"
    )
    return f"# campaigns/swap.yaml\noffers:\n  - {first}\n{GIFT}"


def found(folder: Path, text: str, known: Known | None = None) -> list[Problem]:
    return find_problems(folder, with_changes(text), known)


# ------------------------------------------------------------------------------------------------ capacity


def pool_for(clicks: int) -> str:
    return (
        offers("{kind: pool, count: 400, prefix: BAG}")
        + f"""\
goals:
  primary: {{metric: sales, target: 300}}
placements:
  - {{id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00, expected: {{clicks: {clicks}}}}}
  - {{id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}}
"""
    )


def test_a_pool_smaller_than_the_clicks_that_are_expected(tmp_path: Path) -> None:
    assert found(tmp_path, pool_for(400)) == []
    problem = only(found(tmp_path, pool_for(401)))
    assert place_of(problem) == ("campaigns/swap.yaml", 13, 102, 105, "XP213")
    assert problem.message == "400 codes for `mug-weekly-launch`, and 401 clicks"


def test_a_pool_smaller_than_the_clicks_that_came(tmp_path: Path) -> None:
    problem = only(found(tmp_path, pool_for(400), Known(clicks={"mug-weekly-launch": 512})))
    assert problem.message == "400 codes for `mug-weekly-launch`, and 512 clicks"


def test_codes_that_work_more_than_once_run_out_of_nothing(tmp_path: Path) -> None:
    text = pool_for(900).replace("prefix: BAG", "prefix: BAG, single_use: false")
    assert found(tmp_path, text) == []


@docstring_is_the_file
def test_a_goal_that_there_are_too_few_codes_for() -> None:
    """
    # campaigns/swap.yaml
    goals:
      primary: {metric: sales, target: 300}
    #                                  ^^^ XP213
      secondary: [{metric: new_customers, target: 250}]
    offers:
      - {id: first-bag, title: A bag, landing: https://northwind.example/bag, codes: {kind: pool, count: 200}, terms: Once.}
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
    """


@docstring_is_the_file
def test_a_code_for_everybody_that_works_once() -> None:
    """
    # campaigns/swap.yaml
    offers:
      - {id: first-bag, title: A bag, landing: https://northwind.example/bag, terms: Once., codes: {kind: shared, code: MUGBAG, single_use: true}}
    #                                                                                                                                       ^^^^ XP213
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
    """


@pytest.mark.parametrize(
    ("count", "severity"),
    [(5_000_000, None), (5_000_001, Severity.WARNING), (20_000_001, Severity.ERROR)],
)
def test_more_codes_than_a_store_likes_or_takes(tmp_path: Path, count: int, severity: Severity | None) -> None:
    problems = found(tmp_path, offers(f"{{kind: pool, count: {count}}}"))
    assert [(problem.code, problem.severity) for problem in problems] == ([("XP213", severity)] if severity else [])


# ------------------------------------------------------------------------------------------------ strength


def test_a_policy_that_withstands_a_script_of_minutes_only(tmp_path: Path) -> None:
    problem = only(found(tmp_path, "# campaigns/brand.yaml\ncodes: {guesses: 9999}\n"))
    assert (problem.code, problem.severity) == ("XP214", Severity.WARNING)
    assert found(tmp_path, "# campaigns/brand.yaml\ncodes: {guesses: 10000}\n") == []


def test_codes_that_are_out_and_too_short_by_now(tmp_path: Path) -> None:
    text = offers("{kind: pool, count: 9000, prefix: BAG}")
    known = Known(pools={("first-bag", "mug-weekly-launch"): PoolIssued(400, 14)})
    problem = only(found(tmp_path, text, known))
    assert place_of(problem) == ("campaigns/swap.yaml", 14, 102, 106, "XP214")
    assert problem.message == (
        "codes that are out have 10 symbols, too few by now: "
        "9,000 live codes x 100,000 guesses / 31^10 = 1.1e-06, at most 1e-06"
    )
    longer = Known(pools={("first-bag", "mug-weekly-launch"): PoolIssued(400, 15)})
    assert found(tmp_path, text, longer) == []


def test_all_pools_of_a_prefix_count(tmp_path: Path) -> None:
    text = """\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A bag, landing: https://northwind.example/bag, codes: {kind: pool, count: 4500, prefix: BAG}, terms: Once.}
  - {id: bean-bag, title: A bag, landing: https://northwind.example/bean, codes: {kind: pool, count: 4500, prefix: BAG}, terms: Once.}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
placements:
  - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
  - {id: mug-weekly-late, property: green-mug-weekly, promotes: northwind-coffee, offer: bean-bag, at: 2026-12-10 09:00}
  - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
"""
    known = Known(pools={("first-bag", "mug-weekly-launch"): PoolIssued(4500, 14)})
    assert only(found(tmp_path, text, known)).code == "XP214"
    assert (
        found(
            tmp_path,
            text.replace(
                "4500, prefix: BAG}, terms: Once.}\n  - {id: mug", "4500, prefix: BEAN}, terms: Once.}\n  - {id: mug"
            ),
            known,
        )
        == []
    )


# ------------------------------------------------------------------------------------------------ collision


def two(first: str, second: str, more: str = "") -> str:
    return f"""\
# campaigns/swap.yaml
offers:
  - {{id: first-bag, title: A bag, landing: https://northwind.example/bag, terms: Once., codes: {first}}}
  - {{id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift, terms: Once., codes: {second}{more}}}
"""


def test_the_same_code_however_it_is_written(tmp_path: Path) -> None:
    problem = only(found(tmp_path, two("{kind: shared, code: MUGBAG}", "{kind: shared, code: mugbag}")))
    assert (problem.code, problem.severity) == ("XP215", Severity.ERROR)
    assert problem.message == "the offer `first-bag` has this code in the same days"


def test_the_same_code_in_other_days_is_fine(tmp_path: Path) -> None:
    first = "{kind: shared, code: MUGBAG}, valid: {start: 2026-11-30, end: 2026-12-06}"
    later = ", valid: {start: 2026-12-07, end: 2026-12-20}"
    on_the_day = ", valid: {start: 2026-12-06, end: 2026-12-20}"
    moved = """\
placements:
  - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
  - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-08 08:00}
swaps: [{give: nw-weekly-launch, get: mug-weekly-launch, tolerance_days: 7}]
"""
    assert found(tmp_path, two(first, "{kind: shared, code: MUGBAG}", later) + moved) == []
    assert only(found(tmp_path, two(first, "{kind: shared, code: MUGBAG}", on_the_day) + moved)).code == "XP215"


def test_a_code_that_a_pool_could_have_issued(tmp_path: Path) -> None:
    issued = promised(tmp_path / "minted", offers("{kind: pool, count: 3, prefix: BAG}") + GOAL)
    assert set(issued.pools) == {("first-bag", "mug-weekly-launch")}
    pool = "{kind: pool, count: 300, prefix: BAG}"
    problem = only(found(tmp_path, two(pool, "{kind: shared, code: BAG123456783}")))
    assert (problem.code, problem.severity) == ("XP215", Severity.WARNING)
    assert problem.message.startswith("this code looks like one of the pool of `first-bag`")
    assert found(tmp_path, two(pool, "{kind: shared, code: BAG12345678Y}")) == []  # doesn't add up
    assert found(tmp_path, two(pool, "{kind: shared, code: BAGS}")) == []


GOAL = "goals:\n  primary: {metric: sales, target: 3}\n"


def test_a_code_that_was_issued_for_another_offer(tmp_path: Path) -> None:
    known = promised(tmp_path, offers("{kind: shared, code: MUGBAG}"))
    other = two("{kind: shared, code: NEWBAG}", "{kind: shared, code: MUGBAG}")
    problems = [problem for problem in found(tmp_path, other, known) if problem.code == "XP215"]
    assert only(problems).message == "this code was issued for the offer `first-bag` until 2026-12-20"
    assert only(problems).severity is Severity.WARNING


def test_an_offer_that_got_another_id_keeps_its_code(tmp_path: Path) -> None:
    text = offers("{kind: shared, code: MUGBAG}")
    known = replace(promised(tmp_path, text), promises={})
    placements = """\
placements:
  - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: one-bag, at: 2026-12-02 09:00}
  - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
"""
    assert found(tmp_path, text.replace("first-bag", "one-bag") + placements, known) == []


@docstring_is_the_file
def test_a_prefix_of_two_partners() -> None:
    """
    # campaigns/partners/oak.yaml
    schema_version: 1
    partner: oak
    name: Oak
    domains: [oak.example]
    properties: [{id: oak-news, name: Oak News, channel: email}]
    # campaigns/swap.yaml
    partners: [green-mug, oak]
    value: {northwind-coffee: Warmth., green-mug: Coffee., oak: Wood.}
    roles:
      approvers: [northwind-coffee/approver, green-mug/approver, oak/approver]
      analytics: northwind-coffee/analyst
      timeline: green-mug/coordinator
      escalation: northwind-coffee/lead
      if_missed: make-good within 14 days
    offers:
      - {id: first-bag, title: A bag, landing: https://northwind.example/bag, terms: Once., codes: {kind: pool, count: 500, prefix: BAG}}
      - {id: oak-bag, title: A bag, landing: https://northwind.example/oak, terms: Once., codes: {kind: pool, count: 500, prefix: BAG}}
    #                                                                                                                             ^^^ XP215
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
    placements:
      - {id: mug-weekly-launch, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
      - {id: oak-news-launch, property: oak-news, promotes: northwind-coffee, offer: oak-bag, at: 2026-12-02 09:00}
      - {id: nw-weekly-launch, property: northwind-weekly, promotes: green-mug, offer: mug-gift, at: 2026-12-02 08:00}
    """


# ------------------------------------------------------------------------------------------------ legibility


def shared(code: str, title: str = "A bag") -> str:
    return offers(f"{{kind: shared, code: {code}}}", title)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("B0NUS", "0 and O are taken for each other in `B0NUS`"),
        ("0RANGE", "0 and O are taken for each other in `0RANGE`"),
        ("SAVE1O", "1, I and L are taken for each other in `SAVE1O`"),
        ("MUGO0", "0 and O are taken for each other in `MUGO0`"),
        ("W1NTER", "1, I and L are taken for each other in `W1NTER`"),
        ("mug-bag", "not every store takes a dash, and none is handed out"),
        ("MUG_BAG", "not every store takes a code of more than letters A-Z and digits"),
        ("MUGSANDCOFFEEFORALL", "19 characters are many to type"),
        ("XMAS2025", "the code says 2025, and the offer is good in 2026"),
    ],
)
def test_codes_that_are_typed_wrongly(tmp_path: Path, code: str, message: str) -> None:
    problem = only(found(tmp_path, shared(code)))
    assert place_of(problem) == ("campaigns/swap.yaml", 14, 103, 103 + len(code), "XP216")
    assert problem.message == message
    assert problem.severity is Severity.WARNING


@pytest.mark.parametrize("code", ["MUG15", "SLOW50", "NORTHWIND", "mugbag", "XMAS2026", "WINTER26", "HELLO7", "15OFF"])
def test_codes_that_anybody_types(tmp_path: Path, code: str) -> None:
    assert found(tmp_path, shared(code)) == []


@pytest.mark.parametrize(
    ("codes", "severity"),
    [
        ("{kind: shared, code: SH1T}", Severity.WARNING),
        ("{kind: shared, code: FUCK20}", Severity.WARNING),
        ("{kind: pool, count: 500, prefix: SH1T}", Severity.ERROR),
        ("{kind: shared, code: BLACKFRIDAY}", None),
        ("{kind: shared, code: CLASSIC20}", None),
    ],
)
def test_a_rude_word_is_found_and_not_repeated(tmp_path: Path, codes: str, severity: Severity | None) -> None:
    problems = found(tmp_path, offers(codes))
    assert [(problem.code, problem.severity) for problem in problems] == ([("XP216", severity)] if severity else [])
    assert not [problem for problem in problems if "SH" in problem.message or "FU" in problem.message]


@pytest.mark.parametrize(
    ("code", "title", "message"),
    [
        ("MUG15", "20 % off the mug", "the code says 15, and the title 20"),
        ("MUG10", "€5 off", "the code says 10, and the title 5"),
        ("MUG15", "15 % off, 20 % for two", None),
        ("MUG15", "Half price", None),
        ("MUG26", "15 % off", None),
        ("MUG2", "15 % off", None),
    ],
)
def test_a_code_that_contradicts_its_title(tmp_path: Path, code: str, title: str, message: str | None) -> None:
    problems: Any = [problem.message for problem in found(tmp_path, shared(code, f'"{title}"'))]
    assert problems == ([message] if message else [])
