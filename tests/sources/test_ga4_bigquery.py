"""GA4's BigQuery export: what is a conversion, what is a click, and whose it is never."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sources.conftest import Write, read, recognised, records, refusals
from xpromo.errors import NeedsOption
from xpromo.records import Batch, Conversions, Evidence

AT = 1_795_165_331  # 2026-11-20T09:02:11Z
LANDING = "https://northwind.example/first-bag"
TAGS = {"source": "green-mug-weekly", "medium": "email", "campaign_name": "2026-winter-bundle", "content": "7ctr9aknkc"}
TIED = Evidence(source="green-mug-weekly", medium="email", campaign="2026-winter-bundle", content="7ctr9aknkc")
FIRST_EVER = {"name": "old-campaign", "medium": "email", "source": "somebody-else"}
CLICKS = "ga4-bigquery-clicks"


def event(name: str, params: dict[str, str] | None = None, after: int = 0, **columns: Any) -> str:
    """A row as BigQuery writes it: INT64 as texts, a parameter's value in one of four places."""
    nothing = {"string_value": None, "int_value": None, "float_value": None, "double_value": None}
    listed = [{"key": key, "value": nothing | {"string_value": text}} for key, text in (params or {}).items()]
    listed.append({"key": "ga_session_id", "value": nothing | {"int_value": str(AT)}})
    return json.dumps(
        {
            "event_date": "20261120",
            "event_timestamp": str((AT + after) * 1_000_000 + 161_612),
            "event_name": name,
            "event_params": listed,
            "user_id": "null",
            "user_pseudo_id": "1111.2222",
            "traffic_source": FIRST_EVER,
        }
        | columns
    )


def manual(**fields: Any) -> dict[str, Any]:
    return {f"manual_{name}": text for name, text in fields.items()} | {"gclid": None}


def purchase(after: int = 0, params: dict[str, str] | None = None, **columns: Any) -> str:
    ecommerce = {"transaction_id": "T-1", "purchase_revenue": 33.989999999999995}
    return event(
        "purchase", {"currency": "EUR"} | (params or {}), after, **({"ecommerce": ecommerce, "items": [{}]} | columns)
    )


def conversions(batches: list[Batch]) -> Conversions:
    (found,) = [batch.conversions for batch in batches if batch.conversions]
    return found


def test_a_purchase_is_a_sale_with_the_sessions_tags(write: Write) -> None:
    session = {"manual_campaign": TAGS | {"campaign_id": "null", "term": None}}
    path = write(purchase(session_traffic_source_last_click=session) + "\n" + event("scroll") + "\n", "events.jsonl")
    (batch,) = read(path)
    found = conversions([batch])

    assert recognised(path) == "ga4-bigquery"
    assert (found.source_id, found.kind, found.amount, found.currency) == (["T-1"], ["sale"], [3399], ["EUR"])
    assert found.at == [AT]
    assert found.joins == [("order:T-1",)]
    assert batch.evidence == [TIED]
    assert (batch.records, batch.skipped) == (2, {"event": 1})
    assert found.customer == [None]  # the text null is nobody
    assert found.visitor[0]


def test_the_events_own_tags_stand_before_the_sessions(write: Write) -> None:
    own, session = manual(**TAGS), {"manual_campaign": {"source": "other", "medium": "cpc"}}
    row = purchase(collected_traffic_source=own, session_traffic_source_last_click=session)

    assert read(write(row, "events.json"))[0].evidence == [TIED]


def test_where_somebody_came_from_the_first_time_credits_nobody(write: Write) -> None:
    assert read(write(purchase(), "events.json"))[0].evidence == [Evidence()]


def test_a_link_id_in_the_address_and_a_coupon_are_evidence(write: Write) -> None:
    row = purchase(params={"page_location": f"{LANDING}?xp=7ctr9aknkc", "coupon": "mug 15"})

    assert read(write(row, "events.json"))[0].evidence == [Evidence(link="7ctr9aknkc", code="MUG15")]


def test_a_purchase_that_was_sent_twice_is_one(write: Write) -> None:
    found = conversions(read(write(f"{purchase()}\n{purchase(after=90)}\n", "events.jsonl")))

    assert found.key[0] == found.key[1]
    assert found.cells[0] == found.cells[1]


