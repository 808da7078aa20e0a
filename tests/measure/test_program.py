"""Quarters and their names, at the edges of years."""

from __future__ import annotations

from datetime import date

from xpromo.measure.program import quarters


def test_quarters_follow_each_other_without_a_gap() -> None:
    found = list(quarters(date(2026, 11, 30), date(2027, 4, 1)))
    assert [name for name, _, _ in found] == ["2026-Q4", "2027-Q1", "2027-Q2"]
    assert found[0][1:] == (date(2026, 10, 1), date(2027, 1, 1))
    assert [until for _, _, until in found[:-1]] == [since for _, since, _ in found[1:]]


def test_a_day_has_its_quarter() -> None:
    for month in range(1, 13):
        ((name, since, until),) = quarters(date(2026, month, 15), date(2026, month, 15))
        assert name == f"2026-Q{(month + 2) // 3}"
        assert since <= date(2026, month, 15) < until
