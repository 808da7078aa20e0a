"""Each source on rows of its own making: what a record becomes, what is no record, what is refused."""

# ruff: noqa: E501 - headers and rows are one line each

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from tests.sources.conftest import Write, read, recognised, records, refusals
from xpromo.errors import NeedsOption
from xpromo.records import Batch, Conversions, Evidence, Kind
from xpromo.sources.hashing import Hashing

TEN = 1795168800  # 2026-11-20T10:00:00Z
HASHING = Hashing(b"k" * 32)


def conversions(batches: list[Batch]) -> list[dict[str, Any]]:
    """The conversions of all batches, a dict each, with evidence in place of its number."""
    evidence = [entry for batch in batches for entry in batch.evidence]
    found = []
    for batch in batches:
        if batch.conversions is not None:
            names = [field.name for field in fields(Conversions)]
            columns = [getattr(batch.conversions, name) for name in names]
            found += [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    return [row | {"evidence": evidence[row["evidence"]]} for row in found]


def skipped(batches: list[Batch]) -> dict[str, int]:
    found: dict[str, int] = {}
    for batch in batches:
        for reason, count in batch.skipped.items():
            found[reason] = found.get(reason, 0) + count
    return found


def csv_of(header: str, *rows: str) -> str:
    return "\n".join([header, *rows]) + "\n"


# -------------------------------------------------------------------------------------------------------------- clicks


def test_a_click_keeps_families_domains_countries_and_hashes(write: Write) -> None:
    agent = "Mozilla/5.0 (Windows NT 10.0; x64) Chrome/131.0"
    path = write(
        csv_of(
            "id,at,url,referrer,user_agent,country,visitor",
            f"c1,2026-11-20T10:00:00Z,/?xp=0123456789,https://mug.example/x,{agent},de,v1",
            "c2,2026-11-20T23:30:00Z,/?xp=0123456789,,Googlebot/2.1,Germany,",
        )
    )
    (batch,) = read(path)
    touches, texts = batch.touches, ["", *batch.texts]
    assert touches is not None

    assert touches.at == [TEN, TEN + 48_600]
    assert touches.day == [20777, 20778]  # half past midnight in Berlin
    contexts = [batch.contexts[number] for number in touches.context]
    assert [tuple(texts[n] for n in context) for context in contexts] == [
        ("mug.example", "DE", "chrome"),
        ("", "", "robot"),
    ]
    assert [texts[n] for n in touches.excluded] == ["", "bot-agent"]
    assert touches.visitor == [HASHING.keyed("visitor", "v1"), None]
    assert len(set(touches.key)) == 2
    assert {len(key) for key in touches.key} == {16}


def test_a_device_that_a_tool_did_not_know_is_none(write: Write) -> None:
    """The cells stay part of what tells a row without an id."""
    rows = [f"2026-11-20T10:00:00Z,/a,{visitor}" for visitor in ("-", "null", "(not set)", "N/A", "unknown")]
    touches = read(write(csv_of("at,url,visitor", *rows)))[0].touches
    assert touches is not None

    assert touches.visitor == [None] * 5
    assert len(set(touches.key)) == 5


def test_the_identity_of_a_click_is_its_id_within_source_and_account(write: Write) -> None:
    path = write(
        csv_of("id,at,url", "1,2026-11-20T10:00:00Z,/a", "1,2026-11-20T10:00:00Z,/b", "2,2026-11-20T10:00:00Z,/a")
    )
    first, other = read(path)[0].touches, read(path, account="other")[0].touches
    assert first is not None
    assert other is not None

    assert first.key[0] == first.key[1] != first.key[2]
    assert first.cells[0] != first.cells[1]
    assert not set(first.key) & set(other.key)


def test_without_ids_equal_rows_share_a_key_whatever_the_order_of_columns(write: Write) -> None:
    one = read(write(csv_of("at,url", "2026-11-20T10:00:00Z,/a", "2026-11-20T10:00:00Z,/a")))[0].touches
    two = read(write(csv_of("url,extra,at", "/a,z,2026-11-20T10:00:00Z")))[0].touches
    assert one is not None
    assert two is not None

    assert one.key == two.key * 2


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",2026-11-20T10:00:00Z,/a", "no-id"),
        ("null,2026-11-20T10:00:00Z,/a", "no-id"),
        ("#N/A,2026-11-20T10:00:00Z,/a", "error-cell"),
        ("1.67185E+13,2026-11-20T10:00:00Z,/a", "scientific-id"),
        ("1,2026-11-20T10:00:00Z,", "no-url"),
        ("1,2026-11-20T10:00:00Z,not a url", "bad-url"),
        ("1,2026-11-23T09:00:01Z,/a", "future"),
        ("1,20/11/2026 10:00,/a", "ambiguous-date"),
    ],
)
def test_clicks_that_are_refused(write: Write, row: str, reason: str) -> None:
    good = "9,2026-11-23T09:00:00Z,/a"  # exactly a day ahead

    batches = read(write(csv_of("id,at,url", good, row, ",,", good)))

    assert refusals(batches) == [(3, reason)]
    assert skipped(batches) == {"blank": 1}
    assert records(batches) == 4
    assert [len(batch.touches.line) for batch in batches if batch.touches] == [2]


