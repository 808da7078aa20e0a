"""Event streams of Segment, RudderStack, Snowplow: conversions by themselves, clicks when asked."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sources.conftest import Write, read, recognised, records, refusals
from tests.sources.test_access_logs import touches
from tests.sources.test_formats import HASHING, conversions, skipped
from xpromo.errors import NeedsOption
from xpromo.records import Evidence
from xpromo.sources.snowplow import AT, WIDTH

TEN = 1795168800  # 2026-11-20T10:00:00Z
TAGGED = Evidence("", "green-mug-weekly", "email", "2026-winter-bundle", "mug-weekly-launch_a")
CAMPAIGN = {
    "name": "2026-winter-bundle",
    "source": "green-mug-weekly",
    "medium": "email",
    "term": None,
    "content": "mug-weekly-launch_a",
}


def call(number: int, kind: str = "track", event: str = "Order Completed", **properties: Any) -> dict[str, Any]:
    return {
        "anonymousId": "device-1",
        "messageId": f"m-{number}",
        "type": kind,
        "event": event,
        "userId": "user-1",
        "timestamp": "2026-11-20T10:00:00.905Z",
        "context": {
            "campaign": CAMPAIGN,
            "ip": "192.0.2.7",
            "page": {"url": "https://northwind.example/thanks", "referrer": "https://pay.example/"},
            "userAgent": "Mozilla/5.0 Safari/605.1",
        },
        "properties": properties,
    }


ORDER: Any = {"order_id": "1001", "total": 27.5, "revenue": 25.0, "currency": "USD", "coupon": "mug15"}


def jsonl(*calls: dict[str, Any]) -> str:
    return "".join(json.dumps(item) + "\n" for item in calls)


# ------------------------------------------------------------------------------------------------------------ Segment


def test_an_order_counts_its_revenue_and_a_refund_takes_it_back(write: Write) -> None:
    path = write(
        jsonl(
            call(1, **ORDER),
            call(2, event="Order Refunded", order_id="1001", total=10, currency="USD"),
            call(3, event="Signed Up"),
            call(4, event="trial started"),
            call(5, event="Product Viewed"),
            call(6, "page", ""),
        ),
        "events.json",
    )
    batches = read(path)
    sale, back, signup, trial = conversions(batches)

    assert recognised(path) == "segment-events"
    assert (sale["kind"], sale["source_id"], sale["amount"], sale["currency"]) == ("sale", "1001", 2500, "USD")
    assert (sale["at"], sale["joins"], sale["basis"]) == (TEN, ("order:1001",), "net_of_discount_excl_tax")
    assert sale["evidence"] == TAGGED._replace(code="MUG15")
    assert (sale["customer"], sale["visitor"]) == (HASHING.person("user-1"), HASHING.keyed("visitor", "device-1"))
    assert (back["kind"], back["source_id"], back["parent"], back["amount"]) == ("refund", "m-2", "1001", -1000)
    assert [row["kind"] for row in (signup, trial)] == ["signup", "trial"]
    assert (records(batches), skipped(batches)) == (6, {"event": 2})


@pytest.mark.parametrize(
    ("stated", "minor"),
    [
        ({"total": 27.5, "currency": "USD"}, -2500),  # with tax and shipping, which the sale's revenue hasn't
        ({"total": 30, "currency": "USD"}, -2500),
        ({"total": 10}, -1000),
        ({"total": 27.5, "revenue": 25, "currency": "USD"}, -2500),
        ({}, -2500),
    ],
)
def test_a_refund_never_takes_more_than_its_sale(write: Write, stated: dict[str, Any], minor: int) -> None:
    refund = call(2, event="Order Refunded", order_id="1001", **stated)
    sale, back = conversions(read(write(jsonl(call(1, **ORDER), refund), "events.json")))

    assert (sale["amount"], back["amount"], back["currency"]) == (2500, minor, "USD")


def test_a_refund_of_an_order_that_the_file_doesnt_hold_needs_its_revenue(write: Write) -> None:
    """Of 27.50 with tax and shipping the sale counts 25.00, and nobody here knows."""
    refunds = [call(2, event="Order Refunded", order_id="9", total=27.5, currency="USD"),
               call(3, event="Order Refunded", order_id="9"), call(4, event="Order Refunded", total=27.5),
               call(6, event="Order Refunded", order_id="9", total=27.5, revenue=25, currency="USD")]  # fmt: skip
    batches = read(write(jsonl(call(1, **ORDER), call(5, **ORDER | {"order_id": ""}), *refunds), "events.json"))

    assert [row["amount"] for row in conversions(batches)] == [2500, 2500, -2500]
    assert refusals(batches) == [(3, "lone-refund"), (4, "lone-refund"), (5, "lone-refund")]


def test_a_cancelled_order_is_a_row_without_money(write: Write) -> None:
    found = conversions(read(write(jsonl(call(1, **ORDER), call(2, event="Order Cancelled", **ORDER)), "events.json")))

    assert [(row["kind"], row["amount"], row["parent"]) for row in found] == [
        ("sale", 2500, ""),
        ("cancellation", None, "1001"),
    ]


def test_an_order_that_was_tracked_twice_has_one_key(write: Write) -> None:
    first, second = conversions(read(write(jsonl(call(1, **ORDER), call(2, **ORDER)), "e.json")))

    assert first["key"] == second["key"]
    assert first["cells"] == second["cells"]


def test_a_batch_a_link_id_and_an_address(write: Write) -> None:
    found = call(1, **ORDER)
    found["context"] |= {
        "traits": {"email": "Reader-1@example.com"},
        "page": {"url": "https://northwind.example/?xp=7ctr9aknkc"},
    }
    path = write(json.dumps({"batch": [found], "sentAt": "2026-11-20T10:00:00Z"}), "batch.json")
    (sale,) = conversions(read(path))

    assert recognised(path) == "segment-events"
    assert sale["evidence"] == Evidence(link="7ctr9aknkc", code="MUG15")
    assert sale["customer"] == HASHING.person("reader-1@example.com")


def test_orders_that_are_refused_or_lack_a_currency(write: Write) -> None:
    bad = [call(1, order_id="1"), call(2, order_id="2", total=-1, currency="EUR"), call(3, **ORDER) | {"timestamp": ""}]

    assert [reason for _, reason in refusals(read(write(jsonl(*bad), "e.json")))] == [
        "bad-amount",
        "bad-amount",
        "no-time",
    ]
    with pytest.raises(NeedsOption, match="no currency"):
        read(write(jsonl(call(1, order_id="1", total=5), call(2)), "e.json"))


def test_pages_that_a_tagged_link_led_to_are_clicks_when_asked(write: Write) -> None:
    url = "https://northwind.example/?utm_campaign=2026-winter-bundle"
    path = write(
        jsonl(call(1, "page", "", url=url, referrer="https://green-mug.example/"), call(2, "page", ""), call(3)),
        "e.json",
    )
    batches = read(path, "segment-pages")

    assert touches(batches) == [(1, TEN, Evidence(campaign="2026-winter-bundle"), HASHING.keyed("visitor", "device-1"))]
    assert (skipped(batches), batches[0].texts) == ({"page": 1, "event": 1}, ["green-mug.example", "safari"])


# ----------------------------------------------------------------------------------------------------------- Snowplow


def enriched(number: int, event: str, **cells: str) -> str:
    row = [""] * WIDTH
    stated = {
        "event": event,
        "event_id": f"00000000-0000-4000-8000-{number:012}",
        "collector_tstamp": "2026-11-20 10:00:09.000",
        "derived_tstamp": "2026-11-20 10:00:00.123",
        "domain_userid": "device-1",
        "user_ipaddress": "192.0.2.7",
        "geo_country": "DE",
        "useragent": "Mozilla/5.0 Safari/605.1",
    } | cells
    for name, text in stated.items():
        row[AT[name]] = text
    return "\t".join(row)


def test_a_transaction_is_a_sale_and_a_page_view_a_click_when_asked(write: Write) -> None:
    tags = {
        "mkt_source": "green-mug-weekly",
        "mkt_medium": "email",
        "mkt_campaign": "2026-winter-bundle",
        "mkt_content": "mug-weekly-launch_a",
    }
    lines = [
        enriched(1, "page_view", page_url="https://northwind.example/?utm_campaign=c"),
        enriched(2, "transaction", tr_orderid="1001", tr_total="49.90", tr_currency="EUR", **tags),
        enriched(3, "page_view", page_url="https://northwind.example/"),
        "too\tshort",
        enriched(4, "transaction", tr_orderid="1002", tr_total="x", tr_currency="EUR"),
    ]
    path = write("\n".join(lines) + "\n", "part-0.tsv")
    batches = read(path)
    (sale,) = conversions(batches)
    pages = read(path, "snowplow-pages")

    assert recognised(path) == "snowplow-events"
    assert (sale["amount"], sale["currency"], sale["at"], sale["source_id"]) == (4990, "EUR", TEN, "1001")
    assert (sale["evidence"], sale["joins"]) == (TAGGED, ("order:1001",))
    assert refusals(batches) == [(4, "too-few-cells"), (5, "bad-amount")]
    assert (records(batches), skipped(batches)) == (5, {"event": 2})
    assert touches(pages) == [(1, TEN, Evidence(campaign="c"), HASHING.keyed("visitor", "device-1"))]
    assert skipped(pages) == {"event": 2, "page": 1}


def test_lines_of_another_width_are_nobodys(write: Write) -> None:
    path = write(enriched(1, "page_view") + "\textra\n", "part-0.tsv")

    with pytest.raises(NeedsOption):
        recognised(path)
