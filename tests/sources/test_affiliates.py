"""Affiliate networks and mobile attribution: sales that shrink later, tags that were appended, options that are asked for."""

# ruff: noqa: E501 - headers and rows are one line each

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.sources.conftest import Write, read, recognised, records, refusals
from tests.sources.test_formats import HASHING, conversions, csv_of, skipped
from xpromo.errors import NeedsOption
from xpromo.records import Evidence

TEN = 1795168800  # 2026-11-20T10:00:00Z
BERLIN: Any = {"timezone": ZoneInfo("Europe/Berlin")}
EURO: Any = BERLIN | {"currency": "EUR"}


def money(batches: Any) -> list[tuple[str, str, int | None, str]]:
    return [(row["kind"], row["source_id"], row["amount"], row["currency"]) for row in conversions(batches)]


# ------------------------------------------------------------------------------------------------------------- Impact


def action(**changes: Any) -> dict[str, Any]:
    return {
        "Id": "1000.1",
        "CampaignId": "7",
        "ActionTrackerName": "Sale",
        "State": "PENDING",
        "Payout": "2.10",
        "Amount": "21.99",
        "IntendedAmount": "21.99",
        "Currency": "USD",
        "EventDate": "2026-11-20T02:00:00-08:00",
        "CreationDate": "2026-11-20T02:10:00-08:00",
        "PromoCode": "mug15",
        "Oid": "1001",
    } | changes


@pytest.mark.parametrize(
    ("changes", "rows"),
    [
        ({}, [("sale", 2199)]),
        ({"State": "APPROVED"}, [("sale", 2199)]),
        ({"State": "REVERSED", "Amount": "0.00"}, [("sale", 2199), ("refund", -2199)]),
        ({"State": "REVERSED"}, [("sale", 2199), ("refund", -2199)]),
        ({"Amount": "20.00"}, [("sale", 2199), ("refund", -199)]),
        ({"Amount": "30.00"}, [("sale", 2199)]),
        ({"IntendedAmount": None}, [("sale", 2199)]),
        ({"Amount": "0.00", "IntendedAmount": "0.00"}, [("lead", None)]),
    ],
)
def test_an_action_and_what_became_of_it(write: Write, changes: dict[str, Any], rows: list[tuple[str, int]]) -> None:
    path = write(json.dumps({"Actions": [action(**changes)]}), "actions.json")
    batches = read(path)
    found = conversions(batches)

    assert recognised(path) == "impact-actions"
    assert [(row["kind"], row["amount"]) for row in found] == rows
    assert {row["at"] for row in found} == {TEN}
    assert (found[0]["evidence"], found[0]["joins"]) == (Evidence(code="MUG15"), ("order:1001",))
    assert records(batches) == 1


def test_sub_ids_of_ours_are_evidence_and_a_single_action_is_read(write: Write) -> None:
    path = write(json.dumps(action(SubId1="RT-19247423", SubId2="7ctr9aknkc", PromoCode=None)), "action.json")

    assert conversions(read(path))[0]["evidence"] == Evidence(link="7ctr9aknkc")


def test_actions_that_are_refused(write: Write) -> None:
    bad = [action(State="?"), action(Amount="x", IntendedAmount=None), action(Id=""), action(EventDate="x")]
    found = refusals(read(write(json.dumps({"Actions": bad}, indent=1), "actions.json")))

    assert sorted(reason for _, reason in found) == ["bad-amount", "bad-status", "bad-time", "no-id"]


# --------------------------------------------------------------------------------------------------------------- Awin


def transaction(**changes: Any) -> dict[str, Any]:
    return {
        "id": 100,
        "campaign": "2026-winter-bundle",
        "commissionStatus": "pending",
        "commissionAmount": {"amount": 5.59, "currency": "GBP"},
        "saleAmount": {"amount": 55.96, "currency": "GBP"},
        "oldSaleAmount": None,
        "clickRefs": {"clickRef": "12345"},
        "transactionDate": "2026-11-20T11:00:00",
        "type": "Commission group transaction",
        "voucherCodeUsed": True,
        "voucherCode": "mug15",
        "orderRef": "1001",
    } | changes


