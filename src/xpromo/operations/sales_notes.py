"""Notes on sales beside the numbers: what isn't counted, may count twice, or came by a code outside of its days."""

from __future__ import annotations

from dataclasses import replace

from xpromo.ledger.aside import read_aside, read_told_apart
from xpromo.ledger.outside import read_outside
from xpromo.ledger.store import Ledger
from xpromo.records import Request
from xpromo.report.document import Document
from xpromo.report.outside import outside_notes
from xpromo.report.sales_from import sales_notes


def sales_notes_of(ledger: Ledger, request: Request) -> tuple[str, ...]:
    """Return a note on each campaign of the request whose sales several sources tell of, or whose codes went on."""
    told = sales_notes(read_aside(ledger, request), read_told_apart(ledger, request))
    return (*told, *outside_notes(read_outside(ledger, request)))


def with_sales_notes(document: Document, ledger: Ledger, request: Request) -> Document:
    """Return the document with these notes."""
    return replace(document, notes=(*document.notes, *sales_notes_of(ledger, request)))
