"""Foreign tables that ``--map`` made ours: dates and amounts as ``--date-order`` and ``--decimal`` say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from xpromo.sources.amounts import plain_amount
from xpromo.sources.source import Feed, ReadOptions, Rows
from xpromo.sources.written import Written


def in_our_form(feed: Feed, names: Sequence[str], options: ReadOptions) -> Feed:
    """Return a file of our own format (``names`` are its columns) with its moments and amounts as we write them.

    Where nobody stated how they are written, they are ours already; what can't be read that way stays as it is.
    """
    mend: dict[str, Callable[[str], str]] = {}
    if options.date_order:
        mend["at"] = Written(options.date_order, options.zone).iso
    if options.decimal:
        mend["amount"] = lambda text: _amount(text, options.decimal)
    return replace(feed, rows=_mended(feed.rows, [mend.get(name) for name in names])) if mend else feed


def _mended(chunks: Iterator[Rows], mends: Sequence[Callable[[str], str] | None]) -> Iterator[Rows]:
    for rows in chunks:
        pairs = zip(mends, rows.columns, strict=True)
        yield replace(rows, columns=[list(map(mend, column)) if mend else column for mend, column in pairs])


def _amount(text: str, decimal: str) -> str:
    plain = plain_amount(text, decimal)
    return text if plain is None else plain
