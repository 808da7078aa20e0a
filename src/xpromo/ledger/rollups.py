"""``daily``: one SQL text for each kind of fact, used alike by imports, undo and ``rebuild``.

A cell is (target, metric, label, source, currency, day, days) → facts, n, amount, sum of squares. Texts 1 to 5 are
"", clicks, cost, new, returning (schema). Touches are grouped by day first because they mostly come in that order,
which halves the sorting; conversions in the order of ``daily``, which is then written from one end to the other.

Squares are floating point: they never overflow, and up to 2^53 they are exact, so that taking away undoes adding. A
cell beyond that (one sale of a million is enough) is summed from its facts again whenever it is touched: otherwise
what is left after a large sale was undone would be what rounding left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    TouchCells = Mapping[tuple[int, int], Mapping[int, int]]  # (label, day) → target → facts

COLUMNS = "target, metric, label, source, currency, day, days, facts, n, amount, squares"

FACTS = {
    "touches": """
        SELECT target, 2, label, s.id, 1, day, 1, facts, facts, 0, 0.0
        FROM (
          SELECT target, ifnull(reason, excluded) AS label, batch, day, count(*) AS facts
          FROM touches f LEFT JOIN exclusions ON touch = f.id WHERE undone = 0 AND {rows}
          GROUP BY batch, day, target, label
        ) JOIN batches b ON b.id = batch JOIN texts s ON s.text = b.source WHERE true""",
    "conversions": """
        SELECT target, m.id, l.id, s.id, c.id, day, 1, facts, facts, money, squares
        FROM (
          SELECT credited AS target, kind AS what, novelty, batch, currency AS iso, day, count(*) AS facts,
            ifnull(sum(amount), 0) AS money, total(1.0 * amount * amount) AS squares
          FROM conversions WHERE undone = 0 AND superseded_by IS NULL AND aside = 0 AND {rows}
          GROUP BY credited, kind, novelty, batch, currency, day
        ) JOIN batches b ON b.id = batch JOIN texts s ON s.text = b.source JOIN texts m ON m.text = what
        JOIN texts l ON l.text = novelty JOIN texts c ON c.text = iso WHERE true""",
    "totals": """
        SELECT target, m.id, l.id, s.id, 1, begins, days, facts, n, 0, 0.0
        FROM (
          SELECT target, metric, dimension, batch, ifnull(since, start) AS begins,
            "end" - ifnull(since, start) AS days, count(*) AS facts, sum(count - ifnull(base, 0)) AS n
          FROM totals WHERE undone = 0 AND superseded_by IS NULL AND {rows}
          GROUP BY target, metric, dimension, batch, begins, days
        ) JOIN batches b ON b.id = batch JOIN texts s ON s.text = b.source JOIN texts m ON m.text = metric
        JOIN texts l ON l.text = dimension WHERE true""",
    "costs": """
        SELECT target, 3, l.id, s.id, c.id, day, 1, facts, facts, money, squares
        FROM (
          SELECT target, paid_by, batch, currency AS iso, day, count(*) AS facts, sum(amount) AS money,
            total(1.0 * amount * amount) AS squares
          FROM costs WHERE undone = 0 AND {rows} GROUP BY target, paid_by, batch, currency, day
        ) JOIN batches b ON b.id = batch JOIN texts s ON s.text = b.source
        JOIN texts l ON l.text = paid_by JOIN texts c ON c.text = iso WHERE true""",
}
MERGE = """
ON CONFLICT DO UPDATE SET facts = facts + excluded.facts, n = n + excluded.n, amount = amount + excluded.amount,
  squares = squares + excluded.squares"""

BY_PATH = """
INSERT INTO daily_paths (path, target, metric, label, currency, day, n, amount)
SELECT path, credited, m.id, l.id, c.id, day, {sign} n, {sign} money
FROM (
  SELECT path, credited, kind AS what, novelty, currency AS iso, day, count(*) AS n, ifnull(sum(amount), 0) AS money
  FROM conversions
  WHERE path IS NOT NULL AND undone = 0 AND superseded_by IS NULL AND aside = 0 AND {rows}
  GROUP BY path, credited, kind, novelty, currency, day
) JOIN texts m ON m.text = what JOIN texts l ON l.text = novelty JOIN texts c ON c.text = iso WHERE true
ON CONFLICT DO UPDATE SET n = n + excluded.n, amount = amount + excluded.amount"""

EXACT = 2**53
MONEY = {"conversions": ("credited", "metric <> 3"), "costs": ("target", "metric = 3")}  # their target, their cells


def add(connection: sqlite3.Connection, table: str, rows: str, walked: str = "") -> None:
    """Count the rows of ``table`` that the SQL condition ``rows`` names and that stand; ``walked``: those of them that
    can have a path, where not all can.
    """
    connection.execute(f"INSERT INTO daily ({COLUMNS}) {FACTS[table].format(rows=rows)} {MERGE}")
    if table == "conversions":
        connection.execute(BY_PATH.format(sign="", rows=walked or rows))
    if table in MONEY:
        _sum_again(connection, table)


def _sum_again(connection: sqlite3.Connection, table: str) -> None:
    """Sum the squares of inexact cells from the facts, and of those that were inexact before :func:`subtract`."""
    target, cells = MONEY[table]
    _note_inexact(connection)
    if connection.execute("SELECT 1 FROM temp.inexact").fetchone():
        named = "IN (SELECT target, day FROM temp.inexact)"
        connection.execute(f"UPDATE daily SET squares = 0.0 WHERE {cells} AND (target, day) {named}")
        connection.execute(
            f"INSERT INTO daily ({COLUMNS}) {FACTS[table].format(rows=f'({target}, day) {named}')}"
            " ON CONFLICT DO UPDATE SET squares = squares + excluded.squares"
        )
        connection.execute("DELETE FROM temp.inexact")


def _note_inexact(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS inexact (target INTEGER, day INTEGER, PRIMARY KEY (target, day))"
    )
    connection.execute(f"INSERT OR IGNORE INTO temp.inexact SELECT target, day FROM daily WHERE squares >= {EXACT}")


def add_touches(connection: sqlite3.Connection, source: int, cells: TouchCells) -> None:
    """Count touches of one source that were counted while they were written.

    Comes to what :func:`add` would; it spares reading a million rows back.
    """
    rows = sorted((target, label, day, n) for (label, day), facts in cells.items() for target, n in facts.items())
    connection.executemany(
        f"INSERT INTO daily ({COLUMNS}) VALUES (?1, 2, ?2, {source}, 1, ?3, 1, ?4, ?4, 0, 0.0) {MERGE}", rows
    )


def subtract(connection: sqlite3.Connection, table: str, rows: str) -> None:
    """Take rows out of the counts again, before they change; cells without facts go. :func:`add` comes after it."""
    if table in MONEY:
        _note_inexact(connection)
    connection.execute(
        f"INSERT INTO daily ({COLUMNS}) SELECT target, metric, label, source, currency, day, days,"
        f" -facts, -n, -amount, -squares FROM ({_named(table, rows)}) WHERE true {MERGE}"
    )
    connection.execute("DELETE FROM daily WHERE facts = 0")
    if table == "conversions":
        connection.execute(BY_PATH.format(sign="-", rows=rows))
        connection.execute("DELETE FROM daily_paths WHERE n = 0")


def _named(table: str, rows: str) -> str:
    return f"WITH cells ({COLUMNS}) AS ({FACTS[table].format(rows=rows)}) SELECT * FROM cells"


def rebuild_daily(connection: sqlite3.Connection) -> None:
    """Make ``daily`` and ``daily_paths`` again from the facts."""
    connection.execute("DELETE FROM daily")
    connection.execute("DELETE FROM daily_paths")
    for table in FACTS:
        add(connection, table, "true")
