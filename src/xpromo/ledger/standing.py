"""Which conversions and totals stand, whose they are, which purchases are a first one: derived from the set of facts.

Whatever order files come in, and whatever is undone, the outcome is a function of the rows that are in force.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from xpromo.ledger.aside import STALE_ORPHANS, STALE_SALES, note_records, set_orphans_aside, set_sales_aside
from xpromo.ledger.hygiene import looking_again
from xpromo.ledger.journeys import (
    OF_CHANGED,
    OF_NEW_DEVICES,
    OF_TOUCHES,
    OF_TOUCHES_CHANGED,
    note_changed,
    note_proved,
    walk,
    watch_new_touches,
    watch_new_visitors,
)
from xpromo.ledger.merged import is_told_twice
from xpromo.ledger.merging import credit_orphans, gather_kin, merge
from xpromo.ledger.novelty import derive_novelty, derive_of_plain
from xpromo.ledger.origins import ORIGIN
from xpromo.ledger.promotions import OF_PROMOTIONS, name_codes
from xpromo.ledger.resolving import rederive
from xpromo.ledger.rollups import FACTS, add, subtract
from xpromo.ledger.tellers import note_tellers
from xpromo.ledger.temporary import empty_table
from xpromo.records import EVER

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping

AFFECTED = "id IN (SELECT id FROM temp.affected)"
KIN = "id IN (SELECT id FROM temp.affected WHERE kin)"
ALL = "id > 0"
DERIVED = ("conversions", "totals")
EARLIEST = """
SELECT scope, min(at) FILTER (WHERE id BETWEEN :first AND :last), min(at) FILTER (WHERE id NOT BETWEEN :first AND :last)
FROM conversions INDEXED BY conversions_shop WHERE kind = 'sale' AND undone = 0 GROUP BY scope"""

# Rows whose standing can depend on the rows :first to :last of a table; on touches and promotions that of conversions
RELATIVES = {
    "conversions": ("SELECT id FROM conversions WHERE id BETWEEN :first AND :last",),
    "promo_codes": (OF_PROMOTIONS,),
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

# Of conversions just written, where one tool alone tells of any, those of which more than the novelty is derived, and
# older rows to which the new ones mean something; what remains are sales and sign-ups that stand for themselves.
NOT_PLAIN = (
    *(
        f"SELECT id FROM conversions INDEXED BY conversions_{name} WHERE {name} {there} AND id BETWEEN :first AND :last"
        for name, there in (("parent", "<> ''"), ("series", "<> ''"), ("visitor", "IS NOT NULL"))
    ),
    """
    SELECT j.conversion FROM conversion_joins j
    WHERE EXISTS (SELECT 1 FROM promo_codes) AND j.name >= 'promo:' AND j.name < 'promo;'
      AND j.conversion BETWEEN :first AND :last""",
    """
    SELECT c.id FROM people p CROSS JOIN conversions c ON c.customer = p.customer AND c.kind = 'sale' AND c.undone = 0
    WHERE c.id BETWEEN :first AND :last""",
    """
    SELECT c.id FROM people p CROSS JOIN conversions c INDEXED BY conversions_person
      ON c.customer = p.customer AND c.customer IS NOT NULL AND c.kind <> 'sale'
    WHERE c.id BETWEEN :first AND :last""",
)
OLD_BUYERS = """
SELECT old.id FROM conversions new CROSS JOIN conversions old INDEXED BY conversions_customer
  ON old.customer = new.customer AND old.customer IS NOT NULL AND old.kind = 'sale' AND old.undone = 0
WHERE new.id BETWEEN :first AND :last AND new.kind = 'sale' AND old.id < :first {whose}"""
FIRST_AGAIN = "AND new.id IN (SELECT id FROM temp.firsts)"
OLD_BACKS = """
SELECT back.id FROM conversions back INDEXED BY conversions_parent
CROSS JOIN conversions sale INDEXED BY conversions_identity
  ON sale.scope = back.scope AND sale.source_id = back.parent AND sale.source_id <> '' AND sale.undone = 0
