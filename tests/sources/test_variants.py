"""The same export written in another way: by a spreadsheet, by a shell, by another version of the tool."""

from __future__ import annotations

import bz2
import gzip
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.sources.conftest import Write, read, recognised, records, refusals
from xpromo.errors import NeedsOption
from xpromo.records import Batch, Evidence

GA4 = "# ---\n# Traffic acquisition\n# Start date: 20260901\n# End date: 20260930\n"
DUB = "Date,Link,Referrer,Country,Device\n"
CLICKS = (
    "2026-09-01T10:00:00.123Z,go.example.com/swap,(direct),Germany,Desktop\n",
    "2026-09-01T10:00:05.000Z,go.example.com/swap,green-mug.example,,\n",
)
UTM = "name,visitors,bounce_rate,visit_duration\n2026-winter-bundle,7,50,10\n"
DAYS = (20_697, 20_700)


def counted(batches: list[Batch]) -> list[tuple[str, int, int, Evidence]]:
    """Metric, first day, count and evidence of every total."""
    evidence: list[Evidence] = []
    found = []
    for batch in batches:
        evidence += batch.evidence
        totals = batch.totals
        rows = zip(totals.metric, totals.start, totals.count, totals.evidence, strict=True) if totals else ()
        found += [(metric, start, count, evidence[number]) for metric, start, count, number in rows]
    return found


def told(batches: list[Batch]) -> list[Any]:
    """What tells clicks from others, and on which lines they are."""
    touched = [batch.touches for batch in batches if batch.touches]
    return [(part.line, part.key, part.at, part.evidence) for part in touched]


def skipped(batches: list[Batch]) -> dict[str, int]:
    return {reason: n for batch in batches for reason, n in batch.skipped.items()}


@pytest.mark.parametrize(
    "text",
    [
        "sep=,\r\n" + GA4 + "Session source / medium,Sessions\na / b,1\n",
        "sep=;\n" + GA4 + "Session source / medium;Sessions\na / b;1\n",
        "\n\n" + GA4 + "Session source / medium,Sessions\na / b,1\n",
        "".join(f'"{line}",""\n' for line in GA4.splitlines()) + '"Session source / medium","Sessions"\n"a / b","1"\n',
    ],
    ids=["sep=,", "sep=;", "blank lines", "quoted and padded"],
)
def test_a_sheet_that_a_spreadsheet_saved_is_the_sheet(write: Write, text: str) -> None:
    path = write(text)

    assert recognised(path) == "ga4-report"
    assert [(metric, count) for metric, _, count, _ in counted(read(path))] == [("sessions", 1)]


def test_columns_of_a_ga4_report_may_stand_anywhere(write: Write) -> None:
    header = ["Session source / medium", "Session campaign", "Country", "Sessions", "Engagement rate", "Key events"]
    rows = [["a / b", "x", "Germany", "4", "0.5", "1"], ["a / b", "y", "Germany", "5", "0.5", "0"],
            ["Grand total", "", "", "9", "0.5", "1"]]  # fmt: skip
    straight, moved = (
        read(write(GA4 + "".join(",".join(row[at] for at in order) + "\n" for row in [header, *rows])))
        for order in ((0, 1, 2, 3, 4, 5), (4, 5, 3, 2, 1, 0))
    )

    assert sorted(counted(moved)) == sorted(counted(straight))
    assert skipped(moved) == skipped(straight) == {"total": 1}
    assert {key for b in moved if b.totals for key in b.totals.key} == {
        key for b in straight if b.totals for key in b.totals.key
    }


def test_hours_of_a_ga4_report_are_of_their_day(write: Write) -> None:
    text = GA4 + "Session campaign,Date + hour (YYYYMMDDHH),Sessions\na,2026090123,4\na,2026090200,5\na,soon,6\n"
    batches = read(write(text))

    assert [(start, count) for _, start, count, _ in counted(batches)] == [(20_697, 4), (20_698, 5)]
    assert refusals(batches) == [(8, "bad-time")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (GA4 + "Session source / medium,Total revenue\na / b,412.5\n", "ga4.csv"),
        ("label,nb_visits\n,\n", "matomo.csv"),
    ],
)
def test_a_row_that_states_no_count_is_left_out(write: Write, text: str, name: str) -> None:
    batches = read(write(text, name), period=DAYS)

    assert (records(batches), skipped(batches), counted(batches)) == (1, {"no-count": 1}, [])


