"""What a review says: standings beyond chance, and a sentence for each finding that can be made."""

from __future__ import annotations

import pytest

from tests.measure.facts import SETTINGS, by_code, counted, promised
from xpromo.measure.cells import Facts
from xpromo.measure.health import Part, PartnerHealth
from xpromo.measure.lines import wholes
from xpromo.measure.rates import missing
from xpromo.measure.review import Finding, Standing, against_expected
from xpromo.measure.scorecard import scorecard
from xpromo.report.retro import SAYS, _health, sentence


@pytest.mark.parametrize(
    ("clicks", "expected", "standing"),
    [
        (100, 100, Standing.FITTING),
        (100, 81, Standing.FITTING),  # the interval of 100 is 82.2 to 121.6, but 100 isn't a quarter more than 81
        (100, 75, Standing.MORE),
        (100, 130, Standing.LESS),
        (100, 120, Standing.FITTING),
        (4, 8, Standing.FITTING),  # half of it, and still chance
        (0, 4, Standing.LESS),
        (None, 10, Standing.UNKNOWN),
        (10, None, Standing.UNKNOWN),
        (10, 0, Standing.UNKNOWN),
    ],
)
def test_clicks_stand_to_what_was_expected(clicks: int | None, expected: int | None, standing: Standing) -> None:
    assert against_expected(clicks, expected) is standing


def test_a_group_of_several_currencies_is_one() -> None:
    money = {"EUR": 1234, "JPY": 500, "USD": 2500}
    facts = [counted("clicks", 35), *(counted("sale", 2, currency=name, amount=minor) for name, minor in money.items())]
    rows = scorecard(Facts((promised(),), [*facts, by_code("sale", 4, currency="EUR", amount=400)], SETTINGS)).rows
    letter, code = wholes(rows)
    assert (letter.line.clicks, letter.line.conversions, letter.revenue) == (35, 6, money)
    assert (code.line.conversions, code.revenue) == (4, {"EUR": 400})


@pytest.mark.parametrize(
    ("value", "says"),
    [(14483.0, "14,483"), (12482, "12,482"), (1234567.0, "1,234,567"), (43.21, "43.2"), (143.2, "143")],
)
def test_counts_are_whole_numbers(value: float, says: str) -> None:
    part = Part("quality", value, value, 5, missing("no-data"), missing("no-data"), 0.2)
    (_, line) = _health([PartnerHealth("mug", missing("no-data"), (part,))])
    assert line == f"  - quality: {says} of {says} (5 observed)"


def test_sentences_are_filled_in() -> None:
    said = sentence(Finding("clicks-less", "letter", {"clicks": 1200, "expected": 2000}))
    assert said == "`letter` brought 1,200 clicks, 2,000 were expected: less than chance explains."
    assert sentence(Finding("expect", None, {"placements": ["a", "b"]})).endswith("surprise you: `a` and `b`.")
    assert all(text.endswith(".") for text in SAYS.values())