WHERE back.parent <> '' AND back.id < :first AND sale.id BETWEEN :first AND :last"""
SEVERAL_OBJECTS = """
SELECT 1 FROM conversions INDEXED BY conversions_series WHERE series <> '' AND kind IN ('sale', 'renewal') LIMIT 1"""
MANY = 1_000  # new rows, at least; and a quarter of all

SERIES = """
UPDATE conversions SET superseded_by = nullif((
  SELECT best.id FROM conversions best
  WHERE best.scope = conversions.scope AND best.series = conversions.series AND best.series <> '' AND best.undone = 0
  ORDER BY best.rank DESC, best.key LIMIT 1), id)
WHERE (series <> '' OR superseded_by IS NOT NULL) AND undone = 0 AND {kin}"""
APART = "UPDATE conversions SET united = NULL WHERE united IS NOT NULL AND undone = 0 AND {kin}"
OWN = """
UPDATE conversions SET credited = ifnull(united, target)
WHERE credited <> ifnull(united, target) AND same_person = 0 AND parent = '' AND undone = 0 AND {kin}"""

# What takes a sale back counts where the sale counts, whichever came first; without its sale it stands for itself.
CREDITED = f"""
UPDATE conversions SET (credited, same_person, path, novelty, aside) = (
  SELECT * FROM (
    SELECT stands.credited, stands.same_person, stands.path, stands.novelty, stands.aside
    {ORIGIN.format(row="conversions")})
  UNION ALL SELECT conversions.target, 0, NULL, conversions.novelty, 0 LIMIT 1)
