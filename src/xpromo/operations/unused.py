"""Options of an import that changed nothing, because the file itself says it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from xpromo.records import Kind

if TYPE_CHECKING:
    from xpromo.imported import ImportResult
    from xpromo.operations.import_request import ImportRequest
    from xpromo.sources.source import Source


def unused_options(source: Source, request: ImportRequest, result: ImportResult) -> Iterator[str]:
    """Yield what to know of ``--tz``, ``--currency`` and ``--period``."""
    if request.timezone and source.zone == "offset":
        yield f"moments of {source.title} state their offset; --tz {request.timezone} counts for those that don't"
    elif request.timezone and (source.zone == "UTC" or result.timezone_from == "file"):
        yield f"{source.title} states its own time zone; --tz {request.timezone} was not used"
    if request.currency and (reason := _why_no_currency(request.currency.upper(), result)):
        yield f"{reason}; --currency {request.currency} was not used"
    if request.period and source.kind is Kind.CONVERSIONS:
        last = request.period.rpartition("..")[2]
        yield f"where a record states no moment, it is dated to the end of {last}, as --period says"
    elif request.period and not _covers(result, request.period):
        yield f"the file states its own days; --period {request.period} was not used"


def _why_no_currency(asked: str, result: ImportResult) -> str:
    """Return why no amount needed the currency, "" where one may have."""
    if result.kind not in {Kind.CONVERSIONS, Kind.COSTS}:
        return f"{result.kind} have no currency"
    if not result.totals or asked in result.totals:
        return ""
    return f"the file states its own currency ({', '.join(sorted(result.totals))})"


def _covers(result: ImportResult, asked: str) -> bool:
    """Whether the days that were found hold all that were asked for, as they do when those were used."""
    if result.period is None:
        return True
    first, _, last = asked.partition("..")
    start, end = date.fromisoformat(first), date.fromisoformat(last or first) + timedelta(days=1)
    is_reading = result.period == (end - timedelta(days=1), end)  # of a counter, on the last of these days
    return result.kind == Kind.TOTALS and (is_reading or (result.period[0] <= start and end <= result.period[1]))
