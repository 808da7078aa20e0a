"""WooCommerce: the report of analytics, the REST API, WebToffee's plugin."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.sources.conftest import Write, read, recognised, records, refusals
from tests.sources.test_formats import HASHING, TEN, conversions, csv_of, skipped
from xpromo.errors import NeedsOption
from xpromo.records import Evidence

ENGLISH = (
    "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,Coupon(s),Net Sales,"
    "Attribution"
)
FRENCH = (
    'Date,"Commande n°",État,Client,"Type de client",Produit(s),"Articles vendus","Code(s) promo","Ventes nettes",'
    "Attribution"
)
BERLIN: dict[str, Any] = {"timezone": ZoneInfo("Europe/Berlin"), "currency": "EUR"}


def row(
    date: str = "2026-11-20 11:00:00",
    number: str = "1001",
    status: str = "completed",
    coupons: str = '"freeship, mug15"',
    net: str = "150",
    origin: str = "Source: Green-mug",
    formatted: str = "€150.00",
) -> str:
    return f"{date},{number},{formatted},{status},Fake Person,new,1× Bag,1,{coupons},{net},{origin}"


def test_an_order_of_analytics(write: Write) -> None:
    path = write(csv_of(ENGLISH, row()))
    (sale,) = conversions(read(path, **BERLIN))

    assert recognised(path) == "woocommerce-analytics"
    assert (sale["kind"], sale["amount"], sale["currency"], sale["at"]) == ("sale", 15_000, "EUR", TEN)
    assert sale["evidence"] == Evidence(source="Green-mug", code="FREESHIP,MUG15")
    assert (sale["new"], sale["customer"], sale["joins"]) == (True, None, ("order:1001",))


def test_a_refund_row_of_the_same_number_is_the_orders_refund(write: Write) -> None:
    refund = row("2026-11-21 11:00:00", status="refunded", net="-50")
    rows = conversions(read(write(csv_of(ENGLISH, row(), refund, row(number="1002", net="-50"))), **BERLIN))

    assert [(item["kind"], item["amount"], item["parent"], item["new"]) for item in rows] == [
        ("sale", 15_000, "", True),
        ("refund", -5_000, "1001", None),
        ("refund", -5_000, "1002", None),
    ]
    assert rows[1]["at"] == TEN + 86_400
    assert len({item["key"] for item in rows}) == 3


@pytest.mark.parametrize(
    ("origin", "evidence"),
    [
        ("Direct", Evidence()),
        ("Referral: www.mug.example", Evidence(referrer="mug.example")),
        ("Organic: Google", Evidence()),
        ("Source: (direct)", Evidence()),
    ],
)
def test_what_an_attribution_says(write: Write, origin: str, evidence: Evidence) -> None:
    (sale,) = conversions(read(write(csv_of(ENGLISH, row(coupons="", origin=origin))), **BERLIN))

    assert sale["evidence"] == evidence


@pytest.mark.parametrize("missing", ["currency", "timezone"])
def test_currency_and_zone_are_never_guessed(write: Write, missing: str) -> None:
    with pytest.raises(NeedsOption):
        read(write(csv_of(ENGLISH, row())), **{name: value for name, value in BERLIN.items() if name != missing})


def test_an_amount_that_reads_two_ways_needs_an_option(write: Write) -> None:
    path = write(csv_of(ENGLISH, row(net='"1,250"')))
    with pytest.raises(NeedsOption):
        read(path, **BERLIN)

    assert conversions(read(path, decimal=".", **BERLIN))[0]["amount"] == 125_000


@pytest.mark.parametrize("formatted", ["$150.00", "-$150.00", "150.00 USD", "CA$150.00", "£150.00"])
def test_a_sign_that_contradicts_the_named_currency_refuses_the_row(write: Write, formatted: str) -> None:
    path = write(csv_of(ENGLISH, row(formatted=formatted), row(number="1002")))
    assert refusals(read(path, **BERLIN)) == [(2, "other-currency")]
    assert records(read(path, **BERLIN)) == 2


@pytest.mark.parametrize(("formatted", "currency"), [("$150.00", "BBD"), ("150.00 Lek", "ALL"), ("", "EUR")])
def test_a_sign_that_may_be_the_named_currencys_says_nothing(write: Write, formatted: str, currency: str) -> None:
    path = write(csv_of(ENGLISH, row(formatted=formatted)))
    assert refusals(read(path, timezone=BERLIN["timezone"], currency=currency)) == []


def test_french_labels_are_read(write: Write) -> None:
    path = write("\ufeff" + csv_of(FRENCH, "2026-11-20 11:00:00,1001,completed,Fake,new,Sac,1,mug15,150,Direct"))
    (sale,) = conversions(read(path, **BERLIN))

    assert recognised(path) == "woocommerce-analytics"
    assert (sale["amount"], sale["evidence"].code, sale["new"]) == (15_000, "MUG15", True)


def test_other_languages_are_read_with_a_mapping(write: Write) -> None:
    header = "Datum,Bestellnr.,Status,Gutschein(e),Netto"
    mapping = {"datum": "date", "bestellnr": "order", "gutschein e": "coupon s", "netto": "net sales"}
    path = write(csv_of(header, "2026-11-20 11:00:00,1001,completed,mug15,150"))

    assert conversions(read(path, mapping=mapping, **BERLIN))[0]["amount"] == 15_000


def test_analytics_rows_that_are_no_sale_or_refused(write: Write) -> None:
    statuses = ["pending", "on-hold", "failed", "cancelled", "Terminée"]
    rows = [row(number=str(number), status=status) for number, status in enumerate(statuses)]
    batches = read(write(csv_of(ENGLISH, *rows, row(net="x"))), **BERLIN)

    assert skipped(batches) == {"pending": 2, "failed": 2}
    assert refusals(batches) == [(6, "bad-status"), (7, "bad-amount")]


# ------------------------------------------------------------------------------------------------------------ REST API

PREFIX = "_wc_order_attribution_"
ORDER: dict[str, Any] = {
    "id": 727,
    "number": "1001",
    "status": "processing",
    "currency": "EUR",
    "total": "29.35",
    "date_created": "2026-11-20T11:00:00",
    "date_created_gmt": "2026-11-20T10:00:00",
    "coupon_lines": [{"id": 1, "code": "freeship"}, {"id": 2, "code": "mug15"}],
    "refunds": [],
    "meta_data": [],
    "billing": {"email": "fake1@example.com", "first_name": "Fake"},
    "customer_id": 0,
    "transaction_id": "pi_1",
    "line_items": [],
}


def meta(**values: str) -> list[dict[str, Any]]:
    return [{"id": number, "key": PREFIX + name, "value": value} for number, (name, value) in enumerate(values.items())]


def test_an_order_of_the_api(write: Write) -> None:
    path = write(json.dumps([ORDER]), "orders.json")
    (sale,) = conversions(read(path))

    assert recognised(path) == "woocommerce-orders"
    assert (sale["kind"], sale["amount"], sale["at"], sale["source_id"]) == ("sale", 2935, TEN, "727")
    assert sale["evidence"] == Evidence(code="FREESHIP,MUG15")
    assert sale["customer"] == HASHING.person("fake1@example.com")
    assert sale["joins"] == ("order:1001", "payment_intent:pi_1")


@pytest.mark.parametrize(
    ("found", "evidence"),
    [
        (meta(session_entry="https://shop.example/?xp=0123456789"), Evidence(link="0123456789")),
        (
            meta(session_entry="https://shop.example/", source_type="utm", utm_source="mug", utm_campaign="c"),
            Evidence(source="mug", campaign="c"),
        ),
        (
            meta(source_type="organic", utm_source="google", referrer="https://www.google.com/"),
            Evidence(referrer="google.com"),
        ),
        (meta(source_type="typein", utm_source="(direct)"), Evidence()),
        ([{"id": 1, "key": PREFIX + "x", "value": {"a": 1}}, {"id": 2, "key": "other", "value": "v"}], Evidence()),
    ],
)
def test_where_an_order_of_the_api_came_from(write: Write, found: list[dict[str, Any]], evidence: Evidence) -> None:
    order = ORDER | {"meta_data": found, "coupon_lines": []}

    assert conversions(read(write(json.dumps(order), "order.json")))[0]["evidence"] == evidence


def test_refunds_of_the_api_are_rows_of_their_own(write: Write) -> None:
    refunds = [{"id": 9, "reason": "", "total": "-10.00"}, {"id": 10, "reason": "", "total": "-5.00"}]
    batches = read(write(json.dumps(ORDER | {"refunds": refunds}), "order.json"))
    rows = conversions(batches)

    assert [(item["kind"], item["amount"], item["parent"]) for item in rows[1:]] == [
        ("refund", -1_000, "727"),
        ("refund", -500, "727"),
    ]
    assert records(batches) == 1


def test_orders_of_the_api_that_are_no_sale_or_refused(write: Write) -> None:
    changes: list[dict[str, Any]] = [
        {"status": "on-hold"},
        {"status": "trash"},
        {"status": "magic"},
        {"total": ""},
        {"id": None},
    ]
    batches = read(write("\n".join(json.dumps(ORDER | change) for change in changes), "orders.jsonl"))

    assert skipped(batches) == {"pending": 1, "failed": 1}
    assert refusals(batches) == [(3, "bad-status"), (4, "bad-amount"), (5, "no-id")]


def test_an_order_of_the_api_that_was_paid_and_cancelled(write: Write) -> None:
    """Its sale may have been recorded while it was processing: that stays, and nothing is made up where it wasn't."""
    paid = {"date_paid_gmt": "2026-11-20T10:01:00"}
    orders = [ORDER | {"status": "cancelled"} | paid, ORDER | {"status": "cancelled", "date_paid_gmt": None}]
    batches = read(write(json.dumps(orders), "orders.json"))
    (row,) = conversions(batches)

    assert (row["kind"], row["parent"], row["amount"], row["at"]) == ("cancellation", "727", None, TEN)
    assert (records(batches), skipped(batches)) == (2, {"failed": 1})