WHERE parent <> '' AND undone = 0 AND {{rows}}"""
TWINS = """
SELECT other.id FROM temp.affected a CROSS JOIN conversions one ON one.id = a.id AND one.series <> ''
CROSS JOIN conversions other INDEXED BY conversions_series
  ON other.scope = one.scope AND other.series = one.series AND other.series <> ''"""
TAKING_BACK = """
SELECT later.id FROM temp.affected a CROSS JOIN conversions sale ON sale.id = a.id AND sale.parent = ''
CROSS JOIN conversions later INDEXED BY conversions_parent
  ON later.scope = sale.scope AND later.parent = sale.source_id AND later.parent <> ''"""
TAKING_KIN_BACK = f"{TAKING_BACK} WHERE a.kin"
ACQUAINTED = """
SELECT id FROM conversions WHERE kind = 'sale' AND undone = 0 AND customer IN (
  SELECT customer FROM conversions
  WHERE kind IN ('sale', 'renewal') AND customer IS NOT NULL AND id IN (SELECT id FROM temp.affected))"""
ACQUAINTED_TOO = """
SELECT id FROM conversions WHERE kind <> 'sale' AND superseded_by IS NOT NULL AND customer IS NOT NULL AND customer IN (
  SELECT customer FROM conversions
  WHERE kind IN ('sale', 'renewal') AND customer IS NOT NULL AND id IN (SELECT id FROM temp.affected))"""
STANDING = """
SELECT superseded_by FROM conversions
WHERE superseded_by IS NOT NULL AND undone = 0 AND id IN (SELECT id FROM temp.affected)"""
TOLD_TOO = """
SELECT m.id FROM temp.affected a CROSS JOIN conversions m INDEXED BY conversions_superseded
  ON m.superseded_by = a.id AND m.undone = 0"""

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


def derive_standing(connection: sqlite3.Connection) -> None:
    """Derive what stands among all rows."""
    for table in DERIVED:
        _empty(connection)
        _note(connection, [f"SELECT id FROM {table}"], kin=1)
        _derive(connection, table, rows=ALL, kin=ALL)


def _derive(connection: sqlite3.Connection, table: str, rows: str = AFFECTED, kin: str = KIN) -> None:
    """Derive again what stands among the rows in ``temp.affected``; the SQL conditions say no less."""
    if table == "totals":
        connection.execute(STATEMENTS.format(rows=rows))
        connection.execute(COUNTERS.format(rows=rows))
        return
    for sql in (SERIES, APART):
        connection.execute(sql.format(kin=kin))
    merged = merge(connection)
    name_codes(connection)
    connection.execute(OWN.format(kin=kin))
    walk(connection, rows)
    aside = note_records(connection)
    if aside:
        set_sales_aside(connection, rows)
    derive_novelty(connection, rows, aside=aside)
    connection.execute(CREDITED.format(rows=rows))
    if merged:
        credit_orphans(connection)
    if aside:
        set_orphans_aside(connection, rows, merged=merged)


def count_new(connection: sqlite3.Connection, table: str, first: int, last: int) -> None:
    """Take rows ``first`` to ``last``, just written, into everything derived."""
    if last < first:
        return
    if table == "touches":  # counted while they were written
        if watch_new_touches(connection, first, last):
            _collect(connection, table, first, last)
            count_anew(connection)
    elif table == "promo_codes":
        _collect(connection, table, first, last)
        count_anew(connection)
    elif table in RELATIVES:
        if table == "conversions":
            watch_new_visitors(connection, first, last)
            if _tells_alone(connection) and not note_records(connection):
                _count_plain(connection, first, last)
                return
        _collect(connection, table, first, last)
        subtract(connection, table, f"{AFFECTED} AND id < {first}")
        _derive(connection, table)
        add(connection, table, AFFECTED)
    else:
        add(connection, table, f"id BETWEEN {first} AND {last}")


def _tells_alone(connection: sqlite3.Connection) -> bool:
    """Whether every sale stands for itself: one tool tells of conversions, and of each payment once."""
    return note_tellers(connection) < 2 and not connection.execute(SEVERAL_OBJECTS).fetchone()  # noqa: PLR2004


def _count_plain(connection: sqlite3.Connection, first: int, last: int) -> None:
    """Take conversions into everything derived where every sale stands for itself.

    Most rows of a file then are plain: nothing but their novelty is derived, and that for all of them together.
    """
    span = {"first": first, "last": last}
    rows = f"id BETWEEN {first} AND {last}"
    many = last - first >= MANY and 4 * (last - first) >= last
    derive_of_plain(connection, rows, many=many)
    _empty(connection)
    _note(connection, NOT_PLAIN, span, kin=1)
    if _is_anything_affected(connection):
        _note_relatives(connection)
        _note(connection, [OF_NEW_DEVICES], span)
    if first > 1:
        older = _whose_history_began(connection, span, first - 1)
        _note(connection, [*older, OLD_BUYERS.format(whose=FIRST_AGAIN if many else ""), OLD_BACKS], span)
    _note_together(connection)
    if _is_anything_affected(connection):
        subtract(connection, "conversions", f"{AFFECTED} AND id < {first}")
        _derive(connection, "conversions")
        rows = f"({rows} OR {AFFECTED})"
    add(connection, "conversions", rows, walked=AFFECTED)


def _is_anything_affected(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT 1 FROM temp.affected LIMIT 1").fetchone())


@contextmanager
def counting_again(connection: sqlite3.Connection, table: str, first: int, last: int) -> Iterator[None]:
    """Let rows ``first`` to ``last`` be changed inside; what they meant is taken out before and counted after."""
    rows = {table: f"id BETWEEN {first} AND {last}"} if table in FACTS else {}
    if table in RELATIVES:
        _collect(connection, table, first, last)
        rows |= {table if table in DERIVED else "conversions": AFFECTED}
    for name, condition in rows.items():
        subtract(connection, name, condition)
    yield
    for name, condition in rows.items():
        if name in DERIVED:
            _derive(connection, name)
        add(connection, name, condition)


def count_anew(connection: sqlite3.Connection) -> None:
    """Derive what follows from the conversions noted in ``temp.affected``, and count them again."""
    subtract(connection, "conversions", AFFECTED)
    _derive(connection, "conversions")
    add(connection, "conversions", AFFECTED)


def walk_again(connection: sqlite3.Connection) -> None:
    """Derive the paths again on which the touches lie that count now, or don't any more."""
    _empty(connection)
    _note(connection, [OF_TOUCHES_CHANGED])
    _note_together(connection)
    count_anew(connection)


