"""Partners' health: what is counted, worked out by hand, and how it is put together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from tests.measure.facts import GIVEN, SETTINGS, by_code, counted, promised
from xpromo.answers import Sighting
from xpromo.measure.cells import Facts
from xpromo.measure.exchange import Known
from xpromo.measure.health import MEASURES, Health, Part, Statement, health
from xpromo.measure.shrinking import Basis
from xpromo.records import Aggregate, Direction, Promise

TODAY = date(2026, 6, 30)
AT = datetime(2026, 5, 5, 9, tzinfo=ZoneInfo("Europe/Berlin"))
PARTNERS = ("mug", "oak", "tea")


def placed(partner: str, number: int = 1, **different: Any) -> Promise:
    name = f"{partner}-{number}"
    facts = {"placement": name, "property": f"{partner}-letter", "partner": partner, "at": AT, "expected_clicks": 100}
    return promised(**(facts | different))


def seen(promise: Promise, day: int = 5) -> Sighting:
    on = date(2026, 5, day)
    return Sighting(promise.placement, "sends", on, on, on)


def of(promise: Promise, metric: str, n: int, **different: Any) -> Aggregate:
    at = {"placement": promise.placement, "property": promise.property, "partner": promise.partner}
    return counted(metric, n, campaign=promise.campaign, **(at | different))


def known(promises: list[Promise], *facts: Aggregate, late: tuple[str, ...] = (), **different: Any) -> Known:
    """All placements appeared on their day, or nine days later."""
    sightings = [seen(promise, 14 if promise.placement in late else 5) for promise in promises]
    return Known(Facts(promises, facts, SETTINGS), TODAY, sightings, **different)


def part(found: Health, partner: str, name: str) -> Part:
    (item,) = [item for item in found.partners if item.partner == partner]
    return next(part for part in item.parts if part.name == name)


def observed(found: Health, partner: str, name: str) -> tuple[float, float, int]:
    item = part(found, partner, name)
    return item.events, item.exposure, item.n


# ------------------------------------------------------------------------------------------------ what is counted


def test_what_appeared_in_time_of_what_is_over() -> None:
    promises = [placed("mug", number) for number in (1, 2, 3, 4)]
    later = placed("mug", 5, at=AT.replace(month=7))
    facts = known([*promises, later], late=("mug-2", "mug-3"))
    without = replace(facts, sightings=[item for item in facts.sightings if item.placement != "mug-5"])
    assert observed(health(without), "mug", "on_time") == (2, 4, 4)


def test_clicks_of_those_that_were_expected_once_most_have_come() -> None:
    promises = [placed("mug", 1), placed("mug", 2, expected_clicks=None), placed("mug", 3)]
    facts = [of(promise, "clicks", 80) for promise in promises]
    assert observed(health(known(promises, *facts)), "mug", "delivery") == (160, 200, 2)
    young = replace(known(promises, *facts), today=date(2026, 5, 13))
    assert observed(health(young), "mug", "delivery") == (0, 0, 0)


def test_what_was_missed_brought_nothing_of_what_was_expected() -> None:
    promises = [placed("mug", 1), placed("mug", 2)]
    sightings = [Sighting("mug-1", "clicks", date(2026, 5, 5), date(2026, 5, 5), date(2026, 6, 1))]
    facts = Known(Facts(promises, [of(promises[0], "clicks", 80)], SETTINGS), TODAY, sightings)
    assert observed(health(facts), "mug", "delivery") == (80, 200, 2)
    assert observed(health(facts), "mug", "on_time") == (1, 2, 2)


def test_quality_is_against_the_campaigns_other_placements() -> None:
    """Oak and our own card convert 30 of 500: of mug's 200 clicks these would be 12."""
    mug, oak = placed("mug"), placed("oak")
    own = promised(placement="card", property="app", direction=Direction.OWN, partner=None, at=AT)
    facts = [of(mug, "clicks", 200), of(mug, "sale", 18), of(oak, "clicks", 300), of(oak, "sale", 20)]
    facts += [of(own, "clicks", 200), of(own, "sale", 10)]
    found = health(known([mug, oak, own], *facts))
    assert observed(found, "mug", "quality") == pytest.approx((18, 12, 200))


def test_quality_is_against_other_campaigns_where_a_campaign_has_one_partner() -> None:
    mug, oak = placed("mug"), placed("oak", campaign="autumn")
    facts = [of(mug, "clicks", 200), of(mug, "sale", 18), of(oak, "clicks", 300), of(oak, "sale", 15)]
    assert observed(health(known([mug, oak], *facts)), "mug", "quality") == pytest.approx((18, 10, 200))
    signups = replace(oak, goals=(replace(oak.goals[0], metric="signups"),))
    assert observed(health(known([mug, signups], *facts)), "mug", "quality") == (0, 0, 0)


def test_refunds_of_sales_count_those_by_a_shared_code_too() -> None:
    mug = placed("mug")
    facts = [of(mug, "sale", 40), of(mug, "refund", 3), by_code("sale", 10), by_code("refund", 1)]
    assert observed(health(known([mug], *facts)), "mug", "refunds") == (4, 50, 50)


