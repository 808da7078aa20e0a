"""One sale that several tools tell of: it counts once, with the evidence of all of them (docs/adr/0015).

Rows are tied by the ids they share, and what is tied, however indirectly, is one sale. Of the scopes that tell of it
one stands; rows of the others point to its row (``superseded_by``). All is set-based, and nothing is done where one
scope alone tells of conversions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xpromo.ledger.dictionaries import Targets
from xpromo.ledger.origins import IS_ITS, IS_ORPHAN
from xpromo.ledger.tellers import AFFILIATE, PAYMENT, SHOP, note_tellers
from xpromo.ledger.uniting import evidence_of, unite
from xpromo.records import Evidence

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

SPAN = 2 * 86_400  # within which two tools date one sale: zones, days without a time, a payment that took a while
LEAST = 12  # characters of an id that nobody else can have
INCOME = "('sale', 'renewal')"
USED = ("charge", "payment_intent", "checkout_session", "invoice", "payment", "lemonsqueezy", "order")
USABLE = f"substr(j.name, 1, instr(j.name, ':') - 1) IN {USED}"
UNIQUE_FORMS = (
    *("charge:ch_*", "charge:py_*", "payment_intent:pi_*", "checkout_session:cs_*", "invoice:in_*", "invoice:inv_*"),
    *("lemonsqueezy:*", "payment:" + "[0-9A-Z]" * 17),  # the latter: PayPal's
)
UNIQUE = (
    f"(length(name) - instr(name, ':') >= {LEAST} AND ("
    + " OR ".join(f"name GLOB '{form}'" for form in UNIQUE_FORMS)
    + "))"
)

# ------------------------------------------------------------------------------------------------ who is affected

ORIGINS = f"""
SELECT sale.id FROM temp.affected a CROSS JOIN conversions back ON a.kin AND back.id = a.id AND back.parent <> ''
CROSS JOIN conversions sale INDEXED BY conversions_identity ON {IS_ITS.format(row="back")}"""
KIN = f"""
WITH RECURSIVE kin(id) AS (
  SELECT o.conversion FROM temp.affected a CROSS JOIN conversion_joins j ON j.conversion = a.id
    CROSS JOIN conversion_joins o ON o.name = j.name AND o.scope <> j.scope WHERE a.kin AND {USABLE}
  UNION
  SELECT o.conversion FROM kin CROSS JOIN conversion_joins j ON j.conversion = kin.id
    CROSS JOIN conversion_joins o ON o.name = j.name WHERE {USABLE} AND o.conversion IS NOT NULL
  UNION
  SELECT o.id FROM kin CROSS JOIN conversions one ON one.id = kin.id AND one.series <> ''
    CROSS JOIN conversions o INDEXED BY conversions_series
      ON o.scope = one.scope AND o.series = one.series AND o.series <> ''
)
SELECT id FROM kin"""

# ------------------------------------------------------------------------------------------------ what is one sale

TABLES = """
CREATE TEMP TABLE named (name TEXT, id INTEGER, PRIMARY KEY (name, id)) WITHOUT ROWID;
CREATE TEMP TABLE sold (id INTEGER PRIMARY KEY, label INTEGER, scope INTEGER);
CREATE INDEX temp.sold_label ON sold (label);
CREATE TEMP TABLE knots (knot TEXT, id INTEGER, PRIMARY KEY (knot, id)) WITHOUT ROWID;
CREATE TEMP TABLE numbered (name TEXT, label INTEGER, scope INTEGER, shop INTEGER, account TEXT, at INTEGER,
  amount INTEGER, currency TEXT, exact INTEGER);
