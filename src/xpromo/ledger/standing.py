"""Which conversions and totals stand, whose they are, which purchases are a first one: derived from the set of facts.

Whatever order files come in, and whatever is undone, the outcome is a function of the rows that are in force.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from xpromo.ledger.journeys import (
    OF_CHANGED,
    OF_NEW_DEVICES,
    OF_TOUCHES,
    note_changed,
    note_proved,
    walk,
    watch_new_touches,
    watch_new_visitors,
)
from xpromo.ledger.resolving import rederive
from xpromo.ledger.rollups import add, subtract
from xpromo.records import EVER

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping

HISTORY = 180 * 86_400  # seconds of a shop's history before a first purchase in the ledger may be called a first one
AFFECTED = "id IN (SELECT id FROM temp.affected)"
DERIVED = ("conversions", "totals")
EARLIEST = """
SELECT scope, min(at) FILTER (WHERE id BETWEEN :first AND :last), min(at) FILTER (WHERE id NOT BETWEEN :first AND :last)
FROM conversions WHERE kind = 'sale' AND undone = 0 GROUP BY scope"""

TWINS = """
FROM conversions one JOIN conversions other INDEXED BY conversions_series
  ON other.scope = one.scope AND other.series = one.series AND other.series <> ''
WHERE one.id BETWEEN :first AND :last AND one.series <> ''"""

RELATIVES = {  # rows whose standing can depend on the rows :first to :last; on touches that of conversions
    "conversions": (
        "SELECT id FROM conversions WHERE id BETWEEN :first AND :last",
        f"SELECT other.id {TWINS}",
        """SELECT id FROM conversions WHERE kind = 'sale' AND customer IN
           (SELECT customer FROM conversions WHERE kind = 'sale' AND customer IS NOT NULL
            AND id BETWEEN :first AND :last)""",
        f"""SELECT id FROM conversions WHERE kind = 'sale' AND customer IN
            (SELECT other.customer {TWINS} AND other.customer IS NOT NULL)""",
        """SELECT id FROM conversions WHERE parent <> '' AND (scope, parent) IN
           (SELECT scope, source_id FROM conversions WHERE parent = '' AND id BETWEEN :first AND :last)""",
        OF_NEW_DEVICES,
    ),
    "touches": (OF_TOUCHES,),
    "totals": (
        "SELECT id FROM totals WHERE id BETWEEN :first AND :last",
        """SELECT id FROM totals WHERE undone = 0 AND key IN
           (SELECT key FROM totals WHERE id BETWEEN :first AND :last)""",
        "SELECT old FROM replacements WHERE new BETWEEN :first AND :last",
        f"""SELECT id FROM totals WHERE start = {EVER} AND undone = 0 AND (scope, metric, dimension) IN
            (SELECT scope, metric, dimension FROM totals WHERE start = {EVER} AND id BETWEEN :first AND :last)""",
    ),
}

SERIES = """
UPDATE conversions SET superseded_by = nullif((
  SELECT best.id FROM conversions best
  WHERE best.scope = conversions.scope AND best.series = conversions.series AND best.series <> '' AND best.undone = 0
  ORDER BY best.rank DESC, best.key LIMIT 1), id)
WHERE (series <> '' OR superseded_by IS NOT NULL) AND undone = 0 AND {rows}"""

# What takes a sale back counts where the sale counts, whichever came first; without its sale it stands for itself.
# A sign-up may have the sale's id, because ids are told apart by kind: money goes back where money came from.
CREDITED = """
UPDATE conversions SET (credited, same_person, path, novelty) = (
  SELECT * FROM (
    SELECT sale.credited, sale.same_person, sale.path, sale.novelty
    FROM conversions sale INDEXED BY conversions_source
    WHERE sale.scope = conversions.scope AND sale.source_id = conversions.parent AND sale.parent = ''
      AND sale.undone = 0
    ORDER BY sale.superseded_by IS NOT NULL, sale.kind NOT IN ('sale', 'renewal'), sale.key LIMIT 1)
  UNION ALL SELECT conversions.target, 0, NULL, conversions.novelty LIMIT 1)
WHERE parent <> '' AND undone = 0 AND {rows}"""
TAKING_BACK = """
INSERT OR IGNORE INTO temp.affected
SELECT later.id FROM temp.affected a JOIN conversions sale ON sale.id = a.id AND sale.parent = ''
JOIN conversions later INDEXED BY conversions_parent
  ON later.scope = sale.scope AND later.parent = sale.source_id AND later.parent <> ''"""

NOVELTY = """
UPDATE conversions SET novelty = CASE
  WHEN new = 1 THEN 'new'
  WHEN new = 0 THEN 'returning'
  WHEN settled IS NOT NULL THEN settled
  WHEN kind <> 'sale' OR customer IS NULL THEN ''
  WHEN EXISTS (
    SELECT 1 FROM conversions before INDEXED BY conversions_customer
    WHERE before.customer = conversions.customer AND before.customer IS NOT NULL AND before.kind = 'sale'
      AND (before.at, before.key) < (conversions.at, conversions.key) AND before.undone = 0
      AND before.superseded_by IS NULL) THEN 'returning'
  WHEN at >= {history} + (SELECT since FROM temp.shops WHERE shops.scope = conversions.scope) THEN 'new'
  ELSE '' END
