"""What files of Google's two analytics share: a comment with the days they count, above a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xpromo.errors import Findings
from xpromo.sources.source import Sample, plain_name
from xpromo.sources.times import parse_day

PERIOD = re.compile(r"#\s*(\d{8})-(\d{8})\s*,*\Z")
_DELIMITERS = re.compile(r"[,;\t]")
# Names that an exploration of Analytics 4 has and no report of Universal Analytics had
_ONLY_GA4 = frozenset(
    "total users|active users|returning users|views|event count|event name|engaged sessions|engagement rate|key events|"
    "conversions|page path query string|app instance id|stream name".split("|")
)
_GA4_BEGINS = ("session ", "first user ", "page path and ", "page title and ", "landing page ")


def states_days(sample: Sample) -> bool:
    """Whether a comment at the top states the days as ``# 20260901-20260930``."""
    return sample.first_line.lstrip("\ufeff")[:1] == "#" and any(map(PERIOD.match, sample.head))


def labels(sample: Sample) -> frozenset[str]:
    """Return the plain names in the first line below the comments."""
    below = (line for line in sample.head if line.strip(",;\t \ufeff") and not line.lstrip("\ufeff").startswith("#"))
    return frozenset(plain_name(cell) for cell in _DELIMITERS.split(next(below, "")))


def is_exploration(sample: Sample) -> bool:
    """Whether such a file is an exploration of Analytics 4: its labels tell, the comments are alike."""
    return states_days(sample) and any(name in _ONLY_GA4 or name.startswith(_GA4_BEGINS) for name in labels(sample))


def period_of(notes: Sequence[str], name: str) -> tuple[int, int] | None:
    """Return the days that a table's comments state in that form, the end exclusive; Findings for a comparison."""
    found = {match.groups() for note in notes if (match := PERIOD.match(f"# {note}"))}
    if len(found) > 1:
        hint = "take a file that was exported without a comparison; nothing was recorded"
        raise Findings(f"{name}: it compares two periods", hint=hint)
    for first, last in found:
        start, end = parse_day(first), parse_day(last)
        if isinstance(start, int) and isinstance(end, int):
            return start, end + 1
    return None
