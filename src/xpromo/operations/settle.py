"""``settle``: what is due between two brands for a period; a draft until it is frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from xpromo.answers import Agreed, Settled
from xpromo.errors import UsageError
from xpromo.ledger.settling import (
    canonical,
    freeze,
    partners_promised,
    read_agreements,
    read_movements,
    read_settled,
    read_statements,
)
from xpromo.ledger.store import Ledger
from xpromo.measure.balance import balances
from xpromo.measure.settling import Entry, Statement, settle, share_of
from xpromo.operations.exchange import read_exchange
from xpromo.operations.ledger import Place
from xpromo.operations.named import require_partner
from xpromo.operations.period import named_period
from xpromo.operations.reading import Reading, read_now, require_settings
from xpromo.operations.sales_notes import with_sales_notes
from xpromo.records import Request, Settings
from xpromo.report.document import Document
from xpromo.report.plain import plain
from xpromo.report.rules import NOT_OVER, OVERLAPPING_STATEMENT
from xpromo.report.settle import Sheet, statement_document, statements_document, swap_record


def statement_of(place: Place, partner: str, period: str | None, now: datetime) -> Document:
    """Return the statement of a period: as it was frozen, else a draft.

    Raises UsageError for an unknown partner, a period that can't be read or that cuts into a frozen one.
    """
    with place.opened() as ledger:
        desk = _Desk.at(ledger, partner, period, now)
        frozen = desk.frozen
        if frozen:
            return statement_document(_thawed(frozen, desk.settings.brand))
        theirs = {item.campaign for item in desk.reading.promises if item.partner == partner}
        document = statement_document(desk.sheet(desk.draft()))
        return with_sales_notes(document, ledger, Request(desk.since, desk.until, tuple(sorted(theirs))))


def freeze_statement(place: Place, partner: str, period: str | None, now: datetime, *, dry_run: bool) -> Document:
    """Write the statement of a period that is over into the ledger, for ever; doing it again shows it.

    Raises UsageError as :func:`statement_of`, and for a period that isn't over.
    """
    with place.opened(write=True) as ledger, ledger.writing(keep=not dry_run):
        desk = _Desk.at(ledger, partner, period, now)
        if desk.until > desk.reading.today:
            raise UsageError.of(NOT_OVER, f"{desk.until} hasn't come yet, so the period isn't over")
        sheet = _thawed(desk.frozen or desk.freeze(now), desk.settings.brand)
        return statement_document(sheet, dry_run=dry_run and not desk.frozen)


def list_statements(place: Place, now: datetime) -> Document:
    """Return every frozen statement, and the partners without one."""
    with place.opened() as ledger:
        brand = require_settings(read_now(ledger, now)).brand
        frozen = read_statements(ledger)
        never = sorted(set(partners_promised(ledger)) - {item.partner for item in frozen})
        return statements_document([_thawed(item, brand) for item in frozen], never)


# ------------------------------------------------------------------------------------------------ inside


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a statement is made from."""

    reading: Reading
    settings: Settings
    partner: str
    since: date
    until: date
    statements: Sequence[Settled]
    agreements: Sequence[Agreed]

    @classmethod
    def at(cls, ledger: Ledger, partner: str, period: str | None, now: datetime) -> _Desk:
        reading = read_now(ledger, now)
        settings = require_settings(reading)
        require_partner(partner, partners_promised(ledger))
        agreements = read_agreements(ledger, partner, ZoneInfo(settings.timezone))
        since, until = named_period(period, reading.today)
        desk = cls(reading, settings, partner, since, until, read_statements(ledger, partner), agreements)
        desk.refuse_overlap()
        return desk

    @property
    def frozen(self) -> Settled | None:
        """The frozen statement of exactly this period."""
        same = (item for item in self.statements if (item.since, item.until) == (self.since, self.until))
        return next(same, None)

    def refuse_overlap(self) -> None:
        """Raise UsageError where a frozen statement covers some of the days, but not exactly all."""
        for item in self.statements:
            if item is not self.frozen and item.since < self.until and self.since < item.until:
                settled = f"statement {item.number} settled {item.since} up to before {item.until}"
                raise UsageError(
                    f"{settled}, which this period cuts into",
                    hint=f"{self._rest()}`xpromo settle list` shows what is settled",
                    code=OVERLAPPING_STATEMENT.code,
                )

    def _rest(self) -> str:
        """Return what to type for the first days of the period that no statement settled, "" without any."""
        spans = [(item.since, item.until) for item in self.statements]
        days = (self.since + timedelta(days=number) for number in range((self.until - self.since).days))
        free = [day for day in days if not any(since <= day < until for since, until in spans)]
        if not free:
            return ""
        ends = [since for since, _ in spans if since > free[0]]
        last = min([self.until, *ends]) - timedelta(days=1)
        return f"the rest is `--period {free[0]}..{last}`; "

    def draft(self) -> Statement:
        """Return what is due now."""
        settled = read_settled(self.reading.ledger, self.statements)
        covered = [(item.since, item.until) for item in self.statements]
        share = share_of(
            self.partner,
            self.settings.brand,
            self.agreements,
            {str(promise.placement): promise for promise in self.reading.promises},
            {item._replace(amount=0): stated for item, stated in settled},
        )
        end = max([self.until, *(until for _, until in covered)])
        movements = read_movements(self.reading.ledger, self.partner, end)
        return settle(self.partner, (self.since, self.until), movements, [item for item, _ in settled], covered, share)

    def sheet(self, draft: Statement) -> Sheet:
        """Return a draft as it is shown."""
        return Sheet(
            partner=self.partner,
            brand=self.settings.brand,
            since=draft.since,
            until=draft.until,
            timezone=self.settings.timezone,
            entries=draft.entries,
            due=draft.due,
            agreements=self.agreements,
            open_since=draft.open_since,
            swaps=self.swaps(),
        )

    def swaps(self) -> list[dict[str, object]]:
        """Return the partner's swaps of the period, with what is owed for each."""
        known = read_exchange(self.reading, self.since, self.until)
        found = balances(known, frozenset({self.partner}))
        return [swap_record(line, item.unit, item.currency) for item in found for line in item.swaps]

    def freeze(self, now: datetime) -> Settled:
        """Write down what is due now, and return it as it was written."""
        draft, ledger = self.draft(), self.reading.ledger
        body: dict[str, object] = {
            "timezone": self.settings.timezone,
            "entries": [plain(entry) for entry in draft.entries],
            "due": dict(draft.due),
            "movements": [plain(list(item)) for item in draft.movements],
            "agreements": [plain(list(item)) for item in self.agreements],
            "swaps": self.swaps(),
        }
        number = freeze(ledger, self.partner, (self.since, self.until), draft.due, body, int(now.timestamp()))
        return next(item for item in read_statements(ledger, self.partner) if item.number == number)


def _agreed(row: Sequence[Any]) -> Agreed:
    first, start, end = (date.fromisoformat(text) if text else None for text in row[:3])
    return Agreed(first or date.min, start, end, *row[3:])


def _entry(row: Mapping[str, Any]) -> Entry:
    days = {name: date.fromisoformat(row[name]) for name in ("since", "until")}
    return Entry(**{**row, **days})


def _thawed(frozen: Settled, brand: str) -> Sheet:
    """Return a frozen statement as it was."""
    body = frozen.body
    return Sheet(
        partner=frozen.partner,
        brand=brand,
        since=frozen.since,
        until=frozen.until,
        timezone=body["timezone"],
        entries=[_entry(row) for row in body["entries"]],
        due=body["due"],
        agreements=[_agreed(row) for row in body["agreements"]],
        number=frozen.number,
        swaps=body["swaps"],
        sha256=sha256(canonical(body).encode()).hexdigest(),
    )
