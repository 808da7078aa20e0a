"""Evidence of rank 6: a conversion that proves nothing by itself is its person's last touch's, inside the window."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from tests.ledger.making import (
    CARD,
    DAY,
    LATER,
    LAUNCH,
    LINKS,
    NOON,
    NOW,
    PROMISES,
    SETTINGS,
    SPRING,
    bring,
    clicks,
    daily,
    key_of,
    mint,
    minted,
    open_at,
    sales,
)
from xpromo.ledger.erasing import erase
from xpromo.ledger.integrity import rebuild, verify
from xpromo.ledger.promising import record_minting
from xpromo.ledger.purging import purge
from xpromo.ledger.undoing import undo_batch
from xpromo.records import Batch, Direction, Evidence

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xpromo.ledger.store import Ledger

PHONE, LAPTOP, ANN = key_of("phone"), key_of("laptop"), key_of("ann")
DAYS = 86_400
NOTHING = Evidence()
LAUNCHED, CARDED, OAKED = (Evidence(link=link) for link in ("aaaaaaaaa1", "bbbbbbbbb1", "ccccccccc1"))
ANONYMOUS = {"id": "1", "evidence": NOTHING, "visitor": PHONE}


def visits(*at: int, evidence: Evidence = LAUNCHED, visitor: bytes = PHONE, reason: str = "") -> Batch:
    """Clicks of one visitor."""
    batch = clicks(*(f"{evidence} {moment}" for moment in at), evidence=evidence, reason=reason)
    assert batch.touches
    batch.touches.at = list(at)
    batch.touches.day = [moment // DAYS for moment in at]
    batch.touches.visitor = [visitor] * len(at)
    return batch


WHOSE = """
SELECT c.source_id, e.placement, c.path, iif(c.same_person, 6, e.rank) FROM conversions c
LEFT JOIN evidence e ON e.target = c.credited AND e.owner = 1 AND c.day >= e.from_day AND c.day < e.until_day
WHERE c.undone = 0 ORDER BY c.source_id"""
BY_PATH = """
SELECT p.path, t.link, t.code, m.text, l.text, day, n, amount FROM daily_paths p JOIN targets t ON t.id = target
JOIN texts m ON m.id = metric JOIN texts l ON l.id = label ORDER BY 1, 2, 3, 4, 5, 6"""


def whose(ledger: Ledger) -> list[tuple[Any, ...]]:
    """Source id, placement that it counts for, path, rank."""
    with ledger.reading() as connection:
        return connection.execute(WHOSE).fetchall()


def counted(ledger: Ledger) -> list[Any]:
    """Everything that reports read, without the ledger's own numbers; and it is what a rebuild makes."""
    with ledger.reading() as connection:
        found = [*daily(ledger), *connection.execute(BY_PATH).fetchall(), *whose(ledger)]
    assert verify(ledger) == []
    return found


@pytest.mark.parametrize(
    ("before", "owner"),
    [
        pytest.param(0, "mug-launch", id="in-the-same-second"),
        pytest.param(30 * DAYS - 1, "mug-launch", id="in-the-last-second"),
        pytest.param(30 * DAYS, None, id="when-the-window-is-over"),
        pytest.param(-1, None, id="after-the-sale"),
    ],
)
def test_a_window_is_half_open_from_the_touch_on(ledger: Ledger, before: int, owner: str | None) -> None:
    bring(ledger, visits(NOON - before))
    bring(ledger, sales(ANONYMOUS), "orders.csv")
    assert whose(ledger) == [("1", owner, owner, 6 if owner else None)]


def test_the_last_of_several_touches_owns_and_the_path_keeps_their_order(ledger: Ledger) -> None:
    bring(ledger, visits(NOON - 4_000, NOON - 100, evidence=CARDED))
    bring(ledger, visits(NOON - 500), "b.csv")
    bring(ledger, sales(ANONYMOUS), "orders.csv")
    assert whose(ledger) == [("1", "mug-card", "mug-card mug-launch", 6)]


def test_a_burst_of_a_scanner_is_no_touch_until_the_placement_has_so_many_links(empty: Ledger) -> None:
    links = {f"{letter * 9}1": LAUNCH for letter in "adefghjk"}
    few = dict(list(links.items())[:5])
    record_minting(empty, SETTINGS, (LAUNCH,), minted(few), (), NOW)
    for number, link in enumerate(list(few)[:3]):
        bring(empty, visits(NOON - 60 + number, evidence=Evidence(link=link)), f"{number}.csv")
    bring(empty, sales(ANONYMOUS), "orders.csv")
    assert whose(empty) == [("1", None, None, None)]
    record_minting(empty, SETTINGS, (LAUNCH,), minted(links), (), LATER)
    assert whose(empty) == [("1", "mug-launch", "mug-launch", 6)]
    assert verify(empty) == []


