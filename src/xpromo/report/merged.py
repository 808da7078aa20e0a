"""Sales that several tools tell of, as a document."""

from __future__ import annotations

from collections.abc import Sequence

from xpromo.answers import Merged
from xpromo.report.document import CellKind, Column, Document
from xpromo.report.period import Period

_COLUMNS = (
    Column("day", "Day", CellKind.DAY),
    Column("kind", "Kind", CellKind.ID, detail=True),
    Column("source", "Counts in", CellKind.ID),
    Column("account", "Account", CellKind.TEXT, detail=True),
    Column("id", "As", CellKind.TEXT),
    Column("amount", "Amount", CellKind.MONEY),
    Column("currency", "Currency", CellKind.ID),
    Column("other_source", "Told too by", CellKind.ID),
    Column("other_account", "Account", CellKind.TEXT, detail=True),
    Column("other_id", "As", CellKind.TEXT),
    Column("other_amount", "Amount", CellKind.MONEY, currency="other_currency"),
    Column("other_currency", "Currency", CellKind.ID, detail=True),
)


def merged_document(merged: Sequence[Merged], period: Period) -> Document:
    """Return the rows that don't count because another tool tells of the same, each beside the one that does."""
    rows: list[dict[str, object]] = [
        {
            "day": item.day.isoformat(),
            "kind": item.kind,
            "source": item.counts.source,
            "account": item.counts.account,
            "id": item.counts.id,
            "amount": item.counts.amount,
            "currency": item.counts.currency or None,
            "other_source": item.other.source,
            "other_account": item.other.account,
            "other_id": item.other.id,
            "other_amount": item.other.amount,
            "other_currency": item.other.currency or None,
        }
        for item in merged
    ]
    return Document(
        schema="report-merged",
        title=f"The same from several tools, {period}",
        columns=_COLUMNS,
        rows=rows,
        data={"period": period.record(), "rows": rows},
        notes=("Each counts once, with what all of them carry; what is on the right is never added.",) * bool(rows),
        empty="No two tools tell of the same sale.",
    )
