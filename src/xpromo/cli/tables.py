"""A Document as tables for people; the only user of rich's tables."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from xpromo.cli.console import printable
from xpromo.report.cells import row_texts

if TYPE_CHECKING:
    from xpromo.report.document import Column, Document, Row


def table_lines(document: Document, *, width: int, color: bool) -> Iterator[str]:
    """Yield the lines of a document as wide as ``width``; text from files is never taken as markup."""
    stream = io.StringIO()
    console = Console(
        file=stream, width=width, force_terminal=color, color_system="standard" if color else None, highlight=False
    )
    _print(console, document, color=color)
    yield from (line.rstrip() + "\n" for line in stream.getvalue().splitlines())


def _print(console: Console, document: Document, *, color: bool) -> None:
    if document.title:
        console.print(Text(printable(document.title), style="bold" if color else ""))
    rows = iter(document.rows)
    first = next(rows, None)
    if first is None:
        console.print(Text(printable(document.empty)))
    else:
        console.print(_table(document.shown, chain((first,), rows), document.footer, color=color))
    for section in document.more:
        console.print(Text(printable(section.title), style="bold" if color else ""))
        console.print(_table(section.columns, section.rows, (), color=color))
    for line in document.notes:
        console.print(Text(printable(line), style="dim" if color else ""))


def _table(columns: tuple[Column, ...], rows: Iterable[Row], footer: Sequence[Row], *, color: bool) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold" if color else "")
    for column in columns:
        table.add_column(Text(column.title), justify="right" if column.kind.is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*_cells(columns, row))
    if footer:
        table.add_section()
    for row in footer:
        table.add_row(*_cells(columns, row), style="bold" if color else "")
    return table


def _cells(columns: tuple[Column, ...], row: Row) -> Iterator[Text]:
    return (Text(printable(text)) for text in row_texts(columns, row))
