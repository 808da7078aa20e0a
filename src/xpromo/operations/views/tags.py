"""Tags and codes that reached nobody."""

from __future__ import annotations

from xpromo.operations.reading import tagged
from xpromo.operations.view import Asked, View
from xpromo.report.document import Document
from xpromo.report.listings import tags_document


def _show(asked: Asked) -> Document:
    return tags_document(tagged(asked.reading.ledger, asked.request), asked.period)


view = View(_show)
