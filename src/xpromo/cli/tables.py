"""A Document as a table for people; the only user of rich's tables."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from xpromo.cli.console import printable
from xpromo.report.cells import cell_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xpromo.report.document import Document

RIGHT = frozenset({"int", "money", "rate", "share", "number"})


def table_lines(document: Document, *, width: int, color: bool) -> Iterator[str]:
    """Yield the lines of a table as wide as ``width``; text from files is never taken as markup."""
    stream = io.StringIO()
    console = Console(
        file=stream, width=width, force_terminal=color, color_system="standard" if color else None, highlight=False
    )
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold" if color else "")
    for column in document.columns:
        table.add_column(Text(column.title), justify="right" if column.kind in RIGHT else "left", overflow="fold")
    for row in document.rows:
        table.add_row(*(Text(printable(cell_text(column.kind, row.get(column.name)))) for column in document.columns))
    console.print(table)
    for line in document.notes:
        console.print(Text(printable(line)), style="dim" if color else "")
    yield from (line.rstrip() + "\n" for line in stream.getvalue().splitlines())
