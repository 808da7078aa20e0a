"""A small document with every kind of cell."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from xpromo.report.document import CellKind, Column, Document
from xpromo.report.envelope import Envelope
from xpromo.report.rendering import REPORT_FORMATS

ENVELOPE = Envelope("0.1.0", datetime(2026, 11, 22, 9, tzinfo=UTC))
COLUMNS = (
    Column("id", "Id", CellKind.ID),
    Column("name", "Name", CellKind.TEXT),
    Column("url", "URL", CellKind.URL),
    Column("n", "Clicks", CellKind.INT),
    Column("revenue", "Revenue", CellKind.MONEY),
    Column("currency", "Currency", CellKind.ID),
    Column("rate", "Rate", CellKind.RATE),
    Column("share", "Share", CellKind.SHARE),
    Column("day", "Day", CellKind.DAY),
    Column("amount", "Amount", CellKind.AMOUNT),
    Column("credit", "Credit", CellKind.DECIMAL),
    Column("change", "Change", CellKind.CHANGE, detail=True),
)
RATE = {"value": 0.0345, "low": 0.0291, "high": 0.0408, "n": 4200, "reason": None}
FEW = {"value": None, "low": None, "high": None, "n": 12, "reason": "not-enough-data"}
ROWS: list[dict[str, Any]] = [
    {
        "id": "mug-letter",
        "name": "Müller & Söhne",
        "url": "https://northwind.example/?a=1&b=2",
        "n": 1204,
        "revenue": -123456,
        "currency": "EUR",
        "rate": RATE,
        "share": 0.5,
        "day": "2026-11-22",
        "amount": "12 d",
        "credit": 1234.5678,
        "change": 11,
    },
    {"id": "app", "name": "=1+1", "n": None, "revenue": 500, "currency": "JPY", "rate": FEW, "share": None},
]


def document(**different: Any) -> Document:
    return Document(**({"schema": "sample", "columns": COLUMNS, "rows": ROWS} | different))


def rendered(name: str, shown: Document | None = None, envelope: Envelope = ENVELOPE) -> str:
    return "".join(REPORT_FORMATS.get(name).render(shown or document(), envelope))
