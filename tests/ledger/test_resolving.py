"""Each kind of evidence stops at the finest level that it proves."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.ledger.making import (
    CARD,
    CODES,
    DAY,
    LAUNCH,
    LINKS,
    NOON,
    NOW,
    PROMISES,
    SETTINGS,
    bring,
    clicks,
    code,
    daily,
    mint,
    minted,
    promise,
)
from xpromo.ledger.known import read_known
from xpromo.ledger.promising import record_minting
from xpromo.ledger.reading import read_aggregates
from xpromo.records import Evidence, Request

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from xpromo.ledger.store import Ledger
    from xpromo.records import Promise

TAGS = {"source": "mug-weekly", "medium": "email", "campaign": "winter"}


def proved(ledger: Ledger, evidence: Evidence, day: int = DAY) -> tuple[Any, ...]:
    bring(ledger, clicks(f"{evidence}", evidence=evidence, at=day * 86_400 + 60), name=f"{evidence}")
    with ledger.reading() as connection:
        row: tuple[Any, ...] = connection.execute(
            "SELECT rank, level, coalesce(placement, property, campaign, partner), recovered FROM evidence"
            " WHERE owner = 1 AND from_day <= ?1 AND ?1 < until_day AND target = (SELECT max(target) FROM touches)",
            (day,),
        ).fetchone()
        return row


CASES = [
    pytest.param(Evidence(link="aaaaaaaaa1"), (1, "placement", "mug-launch", 0), id="link"),
    pytest.param(Evidence(link="AAAAAAAAA1"), (1, "placement", "mug-launch", 1), id="link-in-capitals"),
    pytest.param(Evidence(link="AAAAAAAAAI"), (1, "placement", "mug-launch", 1), id="link-with-look-alike"),
    pytest.param(Evidence(link="bbbbbbb"), (1, "placement", "mug-card", 1), id="link-cut-short"),
    pytest.param(Evidence(link="aaaaaaaaa1)."), (1, "placement", "mug-launch", 1), id="link-with-a-bracket"),
    pytest.param(Evidence(link="aaaaaaaaa"), (None, "nothing", None, 0), id="link-cut-so-that-two-fit"),
    pytest.param(Evidence(link="zzzzzzzzzz"), (None, "nothing", None, 0), id="link-of-nobody"),
    pytest.param(
        Evidence("zzzzzzzzzz", **TAGS, content="mug-launch"),
        (3, "placement", "mug-launch", 1),
        id="tags-beside-a-link-of-nobody",
    ),
    pytest.param(Evidence("aaaaaaaaa1", campaign="spring"), (1, "placement", "mug-launch", 0), id="link-before-tags"),
    pytest.param(Evidence(code="ONE1"), (2, "placement", "mug-reminder", 0), id="single-use-code"),
    pytest.param(Evidence(**TAGS, content="mug-launch_a"), (3, "placement", "mug-launch", 0), id="content"),
    pytest.param(Evidence(**TAGS, content="Mug+Launch"), (3, "placement", "mug-launch", 1), id="content-mangled"),
    pytest.param(Evidence(**TAGS, content="mug%252Dlaunch"), (3, "placement", "mug-launch", 1), id="encoded-twice"),
    pytest.param(Evidence(**TAGS, content="mug-remind"), (3, "placement", "mug-reminder", 1), id="content-cut-short"),
    pytest.param(Evidence(content="mug-launch", campaign="Xmas 26"), (3, "placement", "mug-launch", 1), id="renamed"),
    pytest.param(
        Evidence(source="mug-weekly", campaign="spring", content="mug-launch"),
        (4, "campaign", "spring", 0),
        id="content-of-another-campaign",
    ),
    pytest.param(Evidence(**TAGS), (4, "property", "mug-weekly", 0), id="property-with-two-placements"),
    pytest.param(Evidence(**{**TAGS, "source": "mug-app"}), (4, "placement", "mug-card", 0), id="only-one-there"),
    pytest.param(Evidence(campaign="winter"), (4, "campaign", "winter", 0), id="campaign"),
    pytest.param(Evidence(campaign="WINTER"), (4, "campaign", "winter", 1), id="campaign-in-capitals"),
    pytest.param(Evidence(source="mug-weekly"), (4, "partner", "mug-weekly", 0), id="partners-property-alone"),
    pytest.param(Evidence(source="mug-weekly", campaign="theirs"), (None, "nothing", None, 0), id="their-own-campaign"),
    pytest.param(Evidence(code="MUG15"), (5, "campaign", "winter", 0), id="shared-code"),
    pytest.param(Evidence(code="NOBODY"), (None, "nothing", None, 0), id="unknown-code"),
    pytest.param(Evidence(referrer="blog.mug.example"), (7, "partner", "green-mug", 0), id="referrer"),
    pytest.param(Evidence(placement="mug-card"), (8, "placement", "mug-card", 0), id="by-hand"),
    pytest.param(Evidence(), (None, "nothing", None, 0), id="nothing-at-all"),
]


@pytest.mark.parametrize(("evidence", "expected"), CASES)
def test_evidence_stops_at_the_finest_level_it_proves(ledger: Ledger, evidence: Evidence, expected: object) -> None:
    assert proved(ledger, evidence) == expected


@pytest.mark.parametrize(("evidence", "expected"), CASES)
def test_minting_after_the_import_proves_the_same(empty: Ledger, evidence: Evidence, expected: object) -> None:
    proved(empty, evidence)
    mint(empty)
    with empty.reading() as connection:
        sql = (
            "SELECT rank, level, coalesce(placement, property, campaign, partner), recovered FROM evidence WHERE owner"
        )
        assert expected in connection.execute(sql).fetchall()


@pytest.mark.parametrize(
    ("rule", "evidence", "owner", "other"),
    [
        pytest.param("code-first", Evidence(link="ccccccccc1", code="ONE1"), "mug-reminder", "oak-launch", id="code"),
        pytest.param("link-first", Evidence(link="ccccccccc1", code="ONE1"), "oak-launch", "mug-reminder", id="link"),
        pytest.param(
            "split", Evidence(link="ccccccccc1", code="ONE1"), "oak-launch", "mug-reminder", id="split-by-rank"
        ),
        pytest.param("split", Evidence(campaign="spring", code="ONE1"), "mug-reminder", "oak-launch", id="split-code"),
        pytest.param("last", Evidence(link="ccccccccc1", code="ONE1"), "mug-reminder", "oak-launch", id="last"),
    ],
)
def test_the_promises_rule_settles_code_against_link(
    empty: Ledger, rule: str, evidence: Evidence, owner: str, other: str
) -> None:
    promises = tuple(replace(item, conflict=rule) for item in PROMISES)
    links = {link: replace(item, conflict=rule) for link, item in LINKS.items()}
    record_minting(empty, SETTINGS, promises, minted(links), CODES, NOW)
    bring(empty, clicks("a", evidence=evidence))
    with empty.reading() as connection:
        rows = connection.execute("SELECT owner, coalesce(placement, campaign), conflict FROM evidence").fetchall()
    other = "spring" if evidence.campaign else other
    assert sorted(rows) == [(0, other, rule), (1, owner, rule)]


def test_a_shared_code_of_the_links_own_campaign_is_no_conflict(ledger: Ledger) -> None:
    assert proved(ledger, Evidence(link="aaaaaaaaa1", code="MUG15")) == (1, "placement", "mug-launch", 0)


@pytest.mark.parametrize(
    ("day", "campaign"),
    [
        pytest.param(DAY, "winter", id="inside-the-first"),
        pytest.param(DAY - 90, "winter", id="before-the-first"),
        pytest.param(DAY + 40, "winter", id="between-the-two"),
        pytest.param(DAY + 130, "spring", id="inside-the-second"),
        pytest.param(DAY + 900, "spring", id="after-the-second"),
    ],
)
def test_a_code_that_is_issued_twice_means_the_issue_of_the_day(empty: Ledger, day: int, campaign: str) -> None:
    start = replace(LAUNCH).flight_start
    again = code("MUG15", "spring", valid_from=start.replace(year=2027, month=3), valid_until=start.replace(year=2027))
    mint(empty, codes=(code("MUG15"), again))
    assert proved(empty, Evidence(code="MUG15"), day)[2] == campaign


def test_a_renamed_placement_keeps_the_clicks_of_its_old_links(ledger: Ledger) -> None:
    bring(ledger, clicks("a"))
    renamed = promise("mug-first", moved_from="mug-launch")
    record_minting(ledger, SETTINGS, [renamed], None, (), NOW)
    assert [item.placement for item in read_aggregates(ledger, Request())] == ["mug-first"]


def test_an_external_id_names_its_placement(empty: Ledger) -> None:
    promised: Sequence[Promise] = [replace(CARD, external={"mailchimp": "4711"})]
    record_minting(empty, SETTINGS, promised, None, (), NOW)
    assert proved(empty, Evidence(placement="4711")) == (8, "placement", "mug-card", 0)
    assert proved(empty, Evidence(placement="mailchimp:4711")) == (8, "placement", "mug-card", 0)


def test_an_external_id_that_was_named_after_the_flight_began_is_no_other_promise(ledger: Ledger) -> None:
    late = datetime(2026, 12, 5, 9, tzinfo=UTC)
    record_minting(ledger, SETTINGS, [replace(CARD, external={"mailchimp": "4711"})], None, (), late)
    assert proved(ledger, Evidence(placement="mailchimp:4711")) == (8, "placement", "mug-card", 0)
    assert not read_known(ledger).promises["mug-card"].changed


def test_without_promises_everything_is_counted_as_unresolved(empty: Ledger) -> None:
    bring(empty, clicks("a", "b", at=NOON))
    (found,) = read_aggregates(empty, Request())
    assert (found.placement, found.campaign, found.metric, found.n) == (None, None, "clicks", 2)
    assert len(daily(empty)) == 1


def test_settings_survive_as_they_were(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        body = json.loads(connection.execute("SELECT body FROM settings").fetchone()[0])
    assert body["partner_domains"] == {"mug.example": "green-mug"}


POOL = [
    pytest.param("MILKA1Z1", (2, "placement", "mug-card"), id="as-issued"),
    pytest.param("MILKALZI", (2, "placement", "mug-card"), id="letters-for-digits"),
    pytest.param("M1LKA1Z1", (None, "nothing", None), id="a-prefix-keeps-its-letters"),
    pytest.param("MUGI5", (None, "nothing", None), id="a-shared-code-keeps-its-letters"),
]


@pytest.mark.parametrize(("text", "expected"), POOL)
def test_in_the_codes_of_a_pool_i_and_l_mean_1(ledger: Ledger, text: str, expected: tuple[Any, ...]) -> None:
    pool = code("MILKA1Z1", placement="mug-card", kind="pool", single_use=True)
    mint(ledger, PROMISES, (*CODES, pool))
    assert proved(ledger, Evidence(code=text))[:3] == expected
