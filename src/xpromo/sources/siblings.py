"""What a file in an archive learns from the archive's name and from a file beside it: the days that it counts.

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

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Sequence

DATED, UNDATED = "visitors.csv", ("sources.csv", "utm_sources.csv", "utm_campaigns.csv")
LARGEST = 1 << 20
_NAMED = re.compile(r"Plausible export .*?(\d{4}-\d\d-\d\d)\s+to\s+(\d{4}-\d\d-\d\d)")


def named_period(name: str) -> str:
    """Return the days that the name of Plausible's archive states, as ``--period`` takes them; "" for none."""
    found = _NAMED.search(name)
    return f"{found[1]}..{found[2]}" if found else ""


def period_beside(archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo], name: str) -> str:
    """Return the days that the archive's files count, by its name or by the dated one of them; "" for no such file."""
    if stated := named_period(name):
        return stated
    by_name = {PurePosixPath(member.filename).name: member for member in members}
    dated = by_name.get(DATED)
    if dated is None or dated.file_size > LARGEST or not any(name in by_name for name in UNDATED):
        return ""
    rows = csv.reader(io.StringIO(archive.read(dated).decode("utf-8-sig", "replace")))
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
