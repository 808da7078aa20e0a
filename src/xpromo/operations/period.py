"""The period of a report, from what was typed: both days included there, the end exclusive from here on."""

from __future__ import annotations

import re
from datetime import date, timedelta

from xpromo.errors import UsageError
from xpromo.measure.comparison import last_days
from xpromo.report.rules import BAD_PERIOD

_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_LAST = re.compile(r"(\d{1,4})([dw])\Z", re.ASCII)
_DAYS = {"d": 1, "w": 7}
_NAMED = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>\d\d)))?\Z", re.ASCII)
_YEAR = 12


def period_of(since: str | None, until: str | None, last: str | None, today: date) -> tuple[date | None, date | None]:
    """Return (first day, day after the last), None where it is open. Raises UsageError for what can't be read."""
    if last and (since or until):
        raise _refused("--last and --since/--until exclude each other")
    if last:
        found = _LAST.match(last.strip())
        days = int(found[1]) * _DAYS[found[2]] if found else 0
        if not days:
            raise _refused(f"--last {last!r} isn't a number of days (7d) or weeks (4w)")
        return last_days(days, today)
    first, end = _day(since, "--since"), _day(until, "--until")
    after = end + timedelta(days=1) if end else None
    if first and after and first >= after:
        raise _refused("--since is later than --until")
    return first, after


def named_period(text: str | None, today: date, option: str = "--period") -> tuple[date, date]:
    """Return the days of ``2026-11``, ``2026-Q4``, ``2026`` or ``2026-11-01..2026-11-30``; None is the last month.

    Raises UsageError for what can't be read.
    """
    if text is None:
        return _months(today.replace(day=1) - timedelta(days=1), 1)
    first, dots, last = text.strip().partition("..")
    if dots:
        since, until = period_of(first, last, None, today)
        if since and until:
            return since, until
    found = _NAMED.match(text.strip())
    if found is None or not 1 <= int(found["month"] or 1) <= _YEAR or int(found["year"]) in {0, date.max.year}:
        hint = "write it as 2026-11, 2026-Q4, 2026 or 2026-11-01..2026-11-30"
        raise UsageError(f"{option} {text!r} isn't a period", hint=hint, code=BAD_PERIOD.code)
    year, quarter, month = int(found["year"]), found["quarter"], found["month"]
    if quarter:
        return _months(date(year, 3 * int(quarter) - 2, 1), 3)
    return _months(date(year, int(month or 1), 1), 1 if month else _YEAR)


def _months(day: date, count: int) -> tuple[date, date]:
    """Return the month of a day and those after it, ``count`` in all."""
    months = 12 * day.year + day.month - 1 + count
    return day.replace(day=1), date(months // 12, months % 12 + 1, 1)


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        found = date.fromisoformat(text.strip()) if _DAY.match(text.strip()) else None
    except ValueError:
        found = None
    if found is None:
        raise _refused(f"{option} {text!r} isn't a day")
    if not date.min < found < date.max:
        raise _refused(f"{option} {text!r} has no day {'before' if found == date.min else 'after'} it to count to")
    return found


def _refused(message: str) -> UsageError:
    return UsageError.of(BAD_PERIOD, message)
