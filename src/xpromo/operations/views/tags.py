"""Tags and codes that reached nobody, with what settles them, and those that were recovered."""

from __future__ import annotations

from xpromo.ledger.recovered import read_recovered
from xpromo.operations.reading import tagged
from xpromo.operations.view import Asked, View
from xpromo.report.document import Document
from xpromo.report.tags import tags_document


def _show(asked: Asked) -> Document:
    ledger = asked.reading.ledger
    placements = {promise.placement for promise in asked.reading.promises}
    lost, found = tagged(ledger, asked.request), read_recovered(ledger, asked.request)
    return tags_document(lost, found, placements, asked.period)


view = View(_show)
