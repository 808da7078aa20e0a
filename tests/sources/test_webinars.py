"""Webinars and events: one person however often they joined, one order however many attendees it has."""

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


def found(batches: Any) -> list[tuple[int, str, int]]:
    return [(row["line"], row["kind"], row["at"] - TEN) for row in conversions(batches)]


# --------------------------------------------------------------------------------------------------------------- Zoom


ATTENDEES = "Attended,User Name (Original Name),First Name,Last Name,Email,Phone,Registration Time,Approval Status,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name,"


def zoom(*rows: str, started: str = "Nov 20, 2026 10:55 AM", webinar: str = "000 0000 0000") -> str:
    return "\n".join([
        "Attendee Report,,,,,",
        'Report Generated:,"Nov 21, 2026 6:26 PM",,,,',
        "Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,,",
        f'"Fake class, part 1",{webinar},"{started}",100,400,,',
        "Host Details,,,,,",
        "Attended,User Name (Original Name),Email,Join Time,Leave Time,,",
        'Yes,Fake Host,host@example.com,"Nov 20, 2026 10:50:00","Nov 20, 2026 12:00:00",,',
        "Panelist Details,,,,,",
        "Attended,User Name (Original Name),Email,Join Time,Leave Time,,",
        "Attendee Details,,,,,",
        ATTENDEES,
        *rows,
        "Other Attended,,,,",
        "User Name,Join Time,Leave Time,,",
        '15550100,"Nov 20, 2026 11:00:00","Nov 20, 2026 11:10:00",,',
        "",
    ])  # fmt: skip


ONE = 'Yes,Fake,F,O,One@example.com,,"Nov 19, 2026 11:00:00",approved,"Nov 20, 2026 11:05:00","Nov 20, 2026 11:20:00",15,Yes,France,'
AGAIN = 'Yes,Fake,F,O,one@example.com,,"Nov 19, 2026 11:00:00",approved,"Nov 20, 2026 11:00:00","Nov 20, 2026 11:04:00",4,Yes,France,'
NO_SHOW = 'No,Fake,F,T,two@example.com,,"Nov 19, 2026 12:00:00",approved,--,--,--,--,Germany,'
WAITING = 'No,Fake,F,T,three@example.com,,"Nov 19, 2026 12:00:00",pending,--,--,--,--,Germany,'
DENIED = WAITING.replace("three", "four").replace("pending", "denied")
WALK_IN = 'Yes,Fake Five,,,,,--,--,"Nov 20, 2026 11:30:00","Nov 20, 2026 11:40:00",10,Yes,Germany,'


def test_a_person_counts_once_however_often_they_joined(write: Write) -> None:
    path = write(zoom(ONE, AGAIN, NO_SHOW, WAITING, DENIED, WALK_IN))
    batches = read(path, **BERLIN)

    assert recognised(path) == "zoom-webinar"
    assert found(batches) == [
        (12, "registration", -86_400),
        (12, "attendance", 0),
        (14, "registration", -82_800),
        (17, "attendance", 1800),
    ]
    assert (records(batches), skipped(batches)) == (5, {"pending": 1, "declined": 1})
    assert conversions(batches)[0]["customer"] == HASHING.person("one@example.com")
    assert conversions(batches)[3]["customer"] is None


@pytest.mark.parametrize("between", ["", "\n"])
def test_reports_one_behind_the_other_are_of_their_own_webinars(write: Write, between: str) -> None:
    other = zoom(ONE.replace("Nov 20", "Nov 21"), started="Nov 21, 2026 10:55 AM", webinar="111 1111 1111")
    both = read(write(zoom(ONE, NO_SHOW) + between + other), **BERLIN)
    alone = [row["key"] for text in (zoom(ONE, NO_SHOW), other) for row in conversions(read(write(text), **BERLIN))]

    assert [row["key"] for row in conversions(both)] == alone
    assert (records(both), refusals(both)) == (3, [])


def test_a_report_as_damaged_as_it_comes(write: Write) -> None:
    text = zoom(ONE.replace("Fake", "Fa\x00ke"), NO_SHOW).replace("\n", "\r\n")
    path = write(b"\xef\xbb\xbf" + text.encode())

    assert recognised(path) == "zoom-webinar"
    assert [kind for _, kind, _ in found(read(path, **BERLIN))] == ["registration", "attendance", "registration"]


