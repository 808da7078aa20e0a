"""JSON: the envelope and the data, one row a line, so that a diff shows rows and a million rows need no memory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice

from xpromo.report.document import Document, Row
from xpromo.report.envelope import Envelope
from xpromo.report.rendering import ReportFormat

CHUNK = 1000

# Valid JSON may hold these bare, but they steer terminals or break line readers.
_UNSEEN = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def _default(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=_default).encode


def _text(value: object) -> str:
    text = _encode(value)
    return text if text.isascii() else _UNSEEN.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def _lines(rows: Iterable[Row], indent: str) -> Iterator[str]:
    rest = iter(rows)
    separator = "\n"
    while chunk := list(islice(rest, CHUNK)):
        yield separator + ",\n".join([f"{indent}{_text(row)}" for row in chunk])
        separator = ",\n"
    if separator != "\n":
        yield "\n" + indent[2:]


def _list(rows: Iterable[Row], indent: str) -> Iterator[str]:
    yield "["
    yield from _lines(rows, indent)
    yield "]"


def _value(value: object, indent: str) -> Iterator[str]:
    if isinstance(value, list | tuple) and value and isinstance(value[0], Mapping):
        yield from _list(value, indent)
    else:
        yield _text(value)


def _object(data: Mapping[str, object]) -> Iterator[str]:
    separator = "{\n"
    for key, value in data.items():
        yield f"{separator}  {_text(key)}: "
        yield from _value(value, "    ")
        separator = ",\n"
    yield "\n}" if data else "{}"


def render(document: Document, envelope: Envelope) -> Iterator[str]:
    """Yield the JSON text of the document in its envelope."""
    head = envelope.head(document)
    yield "{" + ", ".join(f"{_text(key)}: {_text(value)}" for key, value in head.items()) + ',\n "data": '
    if document.data is None:
        yield from _list(document.rows, "  ")
    elif isinstance(document.data, Mapping):
        yield from _object(document.data)
    else:
        yield from _value(document.data, "  ")
    yield "}\n"


report_format = ReportFormat("JSON in an envelope, for scripts", ".json", render)
