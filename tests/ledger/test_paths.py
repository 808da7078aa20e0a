"""Paths out of the ledger, worked out by hand, and held against the paths of a file that says the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ledger.making import (
    CODES,
    DAY,
    LATER,
    LAUNCH,
    NOON,
    NOW,
    PROMISES,
    SETTINGS,
    Clicks,
    bring,
    key_of,
    mint,
    minted,
    open_at,
    sales,
)
from tests.sources.test_paths import spelled
from xpromo.ledger.paths import PathsRequest, read_ledger_paths
from xpromo.ledger.promise_rows import date_of
from xpromo.ledger.promising import record_minting
from xpromo.ledger.store import Ledger
from xpromo.ledger.undoing import undo_batch
from xpromo.measure.crediting import credit
from xpromo.measure.models import MODELS, Terms
from xpromo.measure.resampling import intervals
from xpromo.paths import PathsFound, letter
from xpromo.records import Direction, Evidence, Request
from xpromo.sources.journeys import Outcome, paths_of

MODELS_OF_ALL = dict(MODELS.items())
HOUR, WEEK = 3600, 7 * 86_400
LETTER, REMIND, CARD, OAK = (Evidence(link=link) for link in ("aaaaaaaaa1", "aaaaaaaaa2", "bbbbbbbbb1", "ccccccccc1"))
NOWHERE = Evidence(source="elsewhere", medium="cpc")
Visit = tuple[str, int, Evidence]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_at(tmp_path) as opened:
        mint(opened)
        yield opened


def visits(ledger: Ledger, *rows: Visit, name: str = "clicks.csv", reason: str = "") -> None:
    batch = Clicks([(f"{name}{number}", at, evidence, reason) for number, (_, at, evidence) in enumerate(rows)]).batch
    assert batch.touches is not None
    batch.touches.visitor[:] = [key_of(visitor) for visitor, _, _ in rows]
    bring(ledger, batch, name)


def sale(name: str, at: int = NOON, **more: Any) -> dict[str, Any]:
    keys: dict[str, Any] = {key: key_of(more[key]) for key in ("visitor", "customer") if key in more}
    return {"id": name, "at": at, "evidence": Evidence(), **more, **keys}


def found(ledger: Ledger, by: str = "placement", window: int | None = None, **request: Any) -> PathsFound:
    return read_ledger_paths(ledger, PathsRequest(Request(**request), by=by, window=window))


def test_touches_of_a_visitor_lead_to_the_sale(ledger: Ledger) -> None:
    visits(ledger, ("v", NOON - 2 * HOUR, CARD), ("v", NOON - 3 * HOUR, LETTER), ("w", NOON, LETTER))
    bring(ledger, sales(sale("s", visitor="v")), "sales.csv")
    read = found(ledger)
    assert spelled(read.paths) == {"mug-launch > mug-card": (1, 0), "mug-launch": (0, 1)}
    assert (read.conversions, read.known, read.share) == (1, 1, 1.0)
    assert dict(read.paths.values) == {"EUR": [1000, 0]}
    assert read.paths.ages == [3 * HOUR, 2 * HOUR]


def test_a_customer_is_known_by_what_joined_them_with_a_visitor(ledger: Ledger) -> None:
    visits(ledger, ("phone", NOON - 2 * HOUR, CARD), ("desk", NOON - HOUR, LETTER))
    joined = sale("lead", kind="signup", amount=None, visitor="phone", customer="ann")
    bring(ledger, sales(joined, sale("s", visitor="desk", customer="ann"), sale("t", customer="bob")), "sales.csv")
    read = found(ledger)
    assert spelled(read.paths) == {"mug-card > mug-launch": (1, 0)}
    assert (read.conversions, read.known) == (2, 2)


def test_what_joined_them_counts_no_more_once_it_is_undone(ledger: Ledger) -> None:
    visits(ledger, ("phone", NOON - 2 * HOUR, CARD))
    bring(ledger, sales(sale("lead", kind="signup", amount=None, visitor="phone", customer="ann")), "signups.csv")
    bring(ledger, sales(sale("s", customer="ann")), "sales.csv")
    assert found(ledger).paths.converted == 1
    undo_batch(ledger, 2, LATER)
    assert found(ledger).paths.converted == 0


@pytest.mark.parametrize(("gap", "inside"), [(0, True), (WEEK - 1, True), (WEEK, False), (-1, False)])
def test_a_window_is_half_open(ledger: Ledger, gap: int, inside: bool) -> None:  # noqa: FBT001
    visits(ledger, ("v", NOON - gap, LETTER))
    bring(ledger, sales(sale("s", visitor="v")), "sales.csv")
    assert spelled(found(ledger, window=7).paths) == {"mug-launch": (1, 0) if inside else (0, 1)}


def test_the_window_is_the_promise_s_unless_said(tmp_path: Path) -> None:
    short = [replace(item, window_days=1) if item is LAUNCH else item for item in PROMISES]
    with open_at(tmp_path) as ledger:
        links = {"aaaaaaaaa1": short[0], "bbbbbbbbb1": short[2]}
        record_minting(ledger, SETTINGS, short, minted(links), CODES, NOW)
        visits(ledger, ("v", NOON - 2 * 86_400, LETTER), ("v", NOON - 3 * 86_400, CARD))
        bring(ledger, sales(sale("s", visitor="v")), "sales.csv")
        assert spelled(found(ledger).paths) == {"mug-card": (1, 0), "mug-launch": (0, 1)}
        assert spelled(found(ledger, window=30).paths) == {"mug-card > mug-launch": (1, 0)}


def test_excluded_and_undone_touches_are_none(ledger: Ledger) -> None:
    visits(ledger, ("v", NOON - HOUR, LETTER), reason="bot-agent", name="bots.csv")
    visits(ledger, ("v", NOON - HOUR, CARD), name="gone.csv")
    undo_batch(ledger, 2, LATER)
    bring(ledger, sales(sale("s", visitor="v")), "sales.csv")
    read = found(ledger)
    assert (read.conversions, read.paths.journeys) == (1, 0)


def test_refunds_lower_the_value_and_a_whole_one_takes_the_sale_back(ledger: Ledger) -> None:
    visits(ledger, ("v", NOON - HOUR, LETTER), ("w", NOON - HOUR, CARD))
    rows = [sale("s", visitor="v"), sale("t", visitor="w")]
    back = [
        sale("r1", NOON + 9 * WEEK, kind="refund", amount=-400, parent="s"),
        sale("r2", NOON + 9 * WEEK, kind="refund", amount=-1000, parent="t"),
    ]
    bring(ledger, sales(*rows), "sales.csv")
    bring(ledger, sales(*back), "refunds.csv", now=LATER)
    read = found(ledger)
    assert spelled(read.paths) == {"mug-launch": (1, 0), "mug-card": (0, 1)}
    assert (read.conversions, dict(read.paths.values)) == (1, {"EUR": [600, 0]})


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("placement", "mug-launch > mug-card > oak-launch > (unresolved)"),
        ("property", "mug-weekly > mug-app > oak-news > (unresolved)"),
        ("partner", "green-mug > green-mug > oak > (unresolved)"),
        ("channel", "email > in_app > email > (unresolved)"),
    ],
)
def test_credit_can_go_to_whatever_evidence_names(ledger: Ledger, by: str, expected: str) -> None:
    steps = [LETTER, CARD, OAK, NOWHERE]
    visits(ledger, *(("v", NOON - (9 - number) * 60, evidence) for number, evidence in enumerate(steps)))
    bring(ledger, sales(sale("s", visitor="v")), "sales.csv")
    assert spelled(found(ledger, by).paths) == {expected: (1, 0)}


def test_what_promotes_somebody_else_is_no_step(tmp_path: Path) -> None:
    given = replace(LAUNCH, direction=Direction.GIVEN)
    with open_at(tmp_path) as ledger:
        links = {"aaaaaaaaa1": given, "bbbbbbbbb1": PROMISES[2]}
        record_minting(ledger, SETTINGS, [given, PROMISES[2]], minted(links), [], NOW)
        visits(ledger, ("v", NOON - HOUR, LETTER), ("v", NOON - HOUR, CARD), ("w", NOON, LETTER))
        bring(ledger, sales(sale("s", visitor="v"), sale("theirs", evidence=LETTER)), "sales.csv")
        read = found(ledger)
        assert spelled(read.paths) == {"mug-card": (1, 0)}
        assert read.conversions == 1


def test_evidence_that_proves_less_has_a_name_that_says_so(ledger: Ledger) -> None:
    visits(ledger, ("v", NOON - 60, Evidence(code="MUG15")))
    bring(ledger, sales(sale("s", visitor="v")), "sales.csv")
    assert spelled(found(ledger).paths) == {"winter (campaign)": (1, 0)}


def test_of_a_campaign_only_its_touches_and_its_conversions_count(ledger: Ledger) -> None:
    visits(ledger, ("v", NOON - 2 * HOUR, LETTER), ("v", NOON - HOUR, OAK), ("w", NOON - HOUR, OAK))
    bring(ledger, sales(sale("s", visitor="v"), sale("t", visitor="w"), sale("u", evidence=LETTER)), "sales.csv")
    read = found(ledger, campaigns=("winter",))
    assert spelled(read.paths) == {"mug-launch": (1, 0)}
    assert (read.conversions, read.known) == (2, 1)


def test_days_are_those_of_conversions_and_of_paths_that_led_to_none(ledger: Ledger) -> None:
    visits(ledger, ("v", NOON - 86_400, LETTER), ("w", NOON - 86_400, CARD), ("x", NOON, CARD))
    bring(ledger, sales(sale("s", visitor="v"), sale("t", NOON - 86_400, visitor="w")), "sales.csv")
    read = found(ledger, since=date_of(DAY), until=date_of(DAY + 1))
    assert spelled(read.paths) == {"mug-launch": (1, 0), "mug-card": (0, 1)}


def test_what_conversions_carry_themselves_is_beside(ledger: Ledger) -> None:
    bring(ledger, sales(sale("s", evidence=LETTER), sale("t", evidence=Evidence(code="OAK10"))), "sales.csv")
    read = found(ledger)
    assert read.carried is not None
    assert spelled(read.carried) == {"mug-launch": (1, 0), "spring (campaign)": (1, 0)}
    assert (read.known, read.paths.journeys) == (0, 0)


def test_a_repeat_is_no_step_of_a_path(ledger: Ledger) -> None:
    mint(ledger)
    visits(ledger, ("v", NOON - 90, LETTER), ("v", NOON - 60, LETTER), ("v", NOON - 2 * HOUR, CARD))
    bring(ledger, sales(sale("s", visitor="v")), "sales.csv")
    assert spelled(found(ledger).paths) == {"mug-card > mug-launch": (1, 0)}


def test_files_in_any_order_make_the_same_paths(tmp_path: Path) -> None:
    walks = [("v", NOON - 3 * HOUR, LETTER), ("w", NOON - 2 * HOUR, CARD), ("v", NOON - HOUR, OAK), ("x", NOON, CARD)]
    lead = sale("lead", kind="signup", amount=None, visitor="w", customer="ann")

    def clicks(ledger: Ledger) -> None:
        visits(ledger, *walks)

    def orders(ledger: Ledger) -> None:
        bring(ledger, sales(sale("s", visitor="v"), sale("t", customer="ann"), sale("u", visitor="v")), "sales.csv")

    def leads(ledger: Ledger) -> None:
        bring(ledger, sales(lead), "leads.csv")

    made = []
    for number, order in enumerate(permutations([mint, clicks, orders, leads])):
        with open_at(tmp_path / f"{number}") as ledger:
            for bring_in in order:
                bring_in(ledger)
            read = found(ledger)
            drawn = intervals(read.paths, MODELS_OF_ALL, Terms(), 20, 1)
            made.append((spelled(read.paths), credit(read.paths, MODELS_OF_ALL, Terms()), drawn))
    assert made[0][0] == {"mug-launch > oak-launch": (2, 0), "mug-card": (1, 1)}
    assert all(other == made[0] for other in made)


VISITS = st.lists(  # unique, because a second click within the hour is a repeat
    st.tuples(st.sampled_from("vwx"), st.integers(0, 40), st.sampled_from([LETTER, REMIND, CARD])),
    max_size=10,
    unique=True,
)
SALES = st.lists(st.tuples(st.sampled_from("vwx"), st.integers(0, 40)), max_size=4)


@given(VISITS, SALES, st.integers(1, 20))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sql_and_the_reader_of_files_find_the_same(
    tmp_path_factory: pytest.TempPathFactory, walks: list[Visit], bought: Sequence[tuple[str, int]], days: int
) -> None:
    names = {LETTER: "mug-launch", REMIND: "mug-reminder", CARD: "mug-card"}
    channels = sorted(names.values())
    expected: dict[str, tuple[int, int]] = {}
    for person in "vwx":
        touches = [
            (NOON + day * 86_400, letter(channels.index(names[item]))) for who, day, item in walks if who == person
        ]
        for path in paths_of(
            touches, [Outcome(NOON + at * 86_400) for who, at in bought if who == person], days * 86_400
        ):
            name = " > ".join(channels[ord(sign) - 1] for sign in path.word)
            before = expected.get(name, (0, 0))
            expected[name] = (before[0] + bool(path.outcome), before[1] + (not path.outcome))
    with open_at(tmp_path_factory.mktemp("paths")) as ledger:
        mint(ledger)
        if walks:
            visits(ledger, *((who, NOON + day * 86_400, item) for who, day, item in walks))
        if bought:
            rows = [sale(f"s{number}", NOON + at * 86_400, visitor=who) for number, (who, at) in enumerate(bought)]
            bring(ledger, sales(*rows), "sales.csv")
        assert spelled(found(ledger, window=days).paths) == expected


def test_a_sale_that_two_tools_tell_of_is_one_with_the_person_and_the_refund_of_both(ledger: Ledger) -> None:
    ann, phone, charge = key_of("ann"), key_of("phone"), ("charge:ch_3Q000000000001",)
    visits(ledger, ("phone", NOON - HOUR, LETTER))
    order = {"id": "1", "joins": charge, "evidence": Evidence()}
    paid = {"id": "ch_1", "joins": charge, "evidence": Evidence(), "customer": ann, "visitor": phone}
    bring(ledger, sales(order), "orders.csv", source="shopify-orders")
    bring(ledger, sales(paid), "payments.csv", source="stripe-payments")
    found = read_ledger_paths(ledger, PathsRequest(Request()))
    assert (found.conversions, found.known) == (1, 1)

    back = {"id": "ch_1-back", "kind": "refund", "amount": -1000, "parent": "ch_1", "primary": False}
    bring(ledger, sales({**paid, "line": 2}, {**back, "line": 2}), "later.csv", source="stripe-payments")
    assert read_ledger_paths(ledger, PathsRequest(Request())).conversions == 0
