"""Who began it and who took part: conversions sourced, influenced, by code alone, and nobody's."""

from __future__ import annotations

from dataclasses import replace

from xpromo.measure.scorecard import scorecard
from xpromo.operations.view import Asked, View, known_grouping
from xpromo.report.document import Document
from xpromo.report.sourced import sourced_document


def _show(asked: Asked) -> Document:
    by = known_grouping(asked.by or "placement")
    facts = asked.reading.facts(replace(asked.request, by_day=by == "day"))
    return sourced_document(scorecard(facts, by), asked.reading.leaks(facts), asked.period)


view = View(_show, counts_sales=True)
