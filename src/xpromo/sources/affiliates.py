"""What affiliate networks' sales have in common: a tag that the publisher appended, and amounts that shrink later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xpromo.records import Evidence
from xpromo.sources.amounts import plain_cell
from xpromo.sources.evidence import is_nothing
from xpromo.sources.sales import Conversion, ConversionReader, reversal_of

BASIS = "affiliate_sale_amount"


def clicked_with(
    reader: ConversionReader, references: Sequence[str], *, tags: Mapping[str, str] | None = None, code: str = ""
) -> Evidence:
    """Return the evidence of a sale: its code, tags, and what was appended to the link in one of several fields."""
    found = [reader.evidence.reference(plain_cell(text)) for text in references if not is_nothing(text)]
    return reader.evidence.of_places([*found, tags or {}], code=plain_cell(code))


def with_cut(sale: Conversion, left: int) -> list[Conversion]:
    """Return a sale, and a refund of what is no longer left of it, dated with it: no date of that is stated."""
    cut = (sale.amount or 0) - left
    return [sale, reversal_of(sale, "refund", cut, sale.at)] if cut > 0 else [sale]