CREATE INDEX temp.numbered_name ON numbered (name);
CREATE TEMP TABLE pairs (shop INTEGER, other INTEGER, scope INTEGER, PRIMARY KEY (shop, other, scope)) WITHOUT ROWID;
CREATE INDEX temp.pairs_other ON pairs (other);
CREATE TEMP TABLE heads (label INTEGER PRIMARY KEY, scope INTEGER, head INTEGER, others TEXT);
CREATE TEMP TABLE backs (id INTEGER PRIMARY KEY, label INTEGER, scope INTEGER, kind TEXT);
CREATE INDEX temp.backs_label ON backs (label);
CREATE TEMP TABLE united (own INTEGER, others TEXT, target INTEGER, PRIMARY KEY (own, others)) WITHOUT ROWID;
"""
NAMES = ("named", "sold", "knots", "numbered", "pairs", "heads", "backs", "united")

TIES = (
    # Rows that share a name with another scope, and the other objects of the same payment
    f"""
    INSERT INTO temp.named SELECT DISTINCT j.name, c.id
    FROM temp.affected a CROSS JOIN conversion_joins j ON j.conversion = a.id CROSS JOIN conversions c ON c.id = a.id
    WHERE a.kin AND {USABLE} AND c.undone = 0 AND c.kind IN {INCOME} AND EXISTS (
      SELECT 1 FROM conversion_joins o CROSS JOIN conversions p ON p.id = o.conversion
      WHERE o.name = j.name AND o.scope <> j.scope AND p.undone = 0 AND p.kind IN {INCOME})""",
    """
    INSERT OR IGNORE INTO temp.sold SELECT c.id, c.id, c.scope
    FROM temp.named n CROSS JOIN conversions c ON c.id = n.id""",
    f"""
    INSERT OR IGNORE INTO temp.sold SELECT o.id, o.id, o.scope
    FROM temp.named n CROSS JOIN conversions c ON c.id = n.id AND c.series <> ''
    CROSS JOIN conversions o INDEXED BY conversions_series
      ON o.scope = c.scope AND o.series = c.series AND o.series <> ''
    WHERE o.undone = 0 AND o.kind IN {INCOME}""",
    """
    INSERT INTO temp.knots SELECT 'series ' || c.scope || ' ' || c.series, c.id
    FROM temp.sold s CROSS JOIN conversions c ON c.id = s.id WHERE c.series <> ''""",
    # An id that only one sale can have ties wherever it turns up
    f"INSERT INTO temp.knots SELECT name, id FROM temp.named WHERE {UNIQUE}",
    # A number ties two exports of one shop: of the same tool and account, near in time
    f"""
    INSERT INTO temp.knots SELECT knot, id FROM (
      SELECT n.id, t.tool || ' ' || t.account || ' ' || n.name || ' ' || c.currency AS knot,
        max(c.at) OVER same - min(c.at) OVER same AS span, min(c.scope) OVER same <> max(c.scope) OVER same AS several
      FROM temp.named n CROSS JOIN conversions c ON c.id = n.id CROSS JOIN temp.tellers t ON t.scope = c.scope
      WHERE NOT {UNIQUE}
      WINDOW same AS (PARTITION BY t.tool, t.account, n.name, c.currency)
    ) WHERE several AND span <= {SPAN}""",
)
LOWER = (
    """
    UPDATE temp.sold SET label = m.low FROM (
      SELECT k.id, min(l.low) AS low FROM temp.knots k CROSS JOIN (
        SELECT knot, min(s.label) AS low FROM temp.knots CROSS JOIN temp.sold s USING (id) GROUP BY knot
      ) l USING (knot) GROUP BY k.id
    ) m WHERE m.id = sold.id AND m.low < sold.label""",
    """
    UPDATE temp.sold SET label = o.label FROM temp.sold o WHERE o.id = sold.label AND o.label < sold.label""",
)
# An order's number is a shop's own: it ties a shop's row to what others tell of it, where all that both state agrees
NUMBERS = (
    f"""
    INSERT INTO temp.numbered
    SELECT n.name, s.label, s.scope, t.sort = '{SHOP}', t.account, c.at, c.amount, c.currency,
      t.sort = '{PAYMENT}' OR t.sort = '{SHOP}' AND c.basis NOT LIKE 'net%'
    FROM temp.named n CROSS JOIN temp.sold s ON s.id = n.id CROSS JOIN conversions c ON c.id = n.id
    CROSS JOIN temp.tellers t ON t.scope = s.scope
    WHERE n.name GLOB 'order:*' AND c.amount > 0""",
    f"""
    INSERT OR IGNORE INTO temp.pairs SELECT a.label, b.label, b.scope
    FROM temp.numbered a CROSS JOIN temp.numbered b ON b.name = a.name
    WHERE a.shop AND NOT b.shop AND b.currency = a.currency AND abs(b.at - a.at) <= {SPAN}
      AND (a.account = b.account OR 'default' IN (a.account, b.account))
      AND (a.amount = b.amount
        OR NOT (a.exact AND b.exact) AND 2 * min(a.amount, b.amount) >= max(a.amount, b.amount))""",
    f"""
    INSERT OR IGNORE INTO temp.knots SELECT 'pair ' || p.shop || ' ' || p.other, iif(side.value, p.shop, p.other)
    FROM temp.pairs p CROSS JOIN json_each('[0, 1]') side
    WHERE p.shop <> p.other
      AND NOT EXISTS (SELECT 1 FROM temp.pairs q WHERE q.other = p.other AND q.shop <> p.shop)
      AND NOT EXISTS (SELECT 1 FROM temp.pairs q WHERE q.shop = p.shop AND q.scope = p.scope AND q.other <> p.other)
      AND NOT EXISTS (SELECT 1 FROM temp.sold s CROSS JOIN temp.tellers t ON t.scope = s.scope
        WHERE s.label = p.other AND t.sort = '{SHOP}')""",
)
HEADS = (
    """
    DELETE FROM temp.sold WHERE label IN (SELECT label FROM temp.sold GROUP BY label HAVING min(scope) = max(scope))""",
    """
    INSERT INTO temp.heads (label, scope) SELECT label, scope FROM (
      SELECT s.label, s.scope, min(t.place) FROM temp.sold s CROSS JOIN temp.tellers t ON t.scope = s.scope
      GROUP BY s.label)""",
    """
    UPDATE temp.heads SET head = (
      SELECT c.id FROM temp.sold s CROSS JOIN conversions c ON c.id = s.id
      WHERE s.label = heads.label AND s.scope = heads.scope AND c.superseded_by IS NULL ORDER BY c.key LIMIT 1)""",
    """
    UPDATE conversions SET superseded_by = h.head FROM temp.sold s CROSS JOIN temp.heads h ON h.label = s.label
    WHERE s.id = conversions.id AND s.scope <> h.scope""",
)

# ------------------------------------------------------------------------------------------------ what it carries

NOTHING = "SELECT id FROM targets WHERE " + " AND ".join(f"{name} = ''" for name in Evidence._fields)
EVIDENCE = (
    f"""
    UPDATE temp.heads SET others = o.others FROM (
      SELECT label, group_concat(target) AS others FROM (
        SELECT s.label, c.target, min(t.place) AS place, min(c.key) AS key
        FROM temp.sold s CROSS JOIN temp.heads h ON h.label = s.label CROSS JOIN conversions c ON c.id = s.id
        CROSS JOIN temp.tellers t ON t.scope = s.scope
        WHERE s.scope <> h.scope AND c.target NOT IN ({NOTHING})
        GROUP BY s.label, c.target ORDER BY s.label, place, key
      ) GROUP BY label
    ) o WHERE o.label = heads.label""",
    """
    INSERT OR IGNORE INTO temp.united (own, others)
    SELECT DISTINCT c.target, h.others FROM temp.heads h CROSS JOIN temp.sold s ON s.label = h.label
    CROSS JOIN conversions c ON c.id = s.id WHERE s.scope = h.scope AND h.others IS NOT NULL""",
)
UNITED = """
UPDATE conversions SET united = u.target
FROM temp.sold s CROSS JOIN temp.heads h ON h.label = s.label AND h.scope = s.scope
CROSS JOIN conversions c ON c.id = s.id CROSS JOIN temp.united u ON u.own = c.target AND u.others = h.others
WHERE s.id = conversions.id AND conversions.superseded_by IS NULL"""

# ------------------------------------------------------------------------------------------------ what took it back

BACKS = (
    """
    INSERT OR IGNORE INTO temp.backs SELECT b.id, s.label, b.scope, b.kind
    FROM temp.sold s CROSS JOIN conversions sale ON sale.id = s.id
    CROSS JOIN conversions b INDEXED BY conversions_parent
      ON b.scope = sale.scope AND b.parent = sale.source_id AND b.parent <> ''
    WHERE b.undone = 0""",
    f"""
    INSERT OR IGNORE INTO temp.backs SELECT b.id, s.label, b.scope, b.kind
    FROM temp.sold s CROSS JOIN conversion_joins own ON own.conversion = s.id
    CROSS JOIN conversion_joins j ON j.name = own.name CROSS JOIN conversions b ON b.id = j.conversion
    WHERE b.undone = 0 AND b.parent <> '' AND {UNIQUE.replace("name", "own.name")}""",
    # Of the same money the tool that saw most of it stands, then the one that dates it latest: others date a refund
    # with its sale. What a network takes back is a commission's base, so it never competes with money.
    f"""
    UPDATE conversions SET superseded_by = ifnull(w.first, h.head)
    FROM temp.backs b CROSS JOIN temp.heads h ON h.label = b.label LEFT JOIN (
      SELECT label, kind, scope, first, row_number() OVER (
        PARTITION BY label, kind ORDER BY same DESC, total DESC, latest DESC, place) AS best
      FROM (
        SELECT b.label, b.kind, b.scope, c.currency = head.currency AS same, ifnull(abs(sum(c.amount)), 0) AS total,
          max(c.at) AS latest, t.place, (
            SELECT o.id FROM temp.backs x CROSS JOIN conversions o ON o.id = x.id
            WHERE x.label = b.label AND x.kind = b.kind AND x.scope = b.scope AND o.superseded_by IS NULL
            ORDER BY o.key LIMIT 1) AS first
        FROM temp.backs b CROSS JOIN conversions c ON c.id = b.id CROSS JOIN temp.heads h ON h.label = b.label
        CROSS JOIN conversions head ON head.id = h.head CROSS JOIN temp.tellers t ON t.scope = b.scope
        CROSS JOIN temp.tellers stands ON stands.scope = h.scope
        WHERE c.superseded_by IS NULL AND (t.sort <> '{AFFILIATE}' OR stands.sort NOT IN ('{SHOP}', '{PAYMENT}'))
        GROUP BY b.label, b.kind, b.scope, c.currency
      )
    ) w ON w.label = b.label AND w.kind = b.kind AND w.best = 1
    WHERE b.id = conversions.id AND b.scope IS NOT w.scope""",
)
ORPHANS = f"""
UPDATE conversions SET credited = head.credited, same_person = head.same_person, path = head.path,
  novelty = head.novelty, aside = head.aside
