"""The way of a person to a conversion: touches of placements inside their windows, and evidence of rank 6.

A conversion's devices are its own visitor and every visitor that a record joined with its customer; of a sale that
several tools tell of, those of all its rows. On its path are their touches that count, that prove a placement which
promotes us, and whose window, half open from the touch on, holds the conversion. Where nothing of rank 1 to 5 proves
whose the conversion is, it is the last of these touches'.

All of it is a function of facts, promises and ``people``. Touches are millions and have no index by visitor, which
would cost an import a third of its time: ``person_touches`` holds the few whose visitor is known from a conversion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xpromo.ledger.temporary import empty_table

if TYPE_CHECKING:
    import sqlite3

WATCHED = "SELECT visitor FROM conversions WHERE visitor IS NOT NULL"
WATCH = f"INSERT OR IGNORE INTO person_touches SELECT visitor, id FROM touches WHERE visitor IN ({WATCHED})"
WATCH_NEWCOMERS = """
INSERT OR IGNORE INTO person_touches SELECT visitor, id FROM touches WHERE visitor IN (
  SELECT visitor FROM conversions WHERE id BETWEEN :first AND :last AND visitor IS NOT NULL)"""
ANY_VISITOR = "SELECT 1 FROM conversions INDEXED BY conversions_visitor WHERE visitor IS NOT NULL LIMIT 1"
NEWCOMERS = """
SELECT 1 FROM conversions WHERE id BETWEEN :first AND :last AND visitor IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM conversions other WHERE other.visitor = conversions.visitor AND other.id < :first)
LIMIT 1"""

OF_CUSTOMERS = """
SELECT id FROM conversions
WHERE kind = 'sale' AND customer IS NOT NULL AND undone = 0 AND customer IN ({customers})
UNION ALL SELECT id FROM conversions WHERE kind <> 'sale' AND customer IS NOT NULL AND customer IN ({customers})"""
OF_NEW_DEVICES = OF_CUSTOMERS.format(
    customers="SELECT customer FROM conversions WHERE id BETWEEN :first AND :last AND visitor IS NOT NULL"
)
OF_VISITORS = f"""
WITH seen AS MATERIALIZED ({{visitors}})
SELECT id FROM conversions WHERE visitor IN (SELECT visitor FROM seen)
UNION ALL {OF_CUSTOMERS.format(customers="SELECT customer FROM people WHERE visitor IN (SELECT visitor FROM seen)")}"""
OF_TOUCHES = OF_VISITORS.format(
    visitors="""
  SELECT DISTINCT visitor FROM touches WHERE id BETWEEN :first AND :last AND visitor IS NOT NULL
    AND EXISTS (SELECT 1 FROM person_touches p WHERE p.visitor = touches.visitor)"""
)
OF_TOUCHES_CHANGED = OF_VISITORS.format(
    visitors="""
  SELECT DISTINCT visitor FROM temp.touch_changes c JOIN touches t ON t.id = c.touch WHERE visitor IS NOT NULL"""
)
OF_CHANGED = (
    OF_VISITORS.format(
        visitors="""
  SELECT DISTINCT p.visitor FROM person_touches p JOIN touches t ON t.id = p.touch
  WHERE t.target IN (SELECT target FROM temp.changed)"""
    )
    + """
UNION ALL SELECT id FROM conversions WHERE path IS NOT NULL
  AND ifnull(united, target) IN (SELECT target FROM temp.changed)"""
)

UNDONE = "SELECT batch FROM batch_events WHERE event = 'undone'"
OPEN = "parent = '' AND undone = 0 AND {rows}"
_OWN_DEVICES = f"""
SELECT id AS conversion, visitor FROM conversions WHERE visitor IS NOT NULL AND {OPEN}
UNION
SELECT own.id, p.visitor FROM (SELECT id, customer FROM conversions WHERE customer IS NOT NULL AND {OPEN}) own
JOIN people p ON p.customer = own.customer WHERE p.batch NOT IN ({UNDONE})"""
OF_MERGED = f"""
SELECT m.superseded_by AS conversion, m.visitor, m.customer FROM conversions m INDEXED BY conversions_superseded
WHERE m.superseded_by IS NOT NULL AND m.undone = 0 AND m.parent = '' AND m.superseded_by IN (
  SELECT id FROM conversions WHERE {OPEN})"""
# Devices of conversions: (conversion, visitor) of those that {rows}, a condition on ``conversions``, takes
DEVICES = f"""{_OWN_DEVICES}
UNION SELECT conversion, visitor FROM ({OF_MERGED}) WHERE visitor IS NOT NULL
UNION SELECT own.conversion, p.visitor FROM ({OF_MERGED}) own JOIN people p ON p.customer = own.customer
WHERE p.batch NOT IN ({UNDONE})"""
STEPS = f"""
SELECT d.conversion, e.placement, t.target, t.id AS touch, e.id AS proof,
  row_number() OVER (PARTITION BY d.conversion ORDER BY t.at, t.key) AS step