def test_a_click_that_repeats_another_is_no_last_touch_until_that_one_is_gone(ledger: Ledger) -> None:
    bring(ledger, visits(NOON - 900, evidence=CARDED))
    bring(ledger, visits(NOON - 500), "b.csv")
    bring(ledger, sales(ANONYMOUS), "orders.csv")
    bring(ledger, visits(NOON - 100, evidence=CARDED), "c.csv")
    assert whose(ledger) == [("1", "mug-launch", "mug-card mug-launch", 6)]
    undo_batch(ledger, 1, LATER)
    assert whose(ledger) == [("1", "mug-card", "mug-launch mug-card", 6)]
    for rule, owner in (("off", "mug-card"), ("hour", "mug-launch")):
        bring(ledger, visits(NOON - 900, evidence=CARDED), "a.csv")
        record_minting(ledger, replace(SETTINGS, repeat=rule), (), None, (), LATER)
        assert whose(ledger)[0][1] == owner
        assert verify(ledger) == []


@pytest.mark.parametrize(
    ("evidence", "owner", "rank"),
    [
        pytest.param(OAKED, "oak-launch", 1, id="link"),
        pytest.param(Evidence(code="ONE1"), "mug-reminder", 2, id="single-use-code"),
        pytest.param(Evidence(campaign="spring"), None, 4, id="campaign"),
        pytest.param(Evidence(code="MUG15"), None, 5, id="shared-code"),
        pytest.param(Evidence(code="NOBODY"), "mug-launch", 6, id="code-of-nobody"),
        pytest.param(Evidence(referrer="mug.example"), "mug-launch", 6, id="referrer"),
        pytest.param(Evidence(placement="mug-card"), "mug-launch", 6, id="by-hand"),
    ],
)
def test_it_stands_between_a_shared_code_and_a_referrer(
    ledger: Ledger, evidence: Evidence, owner: str | None, rank: int
) -> None:
    bring(ledger, visits(NOON - 60))
    bring(ledger, sales(ANONYMOUS | {"evidence": evidence}), "orders.csv")
    assert whose(ledger) == [("1", owner, "mug-launch", rank)]


@pytest.mark.parametrize(
    "touch",
    [
        pytest.param(visits(NOON - 60, reason="bot-agent"), id="excluded"),
        pytest.param(visits(NOON - 60, visitor=LAPTOP), id="of-another-device"),
        pytest.param(visits(NOON - 60, evidence=Evidence(campaign="winter")), id="of-no-placement"),
        pytest.param(visits(NOON - 60, evidence=CARDED), id="of-a-placement-that-we-give"),
    ],
)
def test_other_touches_prove_nothing(empty: Ledger, touch: Batch) -> None:
    given = replace(CARD, direction=Direction.GIVEN)
    mint(empty, (*PROMISES[:2], given, SPRING))
    with empty.writing() as connection:
        assert connection.execute("SELECT count(*) FROM links").fetchone() == (3,)
    record_minting(empty, SETTINGS, (given,), minted({"bbbbbbbbb1": given}), (), NOW)
    bring(empty, touch)
    bring(empty, sales(ANONYMOUS), "orders.csv")
    assert whose(empty) == [("1", None, None, None)]


def test_a_record_with_both_joins_the_customers_other_devices(ledger: Ledger) -> None:
    bring(ledger, visits(NOON - 60, visitor=LAPTOP))
    bring(ledger, sales({"id": "1", "evidence": NOTHING, "customer": ANN}), "orders.csv")
    assert whose(ledger) == [("1", None, None, None)]
    joining = {"id": "2", "kind": "signup", "amount": None, "evidence": NOTHING, "customer": ANN, "visitor": LAPTOP}
    bring(ledger, sales(joining | {"at": NOON + 5}), "signups.csv")
    assert whose(ledger) == [("1", "mug-launch", "mug-launch", 6), ("2", "mug-launch", "mug-launch", 6)]
    undo_batch(ledger, 3, LATER)
    assert whose(ledger) == [("1", None, None, None)]
    assert verify(ledger) == []


def test_a_refund_goes_where_the_touch_brought_its_sale(ledger: Ledger) -> None:
    bring(ledger, visits(NOON - 60))
    refund = {"id": "r", "kind": "refund", "amount": -400, "parent": "1", "evidence": NOTHING, "at": NOON + DAYS}
    bring(ledger, sales(refund), "refunds.csv")
    assert whose(ledger) == [("r", None, None, None)]
    bring(ledger, sales(ANONYMOUS | {"new": True}), "orders.csv")
    assert whose(ledger)[1] == ("r", "mug-launch", "mug-launch", 6)
    with ledger.reading() as connection:
        sums = connection.execute(
            "SELECT m.text, l.text, n, amount FROM daily_paths JOIN texts m ON m.id = metric"
            " JOIN texts l ON l.id = label ORDER BY 1"
        ).fetchall()
    assert sums == [("refund", "new", 1, -400), ("sale", "new", 1, 1000)]


