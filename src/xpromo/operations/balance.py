"""``balance``: who owes whom, from everything that was promised both ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

from xpromo.errors import UsageError
from xpromo.ledger.store import open_ledger
from xpromo.measure.balance import Balance, balances
from xpromo.measure.delivery import due_day
from xpromo.measure.exchange import PAID, SIDES, Known, exchanged
from xpromo.measure.fair_swaps import fair_swaps
from xpromo.measure.make_good import propose
from xpromo.operations.exchange import read_exchange
from xpromo.operations.period import period_of
from xpromo.operations.reading import read_now
from xpromo.records import Promise
from xpromo.report.balance import Shown, balance_document
from xpromo.report.document import Document
from xpromo.report.make_good import MakeGoods
from xpromo.report.rules import UNKNOWN_PARTNER
from xpromo.report.scorecard import Period


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for, as typed."""

    partners: Sequence[str] = ()
    since: str | None = None
    until: str | None = None
    last: str | None = None
    swaps: bool = False
    propose: bool = False


def balance_of(path: Path, wish: Wish, now: datetime, *, wait: float, fingerprint: str | None) -> Document:
    """Return the balance with the partners that are named, else with all.

    Raises UsageError for a partner that the ledger doesn't know or a period that can't be read, StorageError.
    """
    with open_ledger(path, wait=wait, fingerprint=fingerprint) as ledger, ledger.reading():
        reading = read_now(ledger, now)
        since, until = period_of(wish.since, wish.until, wish.last, reading.today)
        known = read_exchange(reading, since, until)
    _require(wish.partners, known.facts.promises)
    found = balances(known, frozenset(wish.partners))
    shown = Shown(
        period=Period(known.since, known.until, str(known.zone)),
        paid=_paid(known, wish.partners),
        swaps=wish.swaps,
        make_goods=_make_goods(known, found) if wish.propose else None,
    )
    return balance_document(found, shown)


def _make_goods(known: Known, found: Sequence[Balance]) -> MakeGoods:
    exchange = exchanged(replace(known, since=None, until=None))
    fair = {(item.partner, item.unit, item.currency): fair_swaps(exchange, item, known.today) for item in found}
    proposals = {(item.partner, item.unit, item.currency): propose(exchange, item, known.today) for item in found}
    return MakeGoods(
        {key: proposal for key, proposal in proposals.items() if proposal},
        fair,
        frozenset(promise.placement for promise in known.facts.promises),
    )


def _require(named: Sequence[str], promises: Sequence[Promise]) -> None:
    known = sorted({promise.partner for promise in promises if promise.partner})
    for name in named:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known) or 'none yet'}"
            raise UsageError(f"nothing was promised to or by {name!r}", hint=hint, code=UNKNOWN_PARTNER.code)


def _paid(known: Known, partners: Sequence[str]) -> int:
    return sum(
        promise.form in PAID
        and promise.direction in SIDES
        and (not partners or promise.partner in partners)
        and known.holds(due_day(promise, known.zone))
        for promise in known.facts.promises
    )