FROM temp.backs b CROSS JOIN temp.heads h ON h.label = b.label CROSS JOIN conversions head ON head.id = h.head
WHERE b.id = conversions.id AND {IS_ORPHAN}"""


def gather_kin(connection: sqlite3.Connection) -> None:
    """Add to ``temp.affected`` every row that can be the same sale as one of them, or take the same money back."""
    if note_tellers(connection) < 2:  # noqa: PLR2004 - two tell of one sale
        return
    for sql in (ORIGINS, KIN):
        connection.execute(
            f"INSERT INTO temp.affected (id, kin) SELECT *, 1 FROM ({sql}) WHERE true ON CONFLICT DO UPDATE SET kin = 1"
        )


def merge(connection: sqlite3.Connection) -> bool:
    """Derive which of the rows ``temp.affected`` are one sale, which of them stands, and what they carry together.

    Return whether there are any. Series were settled before; what takes a sale back is credited later.
    """
    if note_tellers(connection) < 2:  # noqa: PLR2004 - two tell of one sale
        return False
    _empty_tables(connection)
    _run(connection, TIES)
    if not connection.execute("SELECT 1 FROM temp.named LIMIT 1").fetchone():
        return False
    _propagate(connection)
    _run(connection, NUMBERS)
    _propagate(connection)
    _run(connection, (*HEADS, *BACKS, *EVIDENCE))
    _unite(connection)
    connection.execute(UNITED)
    return True


def credit_orphans(connection: sqlite3.Connection) -> None:
    """Credit what takes a merged sale back, but knows another tool's id of it only. Comes after :func:`merge`."""
    connection.execute(ORPHANS)


def _run(connection: sqlite3.Connection, statements: Iterable[str]) -> None:
    for sql in statements:
        connection.execute(sql)


def _empty_tables(connection: sqlite3.Connection) -> None:
    if not connection.execute("SELECT 1 FROM sqlite_temp_master WHERE name = 'named'").fetchone():
        _run(connection, filter(None, map(str.strip, TABLES.split(";\n"))))
    _run(connection, (f"DELETE FROM temp.{name}" for name in NAMES))


def _propagate(connection: sqlite3.Connection) -> None:
    """Give all that is tied, however indirectly, the smallest label; the second step halves the way each time."""
    while sum(connection.execute(sql).rowcount for sql in LOWER):
        pass


def _unite(connection: sqlite3.Connection) -> None:
    """Find the target of everything that the tools' rows carry together, for each combination that there is."""
    targets = Targets(connection)
    for own, others in connection.execute("SELECT own, others FROM temp.united").fetchall():
        numbers = dict.fromkeys((own, *map(int, others.split(","))))
        carried = [evidence_of(connection, number) for number in numbers]
        target, _ = targets.find(unite(carried))
        connection.execute("UPDATE temp.united SET target = ? WHERE own = ? AND others = ?", (target, own, others))
