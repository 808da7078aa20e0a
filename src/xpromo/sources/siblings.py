"""What a file in an archive or a folder learns from its name and from a file beside it: the days that it counts.

Plausible's dashboard export is the one that needs it: only its ``visitors.csv`` is dated.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from xpromo.sources.times import parse_day

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DATED, UNDATED = "visitors.csv", ("sources.csv", "utm_sources.csv", "utm_campaigns.csv")
LARGEST = 1 << 20
_NAMED = re.compile(r"Plausible export .*?(\d{4}-\d\d-\d\d)\s+to\s+(\d{4}-\d\d-\d\d)")


def named_period(name: str) -> str:
    """Return the days that the name of Plausible's archive states, as ``--period`` takes them; "" for none."""
    found = _NAMED.search(name)
    return f"{found[1]}..{found[2]}" if found else ""


def named_days(name: str) -> tuple[int, int] | None:
    """Return the same as days since 1970, the end exclusive; None for none."""
    first, _, last = named_period(name).partition("..")
    start, end = parse_day(first), parse_day(last)
    return (start, end + 1) if isinstance(start, int) and isinstance(end, int) else None


def period_beside(name: str, files: Sequence[str], head: Callable[[str, int], bytes]) -> str:
    """Return the days that the files of an export count, by the name of where they lie or by the dated one of them; ""
    for no such file. ``head(file, size)`` returns the beginning of a file.
    """
    if stated := named_period(name):
        return stated
    by_name = {PurePosixPath(file).name: file for file in files}
    if DATED not in by_name or by_name.keys().isdisjoint(UNDATED):
        return ""
    content = head(by_name[DATED], LARGEST + 1)
    if len(content) > LARGEST:
        return ""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig", "replace")))
    cells = [row[0].strip() for row in rows if row]
    return _span(cells[1:]) if cells[:1] == ["date"] else ""


def _span(cells: Sequence[str]) -> str:
    """Return first and last day when these are all days, or hours; months and weeks don't say where the last ends."""
    try:
        days = sorted({date.fromisoformat(cell[:10]) for cell in cells})
    except ValueError:
        return ""
    hours = any(len(cell) > len("2026-11-20") for cell in cells)
    each = all(after - before == timedelta(days=1) for before, after in pairwise(days))
    return f"{days[0]}..{days[-1]}" if days and each and (hours or len(days) > 1) else ""
