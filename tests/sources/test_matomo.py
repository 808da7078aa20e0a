"""Matomo's CSV: what a label is, goals, days, and answers that are no table."""

from __future__ import annotations

from datetime import date

import pytest

from tests.sources.conftest import Write, read, recognised, refusals
from tests.sources.test_ga4_report import found, spans
from xpromo.errors import Findings, NeedsOption
from xpromo.records import Evidence

HEADER = (
    "label,nb_uniq_visitors,nb_visits,nb_actions,sum_visit_length,bounce_count,nb_visits_converted,metadata_segment\n"
)
DAY = (date(2026, 11, 20) - date(1970, 1, 1)).days
WEEK = (DAY, DAY + 7)


def test_a_label_is_a_campaign_in_utf_16_too(write: Write) -> None:
    text = HEADER + 'autumn-swap,41,52,130,4120,20,3,referrerName==autumn-swap\n"Q3, launch",7,9,12,300,6,0,\n'
    for content in (b"\xff\xfe" + text.encode("utf-16-le"), text.replace("\n", "\r\n").encode()):
        path = write(content)
        batches = read(path, period=WEEK)
        swap, launch = Evidence(campaign="autumn-swap"), Evidence(campaign="Q3, launch")

        assert recognised(path) == "matomo-campaigns"
        assert found(batches) == [
            ("visits", 52, swap), ("visitors", 41, swap), ("visits", 9, launch), ("visitors", 7, launch),
        ]  # fmt: skip
        assert set(spans(batches)) == {WEEK}


@pytest.mark.parametrize(
    ("segment", "evidence"),
    [
        ("campaignName==2026-winter-bundle", Evidence(campaign="2026-winter-bundle")),
        (
            "campaignSource==green-mug-weekly;campaignMedium==e%2Dmail",
            Evidence(source="green-mug-weekly", medium="e-mail"),
        ),
        ("campaignContent==7ctr9aknkc", Evidence(content="7ctr9aknkc")),
        ("campaignKeyword==shoes", Evidence()),
        ("referrerType==website;referrerName==green-mug.example", Evidence(referrer="green-mug.example")),
        ("referrerType==search;referrerName==Google", Evidence()),
        ("referrerType==campaign;referrerName==a", Evidence(campaign="a")),
    ],
)
def test_the_segment_says_what_the_label_is(write: Write, segment: str, evidence: Evidence) -> None:
    batches = read(write(f'metadata_segment;nb_visits;label\n"{segment}";3;www.green-mug.example\n'), period=WEEK)

    assert found(batches) == [("visits", 3, evidence)]


def test_goals_are_added_up_where_no_sum_is_given(write: Write) -> None:
    goals = (
        "label,nb_visits,nb_conversions," + ",".join(f"goals_idgoal={n}_nb_conversions" for n in (1, 2)) + ",revenue\n"
    )
    batches = read(write(goals + "a,10,,2,3,99\nb,10,4,2,3,99\n"), period=WEEK)

    assert [count for metric, count, _ in found(batches) if metric == "key_events"] == [5, 4]


def test_days_of_their_own_need_no_period(write: Write) -> None:
    path = write("date,label,nb_visits\n2026-11-20,a,1\n2026-13,a,2\n2026-11-21,Totals,9\n")
    (batch,) = read(path)

    assert spans([batch]) == [(DAY, DAY + 1)]
    assert refusals([batch]) == [(3, "bad-time")]
    assert batch.skipped == {"total": 1}


@pytest.mark.parametrize(
    ("written", "begin", "end"),
    [
        ("2026-11-16,2026-11-22", date(2026, 11, 16), date(2026, 11, 23)),
        ("2026-11-16,2026-11-29", date(2026, 11, 16), date(2026, 11, 30)),  # not over yet
        ("2026-11", date(2026, 11, 1), date(2026, 12, 1)),
        ("2025-12", date(2025, 12, 1), date(2026, 1, 1)),
        ("2025", date(2025, 1, 1), date(2026, 1, 1)),
    ],
)
def test_weeks_ranges_months_and_years_state_their_days(write: Write, written: str, begin: date, end: date) -> None:
    path = write(f'date,label,nb_visits\n"{written}",a,1\n')

    assert spans(read(path)) == [tuple((day - date(1970, 1, 1)).days for day in (begin, end))]


@pytest.mark.parametrize(
    "written", ["2026-11-16,", "2026-11-16,2026-11-31", "2026-11-16,2026-11-14", "2027", "2026-12", "26-11"]
)
def test_a_range_that_is_none_or_to_come_is_refused(write: Write, written: str) -> None:
    found = refusals(read(write(f'date,label,nb_visits\n2026-11-20,a,1\n"{written}",a,1\n')))

    assert [line for line, _ in found] == ([] if written.endswith(",") else [3])


def test_a_scheduled_report_of_many_tables_is_not_taken_for_one(write: Write) -> None:
    path = write("All Websites dashboard\nlabel,nb_visits\nSite 1,11\n\nCountry\nlabel,nb_visits\nFrance,3\n")

    with pytest.raises(NeedsOption) as stopped:
        read(path, period=WEEK)
    assert "Acquisition > Campaigns > Export" in stopped.value.hint


def test_without_days_the_period_is_asked_for(write: Write) -> None:
    with pytest.raises(NeedsOption, match="which days"):
        read(write("label,nb_visits\na,1\n"))


@pytest.mark.parametrize("body", ["No data available", "Error: the plugin isn't activated"])
def test_an_answer_that_is_no_table_is_no_record(write: Write, body: str) -> None:
    with pytest.raises(Findings, match="no data"):
        read(write(b"\xff\xfe" + body.encode("utf-16-le")))
