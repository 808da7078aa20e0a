"""Stages of CRMs: our own form, HubSpot's contacts and deals, Salesforce's report."""

# ruff: noqa: E501 - headers and rows are one line each

from __future__ import annotations

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


def kinds(batches: Any) -> list[tuple[str, str, int]]:
    return [(row["kind"], row["source_id"], row["at"]) for row in conversions(batches)]


# ----------------------------------------------------------------------------------------------------- our own stages


STAGES = "id,at,stage,deal,amount,currency,code,url,customer"


def test_a_stage_is_a_kind_of_conversion_tied_to_its_deal(write: Write) -> None:
    path = write(
        csv_of(
            STAGES,
            "1,2026-11-20T10:00:00Z,MQL,D-7,,,mug15,/?utm_campaign=c,reader-1@example.com",
            "2,2026-11-20T10:00:00Z,Closed Won,D-7,1200.50,EUR,,,",
        )
    )
    batches = read(path)
    marketing, won = conversions(batches)

    assert recognised(path) == "stages"
    assert (marketing["kind"], marketing["joins"], marketing["amount"]) == ("mql", ("deal:D-7",), None)
    assert marketing["evidence"] == Evidence(campaign="c", code="MUG15")
    assert marketing["customer"] == HASHING.person("reader-1@example.com")
    assert (won["kind"], won["amount"], won["currency"], won["basis"]) == ("won", 120_050, "EUR", "deal_amount")


def test_stages_that_are_refused(write: Write) -> None:
    path = write(
        csv_of(
            STAGES,
            "1,2026-11-20T10:00:00Z,Demo booked,,,,,,",
            "2,,won,,,,,,",
            "3,2026-11-20T10:00:00Z,won,,-5,EUR,,,",
            ",2026-11-20T10:00:00Z,won,,,,,,",
        )
    )

    assert refusals(read(path)) == [(2, "bad-kind"), (3, "no-time"), (4, "bad-amount"), (5, "no-id")]


def test_stages_without_ids_are_told_apart_by_their_cells(write: Write) -> None:
    path = write('{"at": "2026-11-20T10:00:00Z", "stage": "sql"}\n{"at": "2026-11-20T11:00:00Z", "stage": "lost"}\n')

    assert kinds(read(path)) == [("sql", "", TEN), ("lost", "", TEN + 3600)]


# ------------------------------------------------------------------------------------------------------------ HubSpot


CONTACTS = "Record ID,First Name,Email,Original Traffic Source,Original Traffic Source Drill-Down 1,Original Traffic Source Drill-Down 2,Lifecycle Stage,Create Date"


def test_a_contact_is_a_lead_on_the_day_it_came_in_in_both_date_shapes(write: Write) -> None:
    path = write(
        csv_of(
            CONTACTS,
            "101,Fake,reader-1@example.com,Email Marketing,2026-winter-bundle,Launch mail,Lead,2026-11-20 11:00",
            "102,Fake,,Other Campaigns,2026-winter-bundle,green-mug-weekly / email,Customer,11/20/2026 11:00 AM",
            "103,Fake,,Referrals,green-mug.example,https://green-mug.example/x,Opportunity,11/20/2026 1:30 PM",
            "104,Fake,,Organic Social,Instagram,2026-winter-bundle,Other,11/20/2026 12:15 AM",
            "105,Fake,,Direct Traffic,northwind.example,/first,,2026-11-20 11:00",
        )
    )
    batches = read(path, **BERLIN)
    rows = conversions(batches)

    assert recognised(path) == "hubspot-contacts"
    assert [row["kind"] for row in rows] == ["lead"] * 5
    assert [row["at"] - TEN for row in rows] == [0, 0, 9000, -38_700, 0]
    assert [row["evidence"] for row in rows] == [
        Evidence(campaign="2026-winter-bundle"),
        Evidence(source="green-mug-weekly", medium="email", campaign="2026-winter-bundle"),
        Evidence(referrer="green-mug.example"),
        Evidence(campaign="2026-winter-bundle"),
        Evidence(),
    ]
    assert rows[0]["customer"] == HASHING.person("reader-1@example.com")
    assert [row["status"] for row in rows] == ["lead", "customer", "opportunity", "other", ""]


def test_dated_stages_of_a_contact_are_rows_of_their_own_and_a_subscriber_is_none_yet(write: Write) -> None:
    path = write(
        csv_of(
            "Became a Marketing Qualified Lead Date;Lifecycle Stage;Create Date;Record ID;Original source;Original source drill-down 1",
            "2026-11-20 11:00;Marketing Qualified Lead;2026-11-19 11:00;101;Paid search;c",
            ";Subscriber;2026-11-19 11:00;102;;",
        ).replace("\n", "\r\n"),
    )
    batches = read(path, **BERLIN)

    assert kinds(batches) == [("lead", "101", TEN - 86_400), ("mql", "101", TEN)]
    assert {row["evidence"].campaign for row in conversions(batches)} == {"c"}
    assert (records(batches), skipped(batches)) == (2, {"pending": 1})


@pytest.mark.parametrize("name", ["Record ID", "Record ID - Contact"])
def test_the_default_view_of_contacts_has_no_stage(write: Write, name: str) -> None:
    header = f"{name},First Name,Last Name,Email,Phone Number,Contact owner,Last Activity Date,Lead Status,Marketing contact status,Create Date"
    path = write(csv_of(header, "101,F,B,reader-1@example.com,,,,,Non-marketing contact,2026-11-20 11:00"))
    batches = read(path, **BERLIN)

    assert recognised(path) == "hubspot-contacts"
    assert kinds(batches) == [("lead", "101", TEN)]


