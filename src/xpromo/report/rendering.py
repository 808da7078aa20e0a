"""The report formats and how one is called. ``table`` isn't here: only ``cli.console`` knows the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from xpromo.registry import Registry
from xpromo.report.document import Document
from xpromo.report.envelope import Envelope


@dataclass(frozen=True)
class ReportFormat:
    """A way to write a document as text, piece by piece.

    ``suffix`` is the usual end of a file's name. Pieces joined are the whole file, its last line break included.
    """

    title: str
    suffix: str
    render: Callable[[Document, Envelope], Iterator[str]]


REPORT_FORMATS = Registry("xpromo.report.formats", "report_format", ReportFormat)
