"""What checks may know: what was promised, issued and measured so far, in a few sums over small tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from xpromo.known import PoolIssued
from xpromo.ledger.promise_rows import CODE_COLUMNS, code_of, date_of
from xpromo.ledger.revisions import Revisions
from xpromo.records import EXCLUSIONS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

SHARED = f"SELECT {CODE_COLUMNS} FROM codes WHERE kind = 'shared' ORDER BY id"
POOLS = """
SELECT offer, placement, count(*), min(length(code)) FROM codes WHERE kind = 'pool' GROUP BY offer, placement"""
# Text 2 is clicks (schema)
COUNTED = """
SELECT e.placement, m.text, sum(d.n), max(d.day + d.days - 1)
FROM evidence e CROSS JOIN daily d ON d.target = e.target AND d.day >= e.from_day AND d.day < e.until_day
JOIN texts m ON m.id = d.metric
WHERE e.owner = 1 AND e.placement IS NOT NULL AND (d.metric = 2 OR m.text = 'reach')
  AND d.label NOT IN (SELECT id FROM texts WHERE text IN (SELECT value FROM json_each(?)))
GROUP BY e.placement, d.metric, d.source, d.label"""


def promised(connection: sqlite3.Connection) -> dict[str, Any]:
    """Return the fields of Known that say what was promised, and when."""
    revisions = Revisions(connection)
    found = {str(item.promise.placement): item for item in revisions.in_force()}
    return {
        "promises": {name: item.promise for name, item in found.items()},
        "promised_on": {name: item.on for name, item in found.items()},
        "first_minted": {name: item.first for name, item in found.items()},
        "campaigns": revisions.campaigns(),
    }


def issued(connection: sqlite3.Connection) -> dict[str, Any]:
    """Return the fields of Known that say which codes were issued."""
    return {
        "shared": tuple(map(code_of, connection.execute(SHARED))),
        "pools": {(offer, place): PoolIssued(*found) for offer, place, *found in connection.execute(POOLS)},
    }


def counted(connection: sqlite3.Connection) -> dict[str, Any]:
    """Return the fields of Known that say what was counted; of several sources the one that counted most."""
    rows = connection.execute(COUNTED, (json.dumps(sorted(EXCLUSIONS)),)).fetchall()
    days = _largest((place, day) for place, _, _, day in rows)
    return {
        **{metric: _largest((place, n) for place, m, n, _ in rows if m == metric) for metric in ("clicks", "reach")},
        "counted_on": {place: date_of(day) for place, day in days.items()},
    }


def _largest(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    largest: dict[str, int] = {}
    for placement, n in counts:
        largest[placement] = max(n, largest.get(placement, n))
    return largest
