"""Which of several sources of the same clicks counts."""

from __future__ import annotations

import pytest

from tests.measure.facts import SETTINGS, counted, promised
from xpromo.measure.cells import Facts, Place
from xpromo.measure.clicks import choose, wish
from xpromo.measure.folding import cut_counts
from xpromo.measure.scorecard import scorecard
from xpromo.records import EXCLUSIONS, Settings


@pytest.mark.parametrize(
    ("sources", "wished", "chosen"),
    [
        pytest.param(["combined-log", "bitly", "clicks"], None, "bitly", id="a shortener first"),
        pytest.param(["clicks", "combined-log"], None, "combined-log", id="then our own log"),
        pytest.param(["mailchimp", "clicks"], None, "clicks", id="then any, by name"),
        pytest.param(["shlink-links", "combined-log"], None, "shlink-links", id="a shortener's other source"),
        pytest.param(["dubious", "combined-log"], None, "combined-log", id="no shortener, but begins like one"),
        pytest.param(["dub-links", "dub-clicks"], None, "dub-clicks", id="clicks before a counter of them"),
        pytest.param([], None, None, id="nobody counted"),
        pytest.param(["bitly", "clicks"], "clicks", "clicks", id="a wish for a source"),
        pytest.param(["bitly", "combined-log"], "log", "combined-log", id="a wish for a family"),
        pytest.param(["bitly"], "dub", "dub", id="a wish is kept even without data"),
    ],
)
def test_choice(sources: list[str], wished: str | None, chosen: str | None) -> None:
    assert choose(sources, wished) == chosen


def test_the_placements_own_word_goes_before_its_property_and_the_brand() -> None:
    settings = Settings("n", "N", "UTC", "EUR", clicks_from={"": "generic", "mug-letter": "log"})
    assert wish(promised(clicks_from="bitly"), settings) == "bitly"
    assert wish(promised(), settings) == "log"
    assert wish(promised(property="other"), settings) == "generic"
    assert wish(promised(), SETTINGS) is None


def test_a_wished_source_without_data_leaves_no_clicks_but_shows_the_others() -> None:
    facts = Facts((promised(clicks_from="dub"),), (counted("clicks", 9, source="bitly"),), SETTINGS)
    line = scorecard(facts).rows[0]
    assert (line.clicks, line.clicks_raw, line.other_clicks) == (None, None, {"bitly": 9})


def test_what_the_readers_exclude_is_a_reason_that_measures_know() -> None:
    from xpromo.sources.agents import BOT, OWN_CHECK, PREFETCH

    assert {BOT, PREFETCH, OWN_CHECK} <= EXCLUSIONS


def test_a_totals_dimension_is_no_reason_to_exclude_its_clicks() -> None:
    facts = Facts((promised(),), (counted("clicks", 9, source="reach", label="placement"),), SETTINGS)
    line = scorecard(facts).rows[0]
    assert (line.clicks, line.clicks_raw, line.excluded) == (9, 9, {})


def test_clicks_that_one_tool_counted_by_several_lengths_of_time_count_once() -> None:
    """Ledgers of before hold Bitly's days, weeks and hours beside each other."""
    told = [("day", 11), ("day", 4), ("week", 30), ("hour", 2)]
    items = tuple(counted("clicks", n, source="bitly-clicks", label=label) for label, n in told)
    counter = tuple(counted("clicks", 7, source="dub-links", label=link) for link in ("dub.sh/a", "dub.sh/b"))
    line = scorecard(Facts((promised(clicks_from="bitly-clicks"),), items + counter, SETTINGS)).rows[0]
    assert (line.clicks, line.other_clicks) == (30, {"dub-links": 14})


def test_what_counts_does_not_change_with_the_period() -> None:
    """The shortener counted in June only: May, asked for alone, must not count the log instead."""
    promise = promised()
    may = [counted("clicks", 40, source="combined-log")]
    ever = {Place.promised(promise): {"combined-log": False, "bitly": False}}
    (row,) = scorecard(Facts([promise], may, SETTINGS, click_sources=ever)).rows

    assert (row.click_source, row.clicks, row.other_clicks) == ("bitly", 0, {"combined-log": 40})


def test_of_a_count_that_the_period_cuts_nobody_knows_how_much_lies_inside() -> None:
    promise = promised()
    place = Place.promised(promise)
    facts = Facts([promise], [counted("sale", 1)], SETTINGS, click_sources={place: {"bitly": True}})
    (row,) = scorecard(facts).rows

    assert row.clicks is None
    assert cut_counts(facts) == {place: "bitly"}
    assert cut_counts(Facts([promise], [], SETTINGS, click_sources={place: {"bitly": False}})) == {}