@pytest.mark.parametrize("between", [DUB, "\ufeff" + DUB, DUB.replace("\n", "\r\n")], ids=["plain", "mark", "crlf"])
def test_a_header_between_rows_is_no_row(write: Write, between: str) -> None:
    batches = read(write(DUB + CLICKS[0] + between + CLICKS[1]))
    quoted = read(write(DUB + CLICKS[0] + between + CLICKS[1].replace("(direct)", '"(direct)"')))

    assert [line for line, *_ in told(batches)] == [line for line, *_ in told(quoted)] == [[2, 4]]
    assert (records(batches), refusals(batches)) == (2, [])


def test_delimiters_at_the_end_of_every_row_change_nothing(write: Write) -> None:
    wanted = told(read(write(DUB + "".join(CLICKS))))
    padded = [row.replace("\n", ",,\n") for row in CLICKS]

    assert told(read(write(DUB + "".join(padded)))) == wanted
    assert told(read(write(DUB.replace("\n", ",,\n") + "".join(CLICKS)))) == wanted
    assert told(read(write(DUB.replace("\n", ",\n") + "".join(row.replace("\n", ",\n") for row in CLICKS)))) == wanted


def test_a_delimiter_too_many_in_one_row_moves_its_cells_and_is_refused(write: Write) -> None:
    """A comma in a cell without quotes, and an empty last cell, look the same: one row can't settle it."""
    one = read(write(DUB + CLICKS[1].replace("\n", ",\n")))
    other = read(write(DUB + CLICKS[0] + CLICKS[1].replace("\n", ",\n")))

    assert refusals(one) == [(2, "too-many-cells")]
    assert refusals(other) == [(3, "too-many-cells")]


@pytest.mark.parametrize("ending", [".gz", ".bz2"])
def test_a_packed_file_keeps_the_name_that_says_what_it_holds(write: Write, ending: str) -> None:
    pack = gzip.compress if ending == ".gz" else bz2.compress
    path = write(pack(UTM.encode()), f"utm_campaigns.csv{ending}")

    assert recognised(path) == "plausible-dashboard"
    assert [(metric, count) for metric, _, count, _ in counted(read(path, period=DAYS))] == [("visitors", 7)]


def test_blank_rows_of_plausibles_files_are_none(write: Write) -> None:
    by_day = "date,visitors,pageviews,visits,views_per_visit,bounce_rate,visit_duration\n2026-09-01,1,2,1,1,,\n"
    dashboard = read(write(UTM + ",,,\n", "utm_campaigns.csv"), period=DAYS)
    visitors = read(write(by_day + ",,,,,,\n", "visitors.csv"), period=DAYS)

    assert skipped(dashboard) == skipped(visitors) == {"blank": 1}
    assert refusals(dashboard) == refusals(visitors) == []


SHOPIFY = 'Name,Financial Status,Created at,Total,Currency,Lineitem name\n#1,paid,"{at}","{total}",EUR,Mug\n'
AT = "2026-06-01 10:05:10 +0200"


def sales(batches: list[Batch]) -> list[tuple[int, int | None]]:
    """Moment and amount of every conversion."""
    found = [batch.conversions for batch in batches if batch.conversions]
    return [pair for part in found for pair in zip(part.at, part.amount, strict=True)]


@pytest.mark.parametrize(
    ("total", "decimal", "minor"),
    [
        ("1,234.50", "", 123_450),
        ("1.234,50", "", 123_450),
        ("10,00", "", 1_000),
        ("1.234", ",", 123_400),
        ("1,234", ".", 123_400),
        ("1\u202f234,50", "", 123_450),
        ("€1,234.50", "", 123_450),
        ("1.234,50 EUR", "", 123_450),
    ],
)
def test_amounts_of_a_resaved_export_are_read_as_written(write: Write, total: str, decimal: str, minor: int) -> None:
    found = sales(read(write(SHOPIFY.format(at=AT, total=total)), decimal=decimal))

    assert [amount for _, amount in found] == [minor]