@pytest.mark.parametrize(
    ("changes", "rows"),
    [
        ({}, [5596]),
        ({"commissionStatus": "declined"}, [5596, -5596]),
        ({"commissionStatus": "deleted"}, [5596, -5596]),
        ({"oldSaleAmount": {"amount": 60, "currency": "GBP"}, "amended": True}, [6000, -404]),
    ],
)
def test_a_transaction_and_what_became_of_it(write: Write, changes: dict[str, Any], rows: list[int]) -> None:
    path = write(json.dumps([transaction(**changes)]), "awin.json")
    found = conversions(read(path, **BERLIN))

    assert recognised(path) == "awin-transactions"
    assert [row["amount"] for row in found] == rows
    assert (found[0]["at"], found[0]["joins"]) == (TEN, ("order:1001",))
    assert found[0]["evidence"] == Evidence(campaign="2026-winter-bundle", code="MUG15")


def test_transactions_that_are_no_sales_and_what_is_asked_for(write: Write) -> None:
    rows = [transaction(type="Bonus"), transaction(commissionStatus="?"), transaction(saleAmount={"currency": "GBP"})]
    path = write(json.dumps(rows, indent=1), "awin.json")

    assert skipped(read(path, **BERLIN)) == {"no-sale": 1}
    assert [reason for _, reason in refusals(read(path, **BERLIN))] == ["bad-status", "bad-amount"]
    with pytest.raises(NeedsOption, match="no offset"):
        read(write(json.dumps([transaction(voucherCodeUsed=False)]), "awin.json"))


def test_a_code_that_wasnt_used_is_no_evidence_and_a_click_reference_of_ours_is(write: Write) -> None:
    rows = [transaction(voucherCodeUsed=False, campaign=None, clickRefs={"clickRef": "x", "clickRef2": "7ctr9aknkc"})]

    assert conversions(read(write(json.dumps(rows), "a.json"), **BERLIN))[0]["evidence"] == Evidence(link="7ctr9aknkc")


# ------------------------------------------------------------------------------------------------------------ Rakuten


RAKUTEN = "Member ID (U1),MID,Advertiser Name,Order ID,Transaction Date,Transaction Time,SKU,Sales,# of Items,Total Commission,Process Date,Process Time"


def article(order: str, sales: str, date: str = "11/20/2026", time: str = "11:00", member: str = "<none>") -> str:
    return f"{member},11,Adv,{order},{date},{time},SKU1,{sales},1,0.49,{date},21:05"


def test_the_articles_of_an_order_are_one_sale(write: Write) -> None:
    path = write(
        b"\xef\xbb\xbf"
        + csv_of(
            RAKUTEN,
            "",
            article("9", "9.99", member="7ctr9aknkc"),
            article("8", "5.00", time="9:58"),
            article("9", '"1,000.01"'),
            article("9", "-9.99", date="11/21/2026"),
        )
        .replace("\n", "\r\n")
        .encode()
    )
    batches = read(path, **EURO)
    sale, other, back = conversions(batches)

    assert recognised(path) == "rakuten-orders"
    assert [(row["kind"], row["source_id"]) for row in (sale, other)] == [("sale", "11:9"), ("sale", "11:8")]
    assert (sale["amount"], sale["at"], sale["joins"]) == (101_000, TEN, ("order:9",))
    assert sale["evidence"] == Evidence(link="7ctr9aknkc")
    assert other["at"] == TEN - 3720
    assert (back["kind"], back["amount"], back["parent"], back["at"]) == ("refund", -999, "11:9", TEN + 86_400)
    assert records(batches) == 3


def test_what_an_orders_file_leaves_to_options(write: Write) -> None:
    path = write(csv_of(RAKUTEN, article("9", "1.00", date="3/4/2026")))

    with pytest.raises(NeedsOption, match="day and month"):
        read(path, **EURO)
    with pytest.raises(NeedsOption, match="no currency"):
        read(path, date_order="mdy", **BERLIN)
    assert conversions(read(path, date_order="mdy", **EURO))[0]["amount"] == 100


def test_orders_that_are_refused(write: Write) -> None:
    path = write(csv_of(RAKUTEN, article("<none>", "1.00"), article("8", "x"), article("7", "1.00", time="noon")))

    assert refusals(read(path, **EURO)) == [(2, "no-id"), (3, "bad-amount"), (4, "bad-time")]


# -------------------------------------------------------------------------------------------------------- Rewardful …


def commission(number: str, **sale: Any) -> dict[str, Any]:
    return {
        "id": number,
        "amount": 1470,
        "currency": "USD",
        "state": "due",
        "sale": {
            "id": "s1",
            "currency": "USD",
            "charged_at": "2026-11-20T10:00:00.000Z",
            "stripe_charge_id": "ch_1",
            "charge_amount_cents": 4900,
            "refund_amount_cents": 0,
            "referral": {"stripe_customer_id": "cus_1"},
        }
        | sale,
    }


