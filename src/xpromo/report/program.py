"""A partnership over quarters as a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from xpromo.measure.program import Program, Quarter, Trend
from xpromo.measure.rates import FLOOR
from xpromo.report.cells import percent
from xpromo.report.columns import in_one_currency
from xpromo.report.document import CellKind, Column, Document, Row
from xpromo.report.plain import plain, record
from xpromo.report.scorecard import SEVERAL_CURRENCIES, priced

NUMBERS = (
    *("currency", "reach", "clicks", "ctr", "conversions", "conversion_rate", "revenue", "refunds", "cost", "cpa"),
    *("sales", "new_customers", "new_customer_rate"),
)
_COLUMNS = (
    Column("quarter", "Quarter", CellKind.ID),
    Column("side", "Side", CellKind.ID),
    Column("campaigns", "Campaigns", CellKind.TEXT, spare=2),
    Column("currency", "Currency", CellKind.ID),
    Column("reach", "Reach", CellKind.INT, spare=3),
    Column("clicks", "Clicks", CellKind.INT),
    Column("ctr", "CTR", CellKind.RATE, detail=True),
    Column("conversions", "Conv.", CellKind.INT),
    Column("conversion_rate", "Rate (95 %)", CellKind.RATE),
    Column("revenue", "Revenue", CellKind.MONEY),
    Column("refunds", "Refunds", CellKind.MONEY, detail=True),
    Column("cost", "Cost", CellKind.MONEY, detail=True),
    Column("cpa", "CPA", CellKind.MONEY, spare=1),
    Column("sales", "Sales", CellKind.INT, detail=True),
    Column("new_customers", "New", CellKind.INT, spare=4),
    Column("new_customer_rate", "New rate", CellKind.RATE, detail=True),
)
_WORDS = {"more": "higher", "less": "lower", "no-difference": "no different beyond chance"}


def program_document(found: Program, timezone: str) -> Document:
    """Return the document of a program."""
    rows = [_row(quarter) for quarter in found.quarters]
    return Document(
        schema="report-program",
        title=f"The program with {found.partner}, by quarter",
        columns=_columns(rows),
        rows=[
            {**row, "campaigns": ", ".join(quarter.campaigns)}
            for row, quarter in zip(rows, found.quarters, strict=True)
        ],
        data={
            "partner": found.partner,
            "timezone": timezone,
            "rows": rows,
            "trends": [record(trend) for trend in found.trends],
        },
        notes=tuple(_notes(found, timezone)) if rows else (),
        empty="Nothing was promised to or by this partner yet.",
    )


def _notes(found: Program, timezone: str) -> Iterator[str]:
    yield from (sentence for trend in found.trends for sentence in _in_words(trend))
    yield f"Received: their placements for us. Days in {timezone}; rates: Wilson 95 %, from {FLOOR} observations."
    if len({quarter.line.currency for quarter in found.quarters} - {None}) > 1:
        yield SEVERAL_CURRENCIES
    for (name, _), lines in groupby(found.quarters, key=lambda quarter: (quarter.name, quarter.side)):
        if over := priced([quarter.line for quarter in lines]):
            yield f"CPA of {name}: {over}."


def _row(quarter: Quarter) -> dict[str, object]:
    line = record(quarter.line)
    return {
        "quarter": quarter.name,
        "since": plain(quarter.since),
        "side": quarter.side,
        "campaigns": list(quarter.campaigns),
        **{name: line[name] for name in NUMBERS},
    }


def _columns(rows: Sequence[Row]) -> tuple[Column, ...]:
    idle = {name for name in ("reach", "cpa", "new_customers") if all(row[name] is None for row in rows)}
    return in_one_currency(_COLUMNS, [row for row in rows if row["currency"]], idle)


def _in_words(trend: Trend) -> Iterator[str]:
    """Yield what changed from one quarter to the next, and whether it is more than chance."""
    side = trend.side.capitalize()
    if trend.clicks_before and trend.clicks_after is not None:
        change = (trend.clicks_after - trend.clicks_before) / trend.clicks_before
        yield f"{side}, {trend.before} to {trend.after}: {change:+.0%} clicks.".replace("%", " %")
    for rate in trend.rates:
        if rate.verdict and rate.now.value is not None and rate.then.value is not None:
            name = "CTR" if rate.metric == "ctr" else rate.metric.replace("_", " ")
            numbers = f"{percent(rate.then.value)}, then {percent(rate.now.value)}"
            yield f"{side}: {name} {numbers}, {_WORDS[rate.verdict]}."
