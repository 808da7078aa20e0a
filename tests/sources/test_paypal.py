"""PayPal's activity download and statement: orders of dates, styles of numbers, zones, types."""

# ruff: noqa: E501 - a header is one line

from __future__ import annotations

import csv
import io
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.sources.conftest import Write, read, recognised, records, refusals
from tests.sources.test_formats import HASHING, TEN, conversions, skipped
from xpromo.errors import Findings, NeedsOption
from xpromo.records import Evidence

HEADER = '"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","From Email Address","To Email Address","Transaction ID","Shipping Address","Address Status","Item Title","Item ID","Shipping and Handling Amount","Insurance Amount","Sales Tax","Option 1 Name","Option 1 Value","Option 2 Name","Option 2 Value","Reference Txn ID","Invoice Number","Custom Number","Quantity","Receipt ID","Balance","Address Line 1","Address Line 2/District/Neighborhood","Town/City","State/Province/Region/County/Territory/Prefecture/Republic","Zip/Postal Code","Country","Contact Phone Number","Subject","Note","Country Code","Balance Impact"'
STATEMENT = '"Date","Time","Time Zone","Description","Currency","Gross","Fee","Net","Balance","Transaction ID","From Email Address","Name","Bank Name","Bank Account","Shipping and Handling Amount","Sales Tax","Invoice ID","Reference Txn ID"'
SALE = {
    "Date": "11/20/2026",
    "Time": "02:00:00",
    "TimeZone": "PST",
    "Time Zone": "Europe/Berlin",
    "Name": "Fake Buyer",
    "Type": "Express Checkout Payment",
    "Description": "Express Checkout Payment",
    "Status": "Completed",
    "Currency": "USD",
    "Gross": "1,500.00",
    "From Email Address": "fake8@example.com",
    "Transaction ID": "1AA",
    "Balance Impact": "Credit",
}


def table(header: str, *rows: dict[str, str], delimiter: str = ",", end: str = "\r\n") -> str:
    names = next(csv.reader([header]))
    text = io.StringIO()
    writer = csv.DictWriter(
        text, names, restval="", extrasaction="ignore", delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL
    )
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def activity(*rows: dict[str, str]) -> str:
    return table(HEADER, *(SALE | row for row in rows))


def test_a_payment_that_came_in_is_a_sale(write: Write) -> None:
    path = write(activity({"Custom Number": "green-mug", "Invoice Number": "WC-777"}))
    (sale,) = conversions(read(path))

    assert recognised(path) == "paypal-activity"
    assert (sale["kind"], sale["amount"], sale["currency"], sale["at"]) == ("sale", 150_000, "USD", TEN)
    assert sale["joins"] == ("invoice_number:WC-777", "payment:1AA")
    assert sale["evidence"] == Evidence(source="green-mug", content="green-mug")
    assert sale["customer"] == HASHING.person("fake8@example.com")


def test_refunds_and_chargebacks_name_their_sale(write: Write) -> None:
    back = {"Gross": "-500.00", "Reference Txn ID": "1AA", "Balance Impact": "Debit"}
    rows = conversions(
        read(
            write(
                activity(
                    {},
                    back | {"Type": "Payment Refund", "Transaction ID": "1CC"},
                    back | {"Type": "Payment Reversal", "Transaction ID": "1DD"},
                    back | {"Type": "Chargeback", "Transaction ID": "1EE"},
                    back | {"Type": "Chargeback Reversal", "Transaction ID": "1FF", "Gross": "500.00"},
                )
            )
        )
    )

    assert [(row["kind"], row["amount"], row["parent"]) for row in rows] == [
        ("sale", 150_000, ""),
        ("refund", -50_000, "1AA"),
        ("chargeback", -50_000, "1AA"),
        ("chargeback", -50_000, "1AA"),
        ("chargeback_reversed", 50_000, "1AA"),
    ]
    assert all(row["primary"] for row in rows)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"Type": "General Authorization", "Status": "Pending", "Gross": "-42.92"}, "no-sale"),
        ({"Balance Impact": "Memo"}, "no-sale"),
        ({"Type": "General Currency Conversion"}, "no-sale"),
        ({"Type": "Hold on Balance for Dispute Investigation"}, "no-sale"),
        ({"Type": "Reversal of General Account Hold"}, "no-sale"),
        ({"Type": "General Withdrawal", "Gross": "-10.00"}, "no-sale"),
        ({"Type": "Bank Deposit to PP Account"}, "no-sale"),
        ({"Type": "Chargeback Fee", "Gross": "-20.00"}, "no-sale"),
        ({"Gross": "-15.00"}, "no-sale"),
        ({"Gross": "0.00"}, "no-sale"),
        ({"Status": "Pending"}, "pending"),
        ({"Status": "Denied"}, "failed"),
    ],
)
def test_what_is_no_sale(write: Write, cells: dict[str, str], reason: str) -> None:
    batches = read(write(activity({}, cells | {"Transaction ID": "1BB"})))

    assert skipped(batches) == {reason: 1}
    assert (records(batches), len(conversions(batches))) == (2, 1)


