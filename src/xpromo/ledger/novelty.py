"""Which purchases are a customer's first: as the export says, else as far back as the ledger knows the shop.

A sale that several tools tell of is known by all of them: by the row that stands and by those that point to it. A
customer's purchases are sales that count, found by any row that names the customer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xpromo.ledger.merged import is_told_twice

if TYPE_CHECKING:
    import sqlite3

HISTORY = 180 * 86_400  # seconds of a shop's history before a first purchase in the ledger may be called a first one
SHOPS = """
INSERT INTO temp.shops SELECT scope, min(at) FROM conversions INDEXED BY conversions_shop
WHERE kind = 'sale' AND undone = 0 GROUP BY scope"""
EARLIER = """
    SELECT 1 FROM conversions before INDEXED BY conversions_customer
    CROSS JOIN conversions stands ON stands.id = ifnull(before.superseded_by, before.id)
    WHERE before.customer {customers} AND before.customer IS NOT NULL AND before.kind = 'sale' AND before.undone = 0
      AND stands.id <> conversions.id AND stands.aside = 0
      AND (stands.at, stands.key) < (conversions.at, conversions.key)"""
EARLIER_ALONE = """
    SELECT 1 FROM conversions before INDEXED BY conversions_customer
    WHERE before.customer = conversions.customer AND before.customer IS NOT NULL AND before.kind = 'sale'
      AND before.undone = 0 AND before.aside = 0 AND (before.at, before.key) < (conversions.at, conversions.key)"""
CUSTOMERS = """
    SELECT conversions.customer
    UNION ALL SELECT m.customer FROM conversions m INDEXED BY conversions_superseded
    WHERE m.superseded_by = conversions.id AND m.undone = 0"""
OLD_SHOP = f"at >= {HISTORY} + (SELECT since FROM temp.shops WHERE shops.scope = conversions.scope)"
# Rows that stay as they are aren't written: most say nothing new
ALONE = f"""
UPDATE conversions SET novelty = found.novelty FROM (
  SELECT id, CASE
    WHEN superseded_by IS NOT NULL OR aside = 1 THEN ''
    WHEN new = 1 THEN 'new'
    WHEN new = 0 THEN 'returning'
    WHEN settled IS NOT NULL THEN settled
    WHEN kind <> 'sale' OR customer IS NULL THEN ''
    WHEN EXISTS ({{earlier}}) THEN 'returning'
    WHEN {OLD_SHOP} THEN 'new'
    ELSE '' END AS novelty
  FROM conversions WHERE undone = 0 AND {{rows}}
) found WHERE found.id = conversions.id AND found.novelty <> conversions.novelty"""
TOGETHER = f"""
UPDATE conversions SET novelty = CASE
  WHEN aside = 1 THEN ''
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


def derive_novelty(connection: sqlite3.Connection, rows: str) -> None:
    """Derive it of the conversions in ``temp.affected``; the SQL condition says no less."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS shops (scope INTEGER PRIMARY KEY, since INTEGER)")
    connection.execute("DELETE FROM temp.shops")
    connection.execute(SHOPS)
    if not is_told_twice(connection):  # every row stands for itself: half the work
        connection.execute(ALONE.format(rows=rows, earlier=EARLIER_ALONE))
        return
    connection.execute(ALONE.format(rows=rows, earlier=EARLIER.format(customers="= conversions.customer")))
    connection.execute(TOGETHER)
