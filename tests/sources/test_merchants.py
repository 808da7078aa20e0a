"""Lemon Squeezy and Paddle: who sells in one's name, as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sources.conftest import Write, read, recognised, records, refusals
from tests.sources.test_formats import HASHING, TEN, conversions, skipped
from xpromo.records import Evidence

ATTRIBUTES: dict[str, Any] = {
    "identifier": "00000000-0000-4000-8000-000000000001",
    "order_number": 7,
    "user_name": "Fake Person",
    "user_email": "fake11@example.com",
    "currency": "EUR",
    "total": 1800,
    "total_usd": 1900,
    "refunded_amount": 0,
    "status": "paid",
    "refunded_at": None,
    "test_mode": False,
    "created_at": "2026-11-20T10:00:00.000000Z",
}
TRANSACTION: dict[str, Any] = {
    "id": "txn_1",
    "status": "completed",
    "customer_id": "ctm_1",
    "custom_data": None,
    "currency_code": "EUR",
    "origin": "web",
    "invoice_id": "inv_1",
    "discount_id": "dsc_1",
    "details": {"totals": {"subtotal": "1500", "tax": "300", "total": "1800", "currency_code": "EUR"}},
    "created_at": "2026-11-20T09:59:00.123456Z",
    "billed_at": "2026-11-20T10:00:00.123456Z",
}
ADJUSTMENT: dict[str, Any] = {
    "id": "adj_1",
    "action": "refund",
    "transaction_id": "txn_1",
    "customer_id": "ctm_1",
    "currency_code": "EUR",
    "status": "approved",
    "totals": {"subtotal": "400", "tax": "100", "total": "500", "currency_code": "EUR"},
    "created_at": "2026-11-21T10:00:00Z",
}


def order(**changes: Any) -> dict[str, Any]:
    return {"type": "orders", "id": "1", "attributes": ATTRIBUTES | changes}


def found(write: Write, text: object) -> list[dict[str, Any]]:
    return conversions(read(write(json.dumps(text), "merchant.json")))


def test_an_order_of_lemon_squeezy(write: Write) -> None:
    path = write(json.dumps({"data": [order()]}), "orders.json")
    (sale,) = conversions(read(path))

    assert recognised(path) == "lemonsqueezy-orders"
    assert (sale["kind"], sale["amount"], sale["currency"], sale["at"]) == ("sale", 1800, "EUR", TEN)
    assert sale["customer"] == HASHING.person("fake11@example.com")
    assert sale["evidence"] == Evidence()


def test_a_webhook_of_lemon_squeezy_carries_what_was_passed_along(write: Write) -> None:
    custom = {"xp": "0123456789", "code": "mug15"}
    webhook = {"meta": {"event_name": "order_created", "custom_data": custom}, "data": order()}
    path = write("".join(json.dumps(webhook) + "\n" for _ in range(2)), "hooks.jsonl")

    assert recognised(path) == "lemonsqueezy-orders"
    assert {row["evidence"] for row in conversions(read(path))} == {Evidence(link="0123456789", code="MUG15")}
    assert found(write, {"data": order()})[0]["key"] == conversions(read(path))[0]["key"]


def test_webhooks_of_lemon_squeezy_are_known_whatever_the_first_is_about(write: Write) -> None:
    told = {"store_id": 1, "user_email": "fake11@example.com", "status": "active"}
    data = {"type": "subscriptions", "id": "9", "attributes": told}
    begun = {"meta": {"event_name": "subscription_created"}, "data": data}
    ordered = {"meta": {"event_name": "order_created"}, "data": order()}
    path = write("".join(json.dumps(webhook) + "\n" for webhook in (begun, ordered)), "hooks.jsonl")
    batches = read(path)

    assert recognised(path) == "lemonsqueezy-orders"
    assert [row["amount"] for row in conversions(batches)] == [1800]
    assert skipped(batches) == {"no-sale": 1}


def test_a_refund_of_lemon_squeezy_has_its_day(write: Write) -> None:
    part = order(status="partial_refund", refunded_amount=500, refunded_at="2026-11-21T10:00:00.000000Z")
    whole = order(status="refunded", refunded_amount=None, refunded_at="2026-11-21T10:00:00.000000Z")

    assert [(row["amount"], row["at"]) for row in found(write, [part])[1:]] == [(-500, TEN + 86_400)]
    assert [row["amount"] for row in found(write, [whole])] == [1800, -1800]


def test_orders_of_lemon_squeezy_that_are_no_sale_or_refused(write: Write) -> None:
    changes: list[dict[str, Any]] = [
        {"status": "pending"},
        {"status": "failed"},
        {"test_mode": True},
        {"total": 0},
        {"status": "magic"},
        {"currency": "JPY"},
        {"total": "18.00"},
        {"created_at": None},
    ]
    batches = read(write("\n".join(json.dumps(order(**change)) for change in changes), "orders.jsonl"))

    assert skipped(batches) == {"pending": 1, "failed": 1, "test": 1, "free": 1}
    assert refusals(batches) == [(5, "bad-status"), (6, "bad-currency"), (7, "bad-amount"), (8, "no-time")]


def test_a_transaction_of_paddle(write: Write) -> None:
    path = write(json.dumps({"data": [TRANSACTION], "meta": {"request_id": "x"}}), "transactions.json")
    (sale,) = conversions(read(path))

    assert recognised(path) == "paddle-transactions"
    assert (sale["kind"], sale["amount"], sale["currency"], sale["at"]) == ("sale", 1800, "EUR", TEN)
    assert sale["joins"] == ("invoice:inv_1", "promo:dsc_1")


def test_a_notification_of_paddle_and_its_custom_data(write: Write) -> None:
    data = TRANSACTION | {"custom_data": {"utm_source": "mug", "code": "mug15"}, "origin": "subscription_recurring"}
    path = write(json.dumps({"event_type": "transaction.completed", "data": data}), "hook.json")
    (row,) = conversions(read(path))

    assert recognised(path) == "paddle-transactions"
    assert (row["kind"], row["evidence"]) == ("renewal", Evidence(source="mug", code="MUG15"))


def test_events_of_paddle_are_known_whatever_the_first_is_about(write: Write) -> None:
    told = {"event_type": "subscription.updated", "occurred_at": "2026-11-20T10:00:00Z"}
    events = [
        told | {"event_id": "evt_1", "data": {"id": "sub_1", "status": "active", "items": []}},
        told | {"event_id": "evt_2", "event_type": "transaction.completed", "data": TRANSACTION},
    ]
    for text in (
        json.dumps({"data": events, "meta": {"request_id": "x"}}),
        "".join(json.dumps(event | {"notification_id": "ntf_1"}) + "\n" for event in events),
    ):
        path = write(text, "events.json")
        batches = read(path)

        assert recognised(path) == "paddle-transactions"
        assert [row["amount"] for row in conversions(batches)] == [1800]
        assert skipped(batches) == {"no-sale": 1}


@pytest.mark.parametrize(
    ("action", "kind", "amount"),
    [
        ("refund", "refund", -500),
        ("chargeback", "chargeback", -500),
        ("chargeback_reverse", "chargeback_reversed", 500),
    ],
)
def test_adjustments_of_paddle_name_their_transaction(write: Write, action: str, kind: str, amount: int) -> None:
    path = write(json.dumps({"data": [ADJUSTMENT | {"action": action}]}), "adjustments.json")
    batches = read(path)
    (row,) = conversions(batches)

    assert recognised(path) == "paddle-transactions"
    assert (row["kind"], row["amount"], row["parent"], row["at"]) == (kind, amount, "txn_1", TEN + 86_400)
    assert records(batches) == 1


def test_amounts_of_paddle_are_smallest_units(write: Write) -> None:
    yen = TRANSACTION | {"currency_code": "JPY", "details": {"totals": {"total": "1580"}}}

    assert found(write, [yen])[0]["amount"] == 1580


def test_what_is_no_sale_of_paddle_or_refused(write: Write) -> None:
    rows = [
        TRANSACTION | {"status": "ready"},
        TRANSACTION | {"status": "past_due"},
        TRANSACTION | {"status": "canceled"},
        TRANSACTION | {"details": {"totals": {"total": "0"}}},
        ADJUSTMENT | {"status": "pending_approval"},
        ADJUSTMENT | {"status": "rejected"},
        ADJUSTMENT | {"action": "credit"},
        TRANSACTION | {"status": "magic"},
        TRANSACTION | {"details": {"totals": {"total": "18.00"}}},
        ADJUSTMENT | {"transaction_id": None},
    ]
    batches = read(write("\n".join(json.dumps(row) for row in rows), "paddle.jsonl"))

    assert skipped(batches) == {"pending": 3, "voided": 2, "free": 1, "no-sale": 1}
    assert refusals(batches) == [(8, "bad-status"), (9, "bad-amount"), (10, "no-id")]
