"""Gumroad's sales, with the header as it is exported."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.sources.conftest import Write, read, recognised, records, refusals
from tests.sources.test_formats import HASHING, TEN, conversions, skipped
from xpromo.records import Evidence

HEADER = (
    "Purchase ID,Item Name,Buyer Name,Purchase Email,Buyer Email,Do not contact?,Purchase Date,"
    "Purchase Time (UTC timezone),Subtotal ($),Taxes ($),Tax Type,Shipping ($),Sale Price ($),Fees ($),Net Total ($),"
    "Tip ($),Tax Included in Price?,Street Address,City,Zip Code,State,Country,Referrer,Refunded?,Partial Refund ($),"
    "Fully Refunded?,Disputed?,Dispute Won?,Access Revoked?,Variants,Discount Code,Recurring Charge?,"
    "Free trial purchase?,Pre-order authorization?,Product ID,Order Number,"
    "Pre-order authorization time (UTC timezone),Custom Fields,Item Price ($),Variants Price ($),Giftee Email,SKU ID,"
    "Quantity,Recurrence,Affiliate,Affiliate commission ($),Discover?,Cancellation Date,Subscription End Date,Rating,"
    "Review,License Key,License Key Activation Count,License Key Enabled?,Payment Type,PayPal Transaction ID,"
    "PayPal Fee Amount,PayPal Fee Currency,Stripe Transaction ID,Stripe Fee Amount,Stripe Fee Currency,"
    "Purchasing Power Parity Discounted?,Upsold?,Sent Abandoned Cart Email?,UTM Source,UTM Medium,UTM Campaign,"
    "UTM Term,UTM Content,Buyer Currency,Buyer Total,Buyer Refunded Total"
).split(",")
SALE = {
    "Purchase ID": "p1==",
    "Purchase Email": "fake9@example.com",
    "Purchase Date": "2026-11-20",
    "Purchase Time (UTC timezone)": "2026-11-20 10:00:00 UTC",
    "Sale Price ($)": "12.0",
    "Refunded?": "0",
    "Affiliate": "fakeaffiliate@example.com",
}
TOTALS = {"Purchase ID": "Totals", "Sale Price ($)": "12.0"}


def sales(*rows: dict[str, str], header: list[str] = HEADER, delimiter: str = ",", end: str = "\n") -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, header, restval="", extrasaction="ignore", delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def test_a_sale_and_the_totals_row(write: Write) -> None:
    path = write(
        sales(SALE | {"Discount Code": "'mug-15", "UTM Source": "mug", "Stripe Transaction ID": "ch_9"}, TOTALS)
    )
    batches = read(path)
    (sale,) = conversions(batches)

    assert recognised(path) == "gumroad-sales"
    assert (records(batches), skipped(batches)) == (2, {"total": 1})
    assert (sale["kind"], sale["amount"], sale["currency"], sale["at"]) == ("sale", 1200, "USD", TEN)
    assert sale["evidence"].source == "mug"
    assert sale["joins"] == ("charge:ch_9",)
    assert sale["customer"] == HASHING.person("fake9@example.com")


def test_a_guarded_cell_is_the_cell_behind_its_apostrophe(write: Write) -> None:
    (sale,) = conversions(read(write(sales(SALE | {"Discount Code": "'-MUG15", "Sale Price ($)": "'12.0"}))))

    assert (sale["evidence"].code, sale["amount"]) == ("MUG15", 1200)


def test_a_referrer_counts_where_nothing_else_does(write: Write) -> None:
    (sale,) = conversions(read(write(sales(SALE | {"Referrer": "https://www.mug.example/x"}))))
    (direct,) = conversions(read(write(sales(SALE | {"Referrer": "direct"}))))

    assert sale["evidence"] == Evidence(referrer="mug.example")
    assert direct["evidence"] == Evidence()


@pytest.mark.parametrize(
    ("cells", "rows"),
    [
        ({"Refunded?": "1", "Partial Refund ($)": "0.0", "Fully Refunded?": "1"}, [("refund", -1200)]),
        ({"Refunded?": "1", "Partial Refund ($)": "5.0", "Fully Refunded?": "0"}, [("refund", -500)]),
        ({"Refunded?": "1"}, [("refund", -1200)]),
        ({"Disputed?": "1", "Dispute Won?": "0"}, [("chargeback", -1200)]),
        ({"Disputed?": "1", "Dispute Won?": "1"}, [("chargeback_reversed", 0)]),
        ({"Partial Refund ($)": "5.0", "Refunded?": "1", "Disputed?": "1"}, [("refund", -500), ("chargeback", -700)]),
        ({"Refunded?": "1", "Fully Refunded?": "1", "Disputed?": "1"}, [("refund", -1200)]),
    ],
)
def test_what_becomes_of_a_sale(write: Write, cells: dict[str, str], rows: list[tuple[str, int]]) -> None:
    batches = read(write(sales(SALE | cells)))
    sale, *derived = conversions(batches)

    assert [(row["kind"], row["amount"]) for row in derived] == rows
    assert {(row["parent"], row["at"]) for row in derived} == {(sale["source_id"], sale["at"])}
    assert records(batches) == 1


def test_a_dispute_that_was_won_supersedes_its_chargeback(write: Write) -> None:
    lost = conversions(read(write(sales(SALE | {"Disputed?": "1"}))))[1]
    won = conversions(read(write(sales(SALE | {"Disputed?": "1", "Dispute Won?": "1"}))))[1]

    assert lost["series"] == won["series"]
    assert lost["rank"] < won["rank"]


@pytest.mark.parametrize(
    ("cells", "kind", "amount"),
    [
        ({"Recurring Charge?": "1"}, "renewal", 1200),
        ({"Free trial purchase?": "1"}, "trial", None),
        ({"Free trial purchase?": "1", "Sale Price ($)": "0.0"}, "trial", None),
    ],
)
def test_memberships(write: Write, cells: dict[str, str], kind: str, amount: int | None) -> None:
    (row,) = conversions(read(write(sales(SALE | cells))))

    assert (row["kind"], row["amount"]) == (kind, amount)


def test_what_is_no_sale(write: Write) -> None:
    batches = read(write(sales(SALE | {"Sale Price ($)": "0.0"}, SALE | {"Pre-order authorization?": "1"})))

    assert skipped(batches) == {"free": 1, "pending": 1}


def test_rows_that_are_refused(write: Write) -> None:
    bad = [
        {"Sale Price ($)": "12,0,1"},
        {"Sale Price ($)": ""},
        {"Purchase Time (UTC timezone)": "x"},
        {"Purchase ID": ""},
    ]
    found = refusals(read(write(sales(*(SALE | cells for cells in bad)))))

    assert found == [(2, "bad-amount"), (3, "bad-amount"), (4, "bad-time"), (5, "no-id")]


def test_older_exports_and_copies_of_spreadsheets(write: Write, tmp_path: Path) -> None:
    older = ["Purchase Time (UTC timezone)", "Sale Price ($)", "Refunded?", "Purchase ID"]
    path = write("\ufeff" + sales(SALE, TOTALS, header=older, delimiter=";", end="\r\n"))

    assert recognised(path) == "gumroad-sales"
    assert [(row["amount"], row["line"]) for row in conversions(read(path))] == [(1200, 2)]
