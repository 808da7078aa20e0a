"""Which rows were merged into which sale: for people who want to see what isn't counted, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xpromo.answers import Merged, Teller
from xpromo.ledger.promise_rows import date_of
from xpromo.ledger.reading import of_campaigns, parameters

if TYPE_CHECKING:
    import sqlite3

    from xpromo.ledger.store import Ledger
    from xpromo.records import Request

ANY = """
SELECT 1 FROM conversions INDEXED BY conversions_superseded WHERE superseded_by IS NOT NULL AND undone = 0 LIMIT 1"""
# Rows :first to :last that another scope tells of too, by who that is
TOLD_TOO = """
SELECT b.source, b.account, count(DISTINCT own.source_id) FROM (
  SELECT r.source_id, s.batch FROM conversions r CROSS JOIN conversions s ON s.id = r.superseded_by
  WHERE r.id BETWEEN :first AND :last AND r.kind IN ('sale', 'renewal') AND s.scope <> r.scope
  UNION ALL
  SELECT r.source_id, m.batch FROM conversions r CROSS JOIN conversions m INDEXED BY conversions_superseded
    ON m.superseded_by = r.id AND m.undone = 0
  WHERE r.id BETWEEN :first AND :last AND m.kind IN ('sale', 'renewal') AND m.scope <> r.scope
) own JOIN batches b ON b.id = own.batch GROUP BY b.source, b.account ORDER BY b.source, b.account"""
MERGED = """
SELECT s.day, s.kind, s.source_id, sb.source, sb.account, s.amount, s.currency,
  m.source_id, mb.source, mb.account, m.amount, m.currency
FROM conversions m INDEXED BY conversions_superseded CROSS JOIN conversions s ON s.id = m.superseded_by
JOIN batches mb ON mb.id = m.batch JOIN batches sb ON sb.id = s.batch
JOIN evidence e ON e.target = s.credited AND e.owner = 1 AND s.day >= e.from_day AND s.day < e.until_day
WHERE m.superseded_by IS NOT NULL AND m.undone = 0 AND m.scope <> s.scope
  AND s.day >= :since AND s.day < :until {campaigns}
ORDER BY s.day, s.at, s.key, mb.source, mb.account, m.key"""


def is_told_twice(connection: sqlite3.Connection) -> bool:
    """Whether anything stands for another row: quick to say where nothing does."""
    return bool(connection.execute(ANY).fetchone())


def told_too(connection: sqlite3.Connection, first: int, last: int) -> dict[str, int]:
    """Return who else tells of the sales in rows ``first`` to ``last``, and of how many of them."""
    found = connection.execute(TOLD_TOO, {"first": first, "last": last})
    return {source if account == "default" else f"{source} ({account})": n for source, account, n in found}


def read_merged(ledger: Ledger, request: Request) -> list[Merged]:
    """Return the rows that were merged into a sale of the period, or into what took one back."""
    sql = MERGED.format(campaigns=of_campaigns(request))
    with ledger.reading() as connection:
        return [
            Merged(date_of(day), kind, Teller(*rest[:5]), Teller(*rest[5:]))
            for day, kind, *rest in connection.execute(sql, parameters(request))
        ]
