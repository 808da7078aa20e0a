"""What moved when everything was resolved again, and the aliases that hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xpromo.report.document import CellKind, Column, Document, Row, Section

MOVED = ("clicks", "conversions", "counts")
_COLUMNS = (
    Column("level", "Level", CellKind.ID),
    Column("name", "Place", CellKind.ID),
    Column("clicks", "Clicks", CellKind.CHANGE),
    Column("conversions", "Conversions", CellKind.CHANGE),
    Column("counts", "Counts of tools", CellKind.CHANGE),
)
_ALIASES = (Column("alias", "Alias", CellKind.TEXT), Column("placement", "Placement", CellKind.ID))


def resolved_document(
    moves: Sequence[tuple[str, str, int, int, int]], aliases: Mapping[str, str], *, dry_run: bool
) -> Document:
    """Return what each place has more or less than before; nobody is a place here."""
    data: list[dict[str, object]] = [
        {"level": level, "name": name or None, **dict(zip(MOVED, counts, strict=True))}
        for level, name, *counts in moves
    ]
    rows: list[Row] = [
        row | {"level": "nobody" if row["level"] == "nothing" else row["level"], "name": row["name"] or ""}
        for row in data
    ]
    held: list[Row] = [{"alias": alias, "placement": placement} for alias, placement in aliases.items()]
    return Document(
        "ledger-resolve",
        tuple(column for column in _COLUMNS if column.name not in MOVED or any(row[column.name] for row in rows)),
        rows,
        data={"moved": data, "aliases": held},
        notes=("A dry run: nothing was written.",) * dry_run,
        more=(Section("Aliases", _ALIASES, held),) * bool(held),
        empty="Nothing moved: every click and conversion is where it was.",
    )
