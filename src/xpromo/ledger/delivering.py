"""When placements appeared, as far as the ledger knows: proofs of send, and the days of their first counts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from xpromo.answers import Sighting
from xpromo.ledger.promise_rows import date_of, day_of
from xpromo.ledger.renaming import read_renamings
from xpromo.records import EVER, EXCLUSIONS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from xpromo.ledger.store import Ledger

# Each cell that counted anything holds the first count or a later one, so the first lies between the earliest first day
# and the earliest last day of them. Text 2 is clicks (schema).
SIGHTINGS = """
WITH bounds AS MATERIALIZED (SELECT key AS placement, value AS earliest FROM json_each(:earliest)),
places AS MATERIALIZED (
  SELECT e.placement, e.target, e.from_day, e.until_day, b.earliest
  FROM evidence e LEFT JOIN bounds b ON b.placement = e.placement
  WHERE e.owner = 1 AND e.placement IS NOT NULL
)
SELECT e.placement, m.text, min(iif(d.n > 0, d.day, NULL)), min(iif(d.n > 0, d.day + d.days - 1, NULL)),
  max(d.day + d.days - 1)
FROM places e CROSS JOIN daily d ON d.target = e.target AND d.day >= e.from_day AND d.day < e.until_day
JOIN texts m ON m.id = d.metric
WHERE (m.text IN ('reach', 'delivered', 'sends')
    OR (d.metric = 2 AND d.day + d.days > ifnull(e.earliest, d.day)
      AND d.label NOT IN (SELECT id FROM texts WHERE text IN (SELECT value FROM json_each(:excluded)))))
GROUP BY e.placement, m.text ORDER BY e.placement, m.text
"""
PROOFS = "SELECT placement, sent_at FROM proofs WHERE sent_at IS NOT NULL ORDER BY sent_at DESC, id"


def read_sightings(ledger: Ledger, earliest: Mapping[str, date]) -> list[Sighting]:
    """Return when placements were first counted; clicks before the ``earliest`` day of a placement are none of it:
    somebody tried the link.
    """
    days = json.dumps({placement: day_of(day) for placement, day in earliest.items()})
    with ledger.reading() as connection:
        return [
            _sighting(row)
            for row in connection.execute(SIGHTINGS, {"earliest": days, "excluded": json.dumps(sorted(EXCLUSIONS))})
        ]


def _sighting(row: tuple[Any, ...]) -> Sighting:
    placement, metric, first, last, latest = row
    return Sighting(
        placement,
        metric,
        None if first in {None, EVER} else date_of(first),
        None if last is None else date_of(last),
        date_of(latest),
    )


def read_proofs(ledger: Ledger) -> dict[str, datetime]:
    """Return when placements were sent for the first time, as their proofs say."""
    with ledger.reading() as connection:
        present = read_renamings(connection).placement
        return {present(placement): datetime.fromtimestamp(at, UTC) for placement, at in connection.execute(PROOFS)}
