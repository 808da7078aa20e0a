"""A scorecard's page from promises and counts, without a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import html5lib

from tests.measure.facts import GIVEN as OURS
from tests.measure.facts import SETTINGS, counted, given, promised
from tests.report.samples import ENVELOPE
from xpromo.measure.cells import Facts
from xpromo.measure.goals import goal_lines
from xpromo.measure.scorecard import scorecard
from xpromo.operations.scorecard_page import sides_of
from xpromo.records import Aggregate, Promise
from xpromo.report.document import Document
from xpromo.report.period import Period
from xpromo.report.rendering import REPORT_FORMATS
from xpromo.report.scorecard import Report, scorecard_document
from xpromo.report.scorecard_page import scorecard_page

TODAY = date(2026, 5, 21)
RECEIVED, GIVEN = promised(), promised(**OURS)
FACTS = [
    counted("clicks", 600, day=date(2026, 5, 4)),
    counted("clicks", 400, day=date(2026, 5, 7)),
    counted("sale", 45, day=date(2026, 5, 4), currency="EUR", amount=90_000, squares=180_000_000),
    counted("signup", 80, day=date(2026, 5, 7)),
    counted("reach", 20_000, day=date(2026, 5, 4), source="reach"),
    given("clicks", 700, day=date(2026, 5, 4)),
]


def paged(
    aggregates: Sequence[Aggregate] = FACTS,
    promises: Sequence[Promise] = (RECEIVED, GIVEN),
    *,
    by: str = "placement",
    today: date = TODAY,
) -> Document:
    """The document of a report by ``by`` with its page."""
    daily = Facts(promises, aggregates, SETTINGS, by_day=True)
    whole = replace(daily, by_day=False)
    report = Report(
        scorecard=scorecard(daily if by == "day" else whole, by),
        period=Period(None, None, "Europe/Berlin"),
        goals=goal_lines(whole, today),
        campaigns=sorted({promise.campaign for promise in promises}),
        tagged={},
    )
    document = scorecard_document(report)
    return replace(document, page=scorecard_page(report, sides_of(whole, daily, today), document.empty))


def html(document: Document) -> str:
    return "".join(REPORT_FORMATS.get("html").render(document, ENVELOPE))


def shape(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The elements of a page as a browser finds them, in order, with the names of their attributes."""
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    return [(str(element.tag), tuple(sorted(element.attrib))) for element in tree.iter()]


def words(text: str) -> list[str]:
    """What can be read on a page, piece by piece."""
    body = html5lib.parse(text, namespaceHTMLElements=False).find("body")
    assert body is not None
    found = [piece for element in body.iter() if element.tag != "script" for piece in (element.text, element.tail)]
    return [piece.strip().replace("\xa0", " ") for piece in found if piece and piece.strip()]
