"""Rows of conversions: what a format found in one record becomes columns, keys and evidence numbers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from xpromo.errors import NeedsOption
from xpromo.money import is_currency, parse_minor
from xpromo.records import Batch, Conversions, Evidence
from xpromo.sources.amounts import is_of_another, minor_of, plain_cell
from xpromo.sources.collector import Collector
from xpromo.sources.evidence import NONE, EvidenceTable, somebody, without_nobody
from xpromo.sources.hashing import hash_column
from xpromo.sources.rules import NEEDS_CURRENCY, NEEDS_DECIMAL, NEEDS_ZONE, NO_TIME
from xpromo.sources.times import Days, Memo, Moments, last_second
from xpromo.sources.touches import ERRORS, SCIENTIFIC
from xpromo.sources.written import as_iso

if TYPE_CHECKING:
    from xpromo.sources.source import ReadOptions

NEGATIVE = frozenset({"refund", "chargeback", "cancellation"})
STRIPE_IDS = {
    "ch_": "charge",
    "py_": "charge",
    "pi_": "payment_intent",
    "cs_": "checkout_session",
    "in_": "invoice",
}
TRUE, FALSE = frozenset({"true", "yes", "1", "y"}), frozenset({"false", "no", "0", "n"})
SEPARATOR = "\x1f"


class Conversion(NamedTuple):
    """One conversion as a format read it. ``cells`` are the stable cells as found; of a row with ``id`` they tell
    whether it is still the same, without one they are its identity. ``evidence`` may be the number of an entry.
    """

    line: int
    kind: str
    at: int
    cells: Sequence[str]
    id: str = ""
    amount: int | None = None
    currency: str = ""
    basis: str = ""
    evidence: Evidence | int = NONE
    customer: str = ""
    visitor: str = ""
    new: bool | None = None
    parent: str = ""
    series: str = ""
    rank: int = 0
    status: str = ""
    joins: Sequence[str] = ()
    primary: bool = True


class Bad(Exception):
    """A row isn't taken: the slug of why, and the column. A reason on its way to a Refusal, never seen by people."""

    def __init__(self, reason: str, column: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.column = column


class ConversionReader(Collector):
    """Collects the conversions of one file; hands them out as batches."""

    def __init__(self, name: str, source: str, options: ReadOptions, moments: Moments) -> None:
        self.name = name
        self.source = source
        self.options = options
        self.moments = moments
        self.days = Days(options.zone)
        self.evidence = EvidenceTable(options)
        self.coded: Memo[str, int] = Memo(lambda code: self.evidence.number(self.evidence.conversion("", code)))
        self.hashing = options.hashing
        self.event_prefix = self.hashing.prefix(f"conversion\0{source}\0{options.account}")
        super().__init__()

    def _start(self) -> None:
        super()._start()
        self.rows: list[Conversion] = []

    # ------------------------------------------------------------------------------------------------ cells

    def moment(self, text: str, column: str = "at", moments: Moments | None = None) -> int:
        """Return seconds UTC; raises Bad for what isn't a moment of the past, NeedsOption without a zone.

        ``moments``: of a row that states its own zone. No text at all is the end of ``--period``.
        """
        moments = moments or self.moments
        settled = moments.settle(text) if text.strip() else self._stated_moment()
        if settled in {"ambiguous-date", "bad-time"}:
            settled = moments.settle(as_iso(text, self.options))
        if settled == NEEDS_ZONE.slug:
            raise NeedsOption.in_file(NEEDS_ZONE, self.name)
        if isinstance(settled, str):
            raise Bad(settled, column)
        if settled > self.options.latest:
            raise Bad("future", column)
        return settled

    def _stated_moment(self) -> int | str:
        period = self.options.period
        return last_second(period[1], self.options.zone) if period else NO_TIME.slug

    def money(self, text: str, currency: str, column: str = "amount") -> tuple[int | None, str]:
        """Return minor units and the currency (the file's, else ``--currency``); (None, "") for no amount at all.

        Raises Bad; NeedsOption when nobody named a currency, and for an amount that reads two ways without
        ``--decimal``.
        """
        text = plain_cell(text)
        if not text:
            return None, ""
        currency = self._currency(currency)
        minor = minor_of(text, currency, self.options.decimal)
        if minor == "ambiguous":
            raise NeedsOption.in_file(NEEDS_DECIMAL, self.name)
        if isinstance(minor, str):
            raise Bad(self._why_not(text, currency), column)
        return minor, currency

    def plain_money(self, text: str, currency: str) -> tuple[int | None, str]:
        """Return the same of an amount as our own format writes it: a point before the decimals and no other sign."""
        text = plain_cell(text)
        if not text:
            return None, ""
        currency = self._currency(currency)
        minor = parse_minor(text, currency)
        if minor is None:
            raise Bad(self._why_not(text, currency), "amount")
        return minor, currency

    def _why_not(self, text: str, currency: str) -> str:
        """Return why an amount can't be read: the reason's name."""
        if is_of_another(text, currency):
            return "other-currency"
        signs = {".", ","} - {self.options.decimal}
        return (
            "other-decimal" if any(isinstance(minor_of(text, currency, sign), int) for sign in signs) else "bad-amount"
        )

    def _currency(self, currency: str) -> str:
        currency = plain_cell(currency).upper() or self.options.currency
        if not currency:
            raise NeedsOption.in_file(NEEDS_CURRENCY, self.name)
        if not is_currency(currency):
            raise Bad("bad-currency", "currency")
        return currency

    def reversed(self, text: str, currency: str, column: str) -> int:
        """Return minor units of a cumulative column, 0 for an empty one; raises Bad."""
        minor = self.money(text, currency, column)[0] or 0
        if minor < 0:
            raise Bad("bad-amount", column)
        return minor

    def identity(self, text: str, column: str = "id") -> str:
        """Return an id as it may be kept; raises Bad for none and for one that a spreadsheet has rounded."""
        text = somebody(plain_cell(text))
        if not text:
            raise Bad("no-id", column)
        if SCIENTIFIC.match(text):
            raise Bad("scientific-id", column)
        if text[:1] == "#" and text in ERRORS:
            raise Bad("error-cell", column)
        return self.hashing.plain_id(text)

    def proofs(self, urls: Sequence[str], codes: Sequence[str]) -> list[int]:
        """Return the number of what each row's landing URL and code carry; a link id alone is found quickest."""
        found = self.evidence.column(urls)
        name = self.evidence.parameter + "="
        twice = "\n".join(urls).count(name) > sum(map((0).__le__, found))
        for row, (number, code) in enumerate(zip(found, codes, strict=True)):
            if number < 0 or code or (twice and urls[row].count(name) > 1):
                url = urls[row]
                found[row] = self.coded[code] if not url else self.evidence.number(self.evidence.conversion(url, code))
        return found

    # ----------------------------------------------------------------------------------------------- records

    def add(self, row: Conversion) -> None:
        """Append one conversion; a primary one is a record."""
        self.records += row.primary
        self.rows.append(row)

    def reversal(self, of: Conversion, kind: str, amount: int, at: int) -> None:
        """Append the row that a cumulative column stands for."""
        self.add(reversal_of(of, kind, amount, at))

    def join(self, kind: str, text: str) -> tuple[str, ...]:
        """Return an id shared with other tools as ``kind:id``, nothing for none.

        Stripe's ids say themselves what they are, whichever column holds them; shops write orders with and without #.
        """
        text = somebody(plain_cell(text))
        kind = STRIPE_IDS.get(text[: text.find("_") + 1], kind)
        text = text.lstrip("# ") if kind == "order" else text
        return (f"{kind}:{self.hashing.plain_id(text)}",) if text else ()

    def _facts(self) -> Batch:
        conversions = self.columns(self.rows) if self.rows else Conversions()
        return Batch(conversions=conversions, evidence=self.evidence.take())

    def columns(self, rows: Sequence[Conversion]) -> Conversions:
        """Return conversions as columns."""
        line, kind, at, texts, names, amount, currency, basis, evidence, customer, visitor, *rest = map(
            list, zip(*rows, strict=True)
        )
        new, parent, series, rank, status, joins, primary = rest
        cells = list(map(SEPARATOR.join, texts))
        identities = [
            f"{what}\0{name}\0{place}" if name else f"cells\0{text}"
            for what, name, place, text in zip(kind, names, rank, cells, strict=True)
        ]
        number, person = self.evidence.number, self.hashing.person
        return Conversions(
            line=line,
            primary=primary,
            key=hash_column(self.event_prefix, identities),
            cells=list(map(crc32, map(str.encode, cells))),
            source_id=names,
            kind=kind,
            at=at,
            day=self.days.column(at),
            amount=amount,
            currency=currency,
            basis=[text if minor is not None else "" for text, minor in zip(basis, amount, strict=True)],
            evidence=[item if isinstance(item, int) else number(item) for item in evidence],
            customer=[person(text) if text else None for text in without_nobody(customer)],
            visitor=[self.hashing.keyed("visitor", text) if text else None for text in without_nobody(visitor)],
            new=new,
            parent=parent,
            series=series,
            rank=rank,
            status=status,
            joins=[tuple(sorted(names)) if names else () for names in joins],
        )


def reversal_of(of: Conversion, kind: str, amount: int, at: int) -> Conversion:
    """Return the row that a cumulative column stands for: of a series only the largest amount counts."""
    name = f"{of.id}#{kind}"
    return Conversion(
        of.line,
        kind,
        at,
        (of.id, kind, str(amount)),
        id=name,
        amount=-amount,
        currency=of.currency,
        basis=of.basis,
        evidence=of.evidence,
        customer=of.customer,
        parent=of.id,
        series=name,
        rank=amount,
        status=kind,
        primary=False,
    )


@lru_cache(maxsize=1_000)
def said_new(text: str) -> bool | None:
    """Return what a cell says of a customer being new; anything but yes and no says nothing."""
    word = plain_cell(text).lower() if text else ""
    return True if word in TRUE else False if word in FALSE else None
