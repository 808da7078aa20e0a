"""A promise and an aggregate to start from; tests state what differs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from xpromo.records import (
    Aggregate,
    BrandId,
    CampaignId,
    Direction,
    Goal,
    OfferId,
    PartnerId,
    PlacementId,
    Promise,
    PropertyId,
    Settings,
)

SETTINGS = Settings("northwind", "Northwind", "Europe/Berlin", "EUR")

_PROMISE = Promise(
    placement=PlacementId("mug-letter-may"),
    campaign=CampaignId("spring-swap"),
    campaign_name="Spring swap",
    form="newsletter-swap",
    brand=BrandId("northwind"),
    partner=PartnerId("mug"),
    partner_name="Mug",
    property=PropertyId("mug-letter"),
    property_name="Mug Letter",
    channel="email",
    direction=Direction.RECEIVED,
    promotes="northwind",
    offer=OfferId("beans"),
    offer_title="Beans",
    landing="https://northwind.example/beans",
    flight_start=date(2026, 5, 1),
    flight_end=date(2026, 5, 31),
    goals=(Goal("sales", 80.0, "primary"),),
)
GIVEN: dict[str, Any] = {
    "placement": "our-letter-may",
    "property": "our-letter",
    "direction": Direction.GIVEN,
    "promotes": "mug",
}


def promised(**different: Any) -> Promise:
    return replace(_PROMISE, **different)


def counted(metric: str, n: int, **different: Any) -> Aggregate:
    """An aggregate of the received placement unless stated otherwise."""
    at: dict[str, Any] = {
        "placement": "mug-letter-may",
        "property": "mug-letter",
        "campaign": "spring-swap",
        "partner": "mug",
        "day": None,
        "label": "",
        "source": "combined-log" if metric == "clicks" else "shop",
        "currency": "",
        "amount": 0,
        "squares": 0,
    }
    return Aggregate(metric=metric, n=n, **(at | different))


def given(metric: str, n: int, **different: Any) -> Aggregate:
    return counted(metric, n, placement="our-letter-may", property="our-letter", **different)


def by_code(metric: str, n: int, **different: Any) -> Aggregate:
    """Evidence of a shared code: campaign and partner, no placement."""
    return counted(metric, n, placement=None, property=None, **different)


def unowned(metric: str, n: int, **different: Any) -> Aggregate:
    return counted(metric, n, placement=None, property=None, campaign=None, partner=None, **different)
