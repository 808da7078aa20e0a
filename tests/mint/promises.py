"""A promise to start from; tests state what differs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from xpromo.records import (
    BrandId,
    CampaignId,
    Direction,
    OfferId,
    PartnerId,
    PlacementId,
    Promise,
    PropertyId,
)

LANDING = "https://northwind.example/bundle?ref=home#buy"

_PROMISE = Promise(
    placement=PlacementId("mug-weekly-launch"),
    campaign=CampaignId("2026-winter-bundle"),
    campaign_name="Winter bundle",
    form="bundle",
    brand=BrandId("northwind-coffee"),
    partner=PartnerId("green-mug"),
    partner_name="Green Mug",
    property=PropertyId("green-mug-weekly"),
    property_name="Green Mug Weekly",
    channel="email",
    direction=Direction.RECEIVED,
    promotes="northwind-coffee",
    offer=OfferId("winter15"),
    offer_title="15 % off the bundle",
    landing=LANDING,
    flight_start=date(2026, 11, 30),
    flight_end=date(2026, 12, 21),
)


def promise(**changes: Any) -> Promise:
    return replace(_PROMISE, **changes)