def test_times_without_offset_need_a_zone(write: Write) -> None:
    from zoneinfo import ZoneInfo

    path = write(csv_of("at,url", "2026-11-20 11:00,/a"))
    with pytest.raises(NeedsOption) as caught:
        read(path)
    assert "--tz" in caught.value.hint

    touches = read(path, timezone=ZoneInfo("Europe/Berlin"))[0].touches
    assert touches is not None
    assert touches.at == [TEN]


# --------------------------------------------------------------------------------------------------------- conversions

OURS = "id,at,kind,amount,currency,code,url,customer,refund_of,new_customer"


def test_our_own_conversions(write: Write) -> None:
    path = write(
        csv_of(
            OURS,
            "o1,2026-11-20T10:00:00Z,sale,19.90,eur,mug-15,/?xp=0123456789,Jane@Example.com ,,true",
            "r1,2026-11-21T10:00:00Z,Refund,5.00,EUR,,,jane@example.com,o1,",
            "l1,2026-11-20T10:00:00Z,lead,,,,/?utm_source=mug,,,no",
            "jane@example.com,2026-11-20T10:00:00Z,signup,,,,,,,",
        ),
        "conv.csv",
    )
    sale, refund, lead, signup = conversions(read(path))

    assert (sale["kind"], sale["amount"], sale["currency"], sale["new"]) == ("sale", 1990, "EUR", True)
    assert sale["evidence"] == Evidence(link="0123456789", code="MUG15")
    assert sale["customer"] == refund["customer"] == HASHING.person("jane@example.com")
    assert (refund["amount"], refund["parent"]) == (-500, "o1")
    assert (lead["amount"], lead["currency"], lead["new"], lead["customer"]) == (None, "", False, None)
    assert lead["evidence"] == Evidence(source="mug")
    assert signup["source_id"].startswith("h:")
    assert "jane" not in signup["source_id"]


