"""Shopify's orders as JSON: landing pages, notes, refunds with their days."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sources.conftest import Write, read, recognised, records, refusals
from tests.sources.test_formats import HASHING, TEN, conversions, skipped
from xpromo.records import Evidence

ORDER: dict[str, Any] = {
    "id": 5000000000001,
    "name": "#1001",
    "email": "fake1@example.com",
    "test": False,
    "created_at": "2026-11-20T11:00:00+01:00",
    "cancelled_at": None,
    "currency": "EUR",
    "total_price": "49.90",
    "financial_status": "paid",
    "discount_codes": [{"code": "MUG15", "amount": "5.00", "type": "percentage"}],
    "landing_site": "/products/bag?xp=0123456789&utm_source=x",
    "landing_site_ref": None,
    "referring_site": "https://www.green-mug.example/letter",
    "note_attributes": [],
    "refunds": [],
    "customer": {"id": 77},
    "browser_ip": "203.0.113.9",
}


def orders(*changes: dict[str, Any]) -> str:
    return json.dumps({"orders": [ORDER | change for change in changes]}, indent=1)


def refund(identity: int, day: str, *amounts: str, kind: str = "refund", status: str = "success") -> dict[str, Any]:
    moves = [{"kind": kind, "status": status, "amount": amount, "currency": "EUR"} for amount in amounts]
    return {"id": identity, "created_at": f"{day}T10:00:00Z", "transactions": moves}


def test_an_order_is_a_sale_with_its_landing_page_and_code(write: Write) -> None:
    path = write(orders({}), "orders.json")
    (sale,) = conversions(read(path))

    assert recognised(path) == "shopify-orders-json"
    assert (sale["kind"], sale["amount"], sale["currency"], sale["at"]) == ("sale", 4990, "EUR", TEN)
    assert (sale["source_id"], sale["joins"], sale["status"]) == ("5000000000001", ("order:1001",), "paid")
    assert sale["evidence"] == Evidence(link="0123456789", code="MUG15")
    assert sale["customer"] == HASHING.person("fake1@example.com")


@pytest.mark.parametrize(
    ("change", "evidence"),
    [
        ({"landing_site": "/?utm_source=mug&utm_campaign=c"}, Evidence(source="mug", campaign="c")),
        ({"landing_site": "https://shop.example/?utm_source=mug&utm_campaign=c"}, Evidence(source="mug", campaign="c")),
        ({"landing_site": None, "landing_site_ref": "mug"}, Evidence(source="mug")),
        ({"landing_site": "null"}, Evidence(referrer="green-mug.example")),
        ({"landing_site": "/"}, Evidence(referrer="green-mug.example")),
        ({"landing_site": None, "referring_site": None}, Evidence()),
        (
            {"landing_site": "/?utm_source=a", "note_attributes": [{"name": "xp", "value": "0123456789"}]},
            Evidence(link="0123456789"),
        ),
        (
            {"landing_site": None, "note_attributes": [{"name": "UTM source", "value": "mug"}, {"name": "x"}]},
            Evidence(source="mug"),
        ),
    ],
)
def test_where_an_order_says_where_it_came_from(write: Write, change: dict[str, Any], evidence: Evidence) -> None:
    (sale,) = conversions(read(write(orders({"discount_codes": []} | change), "orders.json")))

    assert sale["evidence"] == evidence


def test_several_codes_stay_together_in_their_order(write: Write) -> None:
    (sale,) = conversions(read(write(orders({"discount_codes": [{"code": "freeship"}, {"code": "mug-15"}]}), "o.json")))

    assert sale["evidence"].code == "FREESHIP,MUG15"


@pytest.mark.parametrize(
    "text",
    [
        '{"orders": [%s,\n%s,\n%s]}',
        '{"orders": [\n%s,%s\n,%s]}',
        '{"orders": [\n%s\n,\n%s,\n%s\n]}',
        "[%s,\n%s,\n%s]",
        "%s\n%s\n%s\n",
    ],
)
def test_a_document_is_one_wherever_its_lines_end(write: Write, text: str) -> None:
    path = write(text % tuple(json.dumps(ORDER | {"id": number}) for number in (1, 2, 3)), "orders.json")

    assert recognised(path) == "shopify-orders-json"
    assert records(read(path)) == 3


def test_each_refund_is_a_row_on_its_own_day_that_names_its_sale(write: Write) -> None:
    refunds = [
        refund(1, "2026-11-21", "10.00", "5.00"),
        refund(2, "2026-11-22"),  # goods put back, no money
        refund(3, "2026-11-22", "1.00", status="failure"),
        refund(4, "2026-11-22", "2.00", kind="void"),
        refund(5, "2026-11-22", "4.00"),
    ]
    batches = read(write(orders({"refunds": refunds, "financial_status": "partially_refunded"}), "orders.json"))
    sale, first, second = conversions(batches)

    assert records(batches) == 1
    assert [(row["kind"], row["amount"], row["source_id"], row["parent"]) for row in (first, second)] == [
        ("refund", -1500, "1", sale["source_id"]),
        ("refund", -400, "5", sale["source_id"]),
    ]
    assert first["at"] == TEN + 86_400
    assert not first["primary"]
    assert first["evidence"] == sale["evidence"]


def test_a_cancelled_order_has_a_row_that_says_when_and_takes_no_money(write: Write) -> None:
    batches = read(write(orders({"cancelled_at": "2026-11-22T10:00:00Z"}), "orders.json"))
    sale, cancelled = conversions(batches)

    assert records(batches) == 1
    assert (cancelled["kind"], cancelled["at"], cancelled["amount"]) == ("cancellation", TEN + 2 * 86_400, None)
    assert (cancelled["parent"], cancelled["evidence"]) == (sale["source_id"], sale["evidence"])
    assert refusals(read(write(orders({"cancelled_at": "soon"}), "o.json"))) == [(3, "bad-time")]


def test_an_order_read_again_with_another_refund_is_the_same_order(write: Write) -> None:
    before = conversions(read(write(orders({"refunds": [refund(1, "2026-11-21", "10.00")]}), "orders.json")))
    after = conversions(
        read(write(orders({"refunds": [refund(1, "2026-11-21", "10.00"), refund(2, "2026-11-22", "5.00")]}), "o.json"))
    )

    assert [(row["key"], row["cells"]) for row in before] == [(row["key"], row["cells"]) for row in after[:2]]
    assert len({row["key"] for row in after}) == 3


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"test": True}, "test"),
        ({"financial_status": "pending"}, "pending"),
        ({"financial_status": "voided"}, "voided"),
        ({"financial_status": "pending", "cancelled_at": "2026-11-20T12:00:00Z"}, "voided"),
    ],
)
def test_what_was_not_paid_is_no_sale(write: Write, change: dict[str, Any], reason: str) -> None:
    batches = read(write(orders(change), "orders.json"))

    assert skipped(batches) == {reason: 1}
    assert conversions(batches) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"financial_status": "magic"}, "bad-status"),
        ({"total_price": "ten"}, "bad-amount"),
        ({"total_price": "-1.00"}, "bad-amount"),
        ({"created_at": "20/11/2026 10:00"}, "ambiguous-date"),
        ({"id": None}, "no-id"),
        ({"currency": "€"}, "bad-currency"),
        ({"refunds": [refund(1, "2026-11-21", "x")]}, "bad-amount"),
    ],
)
def test_orders_that_are_refused_leave_nothing_of_them(write: Write, change: dict[str, Any], reason: str) -> None:
    batches = read(write(orders({"id": 1}, change), "orders.json"))

    assert [found for _, found in refusals(batches)] == [reason]
    assert [row["source_id"] for row in conversions(batches)] == ["1"]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ORDER),
        json.dumps({"order": ORDER}),
        json.dumps([ORDER]),
        json.dumps(ORDER) + "\r\n" + json.dumps(ORDER) + "\r\n",
        "\ufeff" + orders({}),
    ],
    ids=["webhook", "one", "list", "lines", "byte-mark"],
)
def test_every_shape_in_which_orders_come(write: Write, text: str) -> None:
    path = write(text, "orders.json")

    assert recognised(path) == "shopify-orders-json"
    assert {row["amount"] for row in conversions(read(path))} == {4990}
