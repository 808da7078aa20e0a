"""The views that list: clicks that were excluded."""

from __future__ import annotations

from collections.abc import Iterable

from xpromo.records import EXCLUSIONS, Aggregate
from xpromo.report.document import CellKind, Column, Document
from xpromo.report.period import Period

_EXCLUDED = (
    Column("reason", "Reason", CellKind.ID),
    Column("source", "Source", CellKind.ID),
    Column("clicks", "Clicks", CellKind.INT),
    Column("share", "Of all clicks", CellKind.SHARE),
)


def excluded_document(aggregates: Iterable[Aggregate], period: Period) -> Document:
    """Return the clicks that were kept in the ledger and left out of the counts, by reason and source."""
    counts: dict[tuple[str, str], int] = {}
    everything: dict[str, int] = {}
    for item in aggregates:
        if item.metric == "clicks":
            everything[item.source] = everything.get(item.source, 0) + item.n
            if item.label in EXCLUSIONS:
                counts[item.label, item.source] = counts.get((item.label, item.source), 0) + item.n
    rows: list[dict[str, object]] = [
        {"reason": reason, "source": source, "clicks": n, "share": n / everything[source]}
        for (reason, source), n in sorted(counts.items())
    ]
    return Document(
        schema="report-excluded",
        title=f"Clicks that don't count, {period}",
        columns=_EXCLUDED,
        rows=rows,
        data={"period": period.record(), "rows": rows},
        notes=("Excluded clicks stay in the ledger; the shares are of all clicks of the same source.",) * bool(rows),
        empty="No click was excluded.",
    )