@pytest.mark.parametrize("nobody", ["null", "NULL", "n/a", "-", "--", "(not set)", "Unknown", "<none>"])
def test_what_a_tool_writes_for_nobody_is_no_person_and_no_sale(write: Write, nobody: str) -> None:
    path = write(
        csv_of(
            f"{OURS},visitor",
            *(f"o{n},2026-11-20T10:00:0{n}Z,sale,19.90,EUR,,,{nobody},,,{nobody}" for n in range(3)),
            f"r1,2026-11-20T10:00:00Z,refund,1.00,EUR,,,,{nobody},,",
            f"l1,2026-11-20T10:00:00Z,lead,,,,,{nobody},,,{nobody}",
        ),
        "conv.csv",
    )
    found = conversions(read(path))
    assert {(row["customer"], row["visitor"], row["parent"]) for row in found} == {(None, None, "")}
    assert len(found) == 5


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,2026-11-20T10:00:00Z,purchase,1,EUR,,,,,", "bad-kind"),
        ('1,2026-11-20T10:00:00Z,sale,"1,50",EUR,,,,,', "other-decimal"),
        ("1,2026-11-20T10:00:00Z,sale,1.505,EUR,,,,,", "other-decimal"),
        ("1,2026-11-20T10:00:00Z,sale,-1.50,EUR,,,,,", "bad-amount"),
        ("1,2026-11-20T10:00:00Z,sale,1.50,€,,,,,", "bad-currency"),
        (",2026-11-20T10:00:00Z,sale,1.50,EUR,,,,,", "no-id"),
        ("null,2026-11-20T10:00:00Z,sale,1.50,EUR,,,,,", "no-id"),
        ("N/A,2026-11-20T10:00:00Z,sale,1.50,EUR,,,,,", "no-id"),
        ("-,2026-11-20T10:00:00Z,refund,1.50,EUR,,,,,", "no-id"),
        ("#N/A,2026-11-20T10:00:00Z,refund,1.50,EUR,,,,,", "error-cell"),
        ("1E+05,2026-11-20T10:00:00Z,sale,1.50,EUR,,,,,", "scientific-id"),
        ("1,yesterday,sale,1.50,EUR,,,,,", "bad-time"),
        ("1,2027-11-20T10:00:00Z,sale,1.50,EUR,,,,,", "future"),
    ],
)
def test_conversions_that_are_refused(write: Write, row: str, reason: str) -> None:
    batches = read(write(csv_of(OURS, row), "conv.csv"))

    assert refusals(batches) == [(2, reason)]
    assert records(batches) == 1


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("1234", "JPY", 1234), ("1.234", "KWD", 1234), ("12.5", "USD", 1250), ("0", "EUR", 0), ("'-5.00", "EUR", -500)],
)
def test_amounts_are_minor_units_of_their_currency(write: Write, amount: str, currency: str, minor: int) -> None:
    kind = "refund" if minor < 0 else "sale"
    (row,) = conversions(read(write(csv_of(OURS, f"1,2026-11-20T10:00:00Z,{kind},{amount},{currency},,,,,"), "c.csv")))

    assert row["amount"] == minor


def test_an_amount_without_a_currency_needs_one(write: Write) -> None:
    path = write(csv_of(OURS, "1,2026-11-20T10:00:00Z,sale,5,,,,,,"), "conv.csv")
    with pytest.raises(NeedsOption) as caught:
        read(path)
    assert "--currency" in caught.value.hint
    assert conversions(read(path, currency="GBP"))[0]["currency"] == "GBP"


# ------------------------------------------------------------------------------------------------------------- shopify

SHOP = "Name,Email,Financial Status,Currency,Total,Discount Code,Created at,Lineitem name,Note Attributes,Refunded Amount,Id"


def order(name: str = "#1", status: str = "paid", total: str = "10.00", refunded: str = "0.00", **more: str) -> str:
    cells = [
        name, more.get("email", "jane@example.com"), status, more.get("currency", "EUR"), total, more.get("code", ""),
        more.get("at", "2026-11-20 12:00:00 +0200"), "Mug", more.get("notes", ""), refunded, more.get("id", "77"),
    ]  # fmt: skip
    return ",".join(f'"{cell}"' if "\n" in cell else cell for cell in cells)


def more_lines(name: str) -> str:
    return f"{name},,,,,,2026-11-20 12:00:00 +0200,Saucer,,,"


def test_an_order_counts_once_however_many_lines_it_has(write: Write) -> None:
    notes = "First name: Jane\nUTM source: mug\nutm_medium: email\nUTM Campaign: winter\nIP address: 192.0.2.9"
    path = write(
        csv_of(SHOP, order(notes=notes, code="mug 15"), more_lines("#1"), more_lines("#1"), order("#2", id="78"))
    )
    batches = read(path)
    first, second = conversions(batches)

    assert records(batches) == 2
    assert (first["line"], second["line"]) == (2, 9)
    assert (first["source_id"], first["amount"], first["currency"], first["at"]) == ("77", 1000, "EUR", TEN)
    assert first["evidence"] == Evidence(source="mug", medium="email", campaign="winter", code="MUG15")
    assert first["basis"] == "gross_incl_tax_shipping"
    assert first["joins"] == ("order:1",)


