"""The same sale from several tools counts once, with what all of them know, in whatever order they tell of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.ledger.making import LATER, NOON, SETTINGS, Clicks, bring, daily, key_of, mint, open_at, sales
from xpromo.ledger.erasing import erase
from xpromo.ledger.integrity import rebuild, verify
from xpromo.ledger.purging import purge
from xpromo.ledger.reading import read_aggregates
from xpromo.ledger.store import Ledger
from xpromo.ledger.undoing import undo_batch
from xpromo.ledger.uniting import unite
from xpromo.records import Evidence, Request, Settings

Row = dict[str, Any]
Told = tuple[str, str, list[Row]]  # source, account, rows

NOBODY = Evidence()
CODE, LINK, OAK = Evidence(code="MUG15"), Evidence(link="aaaaaaaaa1"), Evidence(link="ccccccccc1")
CHARGE, INTENT = "charge:ch_3Q000000000001", "payment_intent:pi_3Q000000000001"
ANN, HALF_A_YEAR, DAY = key_of("ann"), 200 * 86_400, 86_400


def row(name: str, *joins: str, evidence: Evidence = NOBODY, **more: Any) -> Row:
    return {"id": name, "joins": joins, "evidence": evidence, **more}


def refund(of: str, amount: int, **more: Any) -> Row:
    own = {"id": f"{of}-back{amount}", "parent": of, "series": f"{of}#refund", "rank": amount, "evidence": NOBODY}
    return {**own, "kind": "refund", "amount": -amount, "primary": False, **more}


def shop(*rows: Row, account: str = "default", source: str = "shopify-orders") -> Told:
    return source, account, list(rows)


def stripe(*rows: Row, account: str = "default", source: str = "stripe-payments") -> Told:
    return source, account, list(rows)


def tell(ledger: Ledger, *files: Told) -> None:
    for source, account, rows in files:
        name = f"{source} {account} {[item['id'] for item in rows]}"
        bring(ledger, sales(*map(dict, rows)), name, source=source, account=account)


def counted(ledger: Ledger) -> list[tuple[str, str, str, int, int]]:
    """Return what a report is made of: metric, placement or campaign, source, how many, how much."""
    return sorted(
        (item.metric, item.placement or item.campaign or "", item.source, item.n, item.amount)
        for item in read_aggregates(ledger, Request())
    )


def sold(ledger: Ledger) -> tuple[int, int]:
    """Return how many sales count, and their money."""
    found = [item for item in counted(ledger) if item[0] in {"sale", "renewal"}]
    return sum(item[3] for item in found), sum(item[4] for item in found)


@contextmanager
def life(folder: Path, settings: Settings = SETTINGS) -> Iterator[Ledger]:
    folder.mkdir()
    with open_at(folder) as ledger:
        mint(ledger, settings=settings)
        yield ledger


def in_every_order(folder: Path, *files: Told, settings: Settings = SETTINGS) -> list[tuple[str, str, str, int, int]]:
    """Return what counts, which must be the same whatever file comes first, and after each was undone and came back."""
    ends = []
    for number, order in enumerate(itertools.permutations(files)):
        with life(folder / str(number), settings) as ledger:
            tell(ledger, *order)
            assert verify(ledger) == []
            ends.append((counted(ledger), daily(ledger)))
            for batch in range(1, len(files) + 1):
                undo_batch(ledger, batch, LATER)
                assert verify(ledger) == []
                tell(ledger, order[batch - 1])
                assert (counted(ledger), daily(ledger)) == ends[-1], (order, batch)
            rebuild(ledger)
            assert verify(ledger) == []
            assert daily(ledger) == ends[-1][1]
    assert all(end == ends[0] for end in ends)
    return ends[0][0]


# ------------------------------------------------------------------------------------------------ what is one sale


def test_a_payment_and_an_order_that_share_a_charge_are_one_sale_with_the_code_of_the_order(tmp_path: Path) -> None:
    files = (shop(row("1", CHARGE, evidence=CODE)), stripe(row("ch_1", CHARGE, INTENT)))

    assert in_every_order(tmp_path, *files) == [("sale", "winter", "shopify-orders", 1, 1000)]


def test_the_order_is_credited_to_the_link_that_only_the_payment_knows(tmp_path: Path) -> None:
    files = (shop(row("1", CHARGE)), stripe(row("ch_1", CHARGE, evidence=LINK)))

    assert in_every_order(tmp_path, *files) == [("sale", "mug-launch", "shopify-orders", 1, 1000)]


def test_a_code_and_a_link_of_two_tools_are_settled_as_on_one_row(tmp_path: Path) -> None:
    """Code first is the rule of the promises: the code is the winter campaign's, the link the spring one's."""
    files = (shop(row("1", CHARGE, evidence=OAK)), stripe(row("ch_1", CHARGE, evidence=CODE)))

    assert in_every_order(tmp_path, *files) == [("sale", "winter", "shopify-orders", 1, 1000)]


def test_what_is_tied_over_a_third_tool_is_one_sale(tmp_path: Path) -> None:
    files = (
        shop(row("1", INTENT)),
        stripe(row("ch_1", CHARGE, INTENT)),
        ("rewardful-commissions", "default", [row("r1", CHARGE, evidence=LINK)]),
    )

    assert in_every_order(tmp_path, *files) == [("sale", "mug-launch", "shopify-orders", 1, 1000)]


def test_objects_of_one_payment_are_one_sale_with_the_order_that_knows_one_of_them(tmp_path: Path) -> None:
    session = row("pi_1", INTENT, series="pi_1#payment", rank=4, evidence=LINK, cells=1)
    charge = row("pi_1", CHARGE, series="pi_1#payment", rank=1, cells=2, key=key_of("the charge"))
    files = (shop(row("1", CHARGE, evidence=CODE)), stripe(session, charge, source="stripe-objects"))

    assert in_every_order(tmp_path, *files) == [("sale", "mug-launch", "shopify-orders", 1, 1000)]


def test_two_purchases_of_one_charge_both_count_and_the_charge_does_not(tmp_path: Path) -> None:
    cart = [row("g1", CHARGE, amount=400, evidence=LINK), row("g2", CHARGE, amount=600)]
    files = (shop(*cart, source="gumroad-sales"), stripe(row("ch_1", CHARGE)))

    found = in_every_order(tmp_path, *files)
    assert found == [("sale", "", "gumroad-sales", 1, 600), ("sale", "mug-launch", "gumroad-sales", 1, 400)]


def test_a_renewal_and_the_order_of_its_payment_are_one(tmp_path: Path) -> None:
    files = (shop(row("1", CHARGE)), stripe(row("ch_1", CHARGE, kind="renewal")))

    assert in_every_order(tmp_path, *files) == [("sale", "", "shopify-orders", 1, 1000)]


@pytest.mark.parametrize(
    "name",
    ["promo:promo_1Q0000000000001", "invoice:17", "payment:1001", "charge:ch_1", "deal:D-7", "order:"],
    ids=["promotion", "short invoice", "payment number", "cut charge", "deal", "no number"],
)
def test_what_many_sales_can_share_ties_none(ledger: Ledger, name: str) -> None:
    tell(ledger, shop(row("1", name)), stripe(row("ch_1", name, at=NOON + 3 * DAY)))

    assert sold(ledger) == (2, 2000)


def test_rows_of_one_account_are_never_one_sale(ledger: Ledger) -> None:
    tell(ledger, stripe(row("ch_1", INTENT), row("ch_2", INTENT)))

    assert sold(ledger) == (2, 2000)


def test_signups_of_two_tools_are_two(ledger: Ledger) -> None:
    tell(ledger, shop(row("1", CHARGE, kind="signup")), stripe(row("ch_1", CHARGE, kind="signup")))

    assert [item[:1] + item[3:] for item in counted(ledger)] == [("signup", 1, 1000), ("signup", 1, 1000)]


# ------------------------------------------------------------------------------------------------ order numbers

AGREE: Row = {}


@pytest.mark.parametrize(
    ("source", "other", "one"),
    [
        pytest.param("stripe-payments", AGREE, True, id="same amount"),
        pytest.param("stripe-payments", {"amount": 999}, False, id="another amount paid"),
        pytest.param("stripe-payments", {"currency": "USD"}, False, id="another currency"),
        pytest.param("stripe-payments", {"at": NOON + 2 * DAY}, True, id="two days later"),
        pytest.param("stripe-payments", {"at": NOON - 2 * DAY - 1}, False, id="more than two days before"),
        pytest.param("awin-transactions", {"amount": 500}, True, id="a network's net amount"),
        pytest.param("awin-transactions", {"amount": 499}, False, id="less than half"),
        pytest.param("awin-transactions", {"amount": None, "currency": ""}, False, id="no amount"),
        pytest.param("ga4-bigquery", {"amount": 840}, True, id="an analytics event"),
    ],
)
def test_an_order_number_ties_where_everything_else_agrees(
    ledger: Ledger, source: str, other: Row, *, one: bool
) -> None:
    tell(ledger, shop(row("1", "order:1001")), (source, "default", [row("x", "order:1001", **other)]))

    assert sold(ledger)[0] == (1 if one else 2)


@pytest.mark.parametrize(
    ("accounts", "one"),
    [
        (("default", "main"), True),
        (("vienna", "default"), True),
        (("vienna", "vienna"), True),
        (("vienna", "berlin"), False),
    ],
)
def test_an_order_number_ties_no_two_accounts(ledger: Ledger, accounts: tuple[str, str], *, one: bool) -> None:
    tell(ledger, shop(row("1", "order:7"), account=accounts[0]), stripe(row("ch_1", "order:7"), account=accounts[1]))

    assert sold(ledger)[0] == (1 if one else 2)


def test_two_shops_orders_of_one_number_stay_two_and_their_payments_too(tmp_path: Path) -> None:
    files = (
        shop(row("1", "order:1001"), account="vienna"),
        shop(row("2", "order:1001"), account="berlin"),
        stripe(row("ch_1", "order:1001")),
    )

    found = in_every_order(tmp_path, *files)
    assert sum(item[3] for item in found) == 3


def test_a_number_that_fits_two_payments_ties_neither(ledger: Ledger) -> None:
    tell(ledger, shop(row("1", "order:1001")), stripe(row("ch_1", "order:1001"), row("ch_2", "order:1001")))

    assert sold(ledger) == (3, 3000)


def test_two_exports_of_one_payment_are_not_two_payments_that_fit(tmp_path: Path) -> None:
    files = (
        shop(row("1", "order:1001", evidence=CODE)),
        stripe(row("ch_1", "order:1001", CHARGE)),
        stripe(row("pi_1", "order:1001", CHARGE, INTENT), source="stripe-objects"),
    )

    assert in_every_order(tmp_path, *files) == [("sale", "winter", "shopify-orders", 1, 1000)]


def test_two_exports_of_one_shop_tell_of_one_order(tmp_path: Path) -> None:
    files = (
        shop(row("1", "order:1001", evidence=CODE)),
        shop(row("2", "order:1001", amount=990, at=NOON + 60), source="shopify-orders-json"),
    )

    assert in_every_order(tmp_path, *files) == [("sale", "winter", "shopify-orders", 1, 1000)]


def test_a_network_ties_to_no_payment_without_the_shop(ledger: Ledger) -> None:
    tell(ledger, stripe(row("ch_1", "order:7")), ("awin-transactions", "default", [row("a", "order:7")]))

    assert sold(ledger) == (2, 2000)


# ------------------------------------------------------------------------------------------------ taken back


def test_a_refund_that_shop_and_payment_tell_of_counts_once(tmp_path: Path) -> None:
    files = (
        shop(row("1", CHARGE, evidence=CODE), refund("1", 300)),
        stripe(row("ch_1", CHARGE), refund("ch_1", 300, at=NOON + DAY)),
    )

    found = in_every_order(tmp_path, *files)
    assert found == [("refund", "winter", "stripe-payments", 1, -300), ("sale", "winter", "shopify-orders", 1, 1000)]


def test_the_tool_that_saw_more_of_it_taken_back_is_believed(tmp_path: Path) -> None:
    files = (
        shop(row("1", CHARGE, evidence=CODE), refund("1", 1000)),
        stripe(row("ch_1", CHARGE), refund("ch_1", 300, at=NOON + DAY)),
    )

    assert ("refund", "winter", "shopify-orders", 1, -1000) in in_every_order(tmp_path, *files)


def test_refunds_that_are_rows_of_their_own_are_added_up_before_they_are_compared(tmp_path: Path) -> None:
    rows = [{**refund("p1", amount), "series": "", "rank": 0} for amount in (300, 400)]
    files = (
        shop(row("1", "payment:9XK12345AB678901C"), refund("1", 600)),
        stripe(row("p1", "payment:9XK12345AB678901C"), *rows, source="paypal-activity"),
    )

    found = in_every_order(tmp_path, *files)
    assert ("refund", "", "paypal-activity", 2, -700) in found
    assert len(found) == 2


def test_what_a_network_takes_back_is_no_money(tmp_path: Path) -> None:
    files = (
        shop(row("1", "order:1001", evidence=CODE)),
        ("awin-transactions", "default", [row("a", "order:1001"), refund("a", 1000)]),
    )

    assert in_every_order(tmp_path, *files) == [("sale", "winter", "shopify-orders", 1, 1000)]


def test_a_network_alone_takes_its_own_sale_back(ledger: Ledger) -> None:
    tell(ledger, ("awin-transactions", "default", [row("a", "order:1001", evidence=CODE), refund("a", 1000)]))

    assert [item[0] for item in counted(ledger)] == ["refund", "sale"]


def test_a_chargeback_that_knows_only_the_charge_counts_where_the_order_counts(tmp_path: Path) -> None:
    lost = row("dp_1", CHARGE, kind="chargeback", amount=-1000, parent="pi_unknown")
    files = (
        shop(row("1", CHARGE, evidence=CODE)),
        stripe(row("pi_1", CHARGE, INTENT), lost, source="stripe-objects"),
    )

    assert ("chargeback", "winter", "stripe-objects", 1, -1000) in in_every_order(tmp_path, *files)


# ------------------------------------------------------------------------------------------------ people


def novelty(ledger: Ledger) -> list[tuple[str, str]]:
    with ledger.reading() as connection:
        sql = "SELECT source_id, novelty FROM conversions WHERE undone = 0 AND superseded_by IS NULL ORDER BY 1"
        return list(connection.execute(sql))


def test_a_customer_whom_only_the_payment_knows_is_the_orders_customer(ledger: Ledger) -> None:
    first = row("0", at=NOON - HALF_A_YEAR)
    tell(ledger, shop(first, row("1", CHARGE)), stripe(row("ch_1", CHARGE, customer=ANN)))
    assert novelty(ledger) == [("0", ""), ("1", "new")]

    tell(ledger, shop(row("2", at=NOON + 9, customer=ANN)))
    assert novelty(ledger) == [("0", ""), ("1", "new"), ("2", "returning")]
    assert verify(ledger) == []


def test_two_rows_of_one_purchase_make_nobody_a_returning_customer(ledger: Ledger) -> None:
    first = row("0", at=NOON - HALF_A_YEAR)
    tell(
        ledger,
        stripe(row("ch_1", CHARGE, customer=ANN, at=NOON - 60)),
        shop(first, row("1", CHARGE, customer=ANN)),
    )

    assert novelty(ledger) == [("0", ""), ("1", "new")]


def test_any_tool_may_say_that_a_customer_is_new(ledger: Ledger) -> None:
    tell(ledger, shop(row("1", CHARGE)), stripe(row("ch_1", CHARGE, new=True)))

    assert novelty(ledger) == [("1", "new")]


@pytest.mark.parametrize("forget", ["erase", "purge"])
def test_forgetting_the_customer_changes_no_count(ledger: Ledger, forget: str) -> None:
    first = row("0", at=NOON - HALF_A_YEAR)
    tell(ledger, shop(first, row("1", CHARGE)), stripe(row("ch_1", CHARGE, customer=ANN)))
    tell(ledger, shop(row("2", at=NOON + 3 * DAY, customer=ANN)))
    before = daily(ledger)
    if forget == "erase":
        erase(ledger, {ANN: "ann@example.com"}, LATER)
    else:
        purge(ledger, NOON // DAY + 1, LATER)

    assert daily(ledger) == before
    assert verify(ledger) == []
    rebuild(ledger)
    assert daily(ledger) == before


# ------------------------------------------------------------------------------------------------ evidence together


@pytest.mark.parametrize(
    ("carried", "together"),
    [
        ([CODE, LINK], Evidence(link="aaaaaaaaa1", code="MUG15")),
        ([Evidence(code="A1"), Evidence(code="B2,A1")], Evidence(code="A1,B2")),
        ([Evidence(source="one"), Evidence(source="two", medium="email")], Evidence(source="one")),
        ([Evidence(referrer="mug.example"), CODE], CODE),
        ([NOBODY, Evidence(referrer="mug.example")], Evidence(referrer="mug.example")),
        ([Evidence(placement="card"), LINK], LINK._replace(placement="card")),
    ],
)
def test_evidence_of_several_rows_reads_as_one(carried: Sequence[Evidence], together: Evidence) -> None:
    assert unite(carried) == together


def test_a_chain_of_a_thousand_payments_is_followed_to_its_end(ledger: Ledger) -> None:
    """Each shares an id with the next one only."""
    names = [f"charge:ch_{number:014d}" for number in range(1001)]
    rows = [row(f"r{number}", *names[number : number + 2]) for number in range(1000)]
    tell(ledger, stripe(*rows[::2]), shop(*rows[1::2]))

    assert sold(ledger) == (500, 500_000)


def test_a_refund_that_the_other_tool_tells_of_follows_the_path_of_the_order(tmp_path: Path) -> None:
    """The touch comes last, and leads to the order alone; the refund hangs on the payment."""
    phone = key_of("phone")
    touch = Clicks([("t", NOON - 60, LINK, "")]).batch
    assert touch.touches is not None
    touch.touches.visitor = [phone]
    with life(tmp_path / "life") as ledger:
        tell(ledger, shop(row("1", CHARGE, customer=ANN, visitor=phone)))
        tell(ledger, stripe(row("ch_1", CHARGE), refund("ch_1", 300, at=NOON + DAY)))
        bring(ledger, touch, "clicks.csv")

        money = [item for item in counted(ledger) if item[0] != "clicks"]
        assert money == [
            ("refund", "mug-launch", "stripe-payments", 1, -300),
            ("sale", "mug-launch", "shopify-orders", 1, 1000),
        ]
        assert verify(ledger) == []
        undo_batch(ledger, 3, LATER)
        assert verify(ledger) == []


def test_a_customer_known_from_the_renewal_that_the_order_is_returns_later(ledger: Ledger) -> None:
    """What the provider calls a renewal the shop calls a sale; a purchase before it comes to light last."""
    first = row("0", at=NOON - HALF_A_YEAR)
    tell(ledger, shop(first, row("1", CHARGE)), stripe(row("ch_1", CHARGE, kind="renewal", customer=ANN)))
    assert novelty(ledger) == [("0", ""), ("1", "new")]

    tell(ledger, shop(row("2", at=NOON - DAY, customer=ANN)))
    assert novelty(ledger) == [("0", ""), ("1", "returning"), ("2", "new")]
    assert verify(ledger) == []
