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
    ledger, promises = reading.ledger, reading.promises
    zone = zone_of(reading.settings)
    return Known(
        facts=Facts(promises, read_aggregates(ledger, Request()), reading.settings),
        today=reading.today,
        sightings=read_sightings(ledger, {item.placement: earliest_day(item, zone) for item in promises}),
        proofs=read_proofs(ledger),
        claimed=read_reported(ledger, Request()),
        since=since,
        until=until,
    )
