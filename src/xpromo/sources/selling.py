"""Columns of conversions in our own form → batches: whole columns through memo tables, as clicks are read.

Nearly all rows of a file are alike. A row that isn't is read by itself, which settles what it is or why it is refused,
and takes its place among the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from itertools import compress
from typing import TYPE_CHECKING
from zlib import crc32

from xpromo.money import HUNDREDTHS, decimals, hundredths, is_currency, parse_minor
from xpromo.records import Batch, Conversions, Refusal
from xpromo.sources.amounts import plain_cell
from xpromo.sources.evidence import without_nobody
from xpromo.sources.hashing import hash_column
from xpromo.sources.sales import NEGATIVE, SEPARATOR, Bad, Conversion, ConversionReader
from xpromo.sources.times import Memo

if TYPE_CHECKING:
    from xpromo.sources.source import Rows

PRICES = 20_000  # different ones that are remembered
_PLAIN_ID = re.compile(r"[^\s'@+]+\Z")  # nothing to trim, to hash or to refuse
BASIS, RANK = "stated", 0
Cells = tuple[str, ...]
Price = tuple[int | None, str]
NO_PRICE: Price = (None, "")


def _price(stated: str, pair: tuple[str, str]) -> Price | None:
    """Return minor units and currency of an amount and a currency as found; None for what isn't a plain amount from 0
    up. ``stated``: the currency where the file has none.
    """
    text, currency = plain_cell(pair[0]), plain_cell(pair[1]).upper() or stated
    if not text:
        return NO_PRICE
    minor = parse_minor(text, currency) if is_currency(currency) else None
    return None if minor is None or minor < 0 else (minor, currency)


def _alike(stated: str, amounts: Sequence[str], currencies: Sequence[str]) -> tuple[list[int | None], list[str]] | None:
    """Return minor units and currencies of a chunk whose amounts are written alike or empty, None where one isn't: to
    work all of them out is quicker than to look each up.
    """
    minor = hundredths(list(filter(None, amounts)))
    named = {found: plain_cell(found).upper() or stated for found in set(compress(currencies, amounts))}
    if minor is None or not all(is_currency(name) and decimals(name) == HUNDREDTHS for name in named.values()):
        return None
    each = iter(minor)
    paid_in = [named[found] if amount else "" for amount, found in zip(amounts, currencies, strict=True)]
    return [next(each) if amount else None for amount in amounts], paid_in


class SaleColumns:
    """Turns chunks of one file into batches.

    ``kind``: a cell → a kind, "" for none. ``new``: a cell → whether the customer is new. ``one`` reads a single row
    (its line, moment, evidence and cells), or raises Bad.
    """

    def __init__(
        self,
        reader: ConversionReader,
        kind: Callable[[str], str],
        new: Callable[[str], bool | None],
        one: Callable[[int, int, int, Cells], Conversion],
        *,
        with_ids: bool,
    ) -> None:
        self.reader, self.new, self.one, self.with_ids = reader, new, one, with_ids
        self.kinds = Memo(kind)
        self.prices = Memo(partial(_price, reader.options.currency), PRICES)
        self.visitor_prefix = reader.hashing.prefix("visitor")

    def batch(self, rows: Rows) -> Batch:
        """Return the batch of a chunk, whose columns are those of our own form."""
        cells = list(zip(*rows.columns, strict=True))
        found, odd = self._columns(rows, cells) if cells else (Conversions(), [])
        refusals, blank = self._settle(found, odd, cells)
        gone = {*blank, *(row for row, _ in refusals)}
        if gone:
            keep = [row not in gone for row in range(len(cells))]
            found = Conversions(*(list(compress(getattr(found, name), keep)) for name in Conversions.__slots__))
        found.day = self.reader.days.column(found.at)
        refused = [Refusal(rows.lines[row], bad.reason, bad.column) for row, bad in refusals]
        return Batch(
            records=len(cells) + len(rows.refusals),
            conversions=found,
            refusals=sorted([*rows.refusals, *refused], key=lambda refusal: refusal.line),
            skipped={"blank": len(blank)} if blank else {},
            evidence=self.reader.evidence.take(),
        )

    def _columns(self, rows: Rows, cells: Sequence[Cells]) -> tuple[Conversions, list[int]]:
        """Return the columns of all rows, without their days, and which rows have to be read by themselves."""
        identity, at, written, amounts, currencies, code, url, customer, refund_of, new, visitor = rows.columns
        size, reader, texts = len(cells), self.reader, list(map(SEPARATOR.join, cells))
        kinds, moments = list(map(self.kinds.__getitem__, written)), reader.moments.column(at)
        prices: Sequence[Price | None] = ()
        if (paid := _alike(reader.options.currency, amounts, currencies)) is None:
            prices = list(map(self.prices.__getitem__, zip(amounts, currencies, strict=True)))
            paid = [price[0] if price else None for price in prices], [price[1] if price else "" for price in prices]
        odd = self._odd(identity, moments, kinds, prices, refund_of)
        amount, currency = paid
        if self.with_ids:
            told = [f"{kind}\0{name}\0{RANK}" for kind, name in zip(kinds, identity, strict=True)]
        else:
            told = [f"cells\0{text}" for text in texts]
        found = Conversions(
            line=list(rows.lines),
            primary=[True] * size,
            key=hash_column(reader.event_prefix, told),
            cells=list(map(crc32, map(str.encode, texts))),
            source_id=list(identity) if self.with_ids else [""] * size,
            kind=kinds,
            at=moments,
            day=[0] * size,
            amount=amount,
            currency=currency,
            basis=["" if minor is None else BASIS for minor in amount],
            evidence=reader.proofs(url, code),
            customer=reader.hashing.people(without_nobody(customer)),
            visitor=self._visitors(visitor) if any(visitor) else [None] * size,
            new=list(map(self.new, new)) if any(new) else [None] * size,
            parent=[""] * size,
            series=[""] * size,
            rank=[RANK] * size,
            status=[""] * size,
            joins=[()] * size,
        )
        return found, odd

    def _visitors(self, column: Sequence[str]) -> list[bytes | None]:
        texts = without_nobody(list(map(str.strip, column)))
        keys = hash_column(self.visitor_prefix, texts)
        return [key if text else None for key, text in zip(keys, texts, strict=True)]

    def _settle(
        self, found: Conversions, odd: Sequence[int], cells: Sequence[Cells]
    ) -> tuple[list[tuple[int, Bad]], list[int]]:
        """Read odd rows by themselves and put them in their places; return those that are refused, and blank ones."""
        refused, blank = list[tuple[int, Bad]](), list[int]()
        for row in odd:
            if not any(cells[row]):
                blank.append(row)
                continue
            try:
                one = self.one(found.line[row], found.at[row], found.evidence[row], cells[row])
            except Bad as bad:
                refused.append((row, bad))
                continue
            columns = self.reader.columns([one])
            for name in Conversions.__slots__:
                getattr(found, name)[row] = getattr(columns, name)[0]
        return refused, blank

    def _odd(
        self,
        identity: Sequence[str],
        moments: Sequence[int],
        kinds: Sequence[str],
        prices: Sequence[Price | None],
        refund_of: Sequence[str],
    ) -> list[int]:
        """Return the rows that have to be read by themselves."""
        odd: set[int] = set()
        latest = self.reader.options.latest
        if moments and max(moments) > latest:
            odd.update(row for row, moment in enumerate(moments) if moment > latest)
        if not NEGATIVE.isdisjoint(kinds) or "" in kinds:
            odd.update(row for row, kind in enumerate(kinds) if not kind or kind in NEGATIVE)
        if None in prices:
            odd.update(row for row, price in enumerate(prices) if price is None)
        if any(refund_of):
            odd.update(row for row, parent in enumerate(refund_of) if parent)
        ids = without_nobody(identity) if self.with_ids else ()
        if ids and not (all(ids) and _PLAIN_ID.match("".join(ids))):
            odd.update(row for row, name in enumerate(ids) if not _PLAIN_ID.match(name))
        return sorted(odd)