@pytest.mark.parametrize("refunded", ["-3.00", "(3.00)", "-0.01"])
def test_what_was_refunded_so_far_is_never_less_than_nothing(write: Write, refunded: str) -> None:
    path = write(csv_of(SHOP, order(refunded=refunded)))
    assert refusals(read(path)) == [(2, "bad-amount")]


def test_orders_that_name_no_other_tool_have_nothing_in_common(write: Write) -> None:
    """What stands in place of an id ties no sales of two tools together."""
    head = "Id,Name,Financial Status,Total,Currency,Created at,Lineitem name,Payment Reference"
    rows = [
        f"{n},#{n},paid,3.00,EUR,2026-11-20 10:00:00 +0000,x,{nobody}" for n, nobody in enumerate(("-", "NULL", "N/A"))
    ]
    found = conversions(read(write(csv_of(head, *rows))))
    assert [row["joins"] for row in found] == [("order:0",), ("order:1",), ("order:2",)]


def test_a_column_that_somebody_added_says_who_is_new(write: Write) -> None:
    rows = [f"{order(f'#{number}', id=str(number))},{said}" for number, said in enumerate(("Yes", "no", "", "maybe"))]
    path = write(csv_of(f"{SHOP},First order", *rows))
    assert [row["new"] for row in conversions(read(path, mapping={"first order": "new customer"}))] == [
        True,
        False,
        None,
        None,
    ]


def test_a_link_id_in_the_notes_is_the_best_evidence(write: Write) -> None:
    (row,) = conversions(read(write(csv_of(SHOP, order(notes="xp: 0123456789\nutm_source: mug")))))

    assert row["evidence"] == Evidence(link="0123456789")


def test_an_order_that_is_cut_by_a_chunk_stays_one_order(write: Write) -> None:
    rows = [line for n in range(700) for line in (order(f"#{n}", id=str(n)), more_lines(f"#{n}"), more_lines(f"#{n}"))]
    batches = read(write(csv_of(SHOP, *rows)))

    assert records(batches) == len(conversions(batches)) == 700
    assert refusals(batches) == []


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("pending", "pending"),
        ("authorized", "pending"),
        ("partially_paid", "pending"),
        ("voided", "voided"),
        ("", "pending"),
    ],
)
def test_what_was_not_paid_is_no_sale_yet(write: Write, status: str, reason: str) -> None:
    batches = read(write(csv_of(SHOP, order(status=status), more_lines("#1"))))

    assert conversions(batches) == []
    assert skipped(batches) == {reason: 1}
    assert records(batches) == 1


def test_what_has_no_status_and_no_name_is_no_checkout(write: Write) -> None:
    assert refusals(read(write(csv_of(SHOP, order("", status=""))))) == [(2, "bad-status")]


def test_a_cumulative_refund_becomes_a_row_of_its_own_that_is_no_record(write: Write) -> None:
    batches = read(write(csv_of(SHOP, order(status="partially_refunded", refunded="4.00"))))
    sale, refund = conversions(batches)

    assert records(batches) == 1
    assert (sale["primary"], sale["amount"]) == (True, 1000)
    assert (refund["primary"], refund["kind"], refund["amount"], refund["parent"]) == (False, "refund", -400, "77")
    assert (refund["series"], refund["rank"]) == ("77#refund", 400)


def test_a_later_export_of_the_same_order_is_the_same_sale_with_a_larger_refund(write: Write) -> None:
    first = conversions(read(write(csv_of(SHOP, order()))))
    later = conversions(read(write(csv_of(SHOP, order(status="partially_refunded", refunded="4.00")))))
    last = conversions(read(write(csv_of(SHOP, order(status="refunded", refunded="10.00")))))

    assert first[0]["key"] == later[0]["key"] == last[0]["key"]
    assert first[0]["cells"] == later[0]["cells"] == last[0]["cells"]
    assert later[1]["key"] != last[1]["key"]
    assert later[1]["series"] == last[1]["series"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (order(status="weird"), "bad-status"),
        (order(total="1.234,56".replace(",", "")), "bad-amount"),
        (order(at="45384.347"), "bad-time"),
        (order(id="1.67185E+13"), "scientific-id"),
        (more_lines("#9"), "orphan-line"),
    ],
)
def test_orders_that_are_refused(write: Write, row: str, reason: str) -> None:
    assert refusals(read(write(csv_of(SHOP, row)))) == [(2, reason)]


