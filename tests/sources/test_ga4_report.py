"""GA4's CSV: periods from comments, dimensions, totals, several tables, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.sources.conftest import Write, read, recognised, refusals
from xpromo.errors import Findings, NeedsOption, UsageError
from xpromo.records import Batch, Evidence

HEAD = """\
# ----------------------------------------
# Traffic acquisition: Session source / medium
# Account: Example, Inc.
# Property: example-site
# ----------------------------------------
#\x20
# All Users
# Start date: 20260901
# End date: 20260930
"""
SEPTEMBER = tuple((date(2026, month, 1) - date(1970, 1, 1)).days for month in (9, 10))


def found(batches: list[Batch]) -> list[tuple[str, int, Evidence]]:
    """Metric, count and evidence of every statement."""
    evidence = [entry for batch in batches for entry in batch.evidence]
    return [
        (metric, count, evidence[number])
        for batch in batches
        if (totals := batch.totals)
        for metric, count, number in zip(totals.metric, totals.count, totals.evidence, strict=True)
    ]


def spans(batches: list[Batch]) -> list[tuple[int, int]]:
    return [(start, end) for b in batches if b.totals for start, end in zip(b.totals.start, b.totals.end, strict=True)]


def skipped(batches: list[Batch]) -> Any:
    return sum(batch.skipped.get("total", 0) for batch in batches)


def test_source_and_medium_are_taken_apart_and_the_period_is_the_comments(write: Write) -> None:
    path = write(HEAD + "Session source / medium,Sessions,Engagement rate\ngreen-mug-weekly / email,91,0.66\n")
    batches = read(path)

    assert recognised(path) == "ga4-report"
    assert found(batches) == [("sessions", 91, Evidence(source="green-mug-weekly", medium="email"))]
    assert spans(batches) == [SEPTEMBER]


def test_all_dimensions_that_name_a_placement_are_evidence(write: Write) -> None:
    header = "Session source / medium,Session campaign,Session manual ad content,Country,Sessions,Key events\n"
    row = '"green-mug-weekly / email",2026-winter-bundle,mug-weekly-launch_a,Germany,"1,001",14\n'
    tied = Evidence("", "green-mug-weekly", "email", "2026-winter-bundle", "mug-weekly-launch_a")

    assert found(read(write(HEAD + "\n" + header + row))) == [("sessions", 1001, tied), ("key_events", 14, tied)]


def test_totals_are_no_data_and_the_rest_belongs_to_nobody(write: Write) -> None:
    rows = ',"1,274"\n(other),10\n(not set),2\n(direct) / (none),224\nGrand total,"1,274"\n'
    batches = read(write(HEAD + "Session source / medium,Sessions\n" + rows))

    assert found(batches) == [("sessions", count, Evidence()) for count in (10, 2, 224)]
    assert skipped(batches) == 2


def test_a_date_is_a_day_of_its_own(write: Write) -> None:
    batches = read(write(HEAD + "Date,Session campaign,Sessions\n20260903,2026-winter-bundle,5\n20261399,x,1\n"))

    assert spans(batches) == [(SEPTEMBER[0] + 2, SEPTEMBER[0] + 3)]
    assert refusals(batches) == [(11, "bad-time"), (12, "bad-time")][1:]


def test_each_table_of_a_snapshot_has_its_own_period(write: Write) -> None:
    other = "\n# Start date: 20261001\n# End date: 20261001\nNth day,Active users\n0000,7\n"
    batches = read(write(HEAD + "Session campaign,Sessions\na,1\n" + other))

    assert spans(batches) == [SEPTEMBER, (SEPTEMBER[1], SEPTEMBER[1] + 1)]
    assert [name for name, _, _ in found(batches)] == ["sessions", "visitors"]


@pytest.mark.parametrize("ends", ["\r\n", "\n"])
@pytest.mark.parametrize("mark", ["\ufeff", ""])
def test_line_ends_and_marks_make_no_difference(write: Write, ends: str, mark: str) -> None:
    text = mark + HEAD + "Session campaign,Sessions\na,1\n"

    assert found(read(write(text.replace("\n", ends)))) == [("sessions", 1, Evidence(campaign="a"))]


def test_where_people_came_from_the_first_time_is_refused(write: Write) -> None:
    with pytest.raises(Findings, match="the first time"):
        read(write(HEAD + "First user source / medium,Sessions\na / b,1\n"))


def test_another_language_is_refused_with_the_way_out(write: Write) -> None:
    text = "# ---\n# 속성: 예시\n# 시작일: 20260907\n# 종료일: 20260908\n세션 소스,세션수\na,1\n"
    path = write(text)

    assert recognised(path) == "ga4-report"
    with pytest.raises(Findings) as stopped:
        read(path)
    assert "English" in stopped.value.hint


def test_german_labels_are_refused_too(write: Write) -> None:
    text = "# ---\n# Startdatum: 20260907\n# Enddatum: 20260908\nSitzung – Quelle / Medium,Sitzungen\na / b,1\n"

    with pytest.raises(Findings, match="English"):
        read(write(text))


def test_a_comparison_names_metrics_twice_and_is_refused(write: Write) -> None:
    with pytest.raises(UsageError, match="more than once"):
        read(write(HEAD + "Session campaign,Sessions,Sessions\na,1,2\n"))


def test_a_count_that_is_none_is_refused_at_its_line(write: Write) -> None:
    assert refusals(read(write(HEAD + "Session campaign,Sessions\na,1\nb,many\n"))) == [(12, "bad-count")]


def test_without_any_period_an_option_settles_it(write: Write) -> None:
    text = HEAD.replace("# End date", "# Final date") + "Session campaign,Sessions\na,1\n"

    with pytest.raises(NeedsOption, match="which days"):
        read(write(text))
    assert spans(read(write(text), period=(20_000, 20_010))) == [(20_000, 20_010)]


RULE = "# ----------------------------------------\n"
EXPLORED = RULE + "# example-site - GA4\n# Untitled exploration-Free form 1\n# 20260901-20260930\n" + RULE + "\n"


def test_an_exploration_has_the_comments_of_universal_analytics_and_is_none(write: Write) -> None:
    rows = ",1274,3,0.5,Grand total\ngreen-mug-weekly / email,91,2,0.66\n(direct) / (none),1183,1,0.4\n"
    path = write(EXPLORED + "Session source / medium,Sessions,Key events,Bounce rate\n" + rows)
    batches = read(path)
    tied = Evidence(source="green-mug-weekly", medium="email")

    assert recognised(path) == "ga4-report"
    assert found(batches) == [
        ("sessions", 91, tied), ("key_events", 2, tied), ("sessions", 1183, Evidence()), ("key_events", 1, Evidence()),
    ]  # fmt: skip
    assert set(spans(batches)) == {SEPTEMBER}
    assert skipped(batches) == 1


@pytest.mark.parametrize(
    "header",
    ["Page path + query string,Total users,Sessions", "Campaign,Event count", '"App-instance ID","Sessions"'],
)
def test_a_label_that_only_analytics_4_has_tells_an_exploration(write: Write, header: str) -> None:
    assert recognised(write(EXPLORED + header + "\na,1,2\n")) == "ga4-report"


def test_two_periods_of_an_exploration_are_refused(write: Write) -> None:
    text = EXPLORED.replace("# 2026", "# 20250901-20250930\n# 2026") + "Session campaign,Sessions\na,1\n"

    with pytest.raises(Findings, match="two periods"):
        read(write(text))


def test_users_are_the_visitors_of_older_reports(write: Write) -> None:
    batches = read(write(HEAD + "Session campaign,Users\na,7\n"))

    assert found(batches) == [("visitors", 7, Evidence(campaign="a"))]


def test_without_its_comments_a_report_is_told_by_its_labels(write: Write) -> None:
    rows = "Session campaign,Date + hour (YYYYMMDDHH),Users\na,2026090316,5\n"
    path = write("\ufeff" + RULE + rows)
    batches = read(path)

    assert recognised(path) == "ga4-report"
    assert found(batches) == [("visitors", 5, Evidence(campaign="a"))]
    assert spans(batches) == [(SEPTEMBER[0] + 2, SEPTEMBER[0] + 3)]
    with pytest.raises(UsageError, match="which days"):
        read(write(RULE + "Session campaign,Users\na,5\n"))


def test_a_table_under_another_comment_has_the_days_above(write: Write) -> None:
    text = HEAD + "Session campaign,Sessions\na,1\n\n# Date range\nSession source / medium,Sessions\nb / c,2\n"

    assert spans(read(write(text))) == [SEPTEMBER] * 2


@pytest.mark.parametrize("named", ["Source/Support de la session", "Origem / mídia da sessão"])
def test_a_language_whose_sessions_are_sessions_is_refused_too(write: Write, named: str) -> None:
    text = f"# ---\n# Date de début : 20260907\n# Date de fin : 20260908\n{named},Sessions\na / b,1\n"

    with pytest.raises(Findings, match="English"):
        read(write(text))