def test_times_in_the_other_layout(write: Write) -> None:
    row = "Yes,Fake,F,O,one@example.com,,11/19/2026 11:00:00 AM,approved,11/20/2026 01:30:00 PM,,15,Yes,France,"
    rows = found(read(write(zoom(row)), **BERLIN))

    assert [(kind, at) for _, kind, at in rows] == [("registration", -86_400), ("attendance", 9000)]
    with pytest.raises(NeedsOption, match="no offset"):
        read(write(zoom(row)))


def test_the_same_person_on_another_day_of_a_series(write: Write) -> None:
    first = conversions(read(write(zoom(ONE)), **BERLIN))
    other = conversions(read(write(zoom(ONE, started="Nov 27, 2026 10:55 AM")), **BERLIN))
    another = conversions(read(write(zoom(ONE, webinar="111")), **BERLIN))

    assert first[0]["key"] == other[0]["key"] != another[0]["key"]  # one registration for the series
    assert first[1]["key"] != other[1]["key"]


def test_attendees_that_are_refused(write: Write) -> None:
    nameless = 'Yes,,,,,,"Nov 19, 2026 11:00:00",approved,--,--,,,,'
    batches = read(write(zoom(ONE.replace("Nov 19", "Nov 39"), nameless)), **BERLIN)

    assert refusals(batches) == [(12, "bad-time"), (13, "no-id")]


# --------------------------------------------------------------------------------------------------------- Eventbrite


EVENTBRITE = "Order #,Order Date,First Name,Email,Quantity,Ticket Type,Attendee #,Order Type,Currency,Total Paid,Attendee Status,How did you hear about this event?"


def attendee(order: str, number: str, paid: str = "0", status: str = "Attending", date: str = "11/20/26 11:00") -> str:
    return f"{order},{date},Fake,reader-{order}@example.com,1,General,{number},Free Order,USD,{paid},{status},Friends"


def test_attendees_are_registrations_and_an_order_is_one_sale(write: Write) -> None:
    path = write(
        csv_of(
            EVENTBRITE,
            attendee("1", "101"),
            attendee("2", "201", "20.00"),
            attendee("3", "301"),
            attendee("2", "202", "20.00"),
            attendee("4", "401", "10.00"),
            attendee("4", "402", '"1,015.50"'),
        )
    )
    batches = read(path, **BERLIN)
    rows = conversions(batches)

    assert recognised(path) == "eventbrite-attendees"
    assert [(row["kind"], row["source_id"], row["amount"]) for row in rows] == [
        ("registration", "101", None),
        ("registration", "201", None),
        ("sale", "order 2", 2000),
        ("registration", "202", None),
        ("registration", "301", None),
        ("registration", "401", None),
        ("sale", "order 4", 102_550),
        ("registration", "402", None),
    ]
    assert {row["at"] for row in rows} == {TEN}
    assert (records(batches), rows[2]["joins"]) == (6, ("order:2",))


def test_a_refunded_order_takes_its_money_back(write: Write) -> None:
    whole = read(write(csv_of(EVENTBRITE, attendee("1", "1", "20", "Refunded"))), **BERLIN)
    part = read(write(csv_of(EVENTBRITE, attendee("1", "1", "20", "Refunded"), attendee("1", "2", "30"))), **BERLIN)
    untold = read(write(csv_of(EVENTBRITE, attendee("1", "1", "20", "Refunded"), attendee("1", "2", "20"))), **BERLIN)

    assert [row["amount"] for row in conversions(whole) if row["amount"]] == [2000, -2000]
    assert [row["amount"] for row in conversions(part) if row["amount"]] == [5000, -2000]
    assert [row["amount"] for row in conversions(untold) if row["amount"]] == [2000]


@pytest.mark.parametrize("status", ["Not Attending", "Deleted"])
def test_who_no_longer_comes_was_registered_and_cancelled(write: Write, status: str) -> None:
    batches = read(write(csv_of(EVENTBRITE, attendee("1", "101", "20", status))), **BERLIN)
    registration, cancelled, sale = conversions(batches)

    assert [row["kind"] for row in (registration, cancelled, sale)] == ["registration", "cancellation", "sale"]
    assert (cancelled["parent"], cancelled["amount"], cancelled["at"], records(batches)) == ("101", None, TEN, 1)


