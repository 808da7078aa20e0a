"""GA4's Data API: headers name the values, every row is a day of its own, and what is no whole answer is refused."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from tests.sources.conftest import Write, read, recognised, records, refusals
from tests.sources.test_ga4_report import found, spans
from xpromo.errors import Findings, NeedsOption
from xpromo.records import Evidence

DAY = (date(2026, 11, 20) - date(1970, 1, 1)).days
TIED = Evidence(source="green-mug-weekly", medium="email", campaign="2026-winter-bundle", content="7ctr9aknkc")
ROW = ("20261120", "green-mug-weekly", "email", "2026-winter-bundle", "7ctr9aknkc")
DIMENSIONS = ("date", "sessionSource", "sessionMedium", "sessionCampaignName", "sessionManualAdContent")


def answer(dimensions: Any, metrics: Any, *rows: tuple[Any, Any], **more: Any) -> dict[str, Any]:
    return {
        "dimensionHeaders": [{"name": name} for name in dimensions],
        "metricHeaders": [{"name": name, "type": "TYPE_INTEGER"} for name in metrics],
        "rows": [
            {"dimensionValues": [{"value": v} for v in left], "metricValues": [{"value": v} for v in right]}
            for left, right in rows
        ],
        "rowCount": len(rows),
        "metadata": {"currencyCode": "EUR", "timeZone": "Europe/Berlin"},
        "kind": "analyticsData#runReport",
    } | more


def test_each_metric_is_a_count_of_its_day_and_tags(write: Write) -> None:
    metrics = ("sessions", "engagementRate", "keyEvents", "totalUsers", "totalRevenue")
    path = write(json.dumps(answer(DIMENSIONS, metrics, (ROW, ("91", "0.66", "7", "80", "49.9")))), "report.json")
    batches = read(path)

    assert recognised(path) == "ga4-api"
    assert found(batches) == [("sessions", 91, TIED), ("key_events", 7, TIED), ("visitors", 80, TIED)]
    assert spans(batches) == [(DAY, DAY + 1)] * 3


def test_lines_are_those_of_the_rows(write: Write) -> None:
    bad = ("20261120", "a", "b", "c", "d")
    text = json.dumps(answer(DIMENSIONS, ["sessions"], (ROW, ["1"]), (bad, ["many"])), indent=1)
    path = write(text, "report.json")
    line = 1 + text[: text.index('{\n   "dimensionValues"', text.index("7ctr9aknkc"))].count("\n")

    assert refusals(read(path)) == [(line, "bad-count")]


def test_source_and_medium_in_one_are_taken_apart(write: Write) -> None:
    rows = [(("green-mug-weekly / email",), ["5"]), (("(direct) / (none)",), ["9"]), (("(other)",), ["2"])]
    path = write(json.dumps(answer(["sessionSourceMedium"], ["sessions"], *rows)), "report.json")

    assert found(read(path, period=(DAY, DAY + 7))) == [
        ("sessions", 5, Evidence(source="green-mug-weekly", medium="email")),
        ("sessions", 9, Evidence()),
        ("sessions", 2, Evidence()),
    ]


def test_without_a_date_the_period_is_asked_for(write: Write) -> None:
    path = write(json.dumps(answer(["sessionSource"], ["sessions"], (["a"], ["1"]))), "report.json")

    with pytest.raises(NeedsOption, match="which days"):
        read(path)
    assert spans(read(path, period=(DAY, DAY + 7))) == [(DAY, DAY + 7)]


def test_an_hour_lies_in_its_day_and_stays_apart(write: Write) -> None:
    rows = [(("2026112009", "a"), ["1"]), (("2026112010", "a"), ["2"])]
    (batch,) = read(write(json.dumps(answer(["dateHour", "sessionSource"], ["sessions"], *rows)), "report.json"))

    assert batch.totals is not None
    assert batch.totals.start == [DAY, DAY]
    assert len(set(batch.totals.key)) == 2


def test_several_reports_in_one_answer(write: Write) -> None:
    reports = [
        answer(DIMENSIONS, ["sessions"], (ROW, ["3"])),
        answer(["date", "sessionCampaignName"], ["screenPageViews"], (("20261120", "x"), ["4"])),
    ]
    for content in (
        json.dumps({"reports": reports, "kind": "analyticsData#batchRunReports"}),
        json.dumps(reports),
        "\n".join(map(json.dumps, reports)),
    ):
        path = write(content, "reports.json")
        assert recognised(path) == "ga4-api"
        (batch,) = read(path)
        assert found([batch]) == [("sessions", 3, TIED), ("views", 4, Evidence(campaign="x"))]
        assert batch.totals is not None
        assert batch.totals.line == [1, 2]


def test_a_page_of_several_is_refused(write: Write) -> None:
    path = write(json.dumps(answer(DIMENSIONS, ["sessions"], (ROW, ["1"]), rowCount=20_000)), "report.json")

    with pytest.raises(Findings, match="1 of the report's 20000 rows"):
        read(path)


@pytest.mark.parametrize(
    ("dimensions", "said"),
    [(["date", "firstUserSource"], "the first time"), (["dateRange", "sessionSource"], "period")],
)
def test_what_would_credit_the_wrong_one_is_refused(write: Write, dimensions: Any, said: str) -> None:
    path = write(json.dumps(answer(dimensions, ["sessions"], (["20261120", "a"], ["1"]))), "report.json")

    with pytest.raises(Findings, match=said):
        read(path)


def test_an_answer_without_rows_holds_no_record(write: Write) -> None:
    empty = answer(DIMENSIONS, ["sessions"])
    del empty["rows"], empty["rowCount"]

    assert records(read(write(json.dumps(empty), "report.json"))) == 0
    assert records(read(write(json.dumps(answer(DIMENSIONS, ["sessions"])), "report.json"))) == 0


def test_a_row_with_other_values_than_headers_is_refused(write: Write) -> None:
    path = write(json.dumps(answer(DIMENSIONS, ["sessions"], (ROW[:3], ["1"]))), "report.json")

    assert [reason for _, reason in refusals(read(path))] == ["too-few-cells"]


def test_half_a_character_in_a_header_is_no_dimension_of_its_own(write: Write) -> None:
    path = write(json.dumps(answer(["date", "\ud800"], ["sessions"], (("20261120", "x"), ["4"]))), "report.json")

    assert [count for _, count, _ in found(read(path))] == [4]