# ----------------------------------------------------------------------------------------------------------- WebToffee

WEBTOFFEE = (
    "order_id,order_number,order_date,paid_date,status,shipping_total,shipping_tax_total,fee_total,fee_tax_total,"
    "tax_total,cart_discount,order_discount,discount_total,order_total,order_subtotal,order_currency,payment_method,"
    "payment_method_title,transaction_id,customer_ip_address,customer_user_agent,shipping_method,customer_id,"
    "customer_user,customer_email,billing_first_name,billing_last_name,billing_company,billing_email,billing_phone,"
    "billing_address_1,billing_address_2,billing_postcode,billing_city,billing_state,billing_country,"
    "shipping_first_name,shipping_last_name,shipping_company,shipping_phone,shipping_address_1,shipping_address_2,"
    "shipping_postcode,shipping_city,shipping_state,shipping_country,customer_note,wt_import_key,shipping_items,"
    "fee_items,tax_items,coupon_items,refund_items,order_notes,download_permissions"
)


def webtoffee(**cells: str) -> str:
    stated = {
        "order_id": "727",
        "order_number": "1001",
        "order_date": "2026-11-20 11:00:00",
        "status": "completed",
        "order_total": "29.35",
        "order_currency": "EUR",
        "billing_email": "fake1@example.com",
        "coupon_items": "code:mug15|amount:5.00",
    } | cells
    return ",".join(stated.get(name, "") for name in WEBTOFFEE.split(","))


