"""Codes that count outside of the days they were issued for: a shop took them sooner or longer than was promised.

The code was typed all the same, so it is evidence as ever; a report says that it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xpromo.answers import OutsideDays
from xpromo.ledger.promise_rows import date_of
from xpromo.ledger.reading import parameters
from xpromo.ledger.renaming import read_renamings

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from xpromo.ledger.store import Ledger
    from xpromo.records import Request

# Of several codes (PARTNER10,FREESHIP) the first that somebody issued counts. What follows a sale (a renewal, a refund)
# carries its code, however late.
CARRIED = """
SELECT id AS target, CASE WHEN instr(code, ',') = 0 THEN code ELSE (
  SELECT value FROM json_each('[' || replace(json_quote(code), ',', '","') || ']')
  WHERE value IN (SELECT code FROM codes) ORDER BY key LIMIT 1) END AS code
FROM targets WHERE code <> '' AND {targets}"""
ISSUED = """ifnull(
  (SELECT id FROM codes c WHERE c.code = x.code AND c.valid_from <= {day} ORDER BY c.valid_from DESC LIMIT 1),
  (SELECT id FROM codes c WHERE c.code = x.code ORDER BY c.valid_from LIMIT 1))"""
OUTSIDE = f"""
WITH carried AS MATERIALIZED ({CARRIED.format(targets="code <> ''")}),
counted AS (
  SELECT {ISSUED.format(day="d.day")} AS issue, d.day, d.n
  FROM carried x CROSS JOIN daily d ON d.target = x.target
  WHERE d.metric IN (
      SELECT id FROM texts WHERE text IN ('sale', 'lead', 'signup', 'registration', 'attendance', 'trial'))
    AND d.day >= :since AND d.day < :until)
SELECT c.campaign, iif(c.kind = 'shared', c.code, ''), c.valid_from, c.valid_until, sum(n)
FROM counted JOIN codes c ON c.id = issue WHERE day < valid_from OR day >= valid_until
GROUP BY c.campaign, iif(c.kind = 'shared', c.id, 0) ORDER BY 5 DESC, 1, 2, 3"""
DAYS_OF = f"""
SELECT valid_from, valid_until FROM codes WHERE id = (
  SELECT {ISSUED.format(day=":day")} FROM ({CARRIED.format(targets="id = :target")}) x)
  AND (:day < valid_from OR :day >= valid_until)"""


def read_outside(ledger: Ledger, request: Request) -> list[OutsideDays]:
    """Return what codes brought in the period outside of their days, by campaign and code, the most frequent first."""
    with ledger.reading() as connection:
        present = read_renamings(connection).campaign
        rows = connection.execute(OUTSIDE, parameters(request)).fetchall()
    found = [
        OutsideDays(present(campaign), code, date_of(first), date_of(end), n) for campaign, code, first, end, n in rows
    ]
    return [item for item in found if not request.campaigns or item.campaign in request.campaigns]


def days_of_code(connection: sqlite3.Connection, target: int, day: int) -> tuple[date, date] | None:
    """Return the days (the end exclusive) for which the code that a target carries was issued, if ``day`` is none."""
    row = connection.execute(DAYS_OF, {"target": target, "day": day}).fetchone()
    return (date_of(row[0]), date_of(row[1])) if row else None
