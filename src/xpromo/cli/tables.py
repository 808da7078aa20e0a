"""A Document as tables for people; the only user of rich's tables."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from xpromo.cli.console import printable
from xpromo.report.cells import NONE, row_texts
from xpromo.report.document import CellKind

if TYPE_CHECKING:
    from xpromo.report.document import Column, Document, Row

GAP = 2  # between columns
NARROWEST = 8
READABLE = 16  # sentences and addresses give way first, down to this


def table_lines(document: Document, *, width: int, color: bool) -> Iterator[str]:
    """Yield the lines of a document as wide as ``width``; text from files is never taken as markup."""
    stream = io.StringIO()
    console = Console(
        file=stream, width=width, force_terminal=color, color_system="standard" if color else None, highlight=False
    )
    _print(console, document, "bold" if color else "", "dim" if color else "")
    yield from (line.rstrip() + "\n" for line in stream.getvalue().splitlines())


def _print(console: Console, document: Document, strong: str, quiet: str) -> None:
    if document.title:
        console.print(Text(printable(document.title), style=strong), "", sep="\n")
    lines = _lines(document.shown, document.rows, document.group)
    if lines:
        footer = _lines(document.shown, document.footer)
        console.print(_table(document.shown, lines, footer, console.width, strong))
    else:
        console.print(Text(printable(document.empty)))
    for section in document.more:
        console.print("", Text(printable(section.title), style=strong), "", sep="\n")
        lines = _lines(section.columns, section.rows, section.group)
        console.print(_table(section.columns, lines, [], console.width, strong))
    if document.notes:
        console.print()
    for line in document.notes:
        console.print(Text(printable(line), style=quiet))


def _lines(columns: tuple[Column, ...], rows: Iterable[Row], group: str = "") -> list[list[str]]:
    """Return the texts of each line; the heading of a group is a line of one text, what belongs to it is indented."""
    found: list[list[str]] = []
    heading: object = None
    for row in rows:
        texts = [printable(text) for text in row_texts(columns, row)]
        if group:
            if not found or row.get(group) != heading:
                heading = row.get(group)
                found.append([printable(str(heading or NONE))])
            texts[0] = f" {texts[0]}"
        found.append(texts)
    return found


def _table(
    columns: tuple[Column, ...], lines: list[list[str]], footer: list[list[str]], width: int, strong: str
) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0), header_style=strong)
    for column, room in zip(columns, _widths(columns, [*lines, *footer], width), strict=True):
        table.add_column(Text(column.title), justify="right" if column.kind.is_number else "left", width=room)
        table.columns[-1].overflow = "fold"
    for line in lines:
        table.add_row(*map(Text, line), style=strong if len(line) < len(columns) else "")
    if footer:
        table.add_section()
    for line in footer:
        table.add_row(*map(Text, line), style=strong)
    return table


def _widths(columns: Sequence[Column], lines: Iterable[Sequence[str]], width: int) -> list[int]:
    """Return a width for each column: what it needs (headings may break between words); where that is too much,
    sentences give way first, numbers last.
    """
    needs = [max(map(cell_len, column.title.split()), default=0) for column in columns]
    for line in lines:
        needs = [max(need, cell_len(text)) for need, text in zip(needs, line, strict=False)] + needs[len(line) :]
    titled = [max(need, cell_len(column.title)) for need, column in zip(needs, columns, strict=True)]
    if sum(titled) + GAP * (len(columns) - 1) <= width:
        return titled
    for kinds, floor in _GIVING_WAY:
        places = [place for place, column in enumerate(columns) if column.kind in kinds]
        for _ in range(sum(needs) + GAP * (len(columns) - 1) - width):
            widest = max(places, key=needs.__getitem__, default=None)
            if widest is None or needs[widest] <= floor:
                break
            needs[widest] -= 1
    return needs


_WORDS = frozenset({CellKind.TEXT, CellKind.URL})
_GIVING_WAY = (
    (_WORDS, READABLE),
    (frozenset({CellKind.ID, CellKind.DAY}) | _WORDS, NARROWEST),
    (frozenset(CellKind), NARROWEST),
)
