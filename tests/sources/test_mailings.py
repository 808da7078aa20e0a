"""What mail tools say of their campaigns, as lists and as reports."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.sources.conftest import Write, read, recognised, refusals
from xpromo.errors import Findings, NeedsOption
from xpromo.records import Batch, Evidence

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
MAILCHIMP = (
    "Title,Subject,List,Send Date,Send Weekday,Total Recipients,Successful Deliveries,Soft Bounces,Hard Bounces,"
    "Total Bounces,Times Forwarded,Forwarded Opens,Unique Opens,Open Rate,Total Opens,Unique Clicks,Click Rate,"
    "Total Clicks,Unsubscribes,Abuse Complaints,Times Liked on Facebook,Folder Id,Unique Id,Total Orders,"
    "Total Gross Sales,Total Revenue,Analytics ROI,Campaign Cost,Revenue Created,Visits,New Visits,Pages/Visit,"
    "Bounce Rate,Time on Site,Goal Conversion Rate,Per Visit Goal Value,Transactions,Ecommerce Conversion Rate,"
    "Per Visit Value,Average Value\n"
)
REST = ",n/a" * 14 + "\n"
LETTER = 'A letter,Hello,All,"Nov 05, 2026 09:30 pm",Thursday,120,117,2,1,3,0,0,36,30.77%,61,9,7.69%,361,1,0,0,0,'
KLAVIYO = (
    "Campaign Name,Tags,Subject,List,Send Time,Send Weekday,Total Recipients,Unique Placed Order,Placed Order Rate,"
    "Revenue,Unique Opens,Open Rate,Total Opens,Unique Clicks,Click Rate,Total Clicks,Unsubscribes,Spam Complaints,"
    "Spam Complaints Rate,Successful Deliveries,Bounces,Bounce Rate,Campaign ID,Campaign Channel\n"
)
SWAP = (
    'Swap,"Email, promo",[MULTIPLE VARIATIONS],All,2026-11-05 11:00:00,Thursday,80000.0,16.0,0.02%,801.50,40000.0,'
    "50.13%,60000.0,480.0,0.60%,600.0,300.0,8.0,0.01%,79800.0,200.0,0.25%,01FAKE,Email\n"
)
GROWN = {"sends": 120, "delivered": 117, "opens": 61, "unique_opens": 36, "unique_clicks": 9, "unsubscribes": 1}


def counts(batches: list[Batch]) -> dict[str, int]:
    return {m: n for b in batches if b.totals for m, n in zip(b.totals.metric, b.totals.count, strict=True)}


def evidence(batches: list[Batch]) -> list[Evidence]:
    return [entry for batch in batches for entry in batch.evidence]


def days(batches: list[Batch]) -> set[tuple[Any, Any]]:
    first = date(1970, 1, 1).toordinal()
    return {
        (date.fromordinal(first + start), end - start)
        for b in batches
        if b.totals
        for start, end in zip(b.totals.start, b.totals.end, strict=True)
    }


def skipped(batches: list[Batch]) -> dict[str, int]:
    return {reason: n for batch in batches for reason, n in batch.skipped.items()}


def test_a_mailchimp_campaign_states_six_metrics_and_never_clicks(write: Write) -> None:
    path = write(MAILCHIMP + LETTER + "00fake0001,0,0,0" + REST)
    batches = read(path, timezone=BERLIN)

    assert recognised(path) == "mailchimp-campaigns"
    assert counts(batches) == GROWN
    assert evidence(batches) == [Evidence(placement="mailchimp:00fake0001")]
    assert days(batches) == {(date(2026, 11, 5), 1)}


def test_a_campaign_is_counted_on_the_brands_day(write: Write) -> None:
    path = write(MAILCHIMP + LETTER + "00fake0001,0,0,0" + REST)

    assert days(read(path, timezone=NEW_YORK)) == {(date(2026, 11, 6), 1)}  # half past three in Berlin


def test_a_campaigns_moment_needs_a_zone(write: Write) -> None:
    path = write(MAILCHIMP + LETTER + "00fake0001,0,0,0" + REST)

    with pytest.raises(NeedsOption, match="no offset"):
        read(path)


def test_a_placement_named_by_hand_goes_before_the_campaigns_id(write: Write) -> None:
    path = write(MAILCHIMP + LETTER + "00fake0001,0,0,0" + REST)

    assert evidence(read(path, timezone=BERLIN, placement="sm-letter")) == [Evidence(placement="sm-letter")]


def test_campaigns_that_were_not_sent_and_that_have_no_id(write: Write) -> None:
    unsent = LETTER.replace('"Nov 05, 2026 09:30 pm"', "n/a")
    odd = LETTER.replace(",117,", ",a lot,")
    path = write(MAILCHIMP + unsent + "1,0,0,0" + REST + LETTER + ",0,0,0" + REST + odd + "2,0,0,0" + REST)
    batches = read(path, timezone=BERLIN)

    assert skipped(batches) == {"pending": 1}
    assert refusals(batches) == [(3, "no-id"), (4, "bad-count")]


def test_a_subset_of_columns_saved_by_a_spreadsheet(write: Write) -> None:
    text = (
        "\ufeffUnique Id;Audience;Send Date;Total Recipients;Abuse Complaints;Unique Clicks\r\n"
        '00fake0001;All;Nov 05, 2026 09:30 pm;"1,751";0;n/a\r\n'
    )
    path = write(text)

    assert recognised(path) == "mailchimp-campaigns"
    assert counts(read(path, timezone=BERLIN)) == {"sends": 1751}


def test_klaviyos_counts_are_floats(write: Write) -> None:
    path = write(KLAVIYO + SWAP)
    batches = read(path, timezone=BERLIN)

    assert recognised(path) == "klaviyo-campaigns"
    assert counts(batches) == {
        "sends": 80000,
        "delivered": 79800,
        "opens": 60000,
        "unique_opens": 40000,
        "unique_clicks": 480,
        "unsubscribes": 300,
    }
    assert evidence(batches) == [Evidence(placement="klaviyo:01FAKE")]
    assert days(batches) == {(date(2026, 11, 5), 1)}


def test_klaviyo_with_tabs_and_other_line_ends(write: Write) -> None:
    rows = "Campaign Channel\tCampaign ID\tSend Time\tTotal Recipients\tUnsubscribes\r\nEmail\t01A\t\t9\t\r\n"
    batches = read(
        write(rows + "SMS\t01B\t2026-11-05 11:00:00\t9.5\t\r\nSMS\t01C\t2026-11-05 11:00\t8\t1.0\r\n"), timezone=BERLIN
    )

    assert skipped(batches) == {"pending": 1}
    assert refusals(batches) == [(3, "bad-count")]
    assert counts(batches) == {"sends": 8, "unsubscribes": 1}


REPORT = """\
Email Campaign Report
"Title:","A letter"
"Subject Line:","Hello"
"Delivery Date/Time:","Thu, Nov 05, 2026 12:25"