def test_shopify_columns_in_another_order_and_spelling(write: Write) -> None:
    path = write(
        csv_of(
            "created AT,ID,lineitem-name,Total,currency,FINANCIAL STATUS,Name",
            "2026-11-20 10:00:00 +0000,5,x,3.00,EUR,paid,#1",
        )
    )
    assert recognised(path) == "shopify-orders"
    assert conversions(read(path))[0]["amount"] == 300


@pytest.mark.parametrize("column", ["Cancelled at", "Canceled at"])
def test_an_order_that_was_cancelled_after_it_was_paid(write: Write, column: str) -> None:
    head = f"Id,Name,Financial Status,Total,Currency,Created at,{column},Refunded Amount,Lineitem name"
    row = "5,#1,refunded,24.00,EUR,2026-11-20 10:00:00 +0000,2026-11-21 10:00:00 +0000,24.00,Mug"
    batches = read(write(csv_of(head, row)))
    sale, refund, cancelled = conversions(batches)

    assert records(batches) == 1
    assert (sale["amount"], refund["amount"], cancelled["amount"]) == (2400, -2400, None)
    assert (cancelled["kind"], cancelled["at"], cancelled["parent"]) == ("cancellation", TEN + 86_400, "5")


@pytest.mark.parametrize("code", ["XXQ", "EURO", "€", "XXX"])
def test_a_currency_is_one_that_iso_4217_lists(write: Write, code: str) -> None:
    head = "Id,Name,Financial Status,Total,Currency,Created at,Lineitem name"

    assert refusals(read(write(csv_of(head, f"5,#1,paid,3.00,{code},2026-11-20 10:00:00 +0000,x")))) == [
        (2, "bad-currency")
    ]


# -------------------------------------------------------------------------------------------------------------- stripe

STRIPE = "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Description,Refunded date (UTC),Status,Customer Email"


def test_stripe_payments_with_refund_and_renewal(write: Write) -> None:
    path = write(
        csv_of(
            STRIPE,
            "ch_1,2026-11-20 10:00:00,30.00,0.00,usd,true,Subscription creation,,Paid,jane@example.com",
            "ch_2,2026-11-20 10:00:00,1500,500,jpy,true,Subscription update,2026-11-21 10:00:00,Refunded,",
            "ch_3,2026-11-20 10:00:00,9.00,0.00,usd,false,,,Failed,",
            "ch_4,2026-11-20 10:00:00,9.00,0.00,usd,false,,,Paid,",
            "ch_5,2026-11-20 10:00:00,9.00,0.00,usd,true,,,Requires action,",
            "ch_6,2026-11-20 10:00:00,9.00,0.00,usd,true,,,Something new,",
            "ch_7,2026-11-20 10:00:00,9.00,0.00,usd,true,,,requires_confirmation,",
        ),
        "unified_payments.csv",
    )
    batches = read(path)
    sale, renewal, refund = conversions(batches)

    assert (sale["kind"], sale["amount"], sale["currency"], sale["at"]) == ("sale", 3000, "USD", TEN)
    assert (renewal["kind"], renewal["amount"], renewal["currency"]) == ("renewal", 1500, "JPY")
    assert (refund["amount"], refund["at"], refund["parent"]) == (-500, TEN + 86_400, "ch_2")
    assert skipped(batches) == {"failed": 1, "pending": 3}
    assert refusals(batches) == [(7, "bad-status")]


