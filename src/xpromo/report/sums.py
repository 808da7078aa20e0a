"""Sums in several currencies as columns for machines: ``sales``, ``sales_currency``, of a second one ``sales_2`` …"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xpromo.report.document import CellKind, Column, Row

Sums = Mapping[str, Mapping[str, int] | None]  # column → currency → minor units; None where nobody knows


def sum_columns(currency: str, names: Sequence[str], rows: Sequence[Row]) -> tuple[Column, ...]:
    """Return the columns of what :func:`sum_cells` made; those called ``currency`` name the currencies of ``names``."""
    most = max((sum(key.startswith(currency) for key in row) for row in rows), default=1)
    return tuple(
        column
        for end in _ends(most)
        for column in (
            *(Column(name + end, name + end, CellKind.MONEY, currency + end, detail=True) for name in names),
            Column(currency + end, currency + end, CellKind.ID, detail=True),
        )
    )


def sum_cells(currency: str, sums: Sums) -> dict[str, object]:
    """Return cells: each currency has its own, in the order of their codes."""
    found: list[str | None] = [*sorted({code for each in sums.values() for code in each or ()})] or [None]
    cells: dict[str, object] = {}
    for end, code in zip(_ends(len(found)), found, strict=True):
        cells |= {name + end: None if each is None else each.get(code or "", 0) for name, each in sums.items()}
        cells[currency + end] = code
    return cells


def _ends(count: int) -> list[str]:
    return ["", *(f"_{number}" for number in range(2, count + 1))]
