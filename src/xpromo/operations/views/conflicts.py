"""Where a code and a link said different things, and which rule settled it; whose sales don't count."""

from __future__ import annotations

from xpromo.ledger.aside import read_aside
from xpromo.ledger.contradictions import read_contradictions
from xpromo.operations.view import Asked, View
from xpromo.report.conflicts import conflicts_document
from xpromo.report.document import Document


def _show(asked: Asked) -> Document:
    ledger = asked.reading.ledger
    return conflicts_document(
        read_contradictions(ledger, asked.request), read_aside(ledger, asked.request), asked.period
    )


view = View(_show)
