"""Who sourced and who influenced conversions, as a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from xpromo.measure.leaks import Leak
from xpromo.measure.lines import Line
from xpromo.measure.scorecard import Scorecard
from xpromo.report.columns import in_one_currency
from xpromo.report.definitions import DEFINITIONS
from xpromo.report.document import CellKind, Column, Document
from xpromo.report.period import Period
from xpromo.report.plain import plain, record
from xpromo.report.scorecard import leak_note

_NAMES = tuple(
    Column(name, name.capitalize(), CellKind.DAY if name == "day" else CellKind.ID)
    for name in ("campaign", "partner", "property", "channel", "placement", "direction", "day")
)
NOBODY = "nobody"
_NUMBERS = (
    Column("currency", "Currency", CellKind.ID),
    Column("conversions", "Conv.", CellKind.INT),
    Column("revenue", "Revenue", CellKind.MONEY, spare=1),
    Column("sourced", "Sourced", CellKind.INT),
    Column("sourced_revenue", "Sourced", CellKind.MONEY, spare=2),
    Column("influenced", "Influenced", CellKind.INT),
    Column("influenced_revenue", "Influenced", CellKind.MONEY, detail=True),
    Column("code_only", "Code only", CellKind.INT, spare=3),
    Column("code_only_revenue", "Code only", CellKind.MONEY, detail=True),
    Column("unowned", "Unowned", CellKind.INT),
    Column("unowned_revenue", "Unowned", CellKind.MONEY, detail=True),
)
_DEFINED = ("conversions", "revenue", "sourced", "influenced", "code_only", "unowned")
_KEYS = tuple(column.name for column in (*_NAMES, *_NUMBERS))


def sourced_document(card: Scorecard, leaks: Sequence[Leak], period: Period) -> Document:
    """Return the document; rows without any conversion are left out, what reached nobody is a row of its own."""
    rows = [_row(line) | {NOBODY: False} for line in card.rows if _took_part(line)]
    rows += [_row(line) | {NOBODY: True} for line in card.nobody if _took_part(line)]
    totals = [_row(line) | {NOBODY: False} for line in card.whole]
    return Document(
        schema="report-sourced",
        title=f"Who began it, who took part, by {card.by}, {period}",
        columns=_columns(card.by, rows),
        rows=[row | {card.by: NOBODY} if row[NOBODY] else row for row in rows],
        footer=[row | {card.by: "Total"} for row in totals] if len(rows) > 1 else (),
        data={
            "period": period.record(),
            "by": card.by,
            "rows": rows,
            "totals": totals,
            "leaks": [plain(leak) for leak in leaks],
            "definitions": {name: DEFINITIONS[name] for name in _DEFINED},
        },
        notes=(*_notes(card), *map(leak_note, leaks)) if rows else (),
        empty="Nothing converted in this period.",
    )


def _row(line: Line) -> dict[str, object]:
    found = record(line)
    return {name: found[name] for name in _KEYS}


def _took_part(line: Line) -> bool:
    return any(getattr(line, column.name) for column in _NUMBERS if column.kind is not CellKind.ID)


def _columns(by: str, rows: Sequence[Mapping[str, object]]) -> tuple[Column, ...]:
    names = [replace(column, detail=column.name != by) for column in _NAMES]
    return (*names, *in_one_currency(_NUMBERS, rows), Column(NOBODY, "Nobody", CellKind.ID, detail=True))


def _notes(card: Scorecard) -> list[str]:
    found = ["Sourced + unowned = conversions. A conversion that several influenced is counted once in the total."]
    if any(_took_part(line) for line in card.nobody):
        found.append("Nobody: sales that carry nothing of ours, of people who touched nothing of ours.")
    if any(line.code_only for line in card.rows):
        found.append("Code only: a shared code, no link and no touch. Nobody sourced these: codes are passed on.")
    if not any(line.sourced for line in card.rows):
        found.append(
            "Of none of these is it known that the customer is new: `sourced_by: anyone` asks for no new ones."
        )
    return found
