"""Partners: what they brought, and how well each partnership works."""

from __future__ import annotations

from datetime import UTC, datetime

from xpromo.ledger.settling import read_statements
from xpromo.measure.costs import zone_of
from xpromo.measure.health import Statement, health
from xpromo.measure.scorecard import scorecard
from xpromo.operations.exchange import read_exchange
from xpromo.operations.view import Asked, View, known_grouping
from xpromo.report.document import Document
from xpromo.report.health import Partners, partners_document


def _show(asked: Asked) -> Document:
    known_grouping(asked.by or "partner", ("partner",))
    request = asked.request
    known = read_exchange(asked.reading, request.since, request.until)
    found = health(known, [] if request.campaigns else _statements(asked), request.campaigns)
    facts = asked.reading.facts(request)
    campaigns = sorted({promise.campaign for promise in facts.promises})
    return partners_document(Partners(scorecard(facts, "partner").rows, found, asked.period, campaigns))


def _statements(asked: Asked) -> list[Statement]:
    """Return how long statements took whose period ended in the one that is asked for."""
    since, until = asked.request.since, asked.request.until
    zone = zone_of(asked.reading.settings)
    return [
        Statement(
            item.partner, max(0, (datetime.fromtimestamp(item.at, UTC).astimezone(zone).date() - item.until).days)
        )
        for item in read_statements(asked.reading.ledger)
        if (since is None or item.until > since) and (until is None or item.until <= until)
    ]


view = View(_show, counts_sales=True)
