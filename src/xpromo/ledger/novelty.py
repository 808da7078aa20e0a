"""Which purchases are a customer's first: as the export says, else as far back as the ledger knows the shop.

A sale that several tools tell of is known by all of them: by the row that stands and by those that point to it. A
customer's purchases are sales that count, found by any row that names the customer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xpromo.ledger.merged import is_told_twice
from xpromo.ledger.temporary import empty_table

if TYPE_CHECKING:
    import sqlite3

    from xpromo.records import Conversions

WORDS = {True: "new", False: "returning"}
HISTORY = 180 * 86_400  # seconds of a shop's history before a first purchase in the ledger may be called a first one
SHOPS = """
INSERT INTO temp.shops SELECT scope, min(at) FROM conversions INDEXED BY conversions_shop
WHERE kind = 'sale' AND undone = 0 GROUP BY scope"""
EARLIER = """
    EXISTS (SELECT 1 FROM conversions before INDEXED BY conversions_customer
    CROSS JOIN conversions stands ON stands.id = ifnull(before.superseded_by, before.id)
    WHERE before.customer {customers} AND before.customer IS NOT NULL AND before.kind = 'sale' AND before.undone = 0
      AND stands.id <> conversions.id AND stands.aside = 0
      AND (stands.at, stands.key) < (conversions.at, conversions.key))"""
SAME_BUYER = """
    EXISTS (SELECT 1 FROM conversions before INDEXED BY conversions_customer
    WHERE before.customer = conversions.customer AND before.customer IS NOT NULL AND before.kind = 'sale'
      AND before.undone = 0 AND {when})"""
SAME_SECOND = "before.at = conversions.at AND before.id <> conversions.id AND before.key < conversions.key"
EARLIER_ALONE = f"""
    ({SAME_BUYER.format(when="before.at < conversions.at")} OR {SAME_BUYER.format(when=SAME_SECOND)})"""
FIRSTS = """
INSERT INTO temp.firsts SELECT CASE
  WHEN EXISTS (SELECT 1 FROM conversions other INDEXED BY conversions_customer
    WHERE other.customer = first.customer AND other.at = first.at AND other.id <> first.id
      AND other.customer IS NOT NULL AND other.kind = 'sale' AND other.undone = 0)
  THEN (SELECT other.id FROM conversions other INDEXED BY conversions_customer
    WHERE other.customer = first.customer AND other.at = first.at
      AND other.customer IS NOT NULL AND other.kind = 'sale' AND other.undone = 0 ORDER BY other.key LIMIT 1)
  ELSE id END
FROM (SELECT id, customer, min(at) AS at FROM conversions INDEXED BY conversions_customer
  WHERE customer IS NOT NULL AND kind = 'sale' AND undone = 0 GROUP BY customer) first"""
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
    WHEN {{earlier}} THEN 'returning'
    WHEN {OLD_SHOP} THEN 'new'
    ELSE '' END AS novelty
  FROM conversions WHERE undone = 0 AND {{rows}}
) found WHERE found.id = conversions.id AND found.novelty <> conversions.novelty"""
FIRST_ONES = f"""
UPDATE conversions SET novelty = iif({OLD_SHOP}, 'new', '')
WHERE id IN (SELECT id FROM temp.firsts) AND new IS NULL AND {{rows}}"""
TOGETHER = f"""
UPDATE conversions SET novelty = CASE
  WHEN aside = 1 THEN ''
  WHEN told.new = 1 THEN 'new'
  WHEN told.new = 0 THEN 'returning'
  WHEN told.settled IS NOT NULL THEN told.settled
  WHEN kind <> 'sale' OR NOT told.known THEN ''
  WHEN {EARLIER.format(customers=f"IN ({CUSTOMERS})")} THEN 'returning'
  WHEN {OLD_SHOP} THEN 'new'
  ELSE '' END
FROM (
  SELECT h.id AS head, ifnull(h.new, min(m.new)) AS new, ifnull(h.settled, max(m.settled)) AS settled,
    h.customer IS NOT NULL OR count(m.customer) > 0 AS known
  FROM temp.affected a CROSS JOIN conversions h ON h.id = a.id
  CROSS JOIN conversions m INDEXED BY conversions_superseded ON m.superseded_by = h.id AND m.undone = 0
  WHERE h.undone = 0 AND m.kind IN ('sale', 'renewal') GROUP BY h.id
) told WHERE told.head = conversions.id"""


def derive_novelty(connection: sqlite3.Connection, rows: str, *, aside: bool) -> None:
    """Derive it of the conversions in ``temp.affected``; the condition says no less. ``aside``: some don't count."""
    _note_shops(connection)
    if not aside and not is_told_twice(connection):  # every row stands for itself: half the work
        connection.execute(ALONE.format(rows=rows, earlier=EARLIER_ALONE))
        return
    connection.execute(ALONE.format(rows=rows, earlier=EARLIER.format(customers="= conversions.customer")))
    connection.execute(TOGETHER)


def derive_of_plain(connection: sqlite3.Connection, rows: str, *, many: bool) -> None:
    """Derive it of rows just written where every sale stands for itself.

    ``many``: they are a great part of all. Then customers are looked through in order, once; their first purchases are
    in ``temp.firsts`` afterwards, and all others are what :func:`likely` said.
    """
    _note_shops(connection)
    if not many:
        connection.execute(ALONE.format(rows=rows, earlier=EARLIER_ALONE))
        return
    empty_table(connection, "firsts", "(id INTEGER PRIMARY KEY)")
    connection.execute(FIRSTS)
    connection.execute(FIRST_ONES.format(rows=rows))


def likely(conversions: Conversions) -> list[str]:
    """Return what the novelty of each row is unless the row is a customer's first purchase, or takes another back: it
    is written so, and most rows needn't be written again.
    """
    rows = zip(conversions.kind, conversions.customer, conversions.new, conversions.parent, strict=True)
    return [
        WORDS[new] if new is not None else "returning" if kind == "sale" and customer and not parent else ""
        for kind, customer, new, parent in rows
    ]


def _note_shops(connection: sqlite3.Connection) -> None:
    empty_table(connection, "shops", "(scope INTEGER PRIMARY KEY, since INTEGER)")
    connection.execute(SHOPS)
