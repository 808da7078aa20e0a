"""CSV for people and spreadsheets: every field quoted, CRLF, text cells guarded unless ``raw``.

Money is a plain decimal in major units beside its currency; a rate becomes five columns: value, low, high, n, reason.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice

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


def _cells(column: Column, row: Row, *, raw: bool) -> list[str]:
    value = row.get(column.name)
    if column.kind is CellKind.RATE:
        rate = value if isinstance(value, Mapping) else {}
        return [_plain(rate.get(part)) for part in _RATE_PARTS]
    if column.kind is CellKind.MONEY:
        return [_money(value, currency_of(column, row))]
    # A number is a number even when it is negative; only text can be taken for a formula.
    return [guard(value) if isinstance(value, str) and not raw else _plain(value)]


def _drain(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def render(document: Document, envelope: Envelope) -> Iterator[str]:
    """Yield the rows as CSV with a header line."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([name for column in document.columns for name in _headings(column)])
    rest = iter(document.rows)
    while chunk := list(islice(rest, CHUNK)):
        writer.writerows(
            [cell for column in document.columns for cell in _cells(column, row, raw=envelope.raw)] for row in chunk
        )
        yield _drain(buffer)
    yield _drain(buffer)


report_format = ReportFormat("CSV, safe to open in a spreadsheet", ".csv", render)
