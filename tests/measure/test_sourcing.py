"""Who sourced and who influenced a conversion; counts worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.measure.facts import promised
from xpromo.answers import Proved, Share
from xpromo.measure.leaks import leaks
from xpromo.measure.roles import Part
from xpromo.measure.sourcing import claims, roles_by
from xpromo.records import CampaignId, PartnerId, PlacementId, Promise

LETTER = promised()
APP = promised(placement=PlacementId("mug-app"), property="mug-app")
OAK = promised(
    placement=PlacementId("oak-letter"),
    property="oak",
    partner=PartnerId("oak"),
    campaign=CampaignId("oaks"),
    sourced_by="anyone",
)
PROMISES = (LETTER, APP, OAK)
CODE = Proved(None, None, "spring-swap", "mug")


def at(promise: Promise) -> Proved:
    return Proved(promise.placement, promise.property, promise.campaign, promise.partner)


HERE = at(LETTER)


def share(counted: Proved = HERE, *path: Promise, label: str = "new", **more: Any) -> Share:
    names = tuple(promise.placement for promise in path)
    one = Share(counted, None, names, False, "sale", label, "EUR", None, 1, 1000)  # noqa: FBT003
    return replace(one, **more)


@pytest.mark.parametrize(
    ("one", "sourced", "influenced"),
    [
        pytest.param(share(), "mug-letter-may", set(), id="where-it-counts"),
        pytest.param(share(label="returning"), None, {"mug-letter-may"}, id="of-a-returning-customer"),
        pytest.param(share(label=""), None, {"mug-letter-may"}, id="of-who-knows-whom"),
        pytest.param(share(at(OAK), label="returning"), "oak-letter", set(), id="of-anyone"),
        pytest.param(share(at(LETTER), APP, LETTER), "mug-app", {"mug-letter-may"}, id="begun-elsewhere"),
        pytest.param(share(at(LETTER), OAK, label=""), "oak-letter", {"mug-letter-may"}, id="begun-by-anyones"),
        pytest.param(share(beside=at(OAK)), "mug-letter-may", {"oak-letter"}, id="beside-what-lost"),
        pytest.param(share(CODE, code_only=True), None, {None}, id="code-only"),
        pytest.param(share(CODE, APP), "mug-app", set(), id="its-own-campaign-says-no-more"),
        pytest.param(share(CODE, OAK), "oak-letter", {None}, id="another-campaign-took-part"),
    ],
)
def test_one_place_sources_it_or_none_and_the_others_influence_it(
    one: Share, sourced: str | None, influenced: set[str | None]
) -> None:
    (claimed,) = claims([one], PROMISES)
    assert (claimed.sourced and claimed.sourced.placement) == sourced
    assert {place.placement for place in claimed.influenced} == influenced


def test_a_group_counts_what_several_of_its_places_influenced_once() -> None:
    claimed = claims([share(at(LETTER), APP, LETTER, OAK, label="returning", n=3, amount=3000)], PROMISES)
    by_partner = roles_by(claimed, lambda place, _day: place.partner)
    assert by_partner["mug"]["EUR"].influenced == by_partner["oak"]["EUR"].influenced == Part(3, 3000)
    assert roles_by(claimed, lambda _place, _day: "all")["all"]["EUR"].influenced == Part(3, 3000)
    assert by_partner["mug"]["EUR"].unowned == Part(3, 3000)


def test_a_refund_takes_its_money_back_and_no_conversion() -> None:
    refund = share(metric="refund", amount=-400)
    roles = roles_by(claims([share(), refund], PROMISES), lambda place, _day: place.placement)
    assert roles["mug-letter-may"]["EUR"].sourced == Part(1, 600)


@pytest.mark.parametrize(
    ("alone", "of", "before", "of_before", "found"),
    [
        pytest.param(30, 60, 10, 100, True, id="risen"),
        pytest.param(12, 60, 10, 100, False, id="by-chance"),
        pytest.param(10, 20, 10, 100, False, id="too-few-to-say"),
        pytest.param(6, 60, 50, 100, False, id="fallen"),
    ],
)
def test_a_code_leaks_when_more_come_by_it_alone(
    alone: int, of: int, before: int, of_before: int, *, found: bool
) -> None:
    def some(n: int, whole: int) -> list[Share]:
        return [share(CODE, code_only=True, n=n), share(n=whole - n)]

    since = date(2026, 5, 8)
    now, then = claims(some(alone, of), PROMISES), claims(some(before, of_before), PROMISES)
    assert [(leak.campaign, leak.partner) for leak in leaks(now, then, since)] == [("spring-swap", "mug")] * found
