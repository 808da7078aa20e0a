"""Which conversions and totals stand, whose they are, which purchases are a first one: derived from the set of facts.

Whatever order files come in, and whatever is undone, the outcome is a function of the rows that are in force.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from xpromo.ledger.merged import is_told_twice
from xpromo.ledger.merging import credit_orphans, gather_kin, merge
from xpromo.ledger.rollups import add, subtract
from xpromo.records import EVER

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping

HISTORY = 180 * 86_400  # seconds of a shop's history before a first purchase in the ledger may be called a first one
AFFECTED = "id IN (SELECT id FROM temp.affected)"
KIN = "id IN (SELECT id FROM temp.affected WHERE kin)"
EARLIEST = """
SELECT scope, min(at) FILTER (WHERE id BETWEEN :first AND :last), min(at) FILTER (WHERE id NOT BETWEEN :first AND :last)
FROM conversions WHERE kind = 'sale' AND undone = 0 GROUP BY scope"""

# Rows whose standing can depend on the rows :first to :last are kin to them; what only these say of a customer can
# change whether a purchase was a first one.
RELATIVES = {
    "conversions": (
        """SELECT other.id FROM conversions one JOIN conversions other INDEXED BY conversions_series
             ON other.scope = one.scope AND other.series = one.series AND other.series <> ''
           WHERE one.id BETWEEN :first AND :last AND one.series <> ''""",
    ),
    "totals": (
        """SELECT id FROM totals WHERE undone = 0 AND key IN
           (SELECT key FROM totals WHERE id BETWEEN :first AND :last)""",
        "SELECT old FROM replacements WHERE new BETWEEN :first AND :last",
        f"""SELECT id FROM totals WHERE start = {EVER} AND undone = 0 AND (scope, metric, dimension) IN
            (SELECT scope, metric, dimension FROM totals WHERE start = {EVER} AND id BETWEEN :first AND :last)""",
    ),
}
BACKS = """
SELECT id FROM conversions WHERE parent <> '' AND (scope, parent) IN (
  SELECT scope, source_id FROM conversions WHERE parent = '' AND id IN (SELECT id FROM temp.affected))"""
ACQUAINTED = (
    """SELECT id FROM conversions WHERE kind = 'sale' AND customer IN (
         SELECT customer FROM conversions
         WHERE kind IN ('sale', 'renewal') AND customer IS NOT NULL AND id IN (SELECT id FROM temp.affected))""",
    """SELECT superseded_by FROM conversions
       WHERE superseded_by IS NOT NULL AND id IN (SELECT id FROM temp.affected WHERE NOT kin)""",
)

SERIES = """
UPDATE conversions SET superseded_by = nullif((
  SELECT best.id FROM conversions best
  WHERE best.scope = conversions.scope AND best.series = conversions.series AND best.series <> '' AND best.undone = 0
  ORDER BY best.rank DESC, best.key LIMIT 1), id)
WHERE (series <> '' OR superseded_by IS NOT NULL) AND undone = 0 AND {kin}"""
OWN = "UPDATE conversions SET credited = target WHERE credited <> target AND parent = '' AND undone = 0 AND {kin}"

# What takes a sale back counts where the sale counts, whichever came first; without its sale it stands for itself.
# A sign-up may have the sale's id, because ids are told apart by kind: money goes back where money came from.
CREDITED = """
UPDATE conversions SET credited = ifnull((
  SELECT stands.credited FROM conversions sale INDEXED BY conversions_source
  CROSS JOIN conversions stands ON stands.id = ifnull(sale.superseded_by, sale.id)
  WHERE sale.scope = conversions.scope AND sale.source_id = conversions.parent AND sale.parent = '' AND sale.undone = 0
  ORDER BY sale.kind NOT IN ('sale', 'renewal'), sale.superseded_by IS NOT NULL, sale.key LIMIT 1), target)
WHERE parent <> '' AND undone = 0 AND {kin}"""

# A customer's purchases are sales that stand, found by any row that names the customer.
EARLIER = """
    SELECT 1 FROM conversions before INDEXED BY conversions_customer
    CROSS JOIN conversions stands ON stands.id = ifnull(before.superseded_by, before.id)
    WHERE before.customer {customers} AND before.customer IS NOT NULL AND before.kind = 'sale' AND before.undone = 0
      AND stands.id <> conversions.id AND (stands.at, stands.key) < (conversions.at, conversions.key)"""
CUSTOMERS = """
    SELECT conversions.customer
    UNION ALL SELECT m.customer FROM conversions m INDEXED BY conversions_superseded
    WHERE m.superseded_by = conversions.id AND m.undone = 0"""
OLD_SHOP = f"at >= {HISTORY} + (SELECT since FROM temp.shops WHERE shops.scope = conversions.scope)"
NOVELTY = f"""
UPDATE conversions SET novelty = CASE
  WHEN superseded_by IS NOT NULL THEN ''
  WHEN new = 1 THEN 'new'
  WHEN new = 0 THEN 'returning'
  WHEN settled IS NOT NULL THEN settled
  WHEN kind <> 'sale' OR customer IS NULL THEN ''
  WHEN EXISTS ({EARLIER.format(customers="= conversions.customer")}) THEN 'returning'
  WHEN {OLD_SHOP} THEN 'new'
  ELSE '' END
