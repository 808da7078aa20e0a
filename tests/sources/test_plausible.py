"""Plausible's two zips: a file's name is its dimension, and a neighbour knows its days."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.sources.conftest import NOW, Write, options, read, recognised, refusals
from tests.sources.test_ga4_report import found, spans
from xpromo.errors import NeedsOption, UsageError
from xpromo.records import Evidence
from xpromo.sources.opening import look_at
from xpromo.sources.process import read_here

HEADER = "name,visitors,bounce_rate,visit_duration\n"
EVENTS = '"date","name","link_url","path","visitors","events"\n'
DAY = (date(2026, 11, 20) - date(1970, 1, 1)).days
WEEK = (DAY, DAY + 7)


@pytest.mark.parametrize(
    ("name", "evidence"),
    [
        ("utm_sources.csv", Evidence(source="green-mug-weekly")),
        ("Sources.csv", Evidence(source="green-mug-weekly")),
        ("utm_mediums.csv", Evidence(medium="green-mug-weekly")),
        ("utm_campaigns (1).csv", Evidence(campaign="green-mug-weekly")),
        ("utm_contents.csv", Evidence(content="green-mug-weekly")),
        ("utm_terms.csv", Evidence()),
    ],
)
def test_the_files_name_is_the_dimension(write: Write, name: str, evidence: Evidence) -> None:
    path = write(HEADER + "green-mug-weekly,91,67,20\nDirect / None,3,,\n", name)
    batches = read(path, period=WEEK)

    assert recognised(path) == "plausible-dashboard"
    assert found(batches) == [("visitors", 91, evidence), ("visitors", 3, Evidence())]
    assert spans(batches) == [WEEK, WEEK]


def test_referrers_are_domains_and_goals_belong_to_nobody(write: Write) -> None:
    referrers = write(HEADER + "green-mug.example/weekly,9,1,1\n", "referrers.csv")
    goals = write("name,unique_conversions,total_conversions\nSignup,3,4\n", "conversions.csv")

    assert found(read(referrers, period=WEEK)) == [("visitors", 9, Evidence(referrer="green-mug.example"))]
    assert found(read(goals, period=WEEK)) == [("key_events", 4, Evidence())]


@pytest.mark.parametrize("name", ["pages.csv", "countries.csv", "my list.csv"])
def test_other_names_say_nothing(write: Write, name: str) -> None:
    path = write(HEADER + "a,1,1,1\n", name)

    with pytest.raises(NeedsOption):
        recognised(path)
    with pytest.raises(UsageError, match="only its name"):
        read(path, "plausible-dashboard", period=WEEK)


def test_an_unpacked_file_asks_for_its_period(write: Write) -> None:
    with pytest.raises(NeedsOption, match="which days"):
        read(write(HEADER + "a,1,1,1\n", "utm_sources.csv"))


def test_the_folder_it_was_unpacked_into_may_still_say_it(tmp_path: Path) -> None:
    folder = tmp_path / "Plausible export northwind.example 2026-11-20  to 2026-11-26 "
    folder.mkdir()
    path = folder / "utm_sources.csv"
    path.write_text(HEADER + "a,1,1,1\nb,many,,\n")
    batches = list(read_here(look_at(path, str(path)), "plausible-dashboard", options()))
    assert spans(batches) == [WEEK]
    assert refusals(batches) == [(3, "bad-count")]


def test_clicks_on_tagged_links_that_lead_away_are_clicks(write: Write) -> None:
    rows = (
        '"2026-11-20","Outbound Link: Click","https://green-mug.example/?xp=7ctr9aknkc","/",3,5\r\n'
        '"2026-11-20","Outbound Link: Click","https://other.example/","/",1,1\r\n'
        '"2026-11-20","Signup","","/join",2,4\r\n'
        '"2026-11-20","engagement","","/",9,9\r\n'
        '"soon","Signup","","/",1,1\r\n'
    )
    path = write("\ufeff" + EVENTS.replace("\n", "\r\n") + rows)
    (batch,) = read(path)

    assert recognised(path) == "plausible-custom-events"
    link = Evidence(link="7ctr9aknkc")
    assert found([batch]) == [("clicks", 5, link), ("unique_clicks", 3, link), ("key_events", 4, Evidence())]
    assert batch.skipped == {"page": 1, "event": 1}
    assert refusals([batch]) == [(6, "bad-time")]


VISITORS = "date,visitors,pageviews,visits,views_per_visit,bounce_rate,visit_duration\n"


@pytest.mark.parametrize(
    ("rows", "stated", "expected"),
    [
        ("2026-11-20,4,6,5,1.2,60,35\n2026-11-21,0,0,0,0.0,,\n", {}, [(0, 1, 5, 6), (1, 2, 0, 0)]),
        (
            "2026-11-20,4,6,5,1,6,3\n2026-11-27,2,3,2,1,0,8\n",
            {"period": (DAY, DAY + 10)},
            [(0, 7, 5, 6), (7, 10, 2, 3)],
        ),
        ("2026-11-20,4,6,5,1.2,60,35\n", {"period": (DAY, DAY + 1)}, [(0, 1, 5, 6)]),
    ],
)
def test_a_sites_counts_end_where_the_next_begin(
    write: Write, rows: str, stated: dict[str, Any], expected: list[tuple[int, int, int, int]]
) -> None:
    path = write(VISITORS + rows, "visitors.csv")
    batches = read(path, now=NOW + 30 * 86_400, **stated)
    counts = [count for _, count, _ in found(batches)]

    assert recognised(path) == "plausible-visitors"
    assert [evidence for *_, evidence in found(batches)] == [Evidence()] * len(counts)
    assert spans(batches)[::2] == [(DAY + start, DAY + end) for start, end, *_ in expected]
    assert list(zip(counts[::2], counts[1::2], strict=True)) == [(visits, views) for *_, visits, views in expected]


def test_a_sites_hours_are_no_days_and_a_last_week_needs_its_end(write: Write) -> None:
    hours = read(write(VISITORS + "2026-11-20 09:00:00,1,1,1,1,0,0\n", "visitors.csv"))
    (weeks,) = read(write(VISITORS + "2026-11-20,1,1,1,1,0,0\nsoon,1,1,1,1,0,0\n"), period=(DAY - 9, DAY - 2))

    assert hours[0].skipped == {"hour": 1}
    assert refusals([weeks]) == [(2, "bad-time"), (3, "bad-time")]
    with pytest.raises(NeedsOption, match="which days"):
        read(write(VISITORS + "2026-11-13,1,1,1,1,0,0\n2026-11-20,1,1,1,1,0,0\n"))
