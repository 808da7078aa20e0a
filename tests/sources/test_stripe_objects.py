"""Stripe's objects: what each kind becomes, and that one payment told by several objects is one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sources.conftest import Write, read, recognised, records, refusals
from tests.sources.test_formats import HASHING, TEN, conversions, skipped
from xpromo.records import Evidence

SESSION: dict[str, Any] = {
    "id": "cs_live_1",
    "object": "checkout.session",
    "amount_total": 4491,
    "client_reference_id": None,
    "created": TEN,
    "currency": "eur",
    "customer": "cus_1",
    "customer_details": {"email": "fake4@example.com", "name": "Fake Person"},
    "discounts": [{"coupon": None, "promotion_code": "promo_1"}],
    "invoice": None,
    "livemode": True,
    "metadata": {},
    "payment_intent": "pi_1",
    "payment_status": "paid",
    "status": "complete",
}
CHARGE: dict[str, Any] = {
    "id": "ch_1",
    "object": "charge",
    "amount": 4491,
    "amount_captured": 4491,
    "amount_refunded": 0,
    "billing_details": {"email": "fake4@example.com"},
    "captured": True,
    "created": TEN - 5,
    "currency": "eur",
    "customer": "cus_1",
    "description": None,
    "livemode": True,
    "metadata": {},
    "payment_intent": "pi_1",
    "status": "succeeded",
}
INTENT: dict[str, Any] = {
    "id": "pi_1",
    "object": "payment_intent",
    "amount": 4491,
    "amount_received": 4491,
    "created": TEN - 9,
    "currency": "eur",
    "customer": None,
    "description": None,
    "latest_charge": "ch_1",
    "livemode": True,
    "metadata": {"utm_source": "mug"},
    "receipt_email": "fake4@example.com",
    "status": "succeeded",
}
INVOICE: dict[str, Any] = {
    "id": "in_1",
    "object": "invoice",
    "amount_paid": 900,
    "billing_reason": "subscription_cycle",
    "created": TEN,
    "currency": "eur",
    "customer": "cus_1",
    "customer_email": "fake4@example.com",
    "discounts": [],
    "livemode": True,
    "metadata": {},
    "status": "paid",
    "status_transitions": {"paid_at": TEN + 60},
}
DISPUTE: dict[str, Any] = {
    "id": "dp_1",
    "object": "dispute",
    "amount": 4491,
    "charge": "ch_1",
    "created": TEN + 86_400,
    "currency": "eur",
    "evidence_details": {},
    "is_charge_refundable": False,
    "livemode": True,
    "payment_intent": "pi_1",
    "status": "lost",
}


def event(kind: str, found: dict[str, Any], created: int = TEN) -> dict[str, Any]:
    return {
        "id": f"evt_{kind}_{found['id']}",
        "object": "event",
        "type": kind,
        "created": created,
        "livemode": found["livemode"],
        "data": {"object": found},
    }


def lines(*found: dict[str, Any]) -> str:
    return "".join(json.dumps(item) + "\n" for item in found)


def one(write: Write, found: dict[str, Any], **changes: Any) -> list[dict[str, Any]]:
    return conversions(read(write(json.dumps(found | changes), "stripe.json")))


def test_a_session_is_a_sale_with_everything_that_ties_it_to_others(write: Write) -> None:
    (sale,) = one(write, SESSION, metadata={"xp": "0123456789", "promo_code": "mug-15"})

    assert (sale["kind"], sale["amount"], sale["currency"], sale["at"]) == ("sale", 4491, "EUR", TEN)
    assert (sale["source_id"], sale["status"]) == ("pi_1", "paid")
    assert sale["joins"] == ("checkout_session:cs_live_1", "payment_intent:pi_1", "promo:promo_1")
    assert sale["evidence"] == Evidence(link="0123456789", code="MUG15")
    assert sale["customer"] == HASHING.person("fake4@example.com")


@pytest.mark.parametrize(
    ("reference", "evidence"),
    [
        ("0123456789", Evidence(link="0123456789")),
        ("utm_source=mug&utm_campaign=c", Evidence(source="mug", campaign="c")),
        ("green-mug_a", Evidence(source="green-mug_a", content="green-mug_a")),
        ("customer-48213", Evidence()),
        ("user@example.com", Evidence()),
        ("3f2b8c1e-0000-4000-8000-000000000001", Evidence()),
    ],
)
def test_a_reference_is_a_link_tags_or_an_id_of_ours_and_never_a_customer(
    write: Write, reference: str, evidence: Evidence
) -> None:
    (sale,) = one(write, SESSION, client_reference_id=reference)

    assert sale["evidence"] == evidence


def test_an_expanded_promotion_code_says_its_code(write: Write) -> None:
    promotion = {"id": "promo_1", "object": "promotion_code", "code": "Mug15"}
    (sale,) = one(write, SESSION, discounts=[{"promotion_code": promotion}], payment_intent={"id": "pi_1"})

    assert sale["evidence"].code == "MUG15"
    assert {"promo:promo_1", "payment_intent:pi_1"} <= set(sale["joins"])


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        (4491, "usd", 4491),
        (5, "eur", 5),
        (1580, "jpy", 1580),
        (5000, "isk", 50),
        (12340, "kwd", 12340),
        (700, "mga", 70000),
        (300, "ugx", 3),
    ],
)
def test_amounts_are_counted_as_stripe_counts_them(write: Write, amount: int, currency: str, minor: int) -> None:
    (sale,) = one(write, SESSION, amount_total=amount, currency=currency)

    assert (sale["amount"], sale["currency"]) == (minor, currency.upper())


@pytest.mark.parametrize(
    ("found", "change", "reason"),
    [
        (SESSION, {"livemode": False}, "test"),
        (SESSION, {"payment_status": "unpaid"}, "pending"),
        (SESSION, {"payment_status": "unpaid", "status": "expired"}, "failed"),
        (SESSION, {"payment_status": "no_payment_required"}, "free"),
        (CHARGE, {"status": "failed"}, "failed"),
        (CHARGE, {"captured": False}, "pending"),
        (INTENT, {"status": "requires_capture"}, "pending"),
        (INTENT, {"status": "canceled"}, "failed"),
        (INVOICE, {"status": "open"}, "pending"),
        (INVOICE, {"status": "void"}, "voided"),
        (INVOICE, {"amount_paid": 0}, "free"),
        (DISPUTE, {"status": "won"}, "won"),
        (DISPUTE, {"status": "needs_response"}, "pending"),
    ],
)
def test_what_is_no_payment(write: Write, found: dict[str, Any], change: dict[str, Any], reason: str) -> None:
    batches = read(write(json.dumps(found | change), "stripe.json"))

    assert skipped(batches) == {reason: 1}
    assert conversions(batches) == []


def test_events_without_a_payment_are_passed_over_whatever_comes_first(write: Write) -> None:
    customer = {"id": "cus_1", "object": "customer", "livemode": True, "created": TEN, "email": "fake4@example.com"}
    path = write(
        lines(event("customer.created", customer), event("checkout.session.completed", SESSION)), "events.jsonl"
    )
    batches = read(path)

    assert recognised(path) == "stripe-objects"
    assert skipped(batches) == {"no-sale": 1}
    assert len(conversions(batches)) == 1


def test_renewals_are_told_from_first_payments(write: Write) -> None:
    (renewal,) = one(write, INVOICE)
    (first,) = one(write, INVOICE, billing_reason="subscription_create")
    (charge,) = one(write, CHARGE, description="Subscription update")

    assert [row["kind"] for row in (renewal, first, charge)] == ["renewal", "sale", "renewal"]
    assert renewal["at"] == TEN + 60


def test_objects_of_one_payment_are_a_series_of_which_the_session_stands(write: Write) -> None:
    rows = conversions(read(write(lines(INTENT, CHARGE, SESSION), "objects.jsonl")))

    assert {row["series"] for row in rows} == {"pi_1#payment"}
    assert {row["source_id"] for row in rows} == {"pi_1"}
    assert [row["rank"] for row in rows] == [2, 1, 4]
    assert len({row["key"] for row in rows}) == 3


def test_the_same_object_in_two_events_is_the_same(write: Write) -> None:
    again = event("checkout.session.async_payment_succeeded", SESSION)
    first, second = conversions(read(write(lines(event("checkout.session.completed", SESSION), again), "e.jsonl")))

    assert (first["key"], first["cells"]) == (second["key"], second["cells"])


def test_a_refund_is_dated_with_its_event_or_with_the_list_of_refunds(write: Write) -> None:
    refunded = CHARGE | {"amount_refunded": 1000}
    dated = refunded | {"refunds": {"data": [{"id": "re_1", "created": TEN + 50}, {"id": "re_2", "created": TEN + 70}]}}
    by_event = conversions(read(write(json.dumps(event("charge.refunded", refunded, TEN + 99)), "e.json")))
    batches = read(write(json.dumps(dated), "c.json"))
    by_list = conversions(batches)

    assert [(row["kind"], row["amount"], row["at"]) for row in by_event[1:]] == [("refund", -1000, TEN + 99)]
    assert [(row["parent"], row["at"]) for row in by_list[1:]] == [("pi_1", TEN + 70)]
    assert records(batches) == 1


def test_a_lost_dispute_is_a_chargeback_of_its_payment(write: Write) -> None:
    (row,) = one(write, DISPUTE)

    assert (row["kind"], row["amount"], row["parent"], row["at"]) == ("chargeback", -4491, "pi_1", TEN + 86_400)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"amount_total": "44.91"}, "bad-amount"),
        ({"amount_total": -1}, "bad-amount"),
        ({"amount_total": None}, "bad-amount"),
        ({"currency": "euro"}, "bad-currency"),
        ({"created": 20}, "bad-time"),
        ({"created": TEN + 400_000}, "future"),
        ({"id": ""}, "no-id"),
    ],
)
def test_objects_that_are_refused(write: Write, change: dict[str, Any], reason: str) -> None:
    assert refusals(read(write(json.dumps([SESSION | change]), "stripe.json"))) == [(1, reason)]


@pytest.mark.parametrize("found", [SESSION, CHARGE, INTENT, INVOICE, DISPUTE], ids=lambda found: str(found["object"]))
def test_every_object_is_recognised_alone_in_a_list_and_in_an_event(write: Write, found: dict[str, Any]) -> None:
    shapes = [
        json.dumps(found),
        json.dumps({"object": "list", "data": [found], "has_more": False, "url": "/v1/x"}, indent=2),
        json.dumps(event("x.y", found)),
        json.dumps({"object": "list", "data": [event("x.y", found)]}),
        lines(found, found),
    ]
    for number, text in enumerate(shapes):
        path = write(text, f"{number}.json")
        assert recognised(path) == "stripe-objects"
        assert len({row["key"] for row in conversions(read(path))}) == 1
