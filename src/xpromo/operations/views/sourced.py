"""Who began it and who took part: conversions sourced, influenced, by code alone, and nobody's."""

from __future__ import annotations

from xpromo.measure.scorecard import scorecard
from xpromo.operations.view import Asked, View, known_grouping
from xpromo.report.document import Document
from xpromo.report.sourced import sourced_document


def _show(asked: Asked) -> Document:
    facts = asked.reading.facts(asked.request)
    card = scorecard(facts, known_grouping(asked.by or "placement"))
    return sourced_document(card, asked.reading.leaks(facts), asked.period)


view = View(_show)