def test_an_hour_of_one_digit_is_how_spreadsheets_write_it(write: Write) -> None:
    header = "id,Created (UTC),Amount,Amount Refunded,Currency,Captured,Status"
    path = write(
        csv_of(header, "ch_1,2026-11-20 9:05,30.00,0.00,usd,true,Paid", "ch_2,2026-11-20 9:5,1,0,usd,true,Paid")
    )
    batches = read(path)

    assert [row["at"] for row in conversions(batches)] == [TEN - 55 * 60]
    assert refusals(batches) == [(3, "bad-time")]


def test_stripe_evidence_from_columns_reference_and_metadata(write: Write) -> None:
    header = (
        "id,Created (UTC),Amount,Amount Refunded,Currency,Status,Seller Message,Mode,UTM Source,UTM Campaign,"
        "Client Reference ID,PaymentIntent ID,xp (metadata),utm_source (metadata),promo_code (metadata)"
    )
    base = "2026-11-20 10:00,5.00,0,eur,Paid,Payment complete."
    path = write(
        csv_of(
            header,
            f"ch_1,{base},Live,mug,winter,,pi_1,,,",
            f"ch_2,{base},Live,mug,winter,0123456789,,,,",
            f"ch_3,{base},Live,mug,winter,order-7,,abcdefghjk,,",
            f"ch_4,{base},,,,,,,letter,mug 15",
            f"ch_5,{base},Test,mug,winter,,,,,",
        ),
        "payments.csv",
    )
    batches = read(path)
    rows = conversions(batches)

    assert [row["evidence"] for row in rows] == [
        Evidence(source="mug", campaign="winter"),
        Evidence(link="0123456789"),
        Evidence(link="abcdefghjk"),
        Evidence(source="letter", code="MUG15"),
    ]
    assert rows[0]["joins"] == ("charge:ch_1", "payment_intent:pi_1")
    assert skipped(batches) == {"test": 1}


def test_a_lost_dispute_is_a_chargeback_and_a_won_one_is_nothing(write: Write) -> None:
    header = "id,Created (UTC),Amount,Amount Refunded,Currency,Status,Captured,Disputed Amount,Dispute Status,Dispute Date (UTC)"
    base = "2026-11-20 10:00:00,5.00,0,eur,Paid,true,5.00"
    path = write(csv_of(header, f"ch_1,{base},lost,2026-11-21 10:00:00", f"ch_2,{base},won,2026-11-21 10:00:00"))
    rows = conversions(read(path))

    assert [(row["kind"], row["amount"], row["source_id"]) for row in rows] == [
        ("sale", 500, "ch_1"),
        ("chargeback", -500, "ch_1#chargeback"),
        ("sale", 500, "ch_2"),
    ]


def test_application_fees_are_no_payments(write: Write) -> None:
    path = write(
        csv_of(
            "id,Created (UTC),Amount,Amount Refunded,Currency,User ID,User Email,Application ID,Transaction ID",
            'fee_1,2025-12-31 14:30,"0,25","0,00",eur,u,jane@example.com,ca_1,txn_1',
        )
    )
    with pytest.raises(NeedsOption):
        read(path)


# ------------------------------------------------------------------------------------------------- aggregates and costs


def test_plausible_rows_state_three_metrics_and_are_one_record(write: Write) -> None:
    header = "date,source,referrer,utm_source,utm_medium,utm_campaign,utm_content,utm_term,pageviews,visitors,visits,visit_duration,bounces"
    path = write(
        csv_of(
            header,
            "2026-11-20,mug,mug.example,mug-weekly,email,winter,mug-launch,,14,6,7,903,2",
            "2026-11-20,Google,google.com,,,,,,50,17,19,10,1",
            "2026-11-20,Direct / None,,,,,,,5.5,1,1,10,1",
        ),
        "imported_sources_20261101_20261130.csv",
    )
    batches = read(path)
    (batch,) = batches
    assert batch.totals is not None

    assert records(batches) == 3
    assert refusals(batches) == [(4, "bad-count")]
    assert list(zip(batch.totals.metric, batch.totals.count, strict=True)) == [
        ("visits", 7), ("visitors", 6), ("pageviews", 14), ("visits", 19), ("visitors", 17), ("pageviews", 50),
    ]  # fmt: skip
    assert batch.evidence == [
        Evidence("", "mug-weekly", "email", "winter", "mug-launch"),
        Evidence(referrer="google.com"),
    ]
    assert set(batch.totals.start) == {20777}
    assert set(batch.totals.end) == {20778}
    assert len(set(batch.totals.key)) == 6