def test_a_clock_of_twelve_hours_is_read(write: Write) -> None:
    whole, half = (conversions(read(write(activity({"Time": text})))) for text in ("14:30:00", "2:30:00 PM"))

    assert whole[0]["at"] == half[0]["at"]


@pytest.mark.parametrize(
    ("dates", "options", "day"),
    [
        (("11/20/2026",), {}, 20),
        (("20/11/2026",), {}, 20),
        (("20.11.2026",), {}, 20),
        (("20.11.26",), {}, 20),
        (("2026-11-20",), {}, 20),
        (("05.11.2026",), {}, 5),
        (("05/11/2026", "20/11/2026"), {}, 5),
        (("11/05/2026", "11/20/2026"), {}, 5),
        (("05/11/2026",), {"date_order": "dmy"}, 5),
        (("11/05/2026",), {"date_order": "mdy"}, 5),
    ],
)
def test_the_whole_column_tells_the_order_of_day_and_month(
    write: Write, dates: tuple[str, ...], options: dict[str, Any], day: int
) -> None:
    rows = [{"Date": text, "Transaction ID": f"T{number}"} for number, text in enumerate(dates)]
    first = conversions(read(write(activity(*rows)), **options))[0]

    assert first["at"] == TEN - (20 - day) * 86_400


@pytest.mark.parametrize("dates", [("05/11/2026",), ("05/06/2026", "06/05/2026"), ("13/11/2026", "11/13/2026")])
def test_dates_that_read_two_ways_need_an_option(write: Write, dates: tuple[str, ...]) -> None:
    with pytest.raises(NeedsOption) as caught:
        read(write(activity(*({"Date": text} for text in dates))))

    assert "--date-order" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("texts", "minor"),
    [
        (("1.234,56",), 123_456),
        (("1,234.56",), 123_456),
        (("23,00",), 2_300),
        (("1 250,00",), 125_000),
        (("1,250", "23.00"), 125_000),
        (("1.250", "23,00"), 125_000),
    ],
)
def test_the_column_tells_the_style_of_numbers(write: Write, texts: tuple[str, ...], minor: int) -> None:
    rows = [{"Gross": text, "Transaction ID": f"T{number}"} for number, text in enumerate(texts)]

    assert conversions(read(write(activity(*rows))))[0]["amount"] == minor


def test_an_amount_that_reads_two_ways_needs_an_option(write: Write) -> None:
    path = write(activity({"Gross": "1,580", "Currency": "JPY"}))
    with pytest.raises(NeedsOption) as caught:
        read(path)

    assert "--decimal" in str(caught.value.hint)
    assert conversions(read(path, decimal="."))[0]["amount"] == 1580


@pytest.mark.parametrize(
    ("zone", "time"),
    [
        ("PST", "02:00:00"),
        ("CET", "11:00:00"),
        ("GMT+02:00", "12:00:00"),
        ("Europe/Berlin", "11:00:00"),
        ("UTC", "10:00:00"),
    ],
)
def test_zones_that_mean_one_offset_are_read(write: Write, zone: str, time: str) -> None:
    assert conversions(read(write(activity({"TimeZone": zone, "Time": time}))))[0]["at"] == TEN


