"""Leads and deals: how far they came, what was won, who brought them."""

from __future__ import annotations

from xpromo.ledger.pipeline import read_stages
from xpromo.measure.funnel import funnel
from xpromo.measure.pipeline import pipeline
from xpromo.measure.scorecard import GROUPINGS
from xpromo.operations.view import Asked, View, known_grouping
from xpromo.report.document import Document
from xpromo.report.pipeline import pipeline_document

_GROUPINGS = tuple(name for name in GROUPINGS if name != "day")


def _show(asked: Asked) -> Document:
    by = known_grouping(asked.by or "partner", _GROUPINGS)
    reading = asked.reading
    facts = reading.facts(asked.request)
    main = reading.settings.currency if reading.settings else None
    found = pipeline(read_stages(reading.ledger, asked.request), reading.promises, main, by)
    return pipeline_document(found, funnel(facts), asked.period)


view = View(_show, counts_sales=True)