def test_reach(write: Write) -> None:
    path = write(
        csv_of(
            "placement,at,metric,count",
            "mug-launch,2026-11-20,sends,24000",
            "mug-launch,2026-11-20,Unique opens,480.0",
            "mug-launch,2026-11-20,likes,5",
            ",2026-11-20,sends,5",
            'mug-launch,2026-11-20,sends,"1,203"',
            "mug-launch,20.11.2026,sends,5",
            "mug-launch,2026-12-24,sends,5",
        ),
        "reach.csv",
    )
    batches = read(path)
    totals = batches[0].totals
    assert totals is not None

    assert list(zip(totals.metric, totals.count, strict=True)) == [("sends", 24000), ("unique_opens", 480)]
    assert batches[0].evidence == [Evidence(placement="mug-launch")]
    assert refusals(batches) == [
        (4, "bad-metric"), (5, "no-placement"), (6, "bad-count"), (7, "ambiguous-date"), (8, "future"),
    ]  # fmt: skip


def test_two_equal_costs_are_two_and_the_same_file_again_is_the_same(write: Write) -> None:
    path = write(
        csv_of(
            "campaign,placement,at,amount,currency,paid_by",
            "winter,,2026-11-20,200.00,EUR,shop",
            "winter,,2026-11-20,200.00,EUR,shop",
            "winter,mug-launch,2026-11-20,1.5,,mug",
            ",,2026-11-20,1.5,EUR,mug",
            "winter,,2026-11-20,-1,EUR,mug",
            "winter,,2026-11-20,1,EUR,jane@example.com",
        ),
        "costs.csv",
    )
    (batch,), (again,) = read(path, currency="EUR"), read(path, currency="EUR")
    assert batch.costs is not None
    assert again.costs is not None

    assert batch.costs.amount == [20000, 20000, 150]
    assert batch.costs.placement == ["", "", "mug-launch"]
    assert len(set(batch.costs.key)) == 3
    assert batch.costs.key == again.costs.key
    assert refusals([batch]) == [(5, "no-placement"), (6, "bad-amount"), (7, "no-placement")]


# ---------------------------------------------------------------------------------------------------------------- logs

PERSON = "Mozilla/5.0 (X11; Linux x86_64) Chrome/131.0"


def log(request: str, status: int = 200, agent: str = PERSON, ip: str = "192.0.2.7", referrer: str = "-") -> str:
    return f'{ip} - - [20/Nov/2026:11:00:00 +0100] "{request}" {status} 612 "{referrer}" "{agent}"'


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param(log("GET /?xp=0123456789 HTTP/1.1"), "", id="link id"),
        pytest.param(log("GET /?utm_source=x HTTP/2.0", 302), "", id="tag and redirect"),
        pytest.param(log("GET /?a=1&amp;ref=x HTTP/1.1"), "", id="ref behind a mail tool's slip"),
        pytest.param(log("GET /go/swap HTTP/1.1", 301), "", id="short path"),
        pytest.param(log("GET /about HTTP/1.1"), "page", id="page"),
        pytest.param(log("GET /style.css?v=3 HTTP/1.1"), "asset", id="asset"),
        pytest.param(log("GET /?xp=0123456789 HTTP/1.1", 404), "status", id="not found"),
        pytest.param(log("POST /?xp=0123456789 HTTP/1.1"), "method", id="post"),
        pytest.param(log("HEAD /?xp=0123456789 HTTP/1.1"), "prefetch", id="head"),
        pytest.param(log("GET /about HTTP/1.1", agent="WhatsApp/2"), "prefetch", id="unfurler on a page"),
        pytest.param(log("GET /about HTTP/1.1", agent="Googlebot/2.1"), "bot-agent", id="robot on a page"),
    ],
)
def test_which_log_lines_are_touches(write: Write, line: str, reason: str) -> None:
    batches = read(write(line + "\n", "access.log"), short_paths=("/go",))

    assert records(batches) == 1
    assert skipped(batches) == ({reason: 1} if reason else {})
    assert [len(batch.touches.line) for batch in batches if batch.touches] == [0 if reason else 1]


