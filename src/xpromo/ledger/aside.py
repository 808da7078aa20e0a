"""Sales that another source is the record of: kept, shown, and not counted (docs/adr/0027).

``sales_from`` names the source whose sales of a campaign count. A sale of the campaign that neither that source nor
anything merged with it tells of is set aside; what takes it back goes with it. All of it is derived, from ``credited``,
``superseded_by`` and the settings in force, whatever came first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xpromo.answers import Aside
from xpromo.ledger.origins import IS_ORPHAN
from xpromo.ledger.promise_rows import settings_in_force
from xpromo.ledger.reading import of_campaigns, parameters
from xpromo.ledger.tellers import note_tellers, tool_of
from xpromo.ledger.temporary import empty_table

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from xpromo.ledger.store import Ledger
    from xpromo.records import Request

ALL = "all"  # each source has sales of its own
MONEY = "('sale', 'renewal', 'refund', 'chargeback', 'chargeback_reversed')"
TELLS = "(t.source = r.source OR t.tool = r.source)"
IS_ASIDE = f"""(conversions.superseded_by IS NULL AND conversions.kind IN {MONEY} AND EXISTS (
  SELECT 1 FROM evidence e CROSS JOIN temp.sale_records r ON r.campaign = e.campaign
  WHERE e.target = conversions.credited AND e.owner = 1
    AND conversions.day >= e.from_day AND conversions.day < e.until_day
    AND NOT EXISTS (SELECT 1 FROM temp.tellers t WHERE t.scope = conversions.scope AND {TELLS})
    AND NOT EXISTS (
      SELECT 1 FROM conversions m INDEXED BY conversions_superseded CROSS JOIN temp.tellers t ON t.scope = m.scope
      WHERE m.superseded_by = conversions.id AND m.undone = 0 AND m.kind IN ('sale', 'renewal') AND {TELLS})))"""
ORPHANED = f"parent <> '' AND {IS_ORPHAN}"
SET = f"UPDATE conversions SET aside = {IS_ASIDE} WHERE undone = 0 AND aside <> {IS_ASIDE} AND {{rows}} AND "
SALES = SET + "parent = ''"
ORPHANS = SET + ORPHANED
STALE_SALES = f"SELECT id FROM conversions WHERE undone = 0 AND parent = '' AND aside <> {IS_ASIDE}"
STALE_ORPHANS = f"SELECT id FROM conversions WHERE undone = 0 AND aside <> {IS_ASIDE} AND {ORPHANED}"
TOLD = """
SELECT e.campaign, s.text, sum(d.n)
FROM evidence e CROSS JOIN daily d ON d.target = e.target AND d.metric IN (SELECT id FROM kinds)
  AND d.day >= max(e.from_day, :since) AND d.day < min(e.until_day, :until)
JOIN texts s ON s.id = d.source WHERE e.owner = 1 AND e.campaign IS NOT NULL {campaigns}
GROUP BY 1, 2 ORDER BY 1, 2"""
KINDS = "WITH kinds AS MATERIALIZED (SELECT id FROM texts WHERE text IN ('sale', 'renewal')) "
LEFT = "SELECT 1 FROM conversions INDEXED BY conversions_aside WHERE aside = 1 AND undone = 0 LIMIT 1"
SHOWN = """
SELECT e.campaign, b.source, c.kind, c.currency, count(*), ifnull(sum(c.amount), 0)
FROM conversions c INDEXED BY conversions_aside JOIN batches b ON b.id = c.batch
JOIN evidence e ON e.target = c.credited AND e.owner = 1 AND c.day >= e.from_day AND c.day < e.until_day
WHERE c.aside = 1 AND c.undone = 0 AND c.superseded_by IS NULL AND c.day >= :since AND c.day < :until {campaigns}
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"""


def note_records(connection: sqlite3.Connection) -> bool:
    """Note in ``temp.sale_records`` whose sales count, by campaign. Return whether anything is, or was, set aside."""
    empty_table(connection, "sale_records", "(campaign TEXT PRIMARY KEY, source TEXT)")
    named = _named(connection)
    connection.executemany("INSERT INTO temp.sale_records VALUES (?, ?)", sorted(named.items()))
    if not named and not connection.execute(LEFT).fetchone():
        return False
    note_tellers(connection)
    return True


def _named(connection: sqlite3.Connection) -> dict[str, str]:
    wished = _wished(connection)
    if not wished:
        return {}
    campaigns = connection.execute("SELECT DISTINCT campaign FROM evidence WHERE campaign IS NOT NULL")
    named = {campaign: wished.get(campaign, wished.get("", ALL)) for (campaign,) in campaigns}
    return {campaign: source for campaign, source in named.items() if source != ALL}


def _wished(connection: sqlite3.Connection) -> Mapping[str, str]:
    settings = settings_in_force(connection)
    return settings.sales_from if settings else {}


def set_sales_aside(connection: sqlite3.Connection, rows: str) -> None:
    """Derive which sales are set aside, of those that the SQL condition names. Comes after they are credited."""
    connection.execute(SALES.format(rows=rows))


def set_orphans_aside(connection: sqlite3.Connection, rows: str, *, merged: bool) -> None:
    """Do the same for what takes a sale back that the ledger doesn't know; the others went with their sale."""
    known = " AND id NOT IN (SELECT id FROM temp.backs)" if merged else ""
    connection.execute(ORPHANS.format(rows=rows) + known)


def read_aside(ledger: Ledger, request: Request) -> list[Aside]:
    """Return what is set aside in the period, by campaign, source and kind."""
    with ledger.reading() as connection:
        named = _named(connection)
        rows = connection.execute(SHOWN.format(campaigns=of_campaigns(request)), parameters(request)).fetchall()
    return [Aside(campaign, named.get(campaign, ""), *rest) for campaign, *rest in rows]


def read_told_apart(ledger: Ledger, request: Request) -> dict[str, dict[str, int]]:
    """Return campaign → source → how many sales it counts in the period, of campaigns that several tools tell of and
    that nobody named a source of record for.
    """
    sql = KINDS + TOLD.format(campaigns=of_campaigns(request))
    told: dict[str, dict[str, int]] = {}
    with ledger.reading() as connection:
        wished = _wished(connection)
        for campaign, source, n in connection.execute(sql, parameters(request)):
            told.setdefault(campaign, {})[source] = n
    if "" in wished:
        return {}
    return {
        campaign: sources
        for campaign, sources in told.items()
        if campaign not in wished and len(set(map(tool_of, sources))) > 1
    }
