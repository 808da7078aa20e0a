"""HubSpot's properties of where a contact or deal came from. What the two drill-downs mean depends on the source."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Mapping

from xpromo.records import Evidence
from xpromo.sources.amounts import plain_cell
from xpromo.sources.sales import ConversionReader
from xpromo.sources.source import plain_name
from xpromo.utm import CAMPAIGN, MEDIUM, SOURCE

SOURCES = ("original traffic source", "original source", "original source type")
FIRST = ("original traffic source drill down 1", "original source drill down 1", "original source data 1")
SECOND = ("original traffic source drill down 2", "original source drill down 2", "original source data 2")
COLUMNS = (*SOURCES, *FIRST, *SECOND)
IN_FIRST = frozenset({"email marketing", "paid search", "other campaigns"})  # where utm_campaign stands
IN_SECOND = frozenset({"organic social", "social media"})
ROWS = """\
| `Original Traffic Source` and its two drill-downs (once `Original Source`) | the campaign tag: drill-down 1 of *Email marketing*, *Paid search* and *Other campaigns* (of these drill-down 2 as `source / medium`), drill-down 2 of *Organic social*. Of *Referrals* drill-down 1 is the referring domain. What the others hold is no evidence |
"""


def origin(reader: ConversionReader, row: Mapping[str, str]) -> Evidence:
    """Return what HubSpot says of where somebody came from."""
    kind = plain_name(_one(row, SOURCES))
    first, second = _one(row, FIRST), _one(row, SECOND)
    if kind == "referrals":
        return reader.evidence.of_places([], referrer=first)
    if kind in IN_SECOND:
        return reader.evidence.of_fields({CAMPAIGN: second})
    if kind not in IN_FIRST:
        return Evidence()
    source, slash, medium = second.partition("/") if kind == "other campaigns" else ("", "", "")
    tags = {SOURCE: source.strip(), MEDIUM: medium.strip()} if slash else {}
    return reader.evidence.of_fields({CAMPAIGN: first, **tags})


def _one(row: Mapping[str, str], names: tuple[str, ...]) -> str:
    return plain_cell(next((row[name] for name in names if row[name].strip()), ""))
