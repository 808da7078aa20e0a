"""A Document as tables for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from xpromo.cli.console import printable, styled, unheeded
from xpromo.cli.fitting import GAP, fit, fold, padded
from xpromo.report.cells import NONE, row_texts
from xpromo.report.document import CellKind

if TYPE_CHECKING:
    from xpromo.report.document import Column, Document, Row

RULE = "\u2500"
BELOW = "  "  # before an address that stands on a line of its own


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a table before it is laid out: a heading of a group, or a row."""

    texts: Sequence[str]
    is_heading: bool = False


@dataclass(slots=True)
class _Page:
    """Where lines are laid out; ``left_out`` collects the headings of columns without room."""

    width: int
    color: bool
    left_out: list[str] = field(default_factory=list)
    full: int = 0

    def text(self, text: str, style: str) -> Iterator[str]:
        """Yield a sentence in lines."""
        yield from (styled(line, style, on=self.color) for line in fold(printable(text), self.width))


def table_lines(document: Document, *, width: int, color: bool) -> Iterator[str]:
    """Yield the lines of a document as wide as ``width``; text from files never drives the terminal.

    An address that doesn't fit beside its row stands below it, unbroken, so that it can be copied.
    """
    yield from (unheeded(line) + "\n" for line in _document(document, _Page(width, color)))


def _document(document: Document, page: _Page) -> Iterator[str]:
    if document.title:
        yield from (*page.text(document.title, "bold"), "")
    lines = _lines(document.shown, document.rows, document.group)
    if lines:
        yield from _table(document.shown, lines, _lines(document.shown, document.footer), page)
    else:
        yield from page.text(document.empty, "")
    for section in document.more:
        yield from ("", *page.text(section.title, "bold"), "") if section.title else ("",)
        yield from _table(section.columns, _lines(section.columns, section.rows, section.group), [], page)
    notes = (*document.notes, *_left_out(page))
    if notes:
        yield ""
    for note in notes:
        yield from page.text(note, "dim")


def _left_out(page: _Page) -> Iterator[str]:
    if page.left_out:
        names = ", ".join(dict.fromkeys(page.left_out))
        yield f"No room at {page.width} columns for {names} (from {page.full} columns on, or with --format json)."


def _lines(columns: Sequence[Column], rows: Iterable[Row], group: str = "") -> list[_Line]:
    """Return the texts of each line; a group begins with its heading, what belongs to it is indented."""
    found: list[_Line] = []
    heading: object = None
    for row in rows:
        texts = [printable(text) for text in row_texts(tuple(columns), row)]
        if group:
            if not found or row.get(group) != heading:
                heading = row.get(group)
                found.append(_Line([printable(str(heading or NONE))], is_heading=True))
            texts[0] = f" {texts[0]}"
        found.append(_Line(texts))
    return found


def _table(columns: Sequence[Column], lines: Sequence[_Line], footer: Sequence[_Line], page: _Page) -> Iterator[str]:
    below = _below(columns, [*lines, *footer], page.width)
    beside = [place for place in range(len(columns)) if place not in below]
    shown = [columns[place] for place in beside]
    rows = [[line.texts[place] for place in beside] for line in (*lines, *footer) if not line.is_heading]
    fitted = fit(shown, rows, page.width)
    kept = [beside[place] for place in fitted.places]
    page.left_out += [shown[place].title for place in range(len(shown)) if place not in fitted.places]
    page.full = max(page.full, fitted.full)
    layout = _Layout([columns[place] for place in kept], fitted.widths)
    yield from layout.head(on=page.color)
    for line in lines:
        if line.is_heading:
            yield from page.text(line.texts[0], "bold")
            continue
        yield from layout.row([line.texts[place] for place in kept])
        yield from (BELOW + line.texts[place] for place in below)
    if footer:
        yield ""
    for line in footer:
        yield from (styled(text, "bold", on=page.color) for text in layout.row([line.texts[place] for place in kept]))


def _below(columns: Sequence[Column], lines: Sequence[_Line], width: int) -> list[int]:
    """Return the places of the columns of addresses, when the table is too wide with them."""
    places = [place for place, column in enumerate(columns) if column.kind is CellKind.URL]
    if not places:
        return []
    rows = [line.texts for line in lines if not line.is_heading]
    return places if fit(columns, rows, width).full > width else []


@dataclass(frozen=True, slots=True)
class _Layout:
    columns: Sequence[Column]
    widths: Sequence[int]

    def head(self, *, on: bool) -> Iterator[str]:
        """Yield the headings, which stand on the rule, and the rule."""
        titles = [fold(column.title, width) for column, width in zip(self.columns, self.widths, strict=True)]
        height = max(map(len, titles))
        for cells in zip(*([""] * (height - len(title)) + title for title in titles), strict=True):
            yield styled(self._joined(cells), "bold", on=on)
        yield RULE * (sum(self.widths) + GAP * (len(self.widths) - 1))

    def row(self, texts: Sequence[str]) -> Iterator[str]:
        """Yield one row in as many lines as its longest cell takes."""
        folded = [fold(text, width) for text, width in zip(texts, self.widths, strict=True)]
        yield from map(self._joined, zip_longest(*folded, fillvalue=""))

    def _joined(self, cells: Sequence[str]) -> str:
        return (" " * GAP).join(map(padded, self.columns, self.widths, cells)).rstrip()
