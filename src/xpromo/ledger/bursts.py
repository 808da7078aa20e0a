"""Scanners that open a message's links one after the other, faster than anybody reads.

One visitor, within ten seconds of one clock hour, at least three links of a placement and more than half of all it has.
Which links a placement has is promised, so that bursts are looked for again when promises change.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from xpromo.ledger.renaming import read_renamings
from xpromo.ledger.temporary import empty_table

if TYPE_CHECKING:
    import sqlite3

LEAST, SECONDS = 3, 10
OPENED = """
SELECT f.id, f.at, f.at / 3600 AS hour, b.source, f.visitor, n.placement, n.need,
  iif(t.link <> '', t.link, t.short) AS link
FROM {near} JOIN evidence e ON e.target = f.target AND e.owner = 1 AND e.rank = 1
  AND f.day >= e.from_day AND f.day < e.until_day
JOIN temp.needed n ON n.placement = e.placement JOIN targets t ON t.id = f.target JOIN batches b ON b.id = f.batch
WHERE f.visitor IS NOT NULL AND f.excluded = 1 AND f.undone = 0 AND {rows}"""
SAME = "(o.source, o.visitor, o.placement, o.hour) = (s.source, s.visitor, s.placement, s.hour)"
BURSTS = f"""
INSERT OR IGNORE INTO temp.touch_verdicts
WITH opened AS MATERIALIZED ({OPENED}),
starts AS (
  SELECT DISTINCT source, visitor, placement, hour, at, need FROM (
    SELECT *, lead(at, {LEAST - 1}) OVER (PARTITION BY source, visitor, placement, hour ORDER BY at) AS last
    FROM opened)
  WHERE last <= at + {SECONDS}),
bursts AS (
  SELECT s.* FROM starts s JOIN opened o ON {SAME} AND o.at BETWEEN s.at AND s.at + {SECONDS}
  GROUP BY s.source, s.visitor, s.placement, s.hour, s.at HAVING count(DISTINCT o.link) >= s.need)
SELECT DISTINCT o.id, (SELECT id FROM texts WHERE text = 'scanner-burst')
FROM bursts s JOIN opened o ON {SAME} AND o.at BETWEEN s.at AND s.at + {SECONDS}"""
TARGETS = """
SELECT e.target, e.placement, n.need FROM evidence e JOIN temp.needed n ON n.placement = e.placement
WHERE e.owner = 1 AND e.rank = 1"""
SEALED_LINKS = "SELECT ifnull(max(last), 0) FROM seal_parts WHERE table_name = 'links'"


def find_bursts(connection: sqlite3.Connection, near: str, rows: str) -> None:
    """Note in ``temp.touch_verdicts`` the touches of bursts among those that the SQL conditions name."""
    if _note_needed(connection):
        connection.execute(BURSTS.format(near=near, rows=rows))


def watched_targets(connection: sqlite3.Connection, *, before: bool = False) -> set[tuple[int, str, int]]:
    """Return the targets that a burst may be made of, their placement, and how many links make one.

    ``before``: as the promises were when the last transaction was sealed, as far as links were counted then.
    """
    last = connection.execute(SEALED_LINKS).fetchone()[0] if before else None
    return set(connection.execute(TARGETS)) if _note_needed(connection, last) else set()


def _note_needed(connection: sqlite3.Connection, last: int | None = None) -> bool:
    """Note in ``temp.needed`` how many links of each placement make a burst; whether any placement has enough."""
    present = read_renamings(connection).placement
    links = connection.execute("SELECT placement FROM links WHERE id <= ifnull(?, id)", (last,))
    counts = Counter(present(placement) for (placement,) in links)
    needed = [(placement, max(LEAST, n // 2 + 1)) for placement, n in sorted(counts.items()) if n >= LEAST]
    empty_table(connection, "needed", "(placement TEXT PRIMARY KEY, need INTEGER)")
    connection.executemany("INSERT INTO temp.needed VALUES (?, ?)", needed)
    return bool(needed)
