"""What is mended, and what isn't because it can be read in two ways."""

# ruff: noqa: E501 - lines of YAML are as long as they are

from __future__ import annotations

import pytest

from tests.definitions.conftest import BRAND, campaign
from xpromo.definitions.positions import load_document
from xpromo.definitions.schema import Brand, Campaign, Definition
from xpromo.definitions.splicing import spliced
from xpromo.definitions.validation import validate
from xpromo.definitions.value_rules import RULES

BY_CODE = {rule.code: rule for rule in RULES}

OFFER = "{id: a, title: A, landing: https://northwind.example/}"
PLACEMENT = "{id: a, property: b, promotes: c, offer: d, "


def mended(text: str, model: type[Definition]) -> str:
    """The file with every edit made, once; a finding with an edit is of a rule that says so."""
    document, _ = load_document("f.yaml", text)
    assert document is not None
    _, problems = validate(document, model)
    assert problems
    assert [problem.code for problem in problems if problem.edits and not BY_CODE[problem.code].mends] == []
    return spliced(text, [edit for problem in problems for edit in problem.edits])


@pytest.mark.parametrize(
    ("key", "typed", "written"),
    [
        pytest.param("flight", "{start: 2026/11/2, end: 2026.11.29}", "{start: 2026-11-02, end: 2026-11-29}", id="dates"),
        pytest.param("form", "Newsletter Swap", "newsletter-swap", id="a word in capitals"),
        pytest.param("partners", "green-mug", "[green-mug]", id="a list of one"),
        pytest.param("assets", "{qr: Yes, email: OFF}", "{qr: true, email: false}", id="yes and no"),
        pytest.param("assets", "{banners: [300 x 250, 728X90]}", "{banners: [300x250, 728x90]}", id="sizes"),
        pytest.param("assets", "{banners: [300×250]}", "{banners: [300x250]}", id="a size with a sign of its own"),
        pytest.param("audience", "{languages: [EN, pt_br]}", "{languages: [en, pt-BR]}", id="languages"),
        pytest.param("audience", "{countries: [de]}", "{countries: [DE]}", id="countries"),
        pytest.param(
            "goals",
            "{primary: {metric: Sales, target: 1_000}}",
            "{primary: {metric: sales, target: 1000}}",
            id="a number in groups",
        ),
        pytest.param(
            "placements",
            f"[{PLACEMENT}at: 2026/12/02 09:00, expected: {{reach: 25 000}}, budget: {{amount: 1'200.50}}}}]",
            f"[{PLACEMENT}at: 2026-12-02 09:00, expected: {{reach: 25000}}, budget: {{amount: 1200.50}}}}]",
            id="a moment, a count and an amount",
        ),
        pytest.param("placements", f"[{PLACEMENT}Phase: launch}}]", f"[{PLACEMENT}phase: launch}}]", id="a key in capitals"),
        pytest.param("offers", f"[{OFFER[:-1]}, vaild: null}}]", f"[{OFFER[:-1]}, valid: null}}]", id="a key with a slip"),
        pytest.param(
            "offers", f"[{OFFER[:-1]}, call-to-action: Go}}]", f"[{OFFER[:-1]}, call_to_action: Go}}]", id="a key with dashes"
        ),
    ],
)  # fmt: skip
def test_what_has_one_reading_is_mended_in_a_campaign(key: str, typed: str, written: str) -> None:
    text = campaign(**{key: typed})
    assert mended(text, Campaign) == text.replace(f"{key}: {typed}", f"{key}: {written}")


@pytest.mark.parametrize(
    ("old", "typed", "written"),
    [
        pytest.param("EUR", "eur", "EUR", id="currency"),
        pytest.param("Europe/Berlin", "europe/berlin", "Europe/Berlin", id="zone"),
        pytest.param("Europe/Berlin", "America/New York", "America/New_York", id="zone with a space"),
        pytest.param("[northwind.example]", "['https://Northwind.example/']", "['northwind.example']", id="domain"),
        pytest.param("channel: email", "channel: Email", "channel: email", id="channel"),
        pytest.param("channel: email", "channel: in-app", "channel: in_app", id="channel with a dash"),
        pytest.param("domains", "Domains", "domains", id="a key that must be there"),
    ],
)
def test_what_has_one_reading_is_mended_in_the_brand(old: str, typed: str, written: str) -> None:
    text = BRAND.replace(old, typed)
    assert text != BRAND
    assert mended(text, Brand) == BRAND.replace(old, written)


def test_a_colour_gets_its_quotes() -> None:
    text = f"{BRAND}style: {{palette: [3b2417]}}\n"
    assert mended(text, Brand) == f'{BRAND}style: {{palette: ["#3b2417"]}}\n'


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        pytest.param("flight", "{start: 02/11/2026, end: 11-29-2026}", id="the day or the month first"),
        pytest.param("flight", "{start: 2026/13/02, end: 2026/02/30}", id="not in the calendar"),
        pytest.param("goals", "{primary: {metric: sales, target: 1.000.000}}", id="dots"),
        pytest.param("goals", '{primary: {metric: sales, target: "1,000"}}', id="a comma"),
        pytest.param("goals", "{primary: {metric: sales, target: 10_00}}", id="groups of two"),
        pytest.param("goals", "{primary: {metric: sales, target: 1_000 000}}", id="two kinds of groups"),
        pytest.param("form", "newsletter", id="another word"),
        pytest.param("form", "bundel", id="a word with a slip: it stands in links"),
        pytest.param("partners", '"green-mug, blue-mug"', id="two in one text"),
        pytest.param("campaign", "Winter_Bundle", id="an id: it may be promised"),
        pytest.param("assets", "{qr: 1, email: y}", id="neither yes nor no"),
        pytest.param("assets", "{banners: [300]}", id="half a size"),
        pytest.param("audience", "{languages: [German]}", id="a name of a language"),
        pytest.param("placements", f"[{PLACEMENT}at: 2026-12-02 9am}}]", id="half past what"),
        pytest.param("placements", f"[{PLACEMENT}at: 2026-12-02 9:00}}]", id="an hour of twelve or of twenty-four"),
        pytest.param("offers", f"[{OFFER[:-1]}, tile: A}}]", id="a short key"),
        pytest.param("offers", f"[{OFFER[:-1]}, Title: B}}]", id="a key that is there already"),
    ],
)  # fmt: skip
def test_what_has_two_readings_is_left_to_people(key: str, typed: str) -> None:
    text = campaign(**{key: typed})
    assert mended(text, Campaign) == text


@pytest.mark.parametrize(
    "domain", ["https://northwind.example/shop", "northwind.example:8443", "a@northwind.example", "northwind"]
)
def test_a_domain_with_more_than_a_host_is_left_to_people(domain: str) -> None:
    text = BRAND.replace("[northwind.example]", f'["{domain}"]')
    assert mended(text, Brand) == text
