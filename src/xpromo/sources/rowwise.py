"""Reading a table row by row: blank rows are skipped, rows that can't be taken are refused, each chunk is a batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from xpromo.sources.sales import Bad, Conversion, ConversionReader

if TYPE_CHECKING:
    from xpromo.records import Batch
    from xpromo.sources.collector import Collector
    from xpromo.sources.source import Feed


def read_rows(
    feed: Feed, reader: Collector, names: Sequence[str], take: Callable[[int, dict[str, str]], None]
) -> Iterator[Batch]:
    """Yield a batch a chunk; ``take`` gets each row's line and cells by name, and raises Bad for what it refuses."""
    for rows in feed.rows:
        for line, cells in zip(rows.lines, zip(*rows.columns, strict=True), strict=True):
            if not any(cells):
                reader.skip("blank")
                continue
            try:
                take(line, dict(zip(names, cells, strict=True)))
            except Bad as bad:
                reader.refuse(line, bad)
        yield reader.batch(rows.refusals)


def read_conversions(
    feed: Feed,
    reader: ConversionReader,
    names: Sequence[str],
    take: Callable[[int, dict[str, str]], Sequence[Conversion] | str],
) -> Iterator[Batch]:
    """Yield a batch a chunk; ``take`` returns what a row holds, the primary conversion first, or the reason why it is
    none, or raises Bad.
    """

    def collect(line: int, row: dict[str, str]) -> None:
        found = take(line, row)
        if isinstance(found, str):
            reader.skip(found)
            return
        for conversion in found:
            reader.add(conversion)

    return read_rows(feed, reader, names, collect)
