"""NDJSON: one row a line, no envelope; for pipes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import chain, islice

from xpromo.report.document import Document, Row
from xpromo.report.envelope import Envelope
from xpromo.report.rendering import ReportFormat

CHUNK = 1000


def _default(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


# Everything but ASCII is escaped: line readers disagree on what ends a line, and a pipe may have any encoding.
_encode = json.JSONEncoder(allow_nan=False, default=_default).encode


def render(document: Document, envelope: Envelope) -> Iterator[str]:
    """Yield the rows as lines of JSON."""
    left_out = {column.name for column in document.columns} - {column.name for column in document.written}
    rest: Iterator[Row] = chain(document.rows, document.filed)
    if left_out:
        rest = ({name: value for name, value in row.items() if name not in left_out} for row in rest)
    while chunk := list(islice(rest, CHUNK)):
        yield "".join([f"{_encode(row)}\n" for row in chunk])


report_format = ReportFormat("one JSON row a line", ".ndjson", render)
