"""What texts may not say, say without a source, or must say: claims, words, disclosure, colours."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.workspace import docstring_is_the_file, find_problems, only, with_changes
from xpromo.definitions.phrases import Phrases
from xpromo.errors import Severity

# --------------------------------------------------------------------------------------------------------- claims


@docstring_is_the_file
def test_every_text_is_read_and_each_phrase_found_at_its_place() -> None:
    """
    # campaigns/brand.yaml
    claims: {forbidden: [guaranteed, best in the world]}
    # campaigns/swap.yaml
    name: Guaranteed winter
    #     ^^^^^^^^^^ XP188
    value:
      northwind-coffee: "The best  in the World, guaranteed."
    #                        ^^^^^^^^^^^^^^^^^^ XP188
    #                                            ^^^^^^^^^^ XP188
      green-mug: Coffee for the mug.
    offers:
      - id: first-bag
        title: A guaranteed bag
    #            ^^^^^^^^^^ XP188
        landing: https://northwind.example/bag
        terms: 'Nobody''s guaranteed bag.'
    #                     ^^^^^^^^^^ XP188
        description: Hot, guaranteed
    #                     ^^^^^^^^^^ XP188
        call_to_action: guaranteed!
    #                   ^^^^^^^^^^ XP188
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
    assets:
      faq:
        - {q: Guaranteed?, a: It is guaranteed.}
    #         ^^^^^^^^^^ XP188
    #                               ^^^^^^^^^^ XP188
    """


def test_two_in_one_line_are_two(tmp_path: Path) -> None:
    text = """\
# campaigns/brand.yaml
claims: {forbidden: [guaranteed]}
# campaigns/swap.yaml
name: guaranteed, guaranteed
"""
    problems = find_problems(tmp_path, with_changes(text))

    assert [str(problem.location) for problem in problems] == ["campaigns/swap.yaml:3:7", "campaigns/swap.yaml:3:19"]
    assert {problem.severity for problem in problems} == {Severity.ERROR}


def test_a_phrase_that_is_broken_over_lines_is_found_from_its_first_word_to_its_last(tmp_path: Path) -> None:
    text = """\
# campaigns/brand.yaml
claims: {forbidden: [best in the world]}
# campaigns/swap.yaml
offers:
  - id: first-bag
    title: A bag
    landing: https://northwind.example/bag
    terms: >
      It is the best
      in the world.
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
"""
    place = only(find_problems(tmp_path, with_changes(text))).location

    assert (place.column, place.end_line - place.line, place.end_column) == (17, 1, 19)


@docstring_is_the_file
def test_words_are_whole_words() -> None:
    """
    # campaigns/brand.yaml
    claims: {forbidden: [cheap, "no. 1"]}
    # campaigns/swap.yaml
    value: {northwind-coffee: Cheaper by the dozen., green-mug: The no. 10 of cheapness.}
    """


@docstring_is_the_file
def test_case_is_that_of_any_language() -> None:
    """
    # campaigns/brand.yaml
    claims: {forbidden: [größte]}
    # campaigns/swap.yaml
    value: {northwind-coffee: Straßenfest - DIE GRÖSSTE Tasse., green-mug: Coffee for the mug.}
    #                                           ^^^^^^^ XP188
    """


@docstring_is_the_file
def test_a_partner_forbids_words_in_its_own_campaigns() -> None:
    """
    # campaigns/partners/green-mug.yaml
    guardrails: {forbidden: [eco-friendly]}
    # campaigns/swap.yaml
    value: {northwind-coffee: An Eco-Friendly mug., green-mug: Coffee for the mug.}
    #                            ^^^^^^^^^^^^ XP188
    """


def test_what_is_hidden_by_escapes_is_found_as_a_whole(tmp_path: Path) -> None:
    text = '# campaigns/brand.yaml\nclaims: {forbidden: [guaranteed]}\n# campaigns/swap.yaml\nname: "\\x67uaranteed"\n'
    place = only(find_problems(tmp_path, with_changes(text))).location

    assert (place.column, place.end_column) == (7, 22)


@docstring_is_the_file
def test_a_partner_requires_what_we_forbid() -> None:
    """
    # campaigns/brand.yaml
    claims: {forbidden: [guaranteed]}
    # campaigns/partners/green-mug.yaml
    guardrails: {required: [Fired in Portugal., Ten years guaranteed.]}
    #                                                     ^^^^^^^^^^ XP188
    """


@docstring_is_the_file
def test_a_claim_needs_a_source_beside_it() -> None:
    """
    # campaigns/brand.yaml
    claims: {need_source: ["%", faster]}
    # campaigns/swap.yaml
    value: {northwind-coffee: Keeps warm 30 % longer., green-mug: Coffee for the mug.}
    #                                       ^ XP188
    """


@pytest.mark.parametrize(
    "source", ["[1]", "[Coffee Review, 2026]", "(Coffee Review 2026)", "https://northwind.example/test"]
)
def test_a_source_is_an_address_or_a_reference_in_brackets(tmp_path: Path, source: str) -> None:
    text = f"""\
