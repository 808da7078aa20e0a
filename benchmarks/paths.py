"""Paths out of a ledger of many clicks: how long SQL takes to put them together.

    python -m benchmarks.paths [CLICKS [LINKS]]

Every fifth click is by the device of one three days before, and every 25th device buys an hour after its click. The
ledger is written with SQL in its own schema, as for `benchmarks.report`; everything derived is made by ``rebuild``.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.report import BATCH, DAYS, FIRST_DAY, NOW, SETTINGS, TARGETS, promises
from xpromo.ledger.integrity import rebuild
from xpromo.ledger.paths import PathsRequest, read_ledger_paths
from xpromo.ledger.promising import record_minting
from xpromo.ledger.store import open_ledger
from xpromo.measure.crediting import credit
from xpromo.measure.models import MODELS, Terms
from xpromo.mint.links import mint_links
from xpromo.records import Request

CLICKS, LINKS = 1_000_000, 40
TOUCHES = """
WITH RECURSIVE clicks (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM clicks WHERE n + 1 < :clicks)
INSERT INTO touches (key, cells, at, day, target, visitor, context, excluded, batch)
SELECT CAST(printf('%016d', n) AS BLOB), 0, (:day + n % :days) * 86400 + n % 43200, :day + n % :days,
  1 + n * 7 / 3 % :links, CAST(printf('v%015d', (n - iif(n % 5 = 4, 3, 0)) * 7919 % 1000000007) AS BLOB), 1, 1, 1
FROM clicks
"""
SALES = """
INSERT INTO conversions (key, cells, source_id, kind, at, day, amount, currency, basis, target, customer, visitor, new,
  parent, series, rank, scope, batch, credited)
SELECT key, 0, 's' || id, 'sale', at + 3600, day, 4900, 'EUR', 'gross', 1, NULL, visitor, NULL, '', '', 0, 1, 1, 1
FROM touches WHERE id % 25 = 0
"""


def main(clicks: int = CLICKS, links: int = LINKS) -> None:
    """Make the ledger, then read its paths and share them out."""
    numbers = {"clicks": clicks, "links": links, "days": DAYS, "day": (FIRST_DAY - date(1970, 1, 1)).days}
    with tempfile.TemporaryDirectory() as folder, open_ledger(Path(folder) / "ledger.db", create=True) as ledger:
        minted = mint_links(promises(links))
        record_minting(ledger, SETTINGS, minted.promises, minted, [], datetime(2026, 8, 1, tzinfo=UTC))
        with ledger.writing() as connection:
            connection.execute("INSERT INTO texts (text) VALUES ('sale'), ('EUR')")
            connection.execute("INSERT INTO contexts (referrer, country, agent) VALUES (1, 1, 1)")
            for sql in (BATCH, TARGETS, TOUCHES, SALES):
                connection.execute(sql, numbers)
        rebuild(ledger, NOW)
        start, processor = time.perf_counter(), time.process_time()
        found = read_ledger_paths(ledger, PathsRequest(Request()))
        read, busy = time.perf_counter() - start, time.process_time() - processor
        credit(found.paths, dict(MODELS.items()), Terms())
        shared = time.process_time() - processor - busy
    print(f"{clicks:,} clicks, {found.conversions:,} sales: {found.paths.journeys:,} paths over {links} placements")
    print(f"read in {read:.2f} s ({busy:.2f} s of the processor), shared out by nine models in {shared:.2f} s of it")
    print(f"peak memory, of the making too: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
