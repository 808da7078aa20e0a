"""WooCommerce: Analytics > Orders > Download, a CSV with a row an order and a row a refund."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from xpromo.records import Batch, Evidence, Kind
from xpromo.sources.amounts import is_of_another, plain_cell
from xpromo.sources.rowwise import read_conversions
from xpromo.sources.sales import Bad, Conversion, ConversionReader
from xpromo.sources.shops import woocommerce_status
from xpromo.sources.source import Feed, ReadOptions, Sample, Source, plain_name
from xpromo.sources.times import Moments
from xpromo.utm import SOURCE

BASIS = "net_of_discount_excl_tax"
ENGLISH = ("date", "order", "status", "customer type", "coupon s", "net sales", "attribution")
FRENCH = ("date", "commande n", "état", "type de client", "code s promo", "ventes nettes", "attribution")
FORMATTED = "n revenue formatted"  # with the currency's sign
DOCS = """\
WooCommerce's analytics: Analytics > Orders > Download. Its column names are translated: English and French ones are read;
for others name them (`--source woocommerce-analytics --map "Bestellnr.=order #" …`). Better than this file is the REST API's
JSON ([woocommerce-orders](#woocommerce-orders)), which knows currency, landing page and tags.

| column (French) | used for |
|---|---|
| `Order #` (`Commande n°`) | the order's number |
| `Date` | the moment, in the site's zone, which the file doesn't state: `--tz` |
| `Net Sales` (`Ventes nettes`) | the amount after discounts, without tax and shipping. Its currency stands only as a sign in another column: `--currency` |
| `N. Revenue (formatted)` | a row whose sign is another currency's than the one that was named is refused |
| `Status` (`État`) | completed, processing and refunded are sales; pending and on-hold ones are not yet (`pending`); failed and cancelled ones `failed`. It must be in English |
| a row with negative net sales | a refund of the order with its number, on its own day |
| `Customer type` (`Type de client`) | new or returning |
| `Coupon(s)` (`Code(s) promo`) | the promo codes; of several the first that was issued counts |
| `Attribution` | `Source: x` as a tag, `Referral: x` as a domain; campaigns aren't in this file |

Everything else is ignored: the customer's name, products.
"""


def recognise(sample: Sample) -> bool:
    """Whether the columns are those of the report, in one of the languages that are known."""
    return sample.has("order", "coupon s", "net sales") or sample.has("commande n", "code s promo", "ventes nettes")


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the orders and refunds of a file."""
    reader = ConversionReader(feed.name, "woocommerce-analytics", options, Moments(options.timezone))
    return read_conversions(feed, reader, COLUMNS, partial(_take, reader))


def _take(reader: ConversionReader, line: int, cells: dict[str, str]) -> list[Conversion] | str:
    row = {ours: cells[ours] or cells[theirs] for ours, theirs in zip(ENGLISH, FRENCH, strict=True)}
    status, reason = woocommerce_status(row["status"])
    if reason:
        return reason
    amount, currency = reader.money(row["net sales"], "", "Net Sales")
    if amount is None:
        raise Bad("bad-amount", "Net Sales")
    if is_of_another(cells[FORMATTED], currency):
        raise Bad("other-currency", "N. Revenue (formatted)")
    return [_conversion(reader, line, row, (amount, currency), status)]


def _conversion(
    reader: ConversionReader, line: int, row: dict[str, str], money: tuple[int, str], status: str
) -> Conversion:
    number = reader.identity(row["order"], "Order #")
    at = reader.moment(plain_cell(row["date"]), "Date")
    amount, currency = money
    back = amount < 0
    return Conversion(
        line,
        "refund" if back else "sale",
        at,
        (number, str(at), str(amount), currency),
        id=f"{number}#{at}#{-amount}" if back else number,
        amount=amount,
        currency=currency,
        basis=BASIS,
        evidence=_evidence(reader, row),
        new=None if back else {"new": True, "returning": False}.get(plain_name(row["customer type"])),
        parent=number if back else "",
        status=status,
        joins=() if back else reader.join("order", number),
    )


def _evidence(reader: ConversionReader, row: dict[str, str]) -> Evidence:
    kind, _, value = row["attribution"].partition(":")
    tags = {SOURCE: value.strip()} if plain_name(kind) == "source" else {}
    referrer = value.strip() if plain_name(kind) == "referral" else ""
    return reader.evidence.of_places([tags], code=row["coupon s"], referrer=referrer)


COLUMNS = tuple(dict.fromkeys((*ENGLISH, *FRENCH, FORMATTED)))

source = Source(
    title="WooCommerce analytics",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    recognise=recognise,
    read=read,
    needs="columns Order #, Coupon(s), Net Sales (WooCommerce: Analytics > Orders > Download)",
    docs=DOCS,
    by_id=lambda _present: True,
    version=2,
)