def test_dates_of_an_event_and_rows_that_are_refused(write: Write) -> None:
    with pytest.raises(NeedsOption, match="day and month"):
        read(write(csv_of(EVENTBRITE, attendee("1", "1", date="11/12/26 9:05"))), **BERLIN)
    bad = write(csv_of(EVENTBRITE, attendee("1", ""), attendee("2", "2", "x"), attendee("3", "3", date="someday")))

    assert refusals(read(bad, date_order="mdy", **BERLIN)) == [(2, "no-id"), (3, "bad-amount"), (4, "bad-time")]


TICKETS = "Order ID,Order date,Attendee first name,Attendee email,Event name,Event timezone,Ticket quantity,Currency,Ticket price,Buyer email,Barcode number"


def ticket(number: str, person: str = "one@example.com", date: str = "2026-11-20 11:00:00") -> str:
    return f"14,{date},Fake,{person},Class,America/Los_Angeles,1,USD,20.00,buyer@example.com,{number}"


def test_tickets_are_registrations_by_their_barcode(write: Write) -> None:
    path = write(csv_of(TICKETS, ticket("1001"), ticket("1002", ""), ticket(""), ticket("1003", date="20.11.2026")))
    batches = read(path, **BERLIN)
    one, two, _ = conversions(batches)

    assert recognised(path) == "eventbrite-registrations"
    assert [(kind, at) for _, kind, at in found(batches)][:2] == [("registration", 0)] * 2
    assert [row["customer"] for row in (one, two)] == [HASHING.person(f"{who}@example.com") for who in ("one", "buyer")]
    assert (one["amount"], one["source_id"]) == (None, "1001")
    assert refusals(batches) == [(4, "no-id")]
    with pytest.raises(NeedsOption, match="no offset"):
        read(path)


# --------------------------------------------------------------------------------------------------------------- Luma


LUMA = "api_id,name,first_name,last_name,email,phone_number,created_at,approval_status,checked_in_at,custom_source,qr_code_url,amount,amount_tax,amount_discount,currency,coupon_code,What's your company?"
LATER = LUMA.replace("api_id", "guest_id").replace("custom_source", "utm_source")
SWAPPED = LUMA.replace("checked_in_at,custom_source", "custom_source,checked_in_at")


def guest(number: str, status: str, first: str = "", second: str = "", code: str = "") -> str:
    return f"{number},Fake,F,G,{number}@example.com,,2026-11-20T10:00:00.123Z,{status},{first},{second},https://x.example,$10.00,,,usd,{code},Fake Inc"


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        (LUMA, ("2026-11-21T10:00:00Z", "green-mug-weekly")),
        (LATER, ("2026-11-21T10:00:00Z", "green-mug-weekly")),
        (SWAPPED, ("green-mug-weekly", "2026-11-21T10:00:00Z")),
    ],
)
def test_guests_register_and_come(write: Write, header: str, cells: tuple[str, str]) -> None:
    path = write("\ufeff" + csv_of(header, guest("gst-1", "approved", *cells, "mug15"), guest("gst-2", "approved")))
    batches = read(path)

    assert recognised(path) == "luma-guests"
    assert found(batches) == [(2, "registration", 0), (2, "attendance", 86_400), (3, "registration", 0)]
    assert conversions(batches)[1]["evidence"] == Evidence(source="green-mug-weekly", code="MUG15")
    assert conversions(batches)[0]["customer"] == HASHING.person("gst-1@example.com")
    assert records(batches) == 2


def test_a_guest_is_the_same_whatever_the_export_calls_the_id(write: Write) -> None:
    keys = [conversions(read(write(csv_of(header, guest("gst-1", "approved")))))[0]["key"] for header in (LUMA, LATER)]

    assert len(set(keys)) == 1


def test_guests_that_are_none(write: Write) -> None:
    batches = read(
        write(
            csv_of(
                LUMA,
                guest("1", "pending_approval"),
                guest("2", "declined"),
                guest("3", "waitlist"),
                guest("4", "teleported"),
                guest("", "approved"),
            )
        )
    )

    assert skipped(batches) == {"pending": 2, "declined": 1}
    assert refusals(batches) == [(5, "bad-status"), (6, "no-id")]