LIFE: dict[str, Callable[[Ledger], object]] = {
    "launch": lambda ledger: bring(ledger, visits(NOON - 900), "launch.csv"),
    "card": lambda ledger: bring(ledger, visits(NOON - 300, evidence=CARDED, visitor=LAPTOP), "card.csv"),
    "joining": lambda ledger: bring(
        ledger,
        sales(
            {"id": "s", "kind": "signup", "amount": None, "evidence": NOTHING, "customer": ANN, "visitor": LAPTOP}
            | {"at": NOON - 200}
        ),
        "signups.csv",
    ),
    "orders": lambda ledger: bring(
        ledger,
        sales(
            ANONYMOUS | {"customer": ANN, "new": True},
            {"id": "2", "evidence": Evidence(code="MUG15"), "customer": ANN, "at": NOON + DAYS},
        ),
        "orders.csv",
    ),
    "refunds": lambda ledger: bring(
        ledger, sales({"id": "r", "kind": "refund", "amount": -400, "parent": "1", "evidence": NOTHING}), "refunds.csv"
    ),
    "mint": mint,
}


def test_the_order_of_files_and_of_minting_makes_no_difference(tmp_path: Path) -> None:
    ends = []
    for number, order in enumerate(permutations(LIFE, 6)):
        if number % 37:  # twenty of 720
            continue
        with open_at(tmp_path / str(number)) as ledger:
            for step in order:
                LIFE[step](ledger)
            ends.append(counted(ledger))
    assert ("1", "mug-card", "mug-launch mug-card", 6) in ends[0]
    assert ("2", None, "mug-launch mug-card", 5) in ends[0]
    assert all(end == ends[0] for end in ends[1:])


@pytest.mark.parametrize("gone", ["launch", "card", "joining", "orders", "refunds"])
def test_an_undone_file_was_never_there_and_comes_back(tmp_path: Path, gone: str) -> None:
    with open_at(tmp_path / "with") as ledger, open_at(tmp_path / "without") as other:
        for name, step in LIFE.items():
            step(ledger)
            if name != gone:
                step(other)
        whole = counted(ledger)
        undo_batch(ledger, list(LIFE).index(gone) + 1, LATER)
        assert counted(ledger) == counted(other) != whole
        LIFE[gone](ledger)
        assert counted(ledger) == whole


def test_another_window_of_the_promise_counts_at_once(empty: Ledger) -> None:
    bring(empty, visits(NOON - 8 * DAYS))
    bring(empty, sales(ANONYMOUS), "orders.csv")
    short = replace(LAUNCH, window_days=7)
    record_minting(empty, SETTINGS, (short,), minted({"aaaaaaaaa1": short}), (), NOW)
    assert whose(empty) == [("1", None, None, None)]
    record_minting(empty, SETTINGS, (LAUNCH,), minted({"aaaaaaaaa1": LAUNCH}), (), NOW)
    assert whose(empty) == [("1", "mug-launch", "mug-launch", 6)]
    assert verify(empty) == []


@pytest.mark.parametrize("way", ["erase", "purge"])
def test_forgetting_people_changes_no_number(ledger: Ledger, way: str) -> None:
    for step in LIFE.values():
        step(ledger)
    before, owners = counted(ledger), whose(ledger)
    if way == "erase":
        erase(ledger, {ANN: "ann@example.com"}, LATER)
    else:
        purge(ledger, DAY + 1, LATER)  # touches and the first sale; the second sale is of a day later
    assert counted(ledger) == before
    bring(ledger, sales({"id": "9", "at": NOON + 99, "evidence": NOTHING}), "more.csv")
    rebuild(ledger)
    assert verify(ledger) == []
    assert sorted(whose(ledger)) == sorted([*owners, ("9", None, None, None)])
    with ledger.reading() as connection:
        assert connection.execute("SELECT count(*) FROM person_touches").fetchone() == (0,)


@pytest.mark.parametrize("customer", ["its own", "another tool's"])
def test_a_device_known_from_a_purged_record_alone_leads_to_a_later_sale_still(ledger: Ledger, customer: str) -> None:
    long_ago, joins = NOON - 60 * DAYS, ("charge:ch_3Q000000000001",)
    bring(ledger, sales({"id": "1", "at": long_ago, "customer": ANN, "visitor": PHONE}), "long-ago.csv")
    bring(ledger, visits(NOON - 2 * DAYS))
    late: dict[str, Any] = {"id": "2", "at": NOON, "evidence": NOTHING, "joins": joins}
    shops = late | ({"customer": ANN} if customer == "its own" else {})
    bring(ledger, sales(shops), "shop.csv", source="shopify-orders")
    bring(ledger, sales(late | {"customer": ANN}), "pay.csv", source="stripe-payments")
    before, owners = counted(ledger), whose(ledger)
    assert owners[1:] == [("2", "mug-launch", "mug-launch", 6)] * 2
    assert ledger.connection.execute("SELECT count(superseded_by) FROM conversions").fetchone() == (1,)
    purge(ledger, long_ago // DAYS + 1, LATER)
    assert (counted(ledger), whose(ledger)) == (before, owners)


def test_links_that_are_minted_twice_leave_everything_as_it_was(ledger: Ledger) -> None:
    for step in LIFE.values():
        step(ledger)
    before = counted(ledger)
    record_minting(ledger, SETTINGS, PROMISES, minted(LINKS, tail="&v=2"), (), LATER)
    assert counted(ledger) == before
