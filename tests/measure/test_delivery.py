"""Whether a placement appeared, and in time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.measure.facts import GIVEN, promised
from xpromo.answers import Sighting
from xpromo.measure.delivery import Delivery, State, Traces, delivery_of, due_day, earliest_day
from xpromo.records import Promise

BERLIN = ZoneInfo("Europe/Berlin")
AT = datetime(2026, 5, 5, 9, tzinfo=BERLIN)
LETTER = promised(at=AT)
OTHER = promised(placement="mug-letter-june", at=datetime(2026, 6, 2, 9, tzinfo=BERLIN))
DUE = date(2026, 5, 7)


def seen(metric: str, first: str | None, last: str | None = None, **different: Any) -> Sighting:
    end = date.fromisoformat(last or first or "")
    facts: dict[str, Any] = {"placement": "mug-letter-may", "latest": end} | different
    return Sighting(metric=metric, first=date.fromisoformat(first) if first else None, last=end, **facts)


def look(*sightings: Sighting, on: str = "2026-05-20", promise: Promise = LETTER, **proofs: datetime) -> Delivery:
    sent = {name.replace("_", "-"): moment for name, moment in proofs.items()}
    return delivery_of(promise, Traces.of([promise, OTHER], sightings, sent), date.fromisoformat(on), BERLIN)


def test_a_proof_goes_before_a_report_and_a_report_before_clicks() -> None:
    report, click = seen("sends", "2026-05-06"), seen("clicks", "2026-05-12")
    proof = datetime(2026, 5, 8, 7, tzinfo=UTC)
    assert look(report, click) == Delivery(State.ON_TIME, DUE, date(2026, 5, 6), "send")
    assert look(click) == Delivery(State.LATE, DUE, date(2026, 5, 12), "clicks")
    assert look(report, click, mug_letter_may=proof) == Delivery(State.LATE, DUE, date(2026, 5, 8), "proof")


@pytest.mark.parametrize("metric", ["sends", "delivered", "reach"])
def test_what_a_sender_reports_says_when_it_was_sent(metric: str) -> None:
    assert look(seen(metric, "2026-05-05")).basis == "send"


@pytest.mark.parametrize(
    ("day", "state"), [("2026-05-05", "on-time"), ("2026-05-07", "on-time"), ("2026-05-08", "late")]
)
def test_the_days_of_tolerance_are_in_time(day: str, state: str) -> None:
    assert look(seen("clicks", day)).state.value == state


def test_a_count_over_several_days_makes_nobody_late() -> None:
    assert look(seen("clicks", "2026-05-01", "2026-05-31")).state is State.ON_TIME
    assert look(seen("clicks", None, "2026-05-31")) == Delivery(State.ON_TIME, DUE, date(2026, 5, 31), "clicks")


def test_a_moment_is_a_day_in_the_brands_zone() -> None:
    late_evening = datetime(2026, 5, 7, 22, 30, tzinfo=UTC)  # 8 May in Berlin
    assert look(mug_letter_may=late_evening).state is State.LATE
    assert due_day(promised(at=late_evening), BERLIN) == date(2026, 5, 8)


def test_nothing_is_due_before_its_tolerance_is_over() -> None:
    assert look(on="2026-05-07").state is State.NOT_DUE
    assert look(on="2026-05-08").state is State.UNKNOWN


def test_only_later_counts_show_that_something_was_missed() -> None:
    until = {"placement": "mug-letter-june"}
    assert look(seen("clicks", "2026-05-06", "2026-05-07", **until)).state is State.UNKNOWN
    assert look(seen("clicks", "2026-05-06", "2026-05-08", **until)).state is State.MISSED


def test_what_we_give_is_missed_only_where_its_property_is_counted() -> None:
    given = promised(**GIVEN, at=AT)
    assert look(seen("clicks", "2026-06-01", placement="mug-letter-june"), promise=given).state is State.UNKNOWN
    stated = Sighting("our-letter-may", "clicks", None, None, date(2026, 5, 31))  # somebody counted: 0 clicks
    assert look(stated, promise=given).state is State.MISSED


def test_without_a_day_the_flights_last_day_counts() -> None:
    standing = promised(at=None)
    assert due_day(standing, BERLIN) == date(2026, 5, 30)
    assert earliest_day(standing, BERLIN) == date(2026, 5, 1)
    assert earliest_day(LETTER, BERLIN) == date(2026, 5, 3)