def test_an_order_of_the_plugin(write: Write) -> None:
    path = write(csv_of(WEBTOFFEE, webtoffee(), webtoffee(order_id="728", status="refunded", coupon_items="mug15")))
    sale, second, refund = conversions(read(path, **BERLIN))

    assert recognised(path) == "woocommerce-webtoffee"
    assert (sale["amount"], sale["at"], sale["evidence"].code) == (2935, TEN, "MUG15")
    assert second["evidence"].code == "MUG15"
    assert (refund["kind"], refund["amount"], refund["parent"]) == ("refund", -2935, "728")
    with pytest.raises(NeedsOption):
        read(path)


def test_refunds_of_the_plugin_are_one_refund_on_the_day_of_the_last(write: Write) -> None:
    items = "amount:10.00|reason:broken; late|x|date:2026-11-21 11:00:00;amount:5|reason:|date:2026-11-22 11:00:00"
    path = write(csv_of(WEBTOFFEE, webtoffee(refund_items=items), webtoffee(refund_items=items, status="refunded")))
    sale, part, _, whole = conversions(read(path, **BERLIN))

    assert (part["kind"], part["amount"], part["parent"], part["at"]) == ("refund", -1_500, "727", TEN + 2 * 86_400)
    assert whole["amount"] == -sale["amount"]


def test_where_an_order_of_the_plugin_came_from(write: Write) -> None:
    names = [f"meta:{PREFIX}{name}" for name in ("session_entry", "source_type", "utm_source", "referrer")]
    header = ",".join([WEBTOFFEE, *names])
    rows = [
        webtoffee(coupon_items="") + cells
        for cells in (",https://shop.example/?xp=0123456789,utm,,", ",,utm,mug,", ",,organic,google,https://g.example/")
    ]
    found = [sale["evidence"] for sale in conversions(read(write(csv_of(header, *rows)), **BERLIN))]

    assert found == [Evidence(link="0123456789"), Evidence(source="mug"), Evidence(referrer="g.example")]


def test_an_order_of_the_plugin_that_was_paid_and_cancelled(write: Write) -> None:
    rows = [webtoffee(status="cancelled", paid_date="2026-11-20 11:01:00"), webtoffee(status="cancelled")]
    batches = read(write(csv_of(WEBTOFFEE, *rows)), **BERLIN)

    assert [(row["kind"], row["parent"], row["amount"]) for row in conversions(batches)] == [
        ("cancellation", "727", None)
    ]
    assert skipped(batches) == {"failed": 1}


def test_orders_of_the_plugin_that_are_no_sale_or_refused(write: Write) -> None:
    rows = [webtoffee(status="on-hold"), webtoffee(status="magic"), webtoffee(order_total="29,35".replace(",", ";"))]
    batches = read(write(csv_of(WEBTOFFEE, *rows)), **BERLIN)

    assert skipped(batches) == {"pending": 1}
    assert refusals(batches) == [(3, "bad-status"), (4, "bad-amount")]


@pytest.mark.parametrize(("header", "line"), [(ENGLISH, row()), (WEBTOFFEE, webtoffee())], ids=["analytics", "plugin"])
def test_copies_that_a_spreadsheet_saved(write: Write, header: str, line: str) -> None:
    cells = next(csv.reader([line]))
    columns = [*reversed(list(zip(next(csv.reader([header])), cells, strict=True)))]
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(zip(*columns, strict=True))
    original, copy = write(csv_of(header, line), "a.csv"), write("\ufeff" + text.getvalue(), "b.csv")

    assert recognised(copy) == recognised(original)
    assert conversions(read(copy, **BERLIN)) == conversions(read(original, **BERLIN))
