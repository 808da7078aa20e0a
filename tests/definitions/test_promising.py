from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.definitions.conftest import BRAND, CAMPAIGN, PARTNER, LoadFiles
from xpromo.definitions.model import Project
from xpromo.definitions.project import load_project
from xpromo.definitions.promising import day_after, offer_period, promises, settings
from xpromo.records import (
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

REST = """\
goals: {primary: {metric: sales, target: 300}, secondary: [{metric: signups, target: 500}]}
offers:
  - {id: winter15, title: 15 % off, landing: "https://northwind.example/b?ref=home#buy"}
placements:
  - id: nw-launch
    property: northwind-weekly
    promotes: green-mug
    offer: winter15
  - id: mug-launch
    property: green-mug-weekly
    promotes: northwind-coffee
    offer: winter15
    phase: launch
    at: 2026-11-05 09:00
    kind: feature
    expected: {reach: 25000, clicks: 600}
    budget: {amount: 200.50, share: {green-mug: 50 %}}
    clicks_from: plausible
    external: {mailchimp: a1}
    moved_from: mug-old
swaps: [{give: nw-launch, get: mug-launch, tolerance_days: 3}]
"""
AGREEMENT = "agreement: {fairness_unit: reach, attribution: {window_days: 14, conflict: last}}\n"


@pytest.fixture
def project(load_files: LoadFiles) -> Project:
    files = {"campaigns/swap.yaml": CAMPAIGN + REST, "campaigns/partners/green-mug.yaml": PARTNER + AGREEMENT}
    project, problems = load_files(dict(files))
    assert problems == []
    return project


def test_a_promise_holds_everything_that_a_scorecard_will_need(project: Project) -> None:
    received, given = promises(project)
    assert received == Promise(
        placement=PlacementId("mug-launch"),
        campaign=CampaignId("swap"),
        campaign_name="Swap",
        form="newsletter-swap",
        brand=BrandId("northwind-coffee"),
        partner=PartnerId("green-mug"),
        partner_name="Green Mug",
        property=PropertyId("green-mug-weekly"),
        property_name="The Green Letter",
        channel="email",
        direction=Direction.RECEIVED,
        promotes="northwind-coffee",
        offer=OfferId("winter15"),
        offer_title="15 % off",
        landing="https://northwind.example/b?ref=home#buy",
        flight_start=date(2026, 11, 2),
        flight_end=date(2026, 11, 30),
        goals=(Goal("sales", 300.0, "primary"), Goal("signups", 500.0, "secondary")),
        phase="launch",
        kind="feature",
        at=datetime(2026, 11, 5, 8, 0, tzinfo=UTC),
        expected_reach=25000,
        expected_clicks=600,
        swap="nw-launch+mug-launch",
        tolerance_days=3,
        fairness_unit="reach",
        window_days=14,
        conflict="last",
        clicks_from="plausible",
        budget_minor=20050,
        budget_currency="EUR",
        budget_share={"green-mug": 0.5},
        external={"mailchimp": "a1"},
        moved_from="mug-old",
    )
    assert (given.placement, given.direction, given.at, given.swap) == (
        "nw-launch",
        Direction.GIVEN,
        None,
        "nw-launch+mug-launch",
    )
    assert (given.budget_minor, given.budget_currency, given.budget_share, given.external) == (None, None, {}, {})


def test_without_an_agreement_the_brands_attribution_counts(load_files: LoadFiles) -> None:
    brand = BRAND + "attribution: {window_days: 7, conflict: split}\n"
    project, _ = load_files({"campaigns/swap.yaml": CAMPAIGN + REST, "campaigns/brand.yaml": brand})
    assert {(item.window_days, item.conflict, item.fairness_unit) for item in promises(project)} == {
        (7, "split", "clicks")
    }


def test_only_the_named_campaigns_are_promised(repo: Path) -> None:
    project, _ = load_project(repo)
    everything = promises(project)
    named = promises(project, ["2026-winter-bundle"])
    assert {item.campaign for item in named} == {"2026-winter-bundle"}
    assert {item.placement for item in named} < {item.placement for item in everything}
    assert [(item.campaign, item.placement) for item in everything] == sorted(
        (item.campaign, item.placement) for item in everything
    )
    assert promises(project, ["nothing"]) == ()


def test_a_placement_with_a_broken_reference_promises_nothing(load_files: LoadFiles) -> None:
    text = CAMPAIGN + REST.replace("property: northwind-weekly", "property: nowhere")
    project, _ = load_files({"campaigns/swap.yaml": text})
    assert [item.placement for item in promises(project)] == ["mug-launch"]


def test_codes_are_good_in_the_offers_days_else_in_the_flight(load_files: LoadFiles) -> None:
    text = CAMPAIGN + (
        "offers:\n"
        "  - {id: a, title: A, landing: https://northwind.example/}\n"
        "  - {id: b, title: B, landing: https://northwind.example/, valid: {start: 2026-12-01, end: 2026-12-31}}\n"
    )
    project, _ = load_files({"campaigns/swap.yaml": text})
    campaign = project.campaigns["swap"]
    periods = [offer_period(campaign, offer) for offer in campaign.offers]
    assert periods == [(date(2026, 11, 2), date(2026, 11, 30)), (date(2026, 12, 1), date(2027, 1, 1))]


def test_the_last_day_there_is_has_no_day_after() -> None:
    assert day_after(date(9999, 12, 31)) == date(9999, 12, 31)


def test_settings_hold_what_measuring_needs(load_files: LoadFiles) -> None:
    brand = (
        BRAND.replace("audience: 42000", "clicks_from: mailchimp")
        + "utm: {link_parameter: null}\nprivacy: {small_cell: 5}\nshort_paths: [/go]\nclicks_from: access-log\n"
    )
    project, problems = load_files({"campaigns/brand.yaml": brand})
    assert problems == []
    assert settings(project) == Settings(
        brand="northwind-coffee",
        brand_name="Northwind Coffee",
        timezone="Europe/Berlin",
        currency="EUR",
        link_parameter=None,
        partner_domains={"greenmug.example": "green-mug"},
        small_cell=5,
        domains=("northwind.example",),
        short_paths=("/go",),
        clicks_from={"": "access-log", "northwind-weekly": "mailchimp"},
    )


def test_a_project_without_a_brand_has_no_settings(load_files: LoadFiles) -> None:
    project, _ = load_files({"campaigns/brand.yaml": None})
    with pytest.raises(ValueError, match="brand"):
        settings(project)


def test_settings_know_whose_a_referring_domain_is(load_files: LoadFiles) -> None:
    other = "schema_version: 1\npartner: kettle\nname: Kettle\ndomains: [kettle.example, shop.example]\nproperties:\n"
    other += "  - {id: kettle-weekly, name: Weekly, channel: email}\n"
    project, problems = load_files({"campaigns/partners/kettle.yaml": other})
    assert problems == []
    domains = {"greenmug.example": "green-mug", "kettle.example": "kettle", "shop.example": "kettle"}
    assert settings(project).partner_domains == domains