# campaigns/brand.yaml
claims: {{need_source: ["%"]}}
# campaigns/swap.yaml
value:
  northwind-coffee: "Keeps warm 30 % longer {source}."
  green-mug: Coffee for the mug.
"""
    assert find_problems(tmp_path, with_changes(text)) == []


@docstring_is_the_file
def test_what_the_offer_states_is_no_claim() -> None:
    """
    # campaigns/brand.yaml
    claims: {need_source: ["%"]}
    # campaigns/swap.yaml
    value: {northwind-coffee: "The mug at 15 % off, 20 % thicker.", green-mug: Coffee for the mug.}
    #                                                  ^ XP188
    offers:
      - {id: first-bag, title: A bag for 15 % off, terms: Only 1 % of milk., landing: https://northwind.example/bag}
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
    """


def test_a_claim_without_a_source_is_a_warning(tmp_path: Path) -> None:
    text = """\
# campaigns/brand.yaml
claims: {need_source: [faster]}
# campaigns/swap.yaml
value: {northwind-coffee: Coffee faster than ever., green-mug: Coffee for the mug.}
"""

    assert only(find_problems(tmp_path, with_changes(text))).severity is Severity.WARNING


@docstring_is_the_file
def test_two_claims_of_one_text_need_one_source() -> None:
    """
    # campaigns/brand.yaml
    claims: {need_source: ["%", faster]}
    # campaigns/swap.yaml
    value: {northwind-coffee: Brews 30 % faster., green-mug: Coffee for the mug.}
    #                                  ^ XP188
    """


@docstring_is_the_file
def test_a_title_states_numbers_and_claims_in_words() -> None:
    """
    # campaigns/brand.yaml
    claims: {need_source: ["%", faster]}
    # campaigns/swap.yaml
    offers:
      - {id: first-bag, title: 15 % off what brews faster, landing: https://northwind.example/bag}
    #                                              ^^^^^^ XP188
      - {id: mug-gift, title: A sleeve, terms: The faster order counts., landing: https://greenmug.example/gift}
    """


# -------------------------------------------------------------------------------------------------------- phrases


def test_phrases_are_found_from_left_to_right_and_the_longest_first() -> None:
    phrases = Phrases(["best", "Best in the World", "%", "world"])

    assert list(phrases.find("the best in  the WORLD is 5% best")) == [
        ("Best in the World", 4, 22),
        ("%", 27, 28),
        ("best", 29, 33),
    ]


@pytest.mark.parametrize("phrases", [[], ["", "  "]])
def test_no_phrase_is_found_nowhere(phrases: list[str]) -> None:
    assert list(Phrases(phrases).find("anything at all")) == []


# ----------------------------------------------------------------------------------------------------- guardrails


@docstring_is_the_file
def test_a_partner_has_a_word_for_it() -> None:
    """
    # campaigns/partners/green-mug.yaml
    guardrails: {words: {cup: travel cup}}
    # campaigns/swap.yaml
    value: {northwind-coffee: A Cup that keeps warm., green-mug: Coffee for the travel cup and cupboard.}
    #                           ^^^ XP189
    """


@docstring_is_the_file
def test_a_palette_without_a_dark_colour() -> None:
    """
    # campaigns/brand.yaml
    style: {palette: ["#f6efe6", "#ccc"]}
    #                ^^^^^^^^^^^^^^^^^^^ XP189
    """


@docstring_is_the_file
def test_a_palette_of_theirs_without_a_dark_colour() -> None:
    """
    # campaigns/partners/green-mug.yaml
    guardrails: {palette: ["#8fd"]}
    #                     ^^^^^^^^ XP189
    """


@docstring_is_the_file
def test_one_dark_colour_is_enough() -> None:
    """
    # campaigns/brand.yaml
    style: {palette: ["#f6efe6", "#3b2417"]}
    # campaigns/partners/green-mug.yaml
    guardrails: {palette: []}
    """


# ----------------------------------------------------------------------------------------------------- disclosure


def test_promotions_without_words_that_mark_them_are_one_finding(tmp_path: Path) -> None:
    files = with_changes("# campaigns/brand.yaml\ndisclosure:\n")
    problem = only(find_problems(tmp_path, files))

    assert (problem.code, str(problem.location)) == ("XP187", "campaigns/brand.yaml:2:8")


@docstring_is_the_file
def test_a_partner_who_has_words_of_its_own_needs_none_of_ours() -> None:
    """
    # campaigns/brand.yaml
    disclosure:
    # campaigns/partners/green-mug.yaml
    guardrails: {disclosure: Partner offer}
    # campaigns/swap.yaml
    placements:
      - {id: one, property: green-mug-weekly, promotes: northwind-coffee, offer: first-bag, at: 2026-12-02 09:00}
    swaps: []
    """


@docstring_is_the_file
def test_each_further_language_needs_words() -> None:
    """
    # campaigns/brand.yaml
    disclosure: {text: Partner promotion, languages: {de: Anzeige}}
    # campaigns/swap.yaml
    audience: {languages: [en, de, fr]}
    #                              ^^ XP187
    """


@docstring_is_the_file
def test_the_text_is_in_the_first_language() -> None:
    """
    # campaigns/swap.yaml
    audience: {languages: [fr]}
    """