def resolve_again(connection: sqlite3.Connection) -> None:
    """Resolve every target again, after something was promised, and what follows from it for people's paths."""
    note_proved(connection)
    with looking_again(connection) as otherwise:
        rederive(connection)
    note_changed(connection)
    _empty(connection)
    _note(connection, [OF_CHANGED, *([OF_TOUCHES_CHANGED] if otherwise else [])])
    if note_records(connection):
        _note(connection, [STALE_SALES])
        _note(connection, [STALE_ORPHANS], kin=1)
    _note_together(connection)
    count_anew(connection)


def _empty(connection: sqlite3.Connection) -> None:
    """Make room for the rows of which what is derived can change; of ``kin`` also which of them stands."""
    empty_table(connection, "affected", "(id INTEGER PRIMARY KEY, kin INTEGER NOT NULL)")


def _note(
    connection: sqlite3.Connection, selects: Iterable[str], span: Mapping[str, int] | None = None, *, kin: int = 0
) -> None:
    for sql in selects:
        connection.execute(
            f"INSERT INTO temp.affected SELECT *, {kin} FROM ({sql}) WHERE true"
            f" ON CONFLICT DO {'UPDATE SET kin = 1' if kin else 'NOTHING'}",
            span or {},
        )


def _collect(connection: sqlite3.Connection, table: str, first: int, last: int) -> None:
    span = {"first": first, "last": last}
    _empty(connection)
    _note(connection, RELATIVES[table], span, kin=int(table != "touches"))
    if table == "totals":
        return
    if table != "touches":
        _note_relatives(connection)
    if table == "conversions":
        _note(connection, [OF_NEW_DEVICES, *_whose_history_began(connection, span)], span)
    _note_together(connection)


def _note_relatives(connection: sqlite3.Connection) -> None:
    """Add what can stand otherwise because those do that were noted."""
    _note(connection, [TWINS], kin=1)
    gather_kin(connection)
    _note(connection, [TAKING_KIN_BACK], kin=1)
    _note(connection, [ACQUAINTED])


def _note_together(connection: sqlite3.Connection) -> None:
    """Add what a sale's other rows, and what takes it back, take over from the row that stands; where sales are set
    aside, also the other purchases of their customers: one that doesn't count is no earlier one.
    """
    _note_told_too(connection)
    if note_records(connection):
        _note(connection, [ACQUAINTED])
        _note_told_too(connection)


def _note_told_too(connection: sqlite3.Connection) -> None:
    if is_told_twice(connection):
        _note(connection, [ACQUAINTED_TOO])
        _note(connection, [STANDING, TOLD_TOO], kin=1)
        gather_kin(connection)
        _note(connection, [TAKING_KIN_BACK], kin=1)
    _note(connection, [TAKING_BACK])


def _whose_history_began(connection: sqlite3.Connection, span: Mapping[str, int], last: int | None = None) -> list[str]:
    """Return what asks for the customers, in rows up to ``last``, of shops whose earliest sale comes or goes."""
    rows = "" if last is None else f" AND id <= {last}"
    return [
        f"SELECT id FROM conversions WHERE kind = 'sale' AND customer IS NOT NULL AND scope = {int(scope)}{rows}"
        for scope, inside, outside in connection.execute(EARLIEST, span).fetchall()
        if inside is not None and outside is not None and inside < outside
    ]
