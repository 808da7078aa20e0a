"""Awin: the API's list of transactions."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from xpromo.records import Batch, Kind
from xpromo.sources.affiliates import BASIS, clicked_with, with_cut
from xpromo.sources.rowwise import read_conversions
from xpromo.sources.sales import Bad, Conversion, ConversionReader
from xpromo.sources.source import Feed, ReadOptions, Sample, Shape, Source, plain_name
from xpromo.sources.times import Moments
from xpromo.utm import CAMPAIGN

SALES, GONE = frozenset({"pending", "approved"}), frozenset({"declined", "deleted"})
DOCS = """\
Transactions of Awin, as the API lists them for publishers and advertisers (`…/transactions/?timezone=…`).

| key | used for |
|---|---|
| `id` | the transaction's id |
| `transactionDate` | the moment, in the zone that the request named, which the answer doesn't state: `--tz` |
| `oldSaleAmount` (of an amended one), else `saleAmount` | the sale as it was first tracked, and its currency |
| `saleAmount`, `commissionStatus` | what an amended sale lost, or all of a *declined* or *deleted* one, becomes a refund row of its own, dated with the sale. *pending* and *approved* only say whether the commission is settled: both are sales |
| `voucherCode` | the promo code, where `voucherCodeUsed` |
| `clickRefs` (1 to 6) | a link id, a query or the id of a placement, where that is what you append to links |
| `campaign` | the campaign tag |
| `orderRef` | to recognise the same sale in the shop |

Bonuses are no sales (`no-sale`). Everything else is ignored: hashes of addresses, devices, sites.
"""
REFERENCES = tuple(f"clickrefs clickref{number}" for number in ("", 2, 3, 4, 5, 6))
COLUMNS = (
    "id", "transactiondate", "saleamount amount", "saleamount currency", "oldsaleamount amount", "commissionstatus",
    "vouchercodeused", "vouchercode", "campaign", "orderref", "type", *REFERENCES,
)  # fmt: skip


def recognise(sample: Sample) -> bool:
    """Whether these are transactions of Awin's."""
    return sample.is_json and sample.has("id", "commissionstatus", "transactiondate", "saleamount amount")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the transactions of a file."""
    reader = ConversionReader(feed.name, "awin-transactions", options, Moments(options.timezone))
    return read_conversions(feed, reader, COLUMNS, partial(_take, reader))


def _take(reader: ConversionReader, line: int, row: dict[str, str]) -> list[Conversion] | str:
    status = plain_name(row["commissionstatus"])
    if plain_name(row["type"]) == "bonus":
        return "no-sale"
    if status not in SALES | GONE:
        raise Bad("bad-status", "commissionStatus")
    first = row["oldsaleamount amount"] or row["saleamount amount"]
    amount, currency = reader.money(first, row["saleamount currency"], "saleAmount")
    if amount is None or amount < 0:
        raise Bad("bad-amount", "saleAmount")
    identity = reader.identity(row["id"])
    code = "" if row["vouchercodeused"] == "false" else row["vouchercode"]
    references = [row[name] for name in REFERENCES]
    sale = Conversion(
        line,
        "sale",
        reader.moment(row["transactiondate"], "transactionDate"),
        (identity, str(amount), currency),
        id=identity,
        amount=amount,
        currency=currency,
        basis=BASIS,
        evidence=clicked_with(reader, references, tags={CAMPAIGN: row["campaign"]}, code=code),
        status=status,
        joins=reader.join("order", row["orderref"]),
    )
    left = 0 if status in GONE else reader.reversed(row["saleamount amount"], currency, "saleAmount")
    return with_cut(sale, left)


source = Source(
    title="Awin transactions",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    recognise=recognise,
    read=read,
    needs="keys id, commissionStatus, transactionDate, saleAmount (Awin: API, transactions)",
    docs=DOCS,
    by_id=lambda _present: True,
    shape=Shape.OBJECTS,
)
