"""Conflicts of evidence as a document."""

from __future__ import annotations

from collections.abc import Sequence

from xpromo.answers import Aside, Contradiction, Proved
from xpromo.report.document import CellKind, Column, Document
from xpromo.report.period import Period
from xpromo.report.sales_from import aside_records, aside_section

_COLUMNS = (
    Column("rule", "Rule", CellKind.ID),
    Column("won", "Counts for", CellKind.ID),
    Column("won_by", "By", CellKind.ID),
    Column("lost", "Against", CellKind.ID),
    Column("lost_by", "By", CellKind.ID),
    Column("kind", "Kind", CellKind.ID),
    Column("n", "n", CellKind.INT),
    Column("amount", "Amount", CellKind.MONEY),
    Column("currency", "Currency", CellKind.ID),
)


def place_text(proved: Proved) -> str:
    """Return a place in a word or two: the placement, else what else is known."""
    if proved.placement:
        return proved.placement
    return " / ".join(name for name in (proved.campaign, proved.property or proved.partner) if name) or "nobody"


def conflicts_document(found: Sequence[Contradiction], aside: Sequence[Aside], period: Period) -> Document:
    """Return the pairs of places that conversions had evidence of, most frequent first, and the sales that don't count
    because another source is their record.
    """
    rows: list[dict[str, object]] = [
        {
            "rule": item.rule,
            "won": item.won._asdict(),
            "won_by": item.won_by,
            "lost": item.lost._asdict(),
            "lost_by": item.lost_by,
            "kind": item.metric,
            "n": item.n,
            "amount": item.amount,
            "currency": item.currency or None,
        }
        for item in found
    ]
    names = [{"won": place_text(item.won), "lost": place_text(item.lost)} for item in found]
    texts = [{**row, **name} for row, name in zip(rows, names, strict=True)]
    return Document(
        schema="report-conflicts",
        title=f"Code against link, {period}",
        columns=_COLUMNS,
        rows=texts,
        data={"period": period.record(), "rows": rows, "aside": aside_records(aside)},
        more=(aside_section(aside),) if aside else (),
        notes=("The rule is that of the link's agreement (attribution.conflict). Who lost has influenced these.",)
        * bool(rows),
        empty="No conversion carries a code and a link that contradict each other.",
    )