FROM ({DEVICES}) d JOIN person_touches seen ON seen.visitor = d.visitor
JOIN touches t ON t.id = seen.touch JOIN conversions c ON c.id = d.conversion
JOIN evidence e ON e.target = t.target AND e.owner = 1 AND e.level = 'placement'
  AND c.day >= e.from_day AND c.day < e.until_day
JOIN promises p ON p.id = e.promise
WHERE t.undone = 0 AND t.excluded = 1 AND NOT EXISTS (SELECT 1 FROM exclusions x WHERE x.touch = t.id)
  AND p.direction IN ('received', 'own')
  AND t.at <= c.at AND c.at < t.at + 86400 * p.window_days"""
WALK = f"""
WITH steps AS MATERIALIZED ({STEPS}),
firsts AS (SELECT conversion, placement, min(step) AS step FROM steps GROUP BY conversion, placement),
joined AS (
  SELECT conversion, step, group_concat(placement, ' ') OVER (PARTITION BY conversion ORDER BY step) AS path FROM firsts
)
INSERT INTO temp.walked SELECT conversion, path, target
FROM (SELECT conversion, path, max(step) FROM joined GROUP BY conversion)
JOIN (SELECT conversion, target, max(step) FROM steps GROUP BY conversion) USING (conversion)"""
KEEP = f"""
UPDATE conversions SET (path, touched) = (
  SELECT path, touched FROM (
    SELECT conversions.settled_path AS path, conversions.settled_touched AS touched, 0 AS turn
    UNION ALL SELECT path, touched, 1 FROM temp.walked WHERE conversion = conversions.id)
  WHERE path IS NOT NULL ORDER BY turn LIMIT 1)
WHERE {OPEN} AND (path IS NOT NULL OR settled_path IS NOT NULL OR id IN (SELECT conversion FROM temp.walked))"""
SAME_PERSON = f"""
UPDATE conversions SET (same_person, credited) = (
  SELECT weak, iif(weak, conversions.touched, ifnull(conversions.united, conversions.target)) FROM (
    SELECT conversions.touched IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM evidence e
      WHERE e.target = ifnull(conversions.united, conversions.target) AND e.owner = 1 AND e.rank <= 5
        AND conversions.day >= e.from_day AND conversions.day < e.until_day) AS weak))
WHERE {OPEN} AND (path IS NOT NULL OR same_person = 1)"""

PROVED = "SELECT target, from_day, until_day, rank, level, placement, promise FROM evidence WHERE owner = 1"


def watch(connection: sqlite3.Connection) -> None:
    """Make ``person_touches`` again."""
    connection.execute("DELETE FROM person_touches")
    connection.execute(WATCH)


def watch_new_touches(connection: sqlite3.Connection, first: int, last: int) -> bool:
    """Note which of the touches just written are of visitors that conversions know; whether any is."""
    if not connection.execute(f"{WATCHED} LIMIT 1").fetchone():
        return False
    sql = f"INSERT OR IGNORE INTO person_touches SELECT visitor, id FROM touches WHERE id BETWEEN ? AND ? AND {_KNOWN}"
    return connection.execute(sql, (first, last)).rowcount > 0


_KNOWN = "visitor IS NOT NULL AND EXISTS (SELECT 1 FROM conversions c WHERE c.visitor = touches.visitor)"


def watch_new_visitors(connection: sqlite3.Connection, first: int, last: int) -> None:
    """Note the touches of visitors that the conversions just written are the first ones to know."""
    span = {"first": first, "last": last}
    if connection.execute(ANY_VISITOR).fetchone() and connection.execute(NEWCOMERS, span).fetchone():
        connection.execute(WATCH_NEWCOMERS, span)


def walk(connection: sqlite3.Connection, rows: str) -> None:
    """Derive path and same person of the conversions that the SQL condition names; what takes back isn't looked at."""
    empty_table(connection, "walked", "(conversion INTEGER PRIMARY KEY, path TEXT, touched INTEGER)")
    if connection.execute("SELECT 1 FROM person_touches LIMIT 1").fetchone():
        connection.execute(WALK.format(rows=rows))
    connection.execute(KEEP.format(rows=rows))
    connection.execute(SAME_PERSON.format(rows=rows))


def note_proved(connection: sqlite3.Connection) -> None:
    """Remember what every target proves, before it is resolved again."""
    connection.execute("DROP TABLE IF EXISTS temp.proved")
    connection.execute(f"CREATE TEMP TABLE proved AS {PROVED}")


def note_changed(connection: sqlite3.Connection) -> None:
    """Note in ``temp.changed`` the targets that prove something else than before."""
    empty_table(connection, "changed", "(target INTEGER PRIMARY KEY)")
    was = "SELECT * FROM temp.proved"
    for one, other in ((was, PROVED), (PROVED, was)):
        connection.execute(
            f"INSERT OR IGNORE INTO temp.changed SELECT target FROM (SELECT * FROM ({one}) EXCEPT {other})"
        )
    connection.execute("DROP TABLE temp.proved")