def test_refunds_are_rows_of_their_own(write: Write) -> None:
    ecommerce = {"transaction_id": "T-1", "refund_value": 10.0}
    rows = [
        purchase(),
        event("refund", {"currency": "EUR"}, 60, ecommerce=ecommerce),
        event("refund", {"currency": "EUR", "transaction_id": "T-1", "value": "5"}, 61),
    ]
    found = conversions(read(write(f"[{','.join(rows)}]", "events.json")))

    assert (found.kind, found.amount) == (["sale", "refund", "refund"], [3399, -1000, -500])
    assert found.parent == ["", "T-1", "T-1"]
    assert len(set(found.key)) == 3


def test_sign_ups_and_leads_carry_no_money(write: Write) -> None:
    rows = [event("sign_up", {"value": "5"}), event("generate_lead", {"value": "20", "currency": "EUR"}, 1)]
    found = conversions(read(write("\n".join(rows), "events.jsonl")))

    assert (found.kind, found.amount, found.source_id) == (["signup", "lead"], [None, None], ["", ""])


def test_amounts_without_a_currency_ask_for_one(write: Write, exports: Any) -> None:
    path = exports / "ga4_bigquery_events_SYNTH.jsonl"

    with pytest.raises(NeedsOption, match="currency"):
        read(path)
    (batch,) = read(path, currency="USD")
    assert conversions([batch]).amount == [4900]
    assert batch.evidence == [
        Evidence(source="partnerco", medium="newsletter", campaign="autumn-swap", code="PARTNERCO10")
    ]


def test_what_is_wrong_is_refused_at_its_line(write: Write) -> None:
    rows = [
        purchase(event_timestamp="null"),
        purchase(ecommerce={"transaction_id": "T-2"}),
        event("refund", {"currency": "EUR", "value": "1"}),
        purchase(params={"currency": "euro"}),
        purchase(event_timestamp=str((AT + 900_000) * 1_000_000)),
    ]
    reasons = ["bad-time", "bad-amount", "no-id", "bad-currency", "future"]

    assert refusals(read(write("\n".join(rows), "events.jsonl"))) == list(enumerate(reasons, 1))


def test_without_a_transaction_two_purchases_are_two(write: Write) -> None:
    rows = [purchase(n, ecommerce={"transaction_id": "(not set)", "purchase_revenue": 5}) for n in (0, 1)]
    found = conversions(read(write("\n".join(rows), "events.jsonl")))

    assert found.source_id == ["", ""]
    assert len(set(found.key)) == 2


def test_page_views_with_tags_are_clicks(write: Write) -> None:
    rows = [
        event("session_start", {"page_location": f"{LANDING}?xp=7ctr9aknkc"}),
        event(
            "page_view", {"page_location": f"{LANDING}?xp=7ctr9aknkc", "page_referrer": "https://mail.example.com/x"}
        ),
        event("page_view", {"page_location": LANDING}, 5, collected_traffic_source=manual(**TAGS)),
        event("page_view", {"page_location": LANDING}, 9),
        event("page_view", {"page_location": LANDING}, event_timestamp="", collected_traffic_source=manual(**TAGS)),
    ]
    (batch,) = read(write("\n".join(rows), "events.jsonl"), CLICKS)

    assert batch.touches is not None
    assert batch.touches.line == [2, 3]
    assert batch.touches.at == [AT, AT + 5]
    assert [batch.evidence[number] for number in batch.touches.evidence] == [Evidence(link="7ctr9aknkc"), TIED]
    assert batch.skipped == {"event": 1, "page": 1}
    assert refusals([batch]) == [(5, "bad-time")]
    assert batch.texts[:1] == ["mail.example.com"]
    assert records([batch]) == 5


def test_a_click_and_the_sale_after_it_are_of_one_visitor(write: Write) -> None:
    path = write(event("page_view", {"page_location": f"{LANDING}?xp=7ctr9aknkc"}) + "\n" + purchase(9), "events.jsonl")
    (clicks,), (sales,) = read(path, CLICKS), read(path)

    assert clicks.touches is not None
    assert clicks.touches.visitor == conversions([sales]).visitor
