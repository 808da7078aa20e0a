"""``xpromo report`` on many clicks beside the same report on a tenth of them.

    python -m benchmarks.report [CLICKS [LINKS]]

Both ledgers hold the same links on the same 90 days, so a report that reads ``daily`` has the same work to do. The
ledgers are written with SQL in the ledger's own schema (importing five million rows through the reader is another
benchmark); everything derived is then made by ``rebuild``, as ``ledger rebuild`` does. Start-up is ``xpromo --version``
and is taken off, because it would hide the difference.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from benchmarks.measuring import command, seconds
from xpromo.ledger.integrity import rebuild
from xpromo.ledger.promising import record_minting
from xpromo.ledger.store import open_ledger
from xpromo.mint.links import mint_links
from xpromo.records import (
    BrandId,
    CampaignId,
    Direction,
    OfferId,
    PartnerId,
    PlacementId,
    Promise,
    PropertyId,
    Settings,
)  # fmt: skip

CLICKS, LINKS, DAYS, ROUNDS = 5_000_000, 500, 90, 5
FIRST_DAY = date(2026, 9, 1)
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
SETTINGS = Settings("northwind-coffee", "Northwind Coffee", "UTC", "EUR")
BATCH = """
INSERT INTO batches (imported_at, file, sha256, size, source, version, kind, account, timezone, timezone_from, currency,
  options, by_id, period_start, period_end, rows, recorded, known, refused, excluded, resolved, exclusions, totals)
VALUES (0, 'clicks.csv', '', 0, 'clicks', 1, 'clicks', 'default', 'UTC', 'stated', 'EUR', '', 1, :day, :day + :days,
  :clicks, :clicks, 0, 0, 0, :clicks, '{}', '{}')
"""
TARGETS = """
INSERT INTO targets (link, source, medium, campaign, content, code, short, referrer, placement)
SELECT link, '', '', '', '', '', '', '', '' FROM links
"""
TOUCHES = """
WITH RECURSIVE clicks (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM clicks WHERE n + 1 < :clicks)
INSERT INTO touches (key, cells, at, day, target, visitor, context, excluded, batch)
SELECT CAST(printf('%016d', n) AS BLOB), 0, (:day + n % :days) * 86400 + n % 86400, :day + n % :days,
  1 + n / :days % :links, NULL, 1, 1, 1
FROM clicks
"""


def promises(count: int) -> list[Promise]:
    """Return promises of one campaign that differ in their placement."""
    return [
        Promise(
            placement=PlacementId(f"placement-{number}"), campaign=CampaignId("2026-autumn"),
            campaign_name="Autumn", form="bundle", brand=BrandId("northwind-coffee"),
            partner=PartnerId("green-mug"), partner_name="Green Mug", property=PropertyId("green-mug-weekly"),
            property_name="Green Mug Weekly", channel="email", direction=Direction.RECEIVED,
            promotes="northwind-coffee", offer=OfferId("autumn15"), offer_title="15 % off",
            landing="https://northwind.example/bundle", flight_start=FIRST_DAY,
            flight_end=FIRST_DAY + timedelta(DAYS),
        )
        for number in range(count)
    ]  # fmt: skip


def make_ledger(path: Path, clicks: int, links: int) -> int:
    """Write a ledger of so many clicks; return the cells of its rollup."""
    numbers = {"clicks": clicks, "links": links, "days": DAYS, "day": (FIRST_DAY - date(1970, 1, 1)).days}
    with open_ledger(path, create=True) as ledger:
        minted = mint_links(promises(links))
        record_minting(ledger, SETTINGS, minted.promises, minted, [], datetime(2026, 8, 1, tzinfo=UTC))
        with ledger.writing() as connection:
            connection.execute(BATCH, numbers)
            connection.execute(TARGETS)
            connection.execute(TOUCHES, numbers)
        return rebuild(ledger, NOW).cells


def main(clicks: int = CLICKS, links: int = LINKS) -> None:
    """Make both ledgers, then report on them in turn."""
    xpromo = [sys.executable, "-m", "xpromo"]
    with tempfile.TemporaryDirectory() as folder:
        few, many = Path(folder) / "few.db", Path(folder) / "many.db"
        cells = [make_ledger(path, n, links) for path, n in ((few, clicks // 10), (many, clicks))]
        print(f"{links:,} links, {DAYS} days: {cells[0]:,} and {cells[1]:,} cells, {many.stat().st_size / 1e6:.0f} MB")
        for options in (["report"], ["report", "--by", "day"]):
            jobs = [
                command([*xpromo, "--version"]),
                *(command([*xpromo, "--ledger", str(path), *options, "--format", "json"]) for path in (few, many)),
            ]
            times = [[seconds(job) for job in jobs] for _ in range(ROUNDS + 1)][1:]
            start, small, large = (median(column) for column in zip(*times, strict=True))
            print(f"{' '.join(options)}, seconds above a start-up of {start:.3f}:")
            print(f"  {clicks // 10:,} clicks {small - start:.3f} · {clicks:,} clicks {large - start:.3f}", end=" · ")
            print(f"{(large - start) / (small - start):.2f} × the time")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
