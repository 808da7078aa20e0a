"""The views that list: tags that reached nobody, clicks that were excluded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xpromo.records import EXCLUSIONS, Aggregate, Unresolved
from xpromo.report.document import CellKind, Column, Document
from xpromo.report.scorecard import Period
from xpromo.utm import CAMPAIGN, CONTENT, MEDIUM, SOURCE

_TAGS = (
    Column("link", "Link id", CellKind.TEXT),
    Column("source", SOURCE, CellKind.TEXT),
    Column("medium", MEDIUM, CellKind.TEXT),
    Column("campaign", CAMPAIGN, CellKind.TEXT),
    Column("content", CONTENT, CellKind.TEXT),
    Column("code", "Code", CellKind.TEXT),
    Column("short", "Short link", CellKind.TEXT),
    Column("referrer", "Referrer", CellKind.TEXT),
    Column("placement", "Placement", CellKind.TEXT),
    Column("metric", "Counted", CellKind.ID),
    Column("n", "n", CellKind.INT),
    Column("nearest", "Nearest promise", CellKind.ID),
)
_EXCLUDED = (
    Column("reason", "Reason", CellKind.ID),
    Column("source", "Source", CellKind.ID),
    Column("clicks", "Clicks", CellKind.INT),
    Column("share", "Of all clicks", CellKind.SHARE),
)


def tags_document(unresolved: Sequence[Unresolved], period: Period) -> Document:
    """Return the tags and codes that reached nobody, most frequent first, each with the nearest promise."""
    rows: list[dict[str, object]] = [
        {**item.evidence._asdict(), "metric": item.metric, "n": item.n, "nearest": item.nearest}
        for item in sorted(unresolved, key=lambda item: (-item.n, item.metric, item.evidence))
    ]
    used = {name for row in rows for name, value in row.items() if value not in {"", None}}
    return Document(
        schema="report-tags",
        title=f"Tags and codes that reached nobody, {period}",
        columns=tuple(column for column in _TAGS if column.name in used),
        rows=rows,
        data={"period": period.record(), "rows": rows},
        notes=("Correct the tag where it is handed out: `xpromo links` prints each link as it was promised.",)
        * bool(rows),
        empty="Everything that carries a tag or a code was tied to a promise.",
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
