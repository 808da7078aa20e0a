from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from tests.definitions.conftest import campaign, problems_of
from xpromo.definitions.positions import load_document
from xpromo.definitions.schema import Brand, Campaign
from xpromo.definitions.validation import validate

PLACEMENT = "{id: p, property: q, promotes: r, offer: o"


def loaded(**keys: str) -> Campaign:
    document, _ = load_document("doc.yaml", campaign(**keys))
    assert document is not None
    model, problems = validate(document, Campaign)
    assert problems == []
    assert model is not None
    return model


@pytest.mark.parametrize(
    ("codes", "once"),
    [
        ("{kind: shared, code: MUG15}", False),
        ("{kind: pool, count: 5}", True),
        ("{kind: pool, count: 5, single_use: false}", False),
        ("{kind: shared, code: MUG15, single_use: true}", True),
    ],
)
def test_pools_work_once_unless_told_otherwise(codes: str, *, once: bool) -> None:
    [offer] = loaded(offers=f"[{{id: o, title: O, landing: x, codes: {codes}}}]").offers
    assert offer.codes is not None
    assert offer.codes.once == once


def test_values_are_exact() -> None:
    found = loaded(
        placements=f"[{PLACEMENT}, at: 2026-12-02T09:00:30+01:00, budget: {{amount: 0.10, share: {{a: 12.5 %}}}}}}]",
        goals="{primary: {metric: revenue, target: 1234.56}}",
    )
    [placement] = found.placements
    assert placement.at == datetime(2026, 12, 2, 9, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    assert placement.budget is not None
    assert (placement.budget.amount, placement.budget.share) == (Decimal("0.10"), {"a": Decimal("0.125")})
    assert found.goals.primary is not None
    assert found.goals.primary.target == Decimal("1234.56")
    assert found.flight.end == date(2026, 11, 29)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-12-02 09:00", datetime(2026, 12, 2, 9, 0)),  # noqa: DTZ001 - local until the property's zone is known
        ("2026-12-02T09:00:05", datetime(2026, 12, 2, 9, 0, 5)),  # noqa: DTZ001
        ("2026-12-02 09:00Z", datetime(2026, 12, 2, 9, 0, tzinfo=UTC)),
        ("2026-12-02 09:00 -03:30", datetime(2026, 12, 2, 9, 0, tzinfo=timezone(-timedelta(hours=3, minutes=30)))),
    ],
)
def test_moments(typed: str, moment: datetime) -> None:
    assert loaded(placements=f"[{PLACEMENT}, at: {typed}}}]").placements[0].at == moment


@pytest.mark.parametrize(
    "typed",
    [
        "2026-12-02",
        "09:00",
        "2026-12-02 09:00+0100",
        "2026-12-02  09:00",
        "1764666000",
        "2026-W49-3 09:00",
        "２０２６-12-02 09:00",
        "2026-12-02 09:00+25:00",
    ],
)
def test_what_is_no_moment(typed: str) -> None:
    assert [problem.code for problem in problems_of(campaign(placements=f"[{PLACEMENT}, at: '{typed}'}}]"))] == [
        "XP107"
    ]


@pytest.mark.parametrize("typed", ["0", "42000", "007", "1000000000000"])
def test_whole_numbers(typed: str) -> None:
    [placement] = loaded(placements=f"[{PLACEMENT}, expected: {{reach: {typed}}}}}]").placements
    assert placement.expected is not None
    assert placement.expected.reach == int(typed)


@pytest.mark.parametrize(
    "typed", ["42k", "4.2e4", "1_000", "42,000", "0x10", "1000000000001", "९", "42.0", "-1", "+1", "1" * 5000, "'42 '"]
)
def test_what_is_no_whole_number(typed: str) -> None:
    text = campaign(placements=f"\n- id: p\n  property: q\n  promotes: r\n  offer: o\n  expected:\n    reach: {typed}")
    assert [problem.code for problem in problems_of(text)] == ["XP105"]


@pytest.mark.parametrize("typed", ["a", "0", "2026-winter-bundle", "a" * 64, "1-2-3"])
def test_ids(typed: str) -> None:
    assert loaded(campaign=typed).id == typed


@pytest.mark.parametrize(
    "typed", ["-a", "a-", "a--b", "A", "a_b", "a b", "a.b", "é", "ａ", "a" * 65, '"a\\n"', "a/b", "''"]
)
def test_what_is_no_id(typed: str) -> None:
    assert [problem.code for problem in problems_of(campaign(campaign=typed))] == ["XP112"]


@pytest.mark.parametrize(
    "key", ["offers", "placements", "swaps", "value", "roles", "audience", "assets", "goals", "notes"]
)
def test_an_optional_key_may_be_nothing(key: str) -> None:
    assert getattr(loaded(**{key: ""}), key) == getattr(loaded(), key)


def test_the_link_parameter_can_be_turned_off() -> None:
    text = "schema_version: 1\nbrand: b\nname: B\ndomains: [b.example]\ncurrency: EUR\ntimezone: UTC\n"
    for line, wanted in [("", "xp"), ("utm: {link_parameter: null}\n", None), ("utm: {link_parameter: lnk}\n", "lnk")]:
        document, _ = load_document("doc.yaml", text + line)
        assert document is not None
        brand, _ = validate(document, Brand)
        assert brand is not None
        assert brand.utm.link_parameter == wanted


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("currency", ["EUR", "JPY"], ["eur", "EURO", "€", "E1R"]),
        (
            "timezone",
            ["Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires"],
            ["CEST", "Europe/Berln", "+01:00", "../../etc/passwd", "/etc/localtime", "Europe", ""],
        ),
        (
            "domains",
            ["[a.example, b.co.uk, xn--bcher-kva.example]"],
            [
                "[https://a.example]",
                "[a]",
                "[A.example]",
                "[a.example/]",
                "[-a.example]",
                "[a..example]",
                "[1.2.3.4]",
                "['*.a.example']",
                "[büchner.example]",
            ],
        ),
        ("short_paths", ["[/go, /r/x/]", ""], ["[go]", "['/go?x']", "[/a//b]"]),
        ("style", ['{palette: ["#fff", "#3B2417"]}'], ["{palette: [fff]}", '{palette: ["#ffff"]}']),
        ("clicks_from", ["plausible"], ["Plausible Site"]),
        ("privacy", ["{small_cell: 0}"], ["{retention_days: 0}", "{lawful_basis: hope}"]),
        (
            "mail",
            ["{from: A, postal_address: B, unsubscribe: 'https://a.example/u'}"],
            ['{from: "A\\r\\nBcc: b", postal_address: B, unsubscribe: c}', "{from: A}"],
        ),
        (
            "contacts",
            ["{approver: {email: ana.b+c@a.example}}"],
            [
                "{approver: {email: ana}}",
                "{approver: {email: 'Ana <ana@a.example>'}}",
                "{approver: {email: 'ana@a.example,b@a.example'}}",
                "{Approver: {email: a@a.example}}",
            ],
        ),
    ],
)
def test_kinds_of_text_in_a_brand(key: str, good: list[str], bad: list[str]) -> None:
    base = {
        "schema_version": "1",
        "brand": "b",
        "name": "B",
        "domains": "[b.example]",
        "currency": "EUR",
        "timezone": "UTC",
    }
    for text in [*good, *bad]:
        lines = "".join(f"{name}: {value}\n" for name, value in (base | {key: text}).items())
        assert bool(problems_of(lines, Brand)) == (text in bad), text
