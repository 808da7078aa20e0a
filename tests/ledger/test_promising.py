"""What was promised can be read back, whatever happens to the files; nothing is written twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.ledger.making import (
    CODES,
    LAUNCH,
    LINKS,
    NOW,
    PROMISES,
    SETTINGS,
    bring,
    clicks,
    code,
    mint,
    minted,
    promise,
)
from xpromo.errors import Findings
from xpromo.known import PoolIssued
from xpromo.ledger.integrity import verify
from xpromo.ledger.known import read_known
from xpromo.ledger.promising import (
    read_codes,
    read_latest,
    read_promises,
    read_settings,
    record_minting,
    states_of,
)
from xpromo.ledger.reading import read_aggregates
from xpromo.records import Evidence, Goal, Request, State

if TYPE_CHECKING:
    from xpromo.ledger.store import Ledger
    from xpromo.records import PromoCode

DURING = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)


def test_a_promise_comes_back_as_it_was(empty: Ledger) -> None:
    full = promise(
        at=datetime(2026, 12, 2, 9, 0, tzinfo=UTC) + timedelta(hours=1),
        goals=(Goal("sales", 300.0, "primary"), Goal("signups", 500.0, "secondary")),
        expected_reach=25_000,
        swap="nw+mug",
        budget_minor=20_000,
        budget_currency="EUR",
        budget_share={"green-mug": 0.5},
        external={"mailchimp": "4711"},
        phase="launch",
        conflict="split",
    )
    mint(empty, promises=[full])
    assert read_promises(empty) == (full,)


def test_settings_come_back_as_they_were(ledger: Ledger) -> None:
    assert read_settings(ledger) == SETTINGS


def test_a_first_minting_is_new_and_a_second_is_known_and_writes_nothing(empty: Ledger) -> None:
    links = minted(LINKS)
    first = record_minting(empty, SETTINGS, PROMISES, links, CODES, NOW)
    assert first == [State.NEW] * 7
    before = empty.path.read_bytes()
    second = record_minting(empty, SETTINGS, PROMISES, links, CODES, NOW + timedelta(days=1))
    assert second == [State.KNOWN] * 7
    assert empty.path.read_bytes() == before


def test_states_can_be_asked_without_writing(ledger: Ledger) -> None:
    links = minted({**LINKS, "dddddddddd": promise("mug-recap")})
    before = ledger.path.read_bytes()
    assert states_of(ledger, links) == [State.KNOWN] * 4 + [State.NEW]
    assert ledger.path.read_bytes() == before


def test_a_changed_landing_page_gives_a_new_link_and_the_old_one_still_counts(ledger: Ledger) -> None:
    links = minted({"eeeeeeeeee": LAUNCH})
    assert record_minting(ledger, SETTINGS, [LAUNCH], links, (), NOW) == [State.CHANGED]
    bring(ledger, clicks("old"))
    assert [item.placement for item in read_aggregates(ledger, Request())] == ["mug-launch"]
    assert read_known(ledger).links["mug-launch"] == ["aaaaaaaaa1", "eeeeeeeeee"]


def test_a_changed_url_under_the_same_id_is_promised_from_now_on(ledger: Ledger) -> None:
    links = minted({"aaaaaaaaa1": LAUNCH}, tail="&utm_id=winter")
    assert record_minting(ledger, SETTINGS, [LAUNCH], links, (), NOW) == [State.CHANGED]
    assert states_of(ledger, links) == [State.KNOWN]
    assert read_known(ledger).urls["aaaaaaaaa1"].endswith("&utm_id=winter")
    assert verify(ledger) == []


def test_an_id_never_moves(ledger: Ledger) -> None:
    before = ledger.path.read_bytes()
    with pytest.raises(Findings) as caught:
        record_minting(ledger, SETTINGS, [], minted({"aaaaaaaaa1": PROMISES[3]}), (), NOW)
    assert [problem.slug for problem in caught.value.problems] == ["link-moved"]
    assert ledger.path.read_bytes() == before


@pytest.mark.parametrize(
    ("changes", "expected", "changed"),
    [
        pytest.param([], 600, False, id="as-minted"),
        pytest.param([(NOW, 700)], 700, False, id="changed-before-the-flight"),
        pytest.param([(DURING, 800)], 600, True, id="changed-during-the-flight"),
        pytest.param([(NOW, 700), (DURING, 800)], 700, True, id="both"),
        pytest.param([(DURING, 800), (DURING, 600)], 600, False, id="changed-and-put-back"),
    ],
)
def test_a_scorecard_keeps_to_what_was_promised_before_the_flight(
    empty: Ledger, changes: list[tuple[datetime, int]], expected: int, *, changed: bool
) -> None:
    for moment, clicks_expected in [(NOW, 600), *changes]:
        record_minting(empty, SETTINGS, [replace(LAUNCH, expected_clicks=clicks_expected)], None, (), moment)
    (found,) = read_promises(empty)
    assert (found.expected_clicks, found.changed) == (expected, changed)
    assert read_latest(empty)["mug-launch"].expected_clicks == ([600, *(n for _, n in changes)])[-1]


def test_promised_only_after_the_flight_began_the_first_counts(empty: Ledger) -> None:
    for number in (600, 900):
        record_minting(empty, SETTINGS, [replace(LAUNCH, expected_clicks=number)], None, (), DURING)
    assert [item.expected_clicks for item in read_promises(empty)] == [600]


def test_the_days_of_minting_are_the_brands(empty: Ledger) -> None:
    tokyo = replace(SETTINGS, timezone="Asia/Tokyo")
    eve = datetime(2026, 11, 29, 16, 0, tzinfo=UTC)  # already the 30th in Tokyo, the flight's first day
    record_minting(empty, tokyo, [LAUNCH], None, (), NOW)
    record_minting(empty, tokyo, [replace(LAUNCH, expected_clicks=1)], None, (), eve)
    assert [item.expected_clicks for item in read_promises(empty)] == [None]


def test_codes_come_back_as_they_were_issued(ledger: Ledger) -> None:
    assert read_codes(ledger) == CODES
    assert read_codes(ledger, ["spring"]) == (CODES[2],)
    assert [item.code for item in read_known(ledger).shared] == ["MUG15", "OAK10"]
    assert read_known(ledger).pools == {("winter15", "mug-reminder"): PoolIssued(codes=1, shortest=4)}


@pytest.mark.parametrize(
    ("again", "state"),
    [
        pytest.param(code("MUG15"), State.KNOWN, id="the-same"),
        pytest.param(code("MUG15", valid_until=date(2026, 12, 31)), State.KNOWN, id="longer"),
        pytest.param(code("MUG15", "spring"), State.CHANGED, id="for-something-else-in-the-same-days"),
        pytest.param(
            code("MUG15", "spring", valid_from=date(2026, 12, 21), valid_until=date(2027, 1, 1)),
            State.NEW,
            id="for-something-else-afterwards",
        ),
    ],
)
def test_a_code_is_unique_within_its_validity(ledger: Ledger, again: PromoCode, state: State) -> None:
    assert record_minting(ledger, SETTINGS, [], None, [again], NOW) == [state]
    assert len(read_codes(ledger)) == 3 + (state is State.NEW)


def test_promised_placements_and_links_are_known_to_checks(ledger: Ledger) -> None:
    known = read_known(ledger)
    assert known.placements == {str(item.placement): str(item.campaign) for item in PROMISES}
    assert set(known.urls) == set(LINKS)
    assert known.settings == SETTINGS
    assert known.campaigns == {"winter", "spring"}
    assert known.promises["mug-launch"] == LAUNCH
    assert known.promised_on["mug-launch"] == known.first_minted["mug-launch"] == NOW.date()


def test_the_promise_in_force_is_known_with_its_day_and_the_first(ledger: Ledger) -> None:
    tomorrow, late = NOW + timedelta(days=1), DURING
    record_minting(ledger, SETTINGS, [replace(LAUNCH, expected_clicks=600)], None, (), tomorrow)
    record_minting(ledger, SETTINGS, [replace(LAUNCH, expected_clicks=60)], None, (), late)
    known = read_known(ledger)
    assert known.promises["mug-launch"] == replace(LAUNCH, expected_clicks=600, changed=True)
    assert known.promised_on["mug-launch"] == tomorrow.date()
    assert known.first_minted["mug-launch"] == NOW.date()


def test_clicks_that_count_are_known_to_checks(ledger: Ledger) -> None:
    bring(ledger, clicks("a", "b"))
    assert read_known(ledger).clicks == {"mug-launch": 2}
    assert read_known(ledger).reach == {}


def test_tags_that_were_promised_or_reached_nobody_are_known_to_checks(ledger: Ledger) -> None:
    lost = Evidence(source="mug_weekly", campaign="autumn")
    found = Evidence(source="mug-app", campaign="winter")
    bring(ledger, clicks("1", evidence=found), name="a.csv")
    bring(ledger, clicks("2", evidence=lost), name="b.csv")
    tags = read_known(ledger).tags

    assert tags["utm_source"] == {"mug-weekly", "mug-app", "oak-news", "mug_weekly"}
    assert tags["utm_campaign"] == {"winter", "spring", "autumn"}


def test_an_empty_ledger_knows_no_tags(empty: Ledger) -> None:
    assert read_known(empty).tags == {"utm_source": frozenset(), "utm_campaign": frozenset()}


def test_one_transaction_can_hold_a_draw_and_its_recording(ledger: Ledger) -> None:
    with ledger.writing():
        taken = {item.code for item in read_codes(ledger)}
        assert "NEW1" not in taken
        record_minting(ledger, SETTINGS, [], None, [code("NEW1", "summer")], NOW)
    assert len(read_codes(ledger)) == 4
