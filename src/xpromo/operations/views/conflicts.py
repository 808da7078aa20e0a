"""Where a code and a link said different things, and which rule settled it."""

from __future__ import annotations

from xpromo.ledger.contradictions import read_contradictions
from xpromo.operations.view import Asked, View
from xpromo.report.conflicts import conflicts_document
from xpromo.report.document import Document


def _show(asked: Asked) -> Document:
    return conflicts_document(read_contradictions(asked.reading.ledger, asked.request), asked.period)


view = View(_show)
