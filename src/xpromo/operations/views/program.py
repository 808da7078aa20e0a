"""All campaigns with a partner, quarter by quarter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from xpromo.errors import UsageError
from xpromo.measure.cells import Facts
from xpromo.measure.program import program
from xpromo.operations.partner_names import partners_of, require_partner
from xpromo.operations.program_page import program_page
from xpromo.operations.view import Asked, View
from xpromo.records import Request
from xpromo.report.document import Document
from xpromo.report.program import program_document


def _show(asked: Asked) -> Document:
    reading = asked.reading
    if len(asked.words) != 1:
        raise UsageError("report program takes one partner", hint="xpromo report program green-mug")
    (partner,) = asked.words
    require_partner(partner, partners_of(reading.promises))
    starts = [promise.flight_start for promise in reading.promises if promise.partner == partner]
    first = max(min(starts), asked.request.since or min(starts))

    def read(since: date, until: date) -> Facts:
        return reading.facts(Request(since, until))

    document = program_document(program(partner, first, reading.today, read), reading.timezone)
    return replace(document, page=program_page(asked, partner, document.empty)) if asked.page else document


view = View(_show, words="PARTNER", counts_sales=True)
