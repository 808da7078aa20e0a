"""How far attribution models disagree, on a page."""

from __future__ import annotations

from dataclasses import replace

from tests.report.paging import html, paged, words
from xpromo.measure.crediting import credit
from xpromo.measure.models import MODELS, Terms
from xpromo.paths import Paths, PathsFound, letter
from xpromo.report.attribution import Attribution, Windowed
from xpromo.report.credits import MOST, credits_block
from xpromo.report.page import Range

NAMES = ("app", "letter", "site")
MODEL_NAMES = ("first", "last", "linear")


def attribution(paths: Paths, conversions: int, *, by_evidence: bool = False) -> Attribution:
    models = {name: MODELS.get(name) for name in MODEL_NAMES}
    made = credit(paths, models, Terms())
    window = Windowed(None, PathsFound(paths, conversions, conversions), made, by_evidence)
    return Attribution("placement", "ledger", "sale", None, (), models, Terms(), [window])


# Two sales by way of the app and then the letter, one by way of the letter alone; the site brought none
APP, LETTER, SITE = (letter(number) for number in range(3))
PATHS = Paths(NAMES, [APP + LETTER, LETTER, SITE], [2, 1, 0], [0, 0, 5])


def test_a_placement_lies_between_the_models_that_give_it_least_and_most() -> None:
    block = credits_block(attribution(PATHS, 12))
    assert block is not None
    assert block.ranges == (
        Range("letter", 1.0, 3.0, 2.0, "1.00 to 3.00, linear 2.00"),
        Range("app", 0.0, 2.0, 1.0, "0.00 to 2.00, linear 1.00"),
    )
    assert block.note == (
        "Conversions (sale) from the least to the most that a model credits: First, Last and Linear. "
        "The dot is linear. 3 of 12 conversions have a path. This is a credit rule, not a causal effect."
    )


def test_only_the_largest_are_shown_and_the_others_counted() -> None:
    names = tuple(f"p{number:02}" for number in range(MOST + 3))
    paths = Paths(names, [letter(number) for number in range(MOST + 3)], [1] * (MOST + 3), [0] * (MOST + 3))
    block = credits_block(attribution(paths, 20))
    assert block is not None
    assert [item.title for item in block.ranges] == list(names[:MOST])
    assert block.note.endswith("3 placements with less aren't shown.")


def test_without_paths_of_several_touches_there_is_nothing_to_show() -> None:
    assert credits_block(attribution(Paths(NAMES, [APP], [0], [3]), 0)) is None
    assert credits_block(attribution(PATHS, 300, by_evidence=True)) is None


def test_ranges_are_drawn_on_one_scale() -> None:
    block = credits_block(attribution(PATHS, 12))
    document = paged()
    assert block is not None
    assert document.page is not None
    text = html(replace(document, page=replace(document.page, below=(block,))))
    assert 'x1="33.3%" x2="100.0%"' in text
    assert 'x1="0.0%" x2="66.7%"' in text
    assert "0.00 to 2.00, linear 1.00" in words(text)