WHERE undone = 0 AND {{rows}}"""
# The same of sales that other tools' rows tell of too: what any of them knows counts
TOGETHER = f"""
UPDATE conversions SET novelty = CASE
  WHEN told.new = 1 THEN 'new'
  WHEN told.new = 0 THEN 'returning'
  WHEN told.settled IS NOT NULL THEN told.settled
  WHEN kind <> 'sale' OR NOT told.known THEN ''
  WHEN EXISTS ({EARLIER.format(customers=f"IN ({CUSTOMERS})")}) THEN 'returning'
  WHEN {OLD_SHOP} THEN 'new'
  ELSE '' END
FROM (
  SELECT h.id AS head, ifnull(h.new, min(m.new)) AS new, ifnull(h.settled, max(m.settled)) AS settled,
    h.customer IS NOT NULL OR count(m.customer) > 0 AS known
  FROM temp.affected a CROSS JOIN conversions h ON h.id = a.id
  CROSS JOIN conversions m INDEXED BY conversions_superseded ON m.superseded_by = h.id AND m.undone = 0
  WHERE h.undone = 0 AND m.kind IN ('sale', 'renewal') GROUP BY h.id
) told WHERE told.head = conversions.id"""

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


def derive_all(connection: sqlite3.Connection) -> None:
    """Derive what stands among all rows."""
    for table in RELATIVES:
        _empty(connection)
        connection.execute(f"INSERT INTO temp.affected (id) SELECT id FROM {table}")
        _derive(connection, table, rows="id > 0", kin="id > 0")


def _derive(connection: sqlite3.Connection, table: str, rows: str = AFFECTED, kin: str = KIN) -> None:
    """Derive again what stands among ``temp.affected``; the SQL conditions say no less."""
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
    connection.execute(SERIES.format(kin=kin))
    connection.execute(OWN.format(kin=kin))
    merged = merge(connection)
    connection.execute(CREDITED.format(kin=kin))
    if merged:
        credit_orphans(connection)
    connection.execute(NOVELTY.format(rows=rows))
    if is_told_twice(connection):
        connection.execute(TOGETHER)


def count_new(connection: sqlite3.Connection, table: str, first: int, last: int) -> None:
    """Take rows ``first`` to ``last``, just written, into everything derived."""
    if last < first:
        return
    if table in RELATIVES:
        _collect(connection, table, first, last)
        subtract(connection, table, f"{AFFECTED} AND id < {first}")
        _derive(connection, table)
        add(connection, table, AFFECTED)
    else:
        add(connection, table, f"id BETWEEN {first} AND {last}")


@contextmanager
def counting_again(connection: sqlite3.Connection, table: str, first: int, last: int) -> Iterator[None]:
    """Let rows ``first`` to ``last`` be changed inside; what they meant is taken out before and counted after."""
    rows = f"id BETWEEN {first} AND {last}"
    if table in RELATIVES:
        _collect(connection, table, first, last)
        rows = AFFECTED
    subtract(connection, table, rows)
    yield
    if table in RELATIVES:
        _derive(connection, table)
    add(connection, table, rows)


def _empty(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS affected (id INTEGER PRIMARY KEY, kin INTEGER NOT NULL DEFAULT 1)"
    )
    connection.execute("DELETE FROM temp.affected")


def _collect(connection: sqlite3.Connection, table: str, first: int, last: int) -> None:
    _empty(connection)
    span = {"first": first, "last": last}
    own = f"SELECT id FROM {table} WHERE id BETWEEN :first AND :last"
    for sql in (own, *RELATIVES[table]):
        connection.execute(f"INSERT OR IGNORE INTO temp.affected (id) {sql}", span)
    if table == "conversions":
        gather_kin(connection)
        connection.execute(f"INSERT OR IGNORE INTO temp.affected (id) {BACKS}")
        for sql in (*ACQUAINTED, *_whose_history_began(connection, span)):
            connection.execute(f"INSERT OR IGNORE INTO temp.affected (id, kin) SELECT *, 0 FROM ({sql})")


def _whose_history_began(connection: sqlite3.Connection, span: Mapping[str, int]) -> list[str]:
    """Return what asks for the customers of shops whose earliest sale comes or goes with these rows."""
    return [
        f"SELECT id FROM conversions WHERE kind = 'sale' AND customer IS NOT NULL AND scope = {int(scope)}"
        for scope, inside, outside in connection.execute(EARLIEST, span).fetchall()
        if inside is not None and outside is not None and inside < outside
    ]
