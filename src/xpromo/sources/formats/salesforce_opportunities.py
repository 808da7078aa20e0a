"""Salesforce: a report on opportunities, Export > Details Only, with totals and a legal footer below its rows."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from xpromo.records import Batch, Kind
from xpromo.sources.amounts import plain_cell
from xpromo.sources.sales import Bad, ConversionReader
from xpromo.sources.sheets import SheetTable, filled
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source, plain_name
from xpromo.sources.stages import Deal, deal_rows
from xpromo.sources.times import Moments
from xpromo.sources.written import Written
from xpromo.utm import CAMPAIGN

IDS = ("opportunity id", "opportunity id 18", "id")
FOOTER = "salesforce.com, inc."
_TOTAL = re.compile(r"(?:grand |sub)?totals?\b|record count\b", re.IGNORECASE)
_LEGAL = re.compile(r"confidential information|copyright\b", re.IGNORECASE)
DOCS = """\
A report of Salesforce's on opportunities: Reports, open it, Export, *Details Only*, CSV. Add *Opportunity ID* to the
report: without it a deal is recognised by its name, account and creation, so that renaming one makes another of it.

| column | used for |
|---|---|
| `Opportunity ID`, else a keyed hash of `Opportunity Name`, `Account Name`, `Created Date` | the deal's id; no name is kept |
| `Stage` | *Closed Won* is `won`, *Closed Lost* is `lost`, any other stage an open `opportunity` |
| `Created Date` | when the deal began as an `opportunity`; without this column open deals are `pending` |
| `Close Date` | when it was won or lost. Of an open deal it is only expected, and not used. Dates are in the order of the account's locale: the whole column tells it, else `--date-order` |
| `Amount`, `Amount Currency` | the deal's worth (`--currency` where there is no such column; `--decimal` where `1,234` reads two ways). It is no revenue. An open deal keeps the first amount that was imported |
| `Primary Campaign Source` | the campaign tag |

Totals rows are excluded as `total`; the legal lines below are no records. Everything else is ignored. Labels are the
report's own: they must be the English ones.
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of opportunities; of others the footer tells whose report it is."""
    if sample.has("opportunity name", "stage"):
        return True
    return FOOTER in sample.tail.lower() and any(_is_header(line.split(",")) for line in sample.head)


def _is_header(cells: list[str]) -> bool:
    names = {plain_name(cell) for cell in cells}
    return "stage" in names and not names.isdisjoint({"close date", "amount", "opportunity name"})


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the deals of a report; its dates are looked at first."""
    reader = ConversionReader(feed.name, "salesforce-opportunities", options, Moments(options.timezone))
    table = _table(feed)
    rows = [(line, table.named(cells)) for line, cells in table.rows]
    dates = [row.get(name, "") for _, row in rows for name in ("close date", "created date")]
    written = Written.of(dates, options, feed.name)
    for line, row in rows:
        try:
            _take(reader, written, line, row)
        except Bad as bad:
            reader.refuse(line, bad)
    yield reader.batch()


def _table(feed: Feed) -> SheetTable:
    """Return the rows below the header, whatever title stands above it; without blank and legal lines."""
    table = SheetTable(0, ())
    for line, cells in feed.sheet:
        text = filled(cells)
        if not table.header:
            if _is_header(text):
                table = SheetTable(line, tuple(map(plain_name, text)))
        elif text and not _LEGAL.match(text[0].strip()) and tuple(map(plain_name, text)) != table.header:
            table.rows.append((line, cells))
    return table


def _take(reader: ConversionReader, written: Written, line: int, row: Mapping[str, str]) -> None:
    if _TOTAL.match(next((text for text in row.values() if text), "")):
        reader.skip("total")
        return
    identity = _identity(reader, row)
    deal = Deal(
        line,
        identity,
        row.get("stage", ""),
        row.get("created date", ""),
        row.get("close date", ""),
        row.get("amount", ""),
        row.get("amount currency", ""),
        reader.evidence.of_fields({CAMPAIGN: plain_cell(row.get("primary campaign source", ""))}),
        reader.join("deal", identity),
    )
    found = deal_rows(reader, written, deal)
    if isinstance(found, str):
        reader.skip(found)
        return
    for item in found:
        reader.add(item)


def _identity(reader: ConversionReader, row: Mapping[str, str]) -> str:
    stated = next((row[name] for name in IDS if row.get(name)), "")
    if stated:
        return reader.identity(stated, "Opportunity ID")
    names = [row.get(name, "") for name in ("opportunity name", "account name", "created date")]
    if not any(names):
        raise Bad("no-id", "Opportunity ID")
    return reader.hashing.keyed("deal", "\0".join(names)).hex()


source = Source(
    title="Salesforce opportunities",
    kind=Kind.CONVERSIONS,
    columns=(),
    recognise=recognise,
    read=read,
    needs="columns Opportunity Name, Stage, Close Date (Salesforce: a report, Export > Details Only)",
    docs=DOCS,
    by_id=lambda _present: True,
    shape=Shape.SHEET,
)
