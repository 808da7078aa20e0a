"""All that options must settle before a file can be read, in one go: a script is told once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from xpromo.errors import NeedsOption, XpromoError
from xpromo.sources.process import read_here
from xpromo.sources.rules import NEEDS_CURRENCY, NEEDS_DECIMAL, NEEDS_ORDER, NEEDS_PERIOD, NEEDS_ZONE

if TYPE_CHECKING:
    from datetime import date

    from xpromo.records import Settings
    from xpromo.sources.opening import FileFacts
    from xpromo.sources.source import ReadOptions

ENOUGH = 20_000  # records that are looked at


@dataclass(frozen=True, slots=True)
class Question:
    """What an option settles: its name, that of its field, how a person is asked, and an answer to read on with."""

    option: str
    name: str
    asked: str
    answer: Any


QUESTIONS = {
    NEEDS_ZONE.code: Question(
        "--tz", "timezone", "Which zone was it written in, such as Europe/Berlin?", ZoneInfo("UTC")
    ),
    NEEDS_CURRENCY.code: Question("--currency", "currency", "Which currency are its amounts in, such as EUR?", "EUR"),
    NEEDS_DECIMAL.code: Question("--decimal", "decimal", "Which sign comes before decimals, . or ,?", "."),
    NEEDS_ORDER.code: Question("--date-order", "date_order", "How are its dates written, dmy or mdy?", "dmy"),
    NEEDS_PERIOD.code: Question(
        "--period", "period", "Which days does it cover, such as 2026-11-01..2026-11-30?", (0, 1)
    ),
}


def all_needed(
    error: NeedsOption, facts: FileFacts, source: str, options: ReadOptions, settings: Settings, today: date
) -> NeedsOption:
    """Return the error for everything that nobody said, where ``error`` is what came first.

    Each part of it proposes an option: the brand's zone and currency, last month, a guess.
    """
    proposed = _proposed(settings, today)
    found: dict[str, NeedsOption] = {}
    more: NeedsOption | None = error
    while more and more.code in QUESTIONS and more.code not in found:
        question = QUESTIONS[more.code]
        more.proposal = f"{question.option} {proposed[more.code]}"
        found[more.code] = more
        options = replace(options, **{question.name: question.answer})
        more = _next(facts, source, options)
    if len(found) <= 1:
        return error
    parts = tuple(found.values())
    said = "; ".join(str(part).removeprefix(f"{facts.name}: ") for part in parts)
    several = NeedsOption(f"{facts.name}: {said}", hint=f"say all of it: {' '.join(part.proposal for part in parts)}")
    several.code, several.parts = error.code, parts
    return several


def _next(facts: FileFacts, source: str, options: ReadOptions) -> NeedsOption | None:
    """Read on with the options that are supposed so far; return what stops the reader next."""
    records = unsettled = 0
    try:
        for batch in read_here(facts, source, options):
            records += batch.records - sum(batch.skipped.values())
            unsettled += sum(refusal.reason == "ambiguous-date" for refusal in batch.refusals)
            if records >= ENOUGH:
                break
    except NeedsOption as error:
        return error
    except XpromoError:
        return None
    return NeedsOption.in_file(NEEDS_ORDER, facts.name) if unsettled and not options.date_order else None


def _proposed(settings: Settings, today: date) -> dict[str, str]:
    last = today.replace(day=1) - timedelta(days=1)
    return {
        NEEDS_ZONE.code: settings.timezone,
        NEEDS_CURRENCY.code: settings.currency,
        NEEDS_DECIMAL.code: ".",
        NEEDS_ORDER.code: "dmy",
        NEEDS_PERIOD.code: f"{last.replace(day=1)}..{last}",
    }
