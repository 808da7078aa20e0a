"""Made-up promises and facts, small enough to count by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from zlib import crc32

from xpromo.imported import BatchHeader, ImportResult
from xpromo.ledger.importing import Manner, record_batch
from xpromo.ledger.promising import record_minting
from xpromo.ledger.store import Ledger, open_ledger
from xpromo.records import (
    Batch,
    CampaignId,
    Context,
    Conversions,
    Direction,
    Evidence,
    Kind,
    MintedLinks,
    PlacementId,
    Promise,
    PromoCode,
    PropertyId,
    Settings,
    Totals,
    Touches,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=60)
FLIGHT = (date(2026, 11, 30), date(2026, 12, 21))
DAY = (date(2026, 12, 2) - date(1970, 1, 1)).days
NOON = DAY * 86_400 + 43_200
SETTINGS = Settings("northwind", "Northwind", "UTC", "EUR", partner_domains={"mug.example": "green-mug"})

BASE: dict[str, Any] = {
    "campaign_name": "Winter",
    "form": "bundle",
    "brand": "northwind",
    "partner": "green-mug",
    "partner_name": "Green Mug",
    "property_name": "Weekly",
    "channel": "email",
    "direction": Direction.RECEIVED,
    "promotes": "northwind",
    "offer": "winter15",
    "offer_title": "15 % off",
    "landing": "https://northwind.example/bundle",
    "flight_start": FLIGHT[0],
    "flight_end": FLIGHT[1],
}


def promise(placement: str = "mug-launch", campaign: str = "winter", host: str = "mug-weekly", **more: Any) -> Promise:
    return Promise(
        placement=PlacementId(placement),
        campaign=CampaignId(campaign),
        property=PropertyId(host),
        **{**BASE, **more},
    )


LAUNCH = promise()
REMINDER = promise("mug-reminder")
CARD = promise("mug-card", host="mug-app", channel="in_app")
SPRING = promise("oak-launch", "spring", "oak-news", partner="oak", partner_name="Oak")
PROMISES = (LAUNCH, REMINDER, CARD, SPRING)
LINKS = {"aaaaaaaaa1": LAUNCH, "aaaaaaaaa2": REMINDER, "bbbbbbbbb1": CARD, "ccccccccc1": SPRING}


def minted(links: dict[str, Promise], tail: str = "") -> MintedLinks:
    promises = tuple(links.values())
    return MintedLinks(
        promises=promises,
        promise=range(len(promises)),
        link=list(links),
        variant=[None] * len(links),
        url=[f"{item.landing}?xp={link}{tail}" for link, item in links.items()],
        medium=["email"] * len(promises),
    )


def code(text: str, campaign: str = "winter", placement: str | None = None, **more: Any) -> PromoCode:
    fields: dict[str, Any] = {
        "partner": "green-mug",
        "offer": "winter15",
        "kind": "shared",
        "single_use": False,
        "valid_from": FLIGHT[0],
        "valid_until": FLIGHT[1],
    }
    return PromoCode(code=text, campaign=CampaignId(campaign), placement=placement, **{**fields, **more})  # type: ignore[arg-type]


CODES = (
    code("MUG15"),
    code("ONE1", placement="mug-reminder", kind="pool", single_use=True),
    code("OAK10", "spring", partner="oak"),
)


def open_at(folder: Path) -> Ledger:
    return open_ledger(folder / "ledger.db", create=True)


def mint(
    ledger: Ledger,
    promises: Sequence[Promise] = PROMISES,
    codes: Sequence[PromoCode] = CODES,
    settings: Settings = SETTINGS,
) -> None:
    links = {link: item for link, item in LINKS.items() if item in promises}
    record_minting(ledger, settings, promises, minted(links), codes, NOW)


def key_of(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()


def header(kind: Kind = Kind.CLICKS, name: str = "a.csv", **more: Any) -> BatchHeader:
    base = BatchHeader(
        file=name,
        digest=blake2b(name.encode(), digest_size=32).hexdigest,
        size=100,
        source="generic",
        version=1,
        kind=kind,
        account="default",
        timezone="UTC",
        timezone_from="stated",
        currency="EUR",
        options="",
    )
    return replace(base, **more)


class Clicks:
    """Rows of a click file: (id or text, seconds, evidence, reason it is excluded or ""), and who was seen."""

    def __init__(self, rows: Iterable[tuple[str, int, Evidence, str]], *, cells: str = "", visitor: str = "") -> None:
        self.batch = Batch(touches=Touches())
        self.visitor = key_of(visitor) if visitor else None
        for number, (name, at, evidence, reason) in enumerate(rows):
            self._add(number + 2, name, f"{name} {at} {evidence} {cells}", at, evidence, reason)

    def _add(self, line: int, name: str, cells: str, at: int, evidence: Evidence, reason: str) -> None:
        touches = self.batch.touches
        assert touches is not None
        self.batch.records += 1
        touches.line.append(line)
        touches.key.append(key_of(name))
        touches.cells.append(crc32(cells.encode()))
        touches.at.append(at)
        touches.day.append(at // 86_400)
        touches.evidence.append(number_of(self.batch.evidence, evidence))
        touches.visitor.append(self.visitor)
        germany = number_of(self.batch.texts, "DE") + 1
        touches.context.append(number_of(self.batch.contexts, Context(0, germany, 0)))
        touches.excluded.append(number_of(self.batch.texts, reason) + 1 if reason else 0)


def number_of(table: list[Any], value: object) -> int:
    if value not in table:
        table.append(value)
    return table.index(value)


LINK = Evidence(link="aaaaaaaaa1")
OTHER = Evidence(link="ccccccccc1")


def clicks(
    *names: str, evidence: Evidence = LINK, at: int = NOON, reason: str = "", cells: str = "", visitor: str = ""
) -> Batch:
    return Clicks([(name, at, evidence, reason) for name in names], cells=cells, visitor=visitor).batch


def sales(*rows: dict[str, Any]) -> Batch:
    """Conversions from dictionaries; what isn't said is a sale of 10.00 EUR at noon through the launch's link."""
    batch = Batch(conversions=Conversions())
    for number, row in enumerate(rows):
        _add_conversion(batch, {"line": number + 2, **row})
    batch.records = len({row.get("line", number + 2) for number, row in enumerate(rows) if row.get("primary", True)})
    return batch


def _add_conversion(batch: Batch, row: dict[str, Any]) -> None:
    columns = batch.conversions
    assert columns is not None
    at = row.get("at", NOON)
    evidence = number_of(batch.evidence, row.pop("evidence", LINK))
    values: dict[str, Any] = {
        "primary": True,
        "key": key_of(f"{row['id']}"),
        "cells": crc32(f"{row['id']} {row.get('amount', 1000)}".encode()),
        "source_id": row["id"],
        "kind": "sale",
        "at": at,
        "day": at // 86_400,
        "amount": 1000,
        "currency": "EUR",
        "basis": "gross",
        "customer": None,
        "visitor": None,
        "new": None,
        "parent": "",
        "series": "",
        "rank": 0,
        "status": "paid",
        "joins": (),
        **{name: value for name, value in row.items() if name != "id"},
        "evidence": evidence,
    }
    for name, value in values.items():
        getattr(columns, name).append(value)


def counts(*rows: tuple[str, int, int, int], evidence: Evidence = LINK) -> Batch:
    """Totals: (metric, start, end, count), each a record of its own."""
    batch = Batch(totals=Totals(), records=len(rows), evidence=[evidence])
    totals = batch.totals
    assert totals is not None
    for number, (metric, start, end, count) in enumerate(rows):
        totals.line.append(number + 2)
        totals.key.append(key_of(f"{metric} {start} {end} {evidence}"))
        totals.metric.append(metric)
        totals.start.append(start)
        totals.end.append(end)
        totals.count.append(count)
        totals.evidence.append(0)
        totals.dimension.append("")
    return batch


def bring(ledger: Ledger, batch: Batch, name: str = "a.csv", **more: Any) -> ImportResult:
    """Import one chunk as a file."""
    kind = Kind.CONVERSIONS if batch.conversions else Kind.TOTALS if batch.totals else Kind.CLICKS
    replaces = more.pop("replace", False)
    dry_run = more.pop("dry_run", False)
    now = more.pop("now", LATER)
    settings = more.pop("settings", None)
    top = header(kind, name, **more)
    return record_batch(ledger, top, [batch], now, Manner(dry_run=dry_run, replace=replaces, settings=settings))


def outcomes(result: ImportResult) -> tuple[int, int, int, int, int]:
    """Rows, recorded, known, refused, excluded."""
    return result.rows, result.recorded, result.known, result.refused, result.excluded


DAILY = """
SELECT t.link, t.source, t.campaign, t.content, t.code, t.placement, m.text, l.text, s.text, c.text, day, days, facts,
  n, amount, squares
FROM daily d JOIN targets t ON t.id = d.target JOIN texts m ON m.id = metric JOIN texts l ON l.id = label
JOIN texts s ON s.id = d.source JOIN texts c ON c.id = currency
ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12"""


def daily(ledger: Ledger) -> list[tuple[Any, ...]]:
    """Return the rollup without the ledger's own numbers."""
    with ledger.reading() as connection:
        return connection.execute(DAILY).fetchall()
