"""All campaigns with a partner, quarter by quarter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from xpromo.errors import UsageError
from xpromo.measure.cells import Facts
from xpromo.measure.program import program
from xpromo.operations.named import partners_of, require_partner
from xpromo.operations.program_page import program_page
from xpromo.operations.sales_notes import with_sales_notes
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
    theirs = [promise for promise in reading.promises if promise.partner == partner]
    begun = min(promise.flight_start for promise in theirs)
    first = max(begun, asked.request.since or begun)

    def read(since: date, until: date) -> Facts:
        return reading.facts(Request(since, until))

    document = program_document(program(partner, first, reading.today, read), reading.timezone)
    if asked.page:
        document = replace(document, page=program_page(asked, partner, document.empty))
    campaigns = tuple(sorted({promise.campaign for promise in theirs}))
    return with_sales_notes(document, reading.ledger, replace(asked.request, campaigns=campaigns))


view = View(_show, words="PARTNER")
