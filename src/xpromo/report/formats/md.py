"""Markdown with GitHub's tables, for pull requests, wikis and step summaries.

Nothing that people wrote can become markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from xpromo.report.cells import NONE, cell_text, currency_of
from xpromo.report.document import CellKind, Column, Document, Row
from xpromo.report.envelope import Envelope
from xpromo.report.markup import escape, is_web_address
from xpromo.report.rendering import ReportFormat


def _cell(column: Column, row: Row) -> str:
    value = row.get(column.name)
    if column.kind is CellKind.URL and isinstance(value, str) and is_web_address(value):
        return f"<{value}>"
    return escape(cell_text(column.kind, value, currency_of(column, row)))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _table(columns: Sequence[Column], rows: Iterable[Row], group: str = "") -> Iterator[str]:
    yield _line(escape(column.title) for column in columns)
    yield _line("---:" if column.kind.is_number else "---" for column in columns)
    heading: object = None
    for row in rows:
        if group and row.get(group) != heading:
            heading = row.get(group)
            yield _line([f"**{escape(str(heading))}**" if heading else NONE, *("" for _ in columns[1:])])
        yield _line(_cell(column, row) for column in columns)


def _main_table(document: Document) -> Iterator[str]:
    rows = iter(document.rows)
    first = next(rows, None)
    if first is None:
        yield f"{escape(document.empty)}\n"
        return
    yield from _table(document.shown, _after(first, rows), document.group)
    for row in document.footer:
        yield _line(_cell(column, row) for column in document.shown)


def _after(first: Row, rest: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rest


def render(document: Document, envelope: Envelope) -> Iterator[str]:
    """Yield a heading, the table, further tables, notes."""
    if document.title:
        yield f"## {escape(document.title)}\n\n"
    yield from _main_table(document)
    for section in document.more:
        yield f"\n### {escape(section.title)}\n\n"
        yield from _table(section.columns, section.rows, section.group)
    if document.notes:
        yield "\n"
        yield from (f"- {escape(note)}\n" for note in document.notes)


report_format = ReportFormat("Markdown tables", ".md", render)
