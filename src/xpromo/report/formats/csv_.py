"""CSV for people and spreadsheets: every field quoted, CRLF, text cells guarded unless ``raw``.

Money is a plain decimal in major units beside its currency; a rate becomes five columns: value, low, high, n, reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, islice

from xpromo.money import major
from xpromo.report.cells import currency_of
from xpromo.report.document import CellKind, Column, Document, Row
from xpromo.report.envelope import Envelope
from xpromo.report.rendering import ReportFormat
from xpromo.spreadsheets import guard

CHUNK = 1000
_RATE_PARTS = ("value", "low", "high", "n", "reason")


def _headings(column: Column) -> list[str]:
    if column.kind is not CellKind.RATE:
        return [column.name]
    return [column.name, *(f"{column.name}_{part}" for part in _RATE_PARTS[1:])]


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _money(value: object, currency: str) -> str:
    return major(round(value), currency) if currency and isinstance(value, int | float) else _plain(value)


def _cells(column: Column, rows: Sequence[Row], *, raw: bool) -> list[list[str]]:
    """Return the cells of a column, a list for each of its headings; columns, because links come by the million."""
    values = [row.get(column.name) for row in rows]
    if column.kind is CellKind.RATE:
        rates = [value if isinstance(value, Mapping) else {} for value in values]
        return [[_plain(rate.get(part)) for rate in rates] for part in _RATE_PARTS]
    if column.kind is CellKind.MONEY:
        return [[_money(value, currency_of(column, row)) for value, row in zip(values, rows, strict=True)]]
    if raw:
        return [[value if type(value) is str else _plain(value) for value in values]]
    # A number is a number even when it is negative; only text can be taken for a formula.
    return [[guard(value) if isinstance(value, str) else _plain(value) for value in values]]


def _quoted(cells: list[str]) -> list[str]:
    """Return cells as they stand between quotes."""
    return [cell.replace('"', '""') for cell in cells] if '"' in "".join(cells) else cells


def _lines(columns: Sequence[list[str]]) -> str:
    return "".join(['"' + '","'.join(cells) + '"\r\n' for cells in zip(*map(_quoted, columns), strict=True)])


def render(document: Document, envelope: Envelope) -> Iterator[str]:
    """Yield the rows as CSV with a header line."""
    columns = document.written
    yield _lines([[name] for column in columns for name in _headings(column)])
    rest = chain(document.rows, document.filed)
    while chunk := list(islice(rest, CHUNK)):
        yield _lines([cells for column in columns for cells in _cells(column, chunk, raw=envelope.raw)])


report_format = ReportFormat("CSV, safe to open in a spreadsheet", ".csv", render)
