"""Codes that brought something outside of the days they were issued for, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from xpromo.answers import OutsideDays

SHOWN = 3  # codes


def outside_notes(outside: Sequence[OutsideDays]) -> Iterator[str]:
    """Yield a note on them, if there are any: they count, and whoever wants them not to ends them in the shop."""
    if outside:
        told = [_told(item) for item in outside[:SHOWN]]
        if more := sum(item.n for item in outside[SHOWN:]):
            told.append(f"{more:,} by other codes")
        yield (
            f"Counted outside of a code's days: {', '.join(told)}. A code counts for as long as the shop takes it: end"
            " it there, or promise it for these days with `xpromo codes --adopt FILE`."
        )


def _told(item: OutsideDays) -> str:
    if not item.code:
        return f"{item.n:,} by codes of a pool in {item.campaign}"
    return f"{item.n:,} by {item.code} ({days_text((item.first, item.end))})"


def days_text(days: tuple[date, date]) -> str:
    """Return a span of days, its end exclusive, as people write it."""
    return f"{days[0]} to {last_day(days)}"


def last_day(days: tuple[date, date]) -> date:
    """Return the last day of a span whose end is exclusive."""
    return days[1] - timedelta(days=1)