@pytest.mark.parametrize("zone", ["CST", "IST", "", "Nowhere/Atall"])
def test_other_zones_need_an_option(write: Write, zone: str) -> None:
    path = write(activity({"TimeZone": zone, "Time": "04:00:00"}))
    with pytest.raises(NeedsOption) as caught:
        read(path)

    assert "--tz" in str(caught.value.hint)
    assert conversions(read(path, timezone=ZoneInfo("America/Chicago")))[0]["at"] == TEN


def test_rows_that_are_refused(write: Write) -> None:
    bad = [
        {"Status": "Magic"},
        {"Gross": "x"},
        {"Transaction ID": ""},
        {"Transaction ID": "1E+13"},
        {"Date": "13/13/2026"},
    ]
    found = refusals(read(write(activity({}, *bad))))

    assert found == [(3, "bad-status"), (4, "bad-amount"), (5, "no-id"), (6, "scientific-id"), (7, "bad-time")]


def test_the_same_payment_in_another_layout_is_the_same(write: Write) -> None:
    (us,) = conversions(read(write(activity({}))))
    (german,) = conversions(
        read(write(activity({"Date": "20.11.2026", "Gross": "1.500,00", "TimeZone": "CET", "Time": "11:00:00"})))
    )

    assert (us["key"], us["cells"]) == (german["key"], german["cells"])


def test_a_choice_of_columns_in_another_order(write: Write) -> None:
    header = '"Transaction ID";"Gross";"Currency";"Status";"Type";"TimeZone";"Time";"Date"'.replace(";", ",")
    path = write("\ufeff" + table(header, SALE, delimiter=";", end="\n"))

    assert recognised(path) == "paypal-activity"
    assert conversions(read(path))[0]["at"] == TEN


def test_a_statement_has_no_status_and_places_for_zones(write: Write) -> None:
    rows = [
        SALE | {"Date": "20.11.2026", "Time": "11:00:00", "Gross": "1.500,00", "Invoice ID": "W-1"},
        SALE
        | {
            "Date": "20.11.2026",
            "Description": "Payment Refund",
            "Gross": "-5,00",
            "Transaction ID": "2",
            "Reference Txn ID": "1AA",
        },
        SALE | {"Date": "20.11.2026", "Description": "General Withdrawal", "Gross": "-5,00", "Transaction ID": "3"},
    ]
    path = write(table(STATEMENT, *rows))
    batches = read(path)
    sale, refund = conversions(batches)

    assert recognised(path) == "paypal-statement"
    assert (sale["at"], sale["amount"], sale["joins"]) == (TEN, 150_000, ("invoice_number:W-1", "payment:1AA"))
    assert (refund["amount"], refund["parent"]) == (-500, "1AA")
    assert skipped(batches) == {"no-sale": 1}


@pytest.mark.parametrize(
    ("header", "title"),
    [
        (
            '"Datum","Uhrzeit","Zeitzone","Name","Typ","Status","Währung","Brutto","Gebühr","Netto","Transaktionscode"',
            "activity",
        ),
        (
            '"Datum","Uhrzeit","Zeitzone","Beschreibung","Währung","Brutto","Entgelt","Netto","Transaktionscode"',
            "statement",
        ),
        (
            '"Date","Heure","Fuseau horaire","Nom","Type","État","Devise","Avant commission","Numéro de transaction"',
            "activity",
        ),
        (
            '"Fecha","Hora","Zona horaria","Descripción","Divisa","Bruto ","Comisión ","Neto","Id. de transacción"',
            "statement",
        ),
        (
            '"Data","Orario","Fuso orario","Nome","Tipo","Stato","Valuta","Lordo","Tariffa","Codice transazione"',
            "activity",
        ),
        (
            '"Datum","Tijd","Tijdzone","Omschrijving","Valuta","Bruto","Kosten","Net","Transactiereferentie"',
            "statement",
        ),
        ('"Data","Godzina","Strefa czasowa","Opis","Waluta","Brutto","Opłata","Netto","Numer transakcji"', "statement"),
    ],
)
def test_another_language_is_named_with_the_way_out(write: Write, header: str, title: str) -> None:
    with pytest.raises(Findings, match=f"PayPal {title}, and its labels aren't in English") as stopped:
        recognised(write(f"\ufeff{header}\n" + '"07.09.2026","10:12:00"\n'))
    assert "English" in stopped.value.hint