def test_a_robot_that_follows_a_link_is_kept_with_its_reason(write: Write) -> None:
    (batch,) = read(write(log("GET /?xp=0123456789 HTTP/1.1", agent="Googlebot/2.1") + "\n", "access.log"))
    assert batch.touches is not None

    assert [["", *batch.texts][n] for n in batch.touches.excluded] == ["bot-agent"]


def test_the_visitor_of_a_log_is_network_and_agent(write: Write) -> None:
    url = "GET /?xp=0123456789 HTTP/1.1"
    rows = [
        log(url),
        log(url, ip="192.0.2.200"),
        log(url, ip="192.0.3.7"),
        log(url, agent="Mozilla/5.0 Firefox/133.0"),
        log(url, ip="2001:db8:1:2::7"),
        log(url, ip="2001:db8:1:ffff::9"),
        log(url, ip="::ffff:192.0.2.9"),
        log(url, ip="shop.example"),
    ]
    (batch,) = read(write("\n".join(rows) + "\n", "access.log"))
    assert batch.touches is not None
    visitor = batch.touches.visitor

    assert visitor[0] == visitor[1] == visitor[6]
    assert visitor[4] == visitor[5]
    assert len({visitor[0], visitor[2], visitor[3], visitor[4]}) == 4
    assert visitor[7] is None
    assert batch.touches.at == [TEN] * 8
    assert batch.touches.key[0] == batch.touches.key[1]  # equal lines once the address is cut: the ledger counts them


@pytest.mark.parametrize("line", ["garbage", "", log("GET / HTTP/1.1")[:-20], log("GET /") + "x" * (1 << 17)])
def test_log_lines_that_cannot_be_read_are_refused(write: Write, line: str) -> None:
    batches = read(write("\n".join([log("GET /?xp=0123456789 HTTP/1.1"), line or "-", ""]), "access.log"))

    assert refusals(batches) == [(2, "unreadable")]


def test_hostile_log_lines_take_no_time(write: Write) -> None:
    hostile = "1 - - [" + "x" * 60_000 + '] "' + "\\" * 60_000 + '" 200 1 "' + '"' * 2000
    batches = read(write(log("GET /?utm_source=x HTTP/1.1") + "\n" + (hostile + "\n") * 20, "access.log"))

    assert len(refusals(batches)) == 20


def test_every_source_is_documented_and_names_its_columns() -> None:
    from xpromo.sources.source import SOURCES

    for name, source in SOURCES.items():
        assert source.docs.count("\n") > 3, name
        assert source.needs, name
        assert set(source.required) <= set(source.columns), name


def test_detection_names_what_is_needed_and_asks_when_two_fit(write: Write, tmp_path: Path) -> None:
    with pytest.raises(NeedsOption) as caught:
        read(write("when,what\n1,2\n"))
    assert "--source" in caught.value.hint
    assert "xpromo help sources" in caught.value.hint


def test_a_file_that_two_sources_recognise_needs_one_to_be_named(write: Write) -> None:
    path = write(csv_of("placement,at,metric,count,amount,paid_by", "mug-launch,2026-11-20,sends,5,1.00,mug"))
    with pytest.raises(NeedsOption, match="costs or reach") as caught:
        read(path)
    assert "--source costs" in caught.value.hint
    assert records(read(path, "reach")) == 1


def test_which_totals_are_clicks() -> None:
    """What `clicks_from` may name besides events: `check` says so of anything else."""
    from xpromo.sources.source import SOURCES

    totals = {name for name, source in SOURCES.items() if source.kind is Kind.TOTALS and source.counts_clicks}
    links = {f"{tool}-links" for tool in ("bitly", "dub", "rebrandly", "shlink", "yourls")}

    assert totals == {*links, "bitly-clicks", "plausible-custom-events", "reach"}
