"""Moments and days, against the calendar."""

# ruff: noqa: DTZ001 - local times are the point

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xpromo.sources.times import QUARTER, Days, Moments, parse_day

BERLIN = ZoneInfo("Europe/Berlin")
TEN = 1795168800  # 2026-11-20T10:00:00Z, from `date -u -d`


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20T10:00:00Z",
        "2026-11-20 10:00:00 UTC",
        "2026-11-20T10:00:00+00:00",
        "2026-11-20T11:00:00+01:00",
        "2026-11-20 20:00:00 +1000",
        "2026-11-20T05:30:00-0430",
        "2026-11-20T11:00+01",
        "2026-11-20T10:00:00.999Z",
        "2026-11-20T10:00:00,123456+00:00",
        "2026-11-21T00:00:00+14:00",
    ],
)
def test_a_stated_offset_gives_the_moment(text: str) -> None:
    assert Moments(None).column([text]) == [TEN]
    assert Moments(BERLIN).settle(f" {text} ") == TEN


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-13-45 nope", "bad-time"),
        ("", "bad-time"),
        ("2026-02-30T10:00:00Z", "bad-time"),
        ("2026-11-20T24:00:00Z", "bad-time"),
        ("2026-11-20T10:60:00Z", "bad-time"),
        ("2026-11-20T10:00:60Z", "bad-time"),
        ("2026-11-20", "bad-time"),
        ("1795168800", "bad-time"),
        ("45384.347", "bad-time"),
        ("٢٠٢٦-11-20T10:00:00Z", "bad-time"),
        ("03/04/2026 10:00", "ambiguous-date"),
        ("3.4.2026 10:00", "ambiguous-date"),
        ("10/13/26 10:00", "ambiguous-date"),
        ("2026-11-20T10:00:00", "needs-zone"),
        ("2026-11-20 10:00", "needs-zone"),
    ],
)
def test_what_is_no_moment_says_why(text: str, reason: str) -> None:
    assert Moments(None).settle(text) == reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("2026-11-20 11:00:00", TEN, id="winter"),
        pytest.param("2026-07-01 12:00:00", 1782900000, id="summer"),
        pytest.param("2026-03-29 02:30:00", "skipped-time", id="the hour that wasn't"),
        pytest.param("2026-03-29 01:59:59", 1774745999, id="before the gap"),
        pytest.param("2026-03-29 03:00:00", 1774746000, id="after the gap"),
        pytest.param("2026-10-25 02:30:00", "repeated-time", id="the hour that was twice"),
        pytest.param("2026-10-25 03:00:00", 1792893600, id="after the repeated hour"),
        pytest.param("2026-10-25 02:30:00+02:00", 1792888200, id="an offset settles it"),
    ],
)
def test_local_times_are_read_in_the_named_zone(text: str, expected: int | str) -> None:
    assert Moments(BERLIN).settle(text) == expected


def test_a_zone_that_moves_by_half_an_hour() -> None:
    lord_howe = Moments(ZoneInfo("Australia/Lord_Howe"))

    assert lord_howe.settle("2026-10-04 02:15:00") == "skipped-time"
    assert lord_howe.settle("2026-10-04 02:30:00") == int(datetime(2026, 10, 3, 15, 30, tzinfo=UTC).timestamp())


def test_log_times() -> None:
    assert Moments(None, log=True).column(["20/Nov/2026:10:00:00 +0000", "20/Nov/2026:11:00:00 +0100"]) == [TEN, TEN]


MOMENTS = st.datetimes(datetime(1970, 1, 3), datetime(2099, 1, 1)).map(lambda m: m.replace(microsecond=0, tzinfo=UTC))


@given(MOMENTS, st.integers(-12 * 60, 14 * 60))
def test_any_moment_in_any_offset_is_read_as_itself(moment: datetime, minutes: int) -> None:
    text = moment.astimezone(timezone(timedelta(minutes=minutes))).isoformat()

    assert Moments(None).column([text]) == [int(moment.timestamp())]


@given(MOMENTS, st.sampled_from(["Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia"]))
def test_days_are_those_of_the_zone(moment: datetime, zone: str) -> None:
    day = Days(ZoneInfo(zone))[int(moment.timestamp()) // QUARTER]

    assert datetime(1970, 1, 1) + timedelta(day) == moment.astimezone(ZoneInfo(zone)).replace(
        hour=0, minute=0, second=0, tzinfo=None
    )


@given(MOMENTS)
def test_local_times_are_refused_exactly_when_they_are_not_one_moment(moment: datetime) -> None:
    local = moment.replace(tzinfo=None)
    found = Moments(BERLIN).settle(local.isoformat(" "))
    readings = {
        local.replace(tzinfo=BERLIN, fold=fold).astimezone(UTC).astimezone(BERLIN).replace(tzinfo=None)
        for fold in (0, 1)
    }
    instants = {local.replace(tzinfo=BERLIN, fold=fold).timestamp() for fold in (0, 1)}

    if readings != {local}:
        assert found == "skipped-time"
    elif len(instants) == 2:
        assert found == "repeated-time"
    else:
        assert found == instants.pop()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1970-01-02", 1),
        ("2026-11-20", 20777),
        ("2026-02-29", "bad-time"),
        ("20/11/2026", "ambiguous-date"),
        ("", "bad-time"),
    ],
)
def test_days_of_dates(text: str, expected: int | str) -> None:
    assert parse_day(text) == expected