def test_a_commission_tells_of_its_sale(write: Write) -> None:
    one = write(json.dumps(commission("a")), "one.json")
    many = write(
        json.dumps({"data": [commission("a", refund_amount_cents=900), commission("b", id="s2", currency="JPY")]}),
        "n.json",
    )

    assert recognised(one) == recognised(many) == "rewardful-commissions"
    assert money(read(one)) == [("sale", "s1", 4900, "USD")]
    assert money(read(many)) == [
        ("sale", "s1", 4900, "USD"),
        ("refund", "s1#refund", -900, "USD"),
        ("sale", "s2", 4900, "JPY"),
    ]
    (sale,) = conversions(read(one))
    assert (sale["joins"], sale["at"], sale["customer"]) == (("charge:ch_1",), TEN, HASHING.person("cus_1"))


def test_a_commission_without_a_sale_is_refused(write: Write) -> None:
    bad = [commission("a", id=None), commission("b", charge_amount_cents=None), commission("c", charged_at=None)]
    found = refusals(read(write(json.dumps({"data": bad}, indent=1), "n.json")))

    assert [reason for _, reason in found] == ["no-id", "bad-amount", "no-time"]


def test_tapfiliate_states_no_currency_and_metadata_is_evidence(write: Write) -> None:
    row = {
        "id": "cv_1",
        "external_id": "1001",
        "amount": 49.0,
        "affiliate": {"email": "affiliate@example.com"},
        "commissions": [],
        "created_at": "2026-11-20T10:00:00+00:00",
        "meta_data": {"xp": "7ctr9aknkc", "code": "mug15"},
    }
    path = write(json.dumps([row, row | {"id": "cv_2", "amount": 0, "meta_data": {}}]), "t.json")

    assert recognised(path) == "tapfiliate-conversions"
    with pytest.raises(NeedsOption, match="no currency"):
        read(path)
    sale, lead = conversions(read(path, **EURO))
    assert (sale["kind"], sale["amount"], sale["at"], sale["joins"]) == ("sale", 4900, TEN, ("order:1001",))
    assert sale["evidence"] == Evidence(link="7ctr9aknkc", code="MUG15")
    assert (lead["kind"], lead["amount"]) == ("lead", None)


# ---------------------------------------------------------------------------------------------------------- AppsFlyer


APPSFLYER = "Attributed Touch Type,Event Time,Event Name,Event Value,Event Revenue,Event Revenue Currency,Event Revenue USD,Media Source,Channel,Campaign,AppsFlyer ID,Customer User ID,Is Primary Attribution,Original URL"


def event(
    name: str, revenue: str = "", value: str = "", primary: str = "true", device: str = "1-1", url: str = ""
) -> str:
    value = '"' + value.replace('"', '""') + '"'
    return f"click,2026-11-20 11:00:00,{name},{value},{revenue},EUR,{revenue},green-mug-weekly,email,2026-winter-bundle,{device},user_1,{primary},{url}"


def test_in_app_events(write: Write) -> None:
    path = write(
        csv_of(
            APPSFLYER,
            event("af_purchase", "9.99", '{"af_order_id": 1001, "af_coupon_code": "mug15"}'),
            event("af_complete_registration", url="https://app.example/?xp=7ctr9aknkc"),
            event("af_purchase", "-9.99", "no json"),
            event("af_start_trial"),
            event("af_level_achieved"),
            event("af_purchase", "9.99", primary="false"),
            event("af_purchase"),
            event("af_purchase", "9.99", device=""),
        )
    )
    batches = read(path, **BERLIN)
    rows = conversions(batches)

    assert recognised(path) == "appsflyer-events"
    assert [(row["kind"], row["amount"]) for row in rows] == [
        ("sale", 999),
        ("signup", None),
        ("refund", -999),
        ("trial", None),
    ]
    assert rows[0]["evidence"] == Evidence("", "green-mug-weekly", "email", "2026-winter-bundle", "", "MUG15")
    assert (rows[0]["joins"], rows[0]["at"]) == (("order:1001",), TEN)
    assert rows[0]["visitor"] == HASHING.keyed("visitor", "1-1")
    assert rows[1]["evidence"] == Evidence(link="7ctr9aknkc")
    assert skipped(batches) == {"event": 1, "secondary": 1, "free": 1}
    assert refusals(batches) == [(9, "no-id")]
    with pytest.raises(NeedsOption, match="no offset"):
        read(path)
