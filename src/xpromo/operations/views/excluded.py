"""Clicks that were kept in the ledger and left out of the counts."""

from __future__ import annotations

from xpromo.ledger.reading import read_aggregates
from xpromo.operations.view import Asked, View
from xpromo.report.document import Document
from xpromo.report.exclusions import excluded_document


def _show(asked: Asked) -> Document:
    return excluded_document(read_aggregates(asked.reading.ledger, asked.request), asked.period)


view = View(_show)
