"""What a command has to show, before anybody chooses a format.

A document is one table (``columns`` and ``rows``) that every format can write, plus ``data`` for JSON where the table
isn't the whole story. Rows are read once and in order, so a generator of a million links costs no memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xpromo.report.page import Page

Row = Mapping[str, object]


class CellKind(StrEnum):
    """What a column holds; formats decide alignment, decimals and guarding from it."""

    ID = "id"  # our own ids, codes, states: short, never guarded in CSV unless people chose the text
    TEXT = "text"  # names and sentences that people wrote: untrusted
    URL = "url"
    INT = "int"
    MONEY = "money"  # minor units; the currency stands in the row's column named by Column.currency
    RATE = "rate"  # {value, low, high, n, reason}, a fraction
    SHARE = "share"  # a plain fraction
    DECIMAL = "decimal"  # a number of things of which there can be a part
    DAY = "day"  # a date or an ISO text
    CHANGE = "change"  # by how many things there are more or fewer, shown with its sign
    AMOUNT = "amount"  # numbers as people read them, with unit or sign: for people only, machines get other columns

    @property
    def is_number(self) -> bool:
        """Whether cells are aligned on the right."""
        return self in _NUMBERS


_NUMBERS = frozenset(CellKind) - {CellKind.ID, CellKind.TEXT, CellKind.URL, CellKind.DAY}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in each row, its heading, what it holds.

    ``detail`` columns are written to CSV, where width costs nothing, and left out of tables for people. ``spare`` ones
    are left out of a terminal that is too narrow, the highest number first; 0 stays as long as it can. Beside
    ``drawn`` numbers a format that can draws their size.
    """

    name: str
    title: str
    kind: CellKind = CellKind.TEXT
    currency: str = "currency"
    detail: bool = False
    spare: int = 0
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A further table below the first, for people only (goals, what changed); ``group`` as in a document."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One result.

    ``schema`` names the JSON Schema (``links`` → ``xpromo/links``). ``data`` is JSON's ``data``; None means the rows
    themselves. ``filed`` are further rows for CSV and NDJSON, which people read in other tables. ``footer`` rows close
    the table (totals). ``notes`` are sentences on how the numbers were made. ``empty`` stands in for a
    table without rows. ``group`` names a column whose values become headings between rows, where people read; the
    column itself is best a ``detail``. ``page`` is what stands around the table on a page.
    """

    schema: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    data: object = None
    notes: tuple[str, ...] = ()
    title: str = ""
    footer: Sequence[Row] = ()
    more: tuple[Section, ...] = ()
    empty: str = "Nothing to show."
    group: str = ""
    page: Page | None = None
    filed: Sequence[Row] = ()

    @property
    def written(self) -> tuple[Column, ...]:
        """The columns of a table for machines."""
        return tuple(column for column in self.columns if column.kind is not CellKind.AMOUNT)

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns of a table for people."""
        return tuple(column for column in self.columns if not column.detail)