def test_who_unsubscribed_of_those_whom_we_told_of_a_partner() -> None:
    given = promised(**GIVEN, at=AT)
    facts = [of(given, "sends", 40_000), of(given, "unsubscribes", 60), of(given, "unsubscribes", 58, source="other")]
    assert observed(health(known([given], *facts)), "mug", "unsubscribes") == (60, 40_000, 40_000)
    assert observed(health(known([given], facts[0])), "mug", "unsubscribes") == (0, 0, 0)


def test_days_until_a_statement_was_frozen() -> None:
    statements = [Statement("mug", 3), Statement("mug", 11), Statement("oak", 4)]
    found = health(known([placed("mug"), placed("oak")]), statements)
    assert observed(found, "mug", "days_to_settle") == (14, 2, 2)


def test_paid_placements_are_promises_too() -> None:
    promises = [placed("mug", number, form="sponsored") for number in (1, 2, 3)]
    assert observed(health(known(promises)), "mug", "on_time") == (3, 3, 3)


def test_a_period_and_campaigns() -> None:
    promises = [placed("mug"), placed("mug", 2, campaign="autumn"), placed("mug", 3, at=AT.replace(day=9))]
    found = known(promises)
    assert observed(health(found, (), ["autumn"]), "mug", "on_time") == (1, 1, 1)
    assert observed(health(replace(found, until=date(2026, 5, 6))), "mug", "on_time") == (2, 2, 2)


# ------------------------------------------------------------------------------------------------ what becomes of it


def three(**late: int) -> Health:
    """Twelve placements of each partner, some of them late."""
    promises = [placed(partner, number) for partner in PARTNERS for number in range(12)]
    names = tuple(f"{partner}-{number}" for partner, many in late.items() for number in range(many))
    return health(known(promises, *(of(promise, "clicks", 90) for promise in promises), late=names))


def test_a_rate_is_drawn_towards_the_mean_by_the_prior_that_is_printed() -> None:
    found = three(mug=6, oak=1)
    prior = found.priors["on_time"]
    assert (prior.basis, prior.members) == (Basis.MOMENTS, 3)
    assert prior.mean == pytest.approx(29 / 36)
    mug = part(found, "mug", "on_time").shrunk
    assert mug.value == pytest.approx((prior.first + 6) / (prior.first + prior.second + 12))
    assert 6 / 12 < (mug.value or 0) < 29 / 36
    assert (mug.low or 0) < (mug.value or 0) < (mug.high or 0)


def test_health_is_the_mean_of_scores_by_weight() -> None:
    (mug, *_) = three(mug=6, oak=1).partners
    scores = {item.name: item.score for item in mug.parts if item.score.value is not None}
    assert set(scores) == {"on_time", "delivery"}
    expected = (0.30 * (scores["on_time"].value or 0) + 0.25 * (scores["delivery"].value or 0)) / 0.55
    assert mug.health.value == pytest.approx(expected)
    assert (mug.health.low or 0) < expected < (mug.health.high or 0)


def test_who_keeps_fewer_promises_has_less_health() -> None:
    found = {item.partner: item.health.value or 0 for item in three(mug=6, oak=1).partners}
    assert found["mug"] < found["oak"] < found["tea"]


def test_too_little_of_one_is_not_enough_data() -> None:
    found = health(known([placed("mug", 1), placed("mug", 2)]))
    item = part(found, "mug", "on_time")
    assert (item.shrunk.value, item.shrunk.reason, item.n) == (None, "not-enough-data", 2)
    (mug,) = found.partners
    assert (mug.health.value, mug.health.reason) == (None, "not-enough-data")


def test_promises_alone_are_not_enough_for_health() -> None:
    """On time weighs 0.30 of 1."""
    promises = [placed("mug", number, expected_clicks=None) for number in range(5)]
    (mug,) = health(known(promises)).partners
    assert mug.parts[0].shrunk.value is not None
    assert mug.health.reason == "not-enough-data"


def test_weights_add_up_to_one() -> None:
    assert sum(measure.weight for measure in MEASURES) == pytest.approx(1)


@examples(
    counts=st.lists(
        st.tuples(st.sampled_from(PARTNERS), st.sampled_from(["clicks", "sale", "refund"]), st.integers(0, 500)),
        max_size=20,
    ),
    order=st.randoms(),
)
def test_order_never_matters_and_scores_stay_between_0_and_1(counts: list[tuple[str, str, int]], order: Any) -> None:
    promises = [placed(partner, number) for partner in PARTNERS for number in range(4)]
    facts = [of(placed(partner, number % 4), metric, n) for number, (partner, metric, n) in enumerate(counts)]
    found = health(known(promises, *facts, late=("mug-1",)))
    order.shuffle(facts)
    order.shuffle(promises)
    assert health(known(promises, *facts, late=("mug-1",))) == found
    for item in found.partners:
        for rate in (item.health, *(one.score for one in item.parts)):
            if rate.value is not None:
                assert 0 <= (rate.low or 0) <= rate.value <= (rate.high or 0) <= 1 + 1e-9
