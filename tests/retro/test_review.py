"""What a review says: standings beyond chance, and a sentence for each finding that can be made."""

from __future__ import annotations

import pytest

from xpromo.measure.review import Finding, Standing, against_expected
from xpromo.report.retro import SAYS, sentence


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


def test_sentences_are_filled_in() -> None:
    said = sentence(Finding("clicks-less", "letter", {"clicks": 1200, "expected": 2000}))
    assert said == "`letter` brought 1,200 clicks, 2,000 were expected: less than chance explains."
    assert sentence(Finding("expect", None, {"placements": ["a", "b"]})).endswith("surprise you: `a` and `b`.")
    assert all(text.endswith(".") for text in SAYS.values())
