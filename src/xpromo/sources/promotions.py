"""Which code stands behind a payment provider's own id of it: what a row says of that becomes columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from xpromo.codes import canonical_code
from xpromo.records import Batch, Promotions
from xpromo.sources.amounts import plain_cell
from xpromo.sources.collector import Collector
from xpromo.sources.hashing import Hashing
from xpromo.sources.rowwise import read_rows
from xpromo.sources.sales import Bad
from xpromo.sources.source import Feed, ReadOptions
from xpromo.sources.touches import SCIENTIFIC


class PromotionReader(Collector):
    """Collects ids and codes of one file."""

    def __init__(self, hashing: Hashing) -> None:
        self.hashing = hashing
        super().__init__()

    def _start(self) -> None:
        super()._start()
        self.found = Promotions()

    def add(self, line: int, promo: str, code: str) -> None:
        """Append what one record says; raises Bad."""
        promo, code = plain_cell(promo), canonical_code(plain_cell(code))
        if not promo:
            raise Bad("no-id", "promo")
        if SCIENTIFIC.match(promo):
            raise Bad("scientific-id", "promo")
        if not code or "@" in code or "," in code:
            raise Bad("no-code", "code")
        self.records += 1
        self.found.line.append(line)
        self.found.promo.append(self.hashing.plain_id(promo))
        self.found.code.append(code)

    def _facts(self) -> Batch:
        return Batch(promotions=self.found)


def read_promotions(
    feed: Feed, options: ReadOptions, names: Sequence[str], reason: Callable[[dict[str, str]], str]
) -> Iterator[Batch]:
    """Yield the ids and codes of a file: the first two of ``names``; ``reason`` says why a row has none."""
    reader = PromotionReader(options.hashing)

    def take(line: int, row: dict[str, str]) -> None:
        if why := reason(row):
            reader.skip(why)
        else:
            reader.add(line, row[names[0]], row[names[1]])

    return read_rows(feed, reader, names, take)
