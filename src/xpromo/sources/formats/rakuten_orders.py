"""Rakuten Advertising: the signature orders report, a CSV with a row for each article of an order."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xpromo.records import Batch, Kind, Refusal
from xpromo.sources.affiliates import BASIS, clicked_with
from xpromo.sources.amounts import plain_cell
from xpromo.sources.evidence import is_nothing
from xpromo.sources.sales import Bad, Conversion, ConversionReader
from xpromo.sources.source import Feed, ReadOptions, Sample, Source
from xpromo.sources.times import Moments
from xpromo.sources.written import Written

COLUMNS = ("member id u1", "mid", "order id", "transaction date", "transaction time", "sales")
DOCS = """\
Orders of Rakuten Advertising: Reports > Signature Orders, Download as CSV. One order takes a row for each article; its rows of
one moment are added up and are one sale.

| column | used for |
|---|---|
| `MID`, `Order ID` | the sale's id: the advertiser's and the order's |
| `Transaction Date`, `Transaction Time` | the moment, without a zone: `--tz`. Dates have the month first; where the column doesn't show that, `--date-order mdy` says so |
| `Sales` | the amount; the file states no currency: `--currency`. Negative rows are refunds of the order, on their own day |
| `Member ID (U1)` | a link id, a query or the id of a placement, where that is what you append to links |
| `Order ID` | to recognise the same sale in the shop |

Everything else is ignored: articles, commissions, processing dates.
"""
Line = tuple[int, Mapping[str, str]]


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of orders."""
    return sample.has("mid", "order id", "of items", "total commission", "transaction date")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the orders of a file; an order's rows can stand anywhere, so all are looked at first."""
    reader = ConversionReader(feed.name, "rakuten-orders", options, Moments(options.timezone))
    lines: list[Line] = []
    refusals: list[Refusal] = []
    for rows in feed.rows:
        refusals += rows.refusals
        for line, cells in zip(rows.lines, zip(*rows.columns, strict=True), strict=True):
            if any(cells):
                lines.append((line, dict(zip(COLUMNS, cells, strict=True))))
            else:
                reader.skip("blank")
    written = Written.of([row["transaction date"] for _, row in lines], options, feed.name)
    for order in _orders(lines):
        _take(reader, written, order)
    yield reader.batch(refusals)


def _orders(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the rows of each order at each of its moments, what was taken back apart from what was sold."""
    found: dict[tuple[object, ...], list[Line]] = {}
    for line, row in lines:
        moment = (row["transaction date"], row["transaction time"])
        back = "-" in row["sales"] or row["sales"].strip()[:1] == "("
        found.setdefault((row["mid"], row["order id"], moment, back), []).append((line, row))
    return list(found.values())


def _take(reader: ConversionReader, written: Written, order: Sequence[Line]) -> None:
    amounts = []
    for line, row in order:
        try:
            amounts.append(_amount(reader, row))
        except Bad as bad:
            reader.refuse(line, bad)
            return
    line, row = order[0]
    try:
        reader.add(_conversion(reader, written, line, row, sum(amounts)))
    except Bad as bad:
        reader.refuse(line, bad)


def _conversion(
    reader: ConversionReader, written: Written, line: int, row: Mapping[str, str], amount: int
) -> Conversion:
    number = "" if is_nothing(row["order id"]) else plain_cell(row["order id"])
    sale = f"{plain_cell(row['mid'])}:{reader.identity(number, 'Order ID')}"
    day = written.iso(row["transaction date"]).partition("T")[0]
    at = reader.moment(f"{day}T{row['transaction time'].strip():0>5}", "Transaction Date")
    back = amount < 0
    return Conversion(
        line,
        "refund" if back else "sale",
        at,
        (sale, str(at), str(amount)),
        id=f"{sale}#{at}" if back else sale,
        amount=amount,
        currency=reader.options.currency,
        basis=BASIS,
        evidence=clicked_with(reader, [row["member id u1"]]),
        parent=sale if back else "",
        joins=() if back else reader.join("order", number),
    )


def _amount(reader: ConversionReader, row: Mapping[str, str]) -> int:
    amount = reader.money(row["sales"], "", "Sales")[0]
    if amount is None:
        raise Bad("bad-amount", "Sales")
    return amount


source = Source(
    title="Rakuten orders",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    required=("order id", "transaction date", "transaction time", "sales"),
    recognise=recognise,
    read=read,
    needs="columns MID, Order ID, # of Items, Total Commission (Rakuten: Signature Orders)",
    docs=DOCS,
    by_id=lambda _present: True,
)