def test_an_amount_that_reads_two_ways_is_asked_about(write: Write) -> None:
    with pytest.raises(NeedsOption, match="reads two ways"):
        read(write(SHOPIFY.format(at=AT, total="1,234")))


@pytest.mark.parametrize(
    ("total", "reason"),
    [
        *((total, "other-currency") for total in ("$10.00", "10.00 USD", "£1")),
        *((total, "bad-amount") for total in ("10 %", "1.2.3", "ten")),
        *((total, "other-decimal") for total in ("12.345", "12,50", "1.234,50")),
    ],
)
def test_what_is_no_plain_amount_is_refused_for_what_is_wrong_with_it(write: Write, total: str, reason: str) -> None:
    assert refusals(read(write(SHOPIFY.format(at=AT, total=total)), decimal=".")) == [(2, reason)]


@pytest.mark.parametrize(
    ("at", "order"),
    [
        ("6/1/2026 10:05", "mdy"),
        ("1/6/2026 10:05", "dmy"),
        ("6/1/26 10:05 AM", "mdy"),
        ("01.06.2026 10:05:00", ""),
        ("2026/06/01 10:05", ""),
    ],
)
def test_moments_of_a_resaved_export_are_read_as_written(write: Write, at: str, order: str) -> None:
    zone = ZoneInfo("Europe/Berlin")
    found = sales(read(write(SHOPIFY.format(at=at, total="1.00")), date_order=order, timezone=zone))

    assert found == [(1_780_301_100, 100)]


def test_a_moment_that_reads_two_ways_is_refused_until_somebody_says(write: Write) -> None:
    batches = read(write(SHOPIFY.format(at="6/1/2026 10:05", total="1.00")), timezone=ZoneInfo("UTC"))

    assert refusals(batches) == [(2, "ambiguous-date")]


def test_days_of_a_resaved_export_are_read_as_somebody_says(write: Write) -> None:
    header = "Campaign Name,Send Time,Total Recipients,Unique Placed Order,Unique Clicks,Campaign ID,Campaign Channel\n"
    path = write(header + "A,9/6/2026 11:00,80,0,4,01A,Email\nB,9/7/2026,80,0,5,01B,Email\n")
    batches = read(path, date_order="mdy", timezone=ZoneInfo("Europe/Berlin"))

    assert refusals(read(path, timezone=ZoneInfo("Europe/Berlin"))) == [(2, "ambiguous-date"), (3, "ambiguous-date")]
    assert [(start, n) for metric, start, n, _ in counted(batches) if metric == "unique_clicks"] == [
        (20_702, 4),
        (20_703, 5),
    ]


def test_lines_above_a_table_are_passed_over(write: Write) -> None:
    above = "Clicks of go.example.com\nExported,2026-11-20\n\n"
    path = write("\ufeff" + above + DUB + "".join(CLICKS))

    assert recognised(path) == "dub-clicks"
    assert [line for line, *_ in told(read(path))] == [[5, 6]]
    assert [row[1:] for row in told(read(path))] == [row[1:] for row in told(read(write(DUB + "".join(CLICKS))))]


def test_lines_above_no_table_are_nobodys(write: Write) -> None:
    with pytest.raises(NeedsOption, match="no source recognises"):
        read(write("Clicks of go.example.com\n\nWhen,Where\n2026-11-20,here\n"))


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00"])
def test_a_click_on_the_last_day_there_is_is_of_the_future(write: Write, at: str) -> None:
    own = read(write(f"id,at,url\n1,{at},https://northwind.example/?xp=7ctr9aknkc\n"))
    dub = read(write(DUB + CLICKS[0].replace("2026-09-01T10:00:00.123Z", at)), "dub-clicks")

    assert refusals(own) == refusals(dub) == [(2, "future")]


def test_clicks_of_a_resaved_export_are_read_as_somebody_says(write: Write) -> None:
    path = write(DUB + CLICKS[0].replace("2026-09-01T10:00:00.123Z", "9/1/2026 10:00"))
    zone = ZoneInfo("UTC")

    asked, read_on = read(path, "dub-clicks", timezone=zone), read(path, "dub-clicks", timezone=zone, date_order="mdy")

    assert refusals(asked) == [(2, "ambiguous-date")]
    assert [at for _, _, (at,), _ in told(read_on)] == [1_788_256_800]
