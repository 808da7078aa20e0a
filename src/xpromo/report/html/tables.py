"""A document's columns and rows → cells to write, with what is drawn beside a number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby

from xpromo.report.cells import NONE, cell_text, currency_of
from xpromo.report.document import CellKind, Column, Document, Row, Section
from xpromo.report.markup import is_web_address


@dataclass(frozen=True, slots=True)
class Whisker:
    """A rate and its interval on the scale of its column, in per cent; ``mean`` is the rate of all rows."""

    low: float
    at: float
    high: float
    mean: float | None


_LOOKS = {CellKind.RATE: "n rate", CellKind.DAY: "day"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it is written."""

    text: str
    column: Column
    href: str = ""
    whisker: Whisker | None = None
    bar: float | None = None

    @property
    def looks(self) -> str:
        """The names under which the style knows it."""
        kind = _LOOKS.get(self.column.kind) or ("n" if self.column.kind.is_number else "")
        return f"{kind} none".strip() if self.text == NONE else kind


@dataclass(frozen=True, slots=True)
class File:
    """A file inside the page, as a link downloads it; ``is_more`` than the table shows."""

    name: str
    href: str
    is_more: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, its rows below the headings of their groups, its totals, all of it as a file.

    Where there is little room, the rows of one with ``cards`` become cards, others scroll sideways.
    """

    title: str
    columns: tuple[Column, ...]
    groups: Iterable[tuple[str, Iterable[Sequence[Cell]]]]
    foot: Sequence[Sequence[Cell]] = ()
    cards: bool = False
    note: str = ""
    file: File | None = None


@dataclass(frozen=True, slots=True)
class _Scales:
    """The largest number of each column in which numbers are drawn, and the rate of all rows."""

    largest: Mapping[str, float] = field(default_factory=dict)
    means: Mapping[str, float] = field(default_factory=dict)


CARDS = range(4, 12)  # so many columns fit on a card
ROOM, SPARE = 8, 10  # so many columns fit beside each other on paper; from this spareness on they give way


INTERVALS = "Below a rate: the rate as a dot on its 95 % interval, all from 0; the faint line is the rate of all rows."


def main_table(document: Document, title: str, file: File | None = None) -> Table | None:
    """Return the table of a document, None without rows; rows that come one by one are passed on one by one, and
    nothing is drawn beside them.
    """
    shown, rows = _fitting(document.shown), iter(document.rows)
    if (first := next(rows, None)) is None:
        return None
    scales = _scales(shown, document.rows, document.footer) if isinstance(document.rows, Sequence) else _Scales()
    return Table(
        title=title,
        columns=shown,
        groups=_groups(shown, chain([first], rows), document.group, scales),
        foot=[_cells(shown, row, _Scales()) for row in document.footer],
        cards=_has_cards(shown),
        note=INTERVALS if scales.means else "",
        file=file,
    )


def section_table(section: Section, *, plain: bool = False) -> Table:
    """Return the table of a section; a ``plain`` one has no cards."""
    columns = _fitting(section.columns)
    scales = _scales(columns, section.rows, ())
    groups = _groups(columns, section.rows, section.group, scales)
    return Table(section.title, columns, groups, cards=not plain and _has_cards(columns))


def _fitting(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return columns without the most spare ones that paper has no room for; the file in the page has them."""
    spare = sorted((column for column in columns if column.spare >= SPARE), key=lambda column: -column.spare)
    dropped = spare[: max(0, len(columns) - ROOM)]
    return tuple(column for column in columns if column not in dropped)


def _has_cards(columns: Sequence[Column]) -> bool:
    return len(columns) in CARDS and not any(column.kind is CellKind.URL for column in columns)


def _groups(
    columns: Sequence[Column], rows: Iterable[Row], group: str, scales: _Scales
) -> Iterator[tuple[str, Iterable[Sequence[Cell]]]]:
    for heading, found in groupby(rows, key=lambda row: row.get(group) if group else ""):
        yield NONE if heading is None else str(heading), (_cells(columns, row, scales) for row in found)


def _scales(columns: Sequence[Column], rows: Sequence[Row], footer: Sequence[Row]) -> _Scales:
    largest = {
        column.name: max((_size(row.get(column.name)) for row in rows), default=0.0)
        for column in columns
        if column.drawn or column.kind is CellKind.RATE
    }
    means = {
        column.name: float(value["value"])
        for column in columns
        for row in footer[:1]
        if isinstance(value := row.get(column.name), Mapping) and value["value"] is not None
    }
    return _Scales({name: most for name, most in largest.items() if most > 0}, means)


def _size(value: object) -> float:
    if isinstance(value, Mapping):
        return float(value["high"] or 0)
    return float(value) if isinstance(value, int | float) else 0.0


def _cells(columns: Sequence[Column], row: Row, scales: _Scales) -> list[Cell]:
    return [_cell(column, row, scales) for column in columns]


def _cell(column: Column, row: Row, scales: _Scales) -> Cell:
    value = row.get(column.name)
    text = cell_text(column.kind, value, currency_of(column, row))
    if column.kind is CellKind.URL and isinstance(value, str) and is_web_address(value):
        return Cell(text, column, href=value)
    most = scales.largest.get(column.name)
    if most is None or value is None:
        return Cell(text, column)
    if isinstance(value, Mapping):
        return Cell(text, column, whisker=_whisker(value, most, scales.means.get(column.name)))
    return Cell(text, column, bar=_share(value, most) if column.drawn else None)


def _whisker(value: Mapping[str, float | None], most: float, mean: float | None) -> Whisker | None:
    low, at, high = value["low"], value["value"], value["high"]
    if low is None or at is None or high is None:
        return None
    middle = _share(mean, most) if mean is not None and mean <= most else None
    return Whisker(_share(low, most), _share(at, most), _share(high, most), middle)


def _share(value: object, most: float) -> float:
    return round(100 * max(0.0, value) / most, 1) if isinstance(value, int | float) else 0.0