def test_what_a_contacts_file_leaves_to_options(write: Write) -> None:
    path = write(csv_of(CONTACTS, "101,F,,,,,Lead,3/4/2026 2:30 PM"))

    with pytest.raises(NeedsOption, match="day and month"):
        read(path, **BERLIN)
    with pytest.raises(NeedsOption, match="no offset"):
        read(path, date_order="dmy")
    assert kinds(read(path, date_order="dmy", **BERLIN)) == [("lead", "101", 1775219400)]


DEALS = "Record ID,Deal Name,Deal Stage,Amount,Currency,Create Date,Close Date"


def test_a_deal_begins_as_an_opportunity_and_ends_won_or_lost(write: Write) -> None:
    path = write(
        csv_of(
            DEALS,
            '7,Fake deal,Closed Won (Sales Pipeline),"1,250.00",EUR,2026-11-19 11:00,2026-11-20 11:00',
            "8,Fake deal,Closed Lost,,,2026-11-19 11:00,2026-11-20 11:00",
            "9,Fake deal,Demo booked,99,EUR,2026-11-19 11:00,2027-01-31 11:00",
        )
    )
    batches = read(path, **BERLIN)

    assert recognised(path) == "hubspot-deals"
    assert kinds(batches) == [
        ("won", "7", TEN),
        ("opportunity", "7", TEN - 86_400),
        ("lost", "8", TEN),
        ("opportunity", "8", TEN - 86_400),
        ("opportunity", "9", TEN - 86_400),
    ]
    assert [row["amount"] for row in conversions(batches)] == [125_000, 125_000, None, None, 9900]
    assert {row["joins"] for row in conversions(batches)} == {("deal:7",), ("deal:8",), ("deal:9",)}
    assert records(batches) == 3


def test_an_open_deal_without_a_creation_has_no_day_yet(write: Write) -> None:
    path = write(csv_of("Record ID,Deal Stage,Close Date", "7,Demo,2026-11-20 11:00", "8,Closed won,", "9,,"))
    batches = read(path, **BERLIN)

    assert skipped(batches) == {"pending": 1}
    assert refusals(batches) == [(3, "no-time"), (4, "bad-status")]


def test_a_deals_amount_that_reads_two_ways_is_asked_for(write: Write) -> None:
    path = write(csv_of(DEALS, '7,F,Closed won,"1,250",EUR,,2026-11-20 11:00'))

    with pytest.raises(NeedsOption, match="two ways"):
        read(path, **BERLIN)
    assert conversions(read(path, decimal=".", **BERLIN))[0]["amount"] == 125_000


# --------------------------------------------------------------------------------------------------------- Salesforce


FOOTER = '\n\n"Grand Totals (2 records)"\n\n"Confidential Information - Do Not Distribute"\n"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n'
REPORT = '"Opportunity Name","Amount","Close Date","Created Date","Stage","Primary Campaign Source"\n'


def test_a_report_ends_before_its_footer(write: Write) -> None:
    path = write(
        REPORT
        + '"Fake A","12500.00","9/30/2026","9/1/2026","Closed Won","2026-winter-bundle"\n'
        + '"Fake B","","12/31/2026","9/2/2026","Negotiation",""\n'
        + '"Total","12500.00","","","",""'
        + FOOTER
    )
    batches = read(path, **EURO)
    won, begun, still = conversions(batches)

    assert recognised(path) == "salesforce-opportunities"
    assert [row["kind"] for row in (won, begun, still)] == ["won", "opportunity", "opportunity"]
    assert (won["amount"], won["currency"], won["day"]) == (1_250_000, "EUR", 20_726)  # 30 September
    assert won["evidence"] == Evidence(campaign="2026-winter-bundle")
    assert won["source_id"] == begun["source_id"] != still["source_id"]
    assert "Fake" not in won["source_id"]
    assert (records(batches), skipped(batches)) == (4, {"total": 2})


def test_a_header_between_deals_is_no_deal(write: Write) -> None:
    row = '"Fake {}","1.00","9/30/2026","9/1/2026","Closed Won",""\n'
    batches = read(write(REPORT + row.format("A") + FOOTER + REPORT + row.format("B") + FOOTER), **EURO)

    assert [row["kind"] for row in conversions(batches)] == ["won", "opportunity"] * 2
    assert (records(batches), skipped(batches)) == (4, {"total": 2})


def test_a_report_below_a_title_with_ids_and_its_own_currencies(write: Write) -> None:
    path = write(
        "My report,,,,\nAs of 2026-11-20,,,,\n\n"
        "Stage,Opportunity ID,Close Date,Amount,Amount Currency\n"
        "Closed Lost,006A,20.11.2026,100,usd\n"
        "Copyright (c) salesforce.com, inc.\n"
    )
    batches = read(path)
    (lost,) = conversions(batches)

    assert recognised(path) == "salesforce-opportunities"
    assert (lost["kind"], lost["source_id"], lost["currency"], lost["day"]) == ("lost", "006A", "USD", 20_777)
    assert lost["joins"] == ("deal:006A",)
    assert records(batches) == 1


def test_a_reports_dates_follow_the_account(write: Write) -> None:
    path = write(REPORT + '"A","1.00","3/4/2026","","Closed Won",""\n' + FOOTER)

    with pytest.raises(NeedsOption, match="day and month"):
        read(path, **EURO)
    assert [row["day"] for row in conversions(read(path, date_order="dmy", **EURO))] == [20_546]
    with pytest.raises(NeedsOption, match="no currency"):
        read(path, date_order="dmy")
