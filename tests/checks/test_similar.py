"""Ids and names that people take for each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.workspace import docstring_is_the_file, find_problems, only, place_of, with_changes
from xpromo.definitions.lookalikes import near_ids
from xpromo.errors import Severity


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("slow-mornings", "slow-momings", id="rn-m"),
        pytest.param("mall-1", "mall-l", id="1-l"),
        pytest.param("box-0", "box-o", id="0-o"),
        pytest.param("vvine", "wine", id="vv-w"),
        pytest.param("green-mug-weekly", "green-mug-weelky", id="exchanged"),
        pytest.param("winter-swap", "winetr-swap", id="exchanged-before-the-end"),
        pytest.param("winter-swap", "wintr-swap", id="one-too-few"),
        pytest.param("letter", "letters", id="one-too-many"),
        pytest.param("letters", "letter", id="one-too-few-at-the-end"),
        pytest.param("coffee-letter", "cofffee-letter", id="doubled"),
        pytest.param("winter15", "wintar15", id="another-letter"),
    ],
)
def test_taken_for_each_other(first: str, second: str) -> None:
    assert near_ids([first, second]) == {second: first}
    assert near_ids([second, first]) == {first: second}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("launch-a", "launch-b", id="variants"),
        pytest.param("week-1", "week-2", id="a-series"),
        pytest.param("2025-winter", "2026-winter", id="years"),
        pytest.param("winter15", "winter25", id="another-number"),
        pytest.param("winter15", "winter1", id="a-shorter-number"),
        pytest.param("batch-12", "batch-21", id="exchanged-digits-are-another-number"),
        pytest.param("mug-ios", "mug-iot", id="short-words"),
        pytest.param("bag", "mug", id="words"),
        pytest.param("our-offer", "their-offer", id="sides"),
        pytest.param("winter-swap", "winter-swap-b", id="a-word-more"),
        pytest.param("give-launch", "get-launch", id="directions"),
        pytest.param("winter-letter", "wintre-lettre", id="two-slips"),
        pytest.param("mug-weekly", "mugweekly", id="dashes-are-utm-collision's"),
    ],
)
def test_not_taken_for_each_other(first: str, second: str) -> None:
    assert near_ids([first, second]) == {}


def test_the_earliest_is_named_and_each_is_told_once() -> None:
    assert near_ids(["letter", "lettre", "letters"]) == {"lettre": "letter", "letters": "letter"}


def test_every_slip_of_every_letter_is_found() -> None:
    name = "northwind-weekly"
    for at, letter in enumerate(name):
        if letter == "-" or at in {8, 15}:  # at the end of a word nothing follows to exchange
            continue
        swapped = name[:at] + name[at + 1] + letter + name[at + 2 :]
        slips = {name[:at] + name[at + 1 :], name[:at] + "q" + name[at + 1 :], f"{name[:at]}q{name[at:]}", swapped}
        for slip in slips - {name}:
            assert near_ids([name, slip]) == {slip: name}, slip


@docstring_is_the_file
def test_each_kind_is_compared_with_itself() -> None:
    """
    # campaigns/brand.yaml
    properties:
      - {id: northwind-weekly, name: Northwind Weekly, channel: email}
      - {id: northwlnd-weekly, name: the app, channel: in_app}
    #        ^^^^^^^^^^^^^^^^ XP160
    # campaigns/partners/green-mug.yaml
    properties:
      - {id: green-mug-weekly, name: The Green Letter, channel: email}
      - {id: green-mug-social, name: Green Mug, channel: social}
    # campaigns/swap.yaml
    offers:
      - {id: first-bag, title: A bag, landing: https://northwind.example/bag}
      - {id: first-bags, title: A bag, landing: https://northwind.example/bags}
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
      - {id: mug-glft, title: A sleeve, landing: https://greenmug.example/gift}
    """


@docstring_is_the_file
def test_a_partner_in_two_files() -> None:
    """
    # campaigns/partners/green-mugs.yaml
    schema_version: 1
    partner: northwind-cofee
    #        ^^^^^^^^^^^^^^^ XP160
    name: Northwind Coffee
    properties: [{id: northwind-cofee-letter, name: Letter, channel: email}]
    # campaigns/brand.yaml
    properties:
      - {id: northwind-weekly, name: Northwind Weekly, channel: email}
      - {id: northwind-coffee-letter, name: the app, channel: in_app}
    """


@docstring_is_the_file
def test_two_campaigns_are_one_finding_not_one_for_each_of_their_offers() -> None:
    """
    # campaigns/swap.yaml
    campaign: winter-swap
    offers:
      - {id: winter-swap-ours, title: A bag, landing: https://northwind.example/bag}
      - {id: first-bag, title: A bag, landing: https://northwind.example/bag}
      - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
    # campaigns/swap2.yaml
    schema_version: 1
    campaign: wintre-swap
    #         ^^^^^^^^^^^ XP160
    name: Winter swap
    form: bundle
    partners: [green-mug]
    flight: {start: 2026-11-30, end: 2026-12-20}
    value: {northwind-coffee: Warmth., green-mug: Coffee.}
    goals: {primary: {metric: sales, target: 300}}
    offers:
      - {id: wintre-swap-ours, title: A bag, landing: https://northwind.example/bag}
    roles:
      approvers: [northwind-coffee/approver, green-mug/approver]
      analytics: northwind-coffee/analyst
      timeline: green-mug/coordinator
      escalation: northwind-coffee/lead
      if_missed: make-good within 14 days
    placements: []
    """


def test_it_is_a_warning_that_says_where_the_other_one_is(tmp_path: Path) -> None:
    files = with_changes("""\
# campaigns/brand.yaml
properties:
  - {id: northwind-weekly, name: Northwind Weekly, channel: email}
  - {id: northwind-weeklyy, name: the app, channel: in_app}
""")
    problem = only(find_problems(tmp_path, files))

    assert problem.severity is Severity.WARNING
    assert problem.message == "`northwind-weeklyy` is easily taken for `northwind-weekly`"
    assert problem.hint.endswith("campaigns/brand.yaml:12:10")


@pytest.mark.parametrize(
    "name",
    [
        "Green Mug",
        "GREEN-MUG",
        "GreenMug",
        "Green Rnug",
        "Gr\u0435en Mug",  # a Cyrillic е
        "\u0262reen Mug".replace("\u0262", "\u050c"),  # a Komi letter that is drawn like a G
        "Ｇreen Mug",
        '"Green  Mug."',
    ],
)
def test_names_that_look_the_same(name: str, tmp_path: Path) -> None:
    problem = only(find_problems(tmp_path, other_partner(name)))

    assert place_of(problem)[0::4] == ("campaigns/partners/shop.yaml", "XP161")
    assert problem.message == "this name looks like that of `green-mug`"


@pytest.mark.parametrize("name", ["Green Mugs", "Grün Mug", "Green Jug", "Зелёная кружка", "緑のマグ"])
def test_names_that_do_not(name: str, tmp_path: Path) -> None:
    assert find_problems(tmp_path, other_partner(name)) == []


def other_partner(name: str) -> dict[str, str]:
    return with_changes(f"""\
# campaigns/partners/shop.yaml
schema_version: 1
partner: shop
name: {name}
properties: [{{id: shop-letter, name: Letter, channel: email}}]
""")
