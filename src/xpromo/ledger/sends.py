"""Programs that open a message before its reader can: a touch from a data centre within a minute after a send.

Only a send that is known counts, from a proof or from the report of the mail tool; when it was planned says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xpromo.ledger.renaming import read_renamings
from xpromo.ledger.temporary import empty_table

if TYPE_CHECKING:
    import sqlite3

SECONDS = 60
HOSTED = "SELECT 1 FROM touches WHERE centre <> 1 LIMIT 1"
PROVED = "SELECT placement, sent_at FROM proofs WHERE sent_at IS NOT NULL"
REPORTED = """
SELECT e.placement, t.sent_at FROM totals t JOIN evidence e ON e.target = t.target AND e.owner = 1
  AND e.level = 'placement' AND t.start >= e.from_day AND t.start < e.until_day
WHERE t.sent_at IS NOT NULL AND t.undone = 0 AND t.superseded_by IS NULL"""
AFTER_A_SEND = f"""
FROM {{near}} JOIN evidence e ON e.target = f.target AND e.owner = 1 AND e.level = 'placement'
  AND f.day >= e.from_day AND f.day < e.until_day
JOIN temp.sends s ON s.placement = e.placement AND f.at BETWEEN s.sent_at AND s.sent_at + {SECONDS}
WHERE f.centre <> 1 AND f.excluded = 1 AND f.undone = 0 AND {{rows}}"""
TOO_SOON = f"""
INSERT OR IGNORE INTO temp.touch_verdicts
SELECT f.id, (SELECT id FROM texts WHERE text = 'too-soon') {AFTER_A_SEND}"""
MOMENTS = f"""
SELECT f.at {AFTER_A_SEND.format(near="touches f INDEXED BY touches_centre", rows="true")}
UNION SELECT f.at FROM exclusions x JOIN touches f ON f.id = x.touch
WHERE x.reason = (SELECT id FROM texts WHERE text = 'too-soon')"""


def find_too_soon(connection: sqlite3.Connection, near: str, rows: str) -> None:
    """Note in ``temp.touch_verdicts`` the touches that came too soon among those that the SQL conditions name."""
    if _note_sends(connection):
        connection.execute(TOO_SOON.format(near=near, rows=rows))


def moments_near_sends(connection: sqlite3.Connection) -> list[int]:
    """Return when touches happened that came too soon after a send, and that were held to have done so before."""
    return [at for (at,) in connection.execute(MOMENTS)] if _note_sends(connection, always=True) else []


def _note_sends(connection: sqlite3.Connection, *, always: bool = False) -> bool:
    """Note every send that is known in ``temp.sends``; whether there is one, and a touch that could be too soon."""
    if not connection.execute(HOSTED).fetchone():
        return False
    present = read_renamings(connection).placement
    sends = {(present(placement), at) for placement, at in connection.execute(f"{PROVED} UNION {REPORTED}")}
    empty_table(connection, "sends", "(placement TEXT, sent_at INTEGER)")
    connection.executemany("INSERT INTO temp.sends VALUES (?, ?)", sorted(sends))
    return always or bool(sends)