WHERE undone = 0 AND {rows}"""

STATEMENTS = """
UPDATE totals SET superseded_by = ifnull(
  (SELECT r.new FROM replacements r JOIN totals n ON n.id = r.new WHERE r.old = totals.id AND n.undone = 0
   ORDER BY r.id LIMIT 1),
  nullif((SELECT best.id FROM totals best WHERE best.key = totals.key AND best.undone = 0
   ORDER BY best.count DESC LIMIT 1), id))
WHERE undone = 0 AND {rows}"""

# Of a lifetime counter only what was added since it was read before is counted, from that day on.
COUNTERS = f"""
UPDATE totals SET (since, base) = (
  SELECT before."end" - 1, before.count FROM totals before INDEXED BY totals_counters
  WHERE before.start = {EVER} AND before.scope = totals.scope AND before.metric = totals.metric
    AND before.dimension = totals.dimension AND before."end" < totals."end" AND before.undone = 0
    AND before.superseded_by IS NULL ORDER BY before."end" DESC LIMIT 1)
WHERE start = {EVER} AND undone = 0 AND {{rows}}"""


def derive(connection: sqlite3.Connection, table: str, rows: str = "true") -> None:
    """Derive again what stands among the rows that the SQL condition names."""
    if table == "totals":
        connection.execute(STATEMENTS.format(rows=rows))
        connection.execute(COUNTERS.format(rows=rows))
        return
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS shops (scope INTEGER PRIMARY KEY, since INTEGER)")
    connection.execute("DELETE FROM temp.shops")
    connection.execute(
        "INSERT INTO temp.shops SELECT scope, min(at) FROM conversions"
        " WHERE kind = 'sale' AND undone = 0 GROUP BY scope"
    )
    connection.execute(SERIES.format(rows=rows))
    walk(connection, rows)
    connection.execute(NOVELTY.format(rows=rows, history=HISTORY))
    connection.execute(CREDITED.format(rows=rows))


def count_new(connection: sqlite3.Connection, table: str, first: int, last: int) -> None:
    """Take rows ``first`` to ``last``, just written, into everything derived."""
    if last < first:
        return
    if table == "touches":  # counted while they were written
        if watch_new_touches(connection, first, last):
            _collect(connection, table, first, last)
            count_anew(connection)
    elif table in RELATIVES:
        if table == "conversions":
            watch_new_visitors(connection, first, last)
        _collect(connection, table, first, last)
        subtract(connection, table, f"{AFFECTED} AND id < {first}")
        derive(connection, table, AFFECTED)
        add(connection, table, AFFECTED)
    else:
        add(connection, table, f"id BETWEEN {first} AND {last}")


@contextmanager
def counting_again(connection: sqlite3.Connection, table: str, first: int, last: int) -> Iterator[None]:
    """Let rows ``first`` to ``last`` be changed inside; what they meant is taken out before and counted after."""
    rows = {table: f"id BETWEEN {first} AND {last}"}
    if table in RELATIVES:
        _collect(connection, table, first, last)
        rows |= {"conversions" if table == "touches" else table: AFFECTED}
    for name, condition in rows.items():
        subtract(connection, name, condition)
    yield
    for name, condition in rows.items():
        if name in DERIVED:
            derive(connection, name, condition)
        add(connection, name, condition)


def count_anew(connection: sqlite3.Connection) -> None:
    """Derive what follows from the conversions noted in ``temp.affected``, and count them again."""
    subtract(connection, "conversions", AFFECTED)
    derive(connection, "conversions", AFFECTED)
    add(connection, "conversions", AFFECTED)


def resolve_again(connection: sqlite3.Connection) -> None:
    """Resolve every target again, after something was promised, and what follows from it for people's paths."""
    note_proved(connection)
    rederive(connection)
    note_changed(connection)
    _note(connection, [OF_CHANGED], {})
    connection.execute(TAKING_BACK)
    count_anew(connection)


def _collect(connection: sqlite3.Connection, table: str, first: int, last: int) -> None:
    span = {"first": first, "last": last}
    _note(connection, RELATIVES[table], span)
    if table == "conversions":
        for scope, inside, outside in connection.execute(EARLIEST, span).fetchall():
            if inside is not None and outside is not None and inside < outside:  # the shop's history began elsewhere
                connection.execute(
                    "INSERT OR IGNORE INTO temp.affected SELECT id FROM conversions"
                    " WHERE kind = 'sale' AND customer IS NOT NULL AND scope = ?",
                    (scope,),
                )
    if table != "totals":
        connection.execute(TAKING_BACK)


def _note(connection: sqlite3.Connection, selects: Iterable[str], span: Mapping[str, int]) -> None:
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS affected (id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.affected")
    for sql in selects:
        connection.execute(f"INSERT OR IGNORE INTO temp.affected {sql}", span)
