"""Columns as people read them, given what the rows hold."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace

from xpromo.report.document import CellKind, Column, Row


def in_one_currency(columns: Iterable[Column], rows: Iterable[Row], idle: Container[str] = ()) -> tuple[Column, ...]:
    """Return columns, those that are ``idle`` as details; a currency that all rows have stands in the headings."""
    currencies = {row["currency"] for row in rows}
    only = str(currencies.pop() or "") if len(currencies) == 1 else ""
    return tuple(
        replace(
            column,
            title=f"{column.title} {only}".rstrip() if column.kind is CellKind.MONEY else column.title,
            detail=column.detail or column.name in idle or (column.name == "currency" and only != ""),
        )
        for column in columns
    )
