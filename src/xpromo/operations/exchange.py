"""What the ledger knows of the exchange with partners, for the balance and for partners' health."""

from __future__ import annotations

from datetime import date

from xpromo.ledger.apart import read_reported
from xpromo.ledger.delivering import read_proofs, read_sightings
from xpromo.ledger.reading import read_aggregates
from xpromo.measure.cells import Facts
from xpromo.measure.costs import zone_of
from xpromo.measure.delivery import earliest_day
from xpromo.measure.exchange import Known
from xpromo.operations.reading import Reading
from xpromo.records import Request


def read_exchange(reading: Reading, since: date | None = None, until: date | None = None) -> Known:
    """Return what was exchanged; of the placements that were promised in the period, the end exclusive."""
    facts = Facts(reading.promises, read_aggregates(reading.ledger, Request()), reading.settings)
    return known_exchange(reading, facts, Request(since, until))


def known_exchange(reading: Reading, facts: Facts, request: Request) -> Known:
    """Return facts of all days with what else the ledger knows of the exchange; the request's days choose placements,
    its campaigns what partners report.
    """
    zone = zone_of(facts.settings)
    return Known(
        facts=facts,
        today=reading.today,
        sightings=read_sightings(reading.ledger, {item.placement: earliest_day(item, zone) for item in facts.promises}),
        proofs=read_proofs(reading.ledger),
        claimed=read_reported(reading.ledger, Request(campaigns=request.campaigns)),
        since=request.since,
        until=request.until,
    )
