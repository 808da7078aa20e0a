"""``balance``: who owes whom, from everything that was promised both ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from xpromo.measure.balance import Balance, balances
from xpromo.measure.delivery import due_day
from xpromo.measure.exchange import PAID, SIDES, Known, exchanged
from xpromo.measure.fair_swaps import fair_swaps
from xpromo.measure.make_good import propose
from xpromo.operations.exchange import read_exchange
from xpromo.operations.ledger import Place
from xpromo.operations.named import partners_of, require_partner
from xpromo.operations.period import period_of
from xpromo.operations.reading import read_now
from xpromo.operations.sales_notes import sales_notes_of
from xpromo.records import Request
from xpromo.report.balance import Shown, balance_document
from xpromo.report.document import Document
from xpromo.report.make_good import MakeGoods
from xpromo.report.period import Period


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for, as typed."""

    partners: Sequence[str] = ()
    since: str | None = None
    until: str | None = None
    last: str | None = None
    swaps: bool = False
    propose: bool = False


def balance_of(place: Place, wish: Wish, now: datetime) -> Document:
    """Return the balance with the partners that are named, else with all.

    Raises UsageError for a partner that the ledger doesn't know or a period that can't be read, StorageError.
    """
    with place.opened() as ledger, ledger.reading():
        reading = read_now(ledger, now)
        since, until = period_of(wish.since, wish.until, wish.last, reading.today)
        known = read_exchange(reading, since, until)
        theirs = [item for item in reading.promises if not wish.partners or item.partner in wish.partners]
        notes = sales_notes_of(ledger, Request(campaigns=tuple(sorted({item.campaign for item in theirs}))))
    for partner in wish.partners:
        require_partner(partner, partners_of(known.facts.promises))
    found = balances(known, frozenset(wish.partners))
    shown = Shown(
        period=Period(known.since, known.until, str(known.zone)),
        paid=_paid(known, wish.partners),
        swaps=wish.swaps,
        make_goods=_make_goods(known, found) if wish.propose else None,
    )
    document = balance_document(found, shown)
    return replace(document, notes=(*document.notes, *notes))


def _make_goods(known: Known, found: Sequence[Balance]) -> MakeGoods:
    exchange = exchanged(replace(known, since=None, until=None))
    fair = {(item.partner, item.unit, item.currency): fair_swaps(exchange, item, known.today) for item in found}
    proposals = {(item.partner, item.unit, item.currency): propose(exchange, item, known.today) for item in found}
    return MakeGoods(
        {key: proposal for key, proposal in proposals.items() if proposal},
        fair,
        frozenset(promise.placement for promise in known.facts.promises),
    )


def _paid(known: Known, partners: Sequence[str]) -> int:
    return sum(
        promise.form in PAID
        and promise.direction in SIDES
        and (not partners or promise.partner in partners)
        and known.holds(due_day(promise, known.zone))
        for promise in known.facts.promises
    )
