"""Where the records of an import go, looked up before it is kept or thrown away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xpromo.imported import Preview
from xpromo.ledger.reading import Names
from xpromo.records import Evidence, Unresolved

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

SAMPLE = 3
COUNTED = {  # table → target, day, and which rows count as records
    "touches": ("target", "day", "excluded = 1 AND id NOT IN (SELECT touch FROM exclusions)"),
    "conversions": ("credited", "day", "true"),
    "reported": ("target", "day", "true"),
    "totals": ("target", '"end" - 1', "true"),
    "costs": ("target", "day", "true"),
    "mentions": ("target", "day", "true"),
}
FRESH = " UNION ALL ".join(
    f"SELECT {target} AS target, {day} AS day, count(*) AS n FROM {table}"
    f" WHERE id > :{table} AND {counts} GROUP BY 1, 2"
    for table, (target, day, counts) in COUNTED.items()
)
OWNED = f"""
FROM ({FRESH}) f JOIN evidence e ON e.target = f.target AND e.owner = 1 AND f.day >= e.from_day AND f.day < e.until_day
"""
REACHED = f"""
SELECT level, CASE level WHEN 'placement' THEN placement WHEN 'property' THEN property
  WHEN 'campaign' THEN e.campaign WHEN 'partner' THEN partner ELSE '' END, sum(n)
{OWNED} GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"""
FIELDS = ", ".join(f"t.{name}" for name in Evidence._fields)
UNRESOLVED = f"""
SELECT {FIELDS}, sum(n) {OWNED} JOIN targets t ON t.id = f.target WHERE level = 'nothing'
GROUP BY t.id ORDER BY sum(n) DESC, {FIELDS} LIMIT {SAMPLE}"""


def preview(connection: sqlite3.Connection, before: Mapping[str, int]) -> Preview:
    """Return where the rows with numbers above ``before`` go."""
    last = {table: before[table] for table in COUNTED}
    reached = [(level, name, n) for level, name, n in connection.execute(REACHED, last)]
    rows = connection.execute(UNRESOLVED, last).fetchall()
    names = Names(connection)
    found = ((Evidence(*values), n) for *values, n in rows)
    return Preview(reached, [Unresolved(item, "records", n, names.nearest(item)) for item, n in found])