"Overall Stats"
"Total Recipients:","1,751"
"Successful Deliveries:","1,742"
"Bounces:","9 (0.5%)"
"Recipients Who Opened:","141 (8.1%)"
"Total Opens:","201"
"Last Open Date:","4/30/21 6:04"
"Recipients Who Clicked:","20 (1.1%)"
"Total Clicks:","361"
"Total Unsubs:","1"
"Total Sales:","CA$0.00"

"Clicks by URL"
"URL","Total Clicks","Unique Clicks"
"https://example.com/?utm_source=mug-weekly&utm_campaign=winter&mc_cid=17671f6028&mc_eid=UNIQID","300","18"
"https://example.com/about?mc_cid=17671f6028&mc_eid=UNIQID","61","2"
"mailto:hello@example.com","1","1"
"""
MAILERLITE = """\
Campaign report
"Subject:","Example Subject"
"Sent","2026-11-05 13:00:00"

"Campaign results"
"Total emails sent:","4000"
"Opened:","1000 (25.00%)"
"Clicked:","30 (0.75%)"

"Bad statistics"
"Unsubscribed:","40 (1.00%)"
"Hard bounce:","4 (0.10%)"

"Reading environment"
"Mobile:","40.63%"

"Links activity"
"Links","Unique clicks","Total clicks"
"Unsubscribe link","32","37"
"https://example.com/?utm_source=mug-weekly&ml_subscriber=&ml_subscriber_hash=","14","18"
"Link to the web version of this email","1","1"
"""


def stated(batches: list[Batch]) -> list[tuple[str, int, Evidence]]:
    known = evidence(batches)
    return [
        (metric, count, known[number])
        for b in batches
        if b.totals
        for metric, count, number in zip(b.totals.metric, b.totals.count, b.totals.evidence, strict=True)
    ]


@pytest.mark.parametrize("between", ["", "\n"])
@pytest.mark.parametrize("report", [REPORT, MAILERLITE], ids=["mailchimp", "mailerlite"])
def test_reports_one_behind_the_other_are_of_their_own_mailings(write: Write, report: str, between: str) -> None:
    later = report.replace("A letter", "Another").replace("Nov 05", "Nov 06").replace("11-05", "11-06")
    both = read(write(report + between + later), timezone=BERLIN)
    alone = [key for text in (report, later) for key in keys(read(write(text), timezone=BERLIN))]

    assert keys(both) == alone
    assert len(set(alone)) == len(alone)
    assert days(both) == {(date(2026, 11, 5), 1), (date(2026, 11, 6), 1)}


def keys(batches: list[Batch]) -> list[bytes]:
    return [key for batch in batches if batch.totals for key in batch.totals.key]


def test_mailchimps_report_counts_people_by_link(write: Write) -> None:
    path = write(REPORT)
    batches = read(path, timezone=BERLIN)
    whole = Evidence(placement="mailchimp:17671f6028")

    assert recognised(path) == "mailchimp-report"
    assert stated(batches) == [
        ("sends", 1751, whole),
        ("delivered", 1742, whole),
        ("opens", 201, whole),
        ("unique_opens", 141, whole),
        ("unsubscribes", 1, whole),
        ("unique_clicks", 18, Evidence(source="mug-weekly", campaign="winter")),
        ("unique_clicks", 2, Evidence(short="example.com/about")),
    ]
    assert skipped(batches) == {"no-link": 1}
    assert days(batches) == {(date(2026, 11, 5), 1)}
    assert sum(batch.records for batch in batches) == 4


def test_an_a_b_test_states_each_combination(write: Write) -> None:
    text = REPORT.replace("Email Campaign Report", "Campaign Report").partition('"Clicks by URL"')[0]
    one, two = text.replace("Overall Stats", "Combination 1 Stats"), text.partition('"Overall Stats"')[2]
    path = write(one + '"Combination 2 Stats"' + two)
    batches = read(path, timezone=BERLIN, placement="sm-letter")

    assert recognised(path) == "mailchimp-report"
    assert [(m, n) for m, n, _ in stated(batches) if m in {"sends", "unique_clicks"}] == [
        ("sends", 1751),
        ("unique_clicks", 20),
    ] * 2
    assert evidence(batches) == [Evidence(placement="sm-letter")]
    assert len({key for b in batches if b.totals for key in b.totals.key}) == 12


def test_a_report_whose_moment_a_spreadsheet_rewrote_is_no_guess(write: Write) -> None:
    with pytest.raises(Findings, match="Delivery Date"):
        read(write(REPORT.replace("Thu, Nov 05, 2026 12:25", "11/5/26 12:25")), timezone=BERLIN)


def test_mailerlites_report_differs_by_a_letter(write: Write) -> None:
    path = write(MAILERLITE.replace("\n", "\r\n"))
    batches = read(path, timezone=BERLIN)

    assert recognised(path) == "mailerlite-report"
    assert stated(batches) == [
        ("sends", 4000, Evidence()),
        ("unique_opens", 1000, Evidence()),
        ("unsubscribes", 40, Evidence()),
        ("unique_clicks", 14, Evidence(source="mug-weekly")),
    ]
    assert skipped(batches) == {"no-link": 2}


def test_mailerlites_report_without_links(write: Write) -> None:
    batches = read(write(MAILERLITE.partition('"Links')[0]), timezone=BERLIN)

    assert ("unique_clicks", 30, Evidence()) in stated(batches)


def test_a_report_needs_a_zone(write: Write) -> None:
    for text in (REPORT, MAILERLITE):
        with pytest.raises(NeedsOption):
            read(write(text))
