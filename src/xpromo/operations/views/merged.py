"""Sales that several tools tell of: which row counts, and which rows don't because of it."""

from __future__ import annotations

from xpromo.ledger.merged import read_merged
from xpromo.operations.view import Asked, View
from xpromo.report.document import Document
from xpromo.report.merged import merged_document


def _show(asked: Asked) -> Document:
    return merged_document(read_merged(asked.reading.ledger, asked.request), asked.period)


view = View(_show)
