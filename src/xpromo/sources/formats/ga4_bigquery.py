"""Google Analytics 4's BigQuery export, read for its conversions: purchases, refunds, sign-ups and leads."""

# ruff: noqa: E501 - a row of a Markdown table is one line

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import compress
from zoneinfo import ZoneInfo

from xpromo.records import Batch, Evidence, Kind
from xpromo.sources.amounts import binary_amount
from xpromo.sources.ga4_events import COLUMNS, is_event, parameters, tags, value
from xpromo.sources.sales import Bad, Conversion, ConversionReader
from xpromo.sources.source import Feed, ReadOptions, Rows, Sample, Shape, Source
from xpromo.sources.times import Moments, parse_unix

KINDS = {"purchase": "sale", "refund": "refund", "sign_up": "signup", "generate_lead": "lead"}
BASIS = "purchase_revenue"
DOCS = """\
Google Analytics 4's BigQuery export, read for its conversions: the rows of a table `events_YYYYMMDD`, saved as JSON, one
object a line (`bq extract --destination_format=NEWLINE_DELIMITED_JSON`, or a query's Save results > JSONL) or as one list of
at most 64 MiB (`bq query --format=json`). A row is an event. The same file holds clicks; they are read with
`--source ga4-bigquery-clicks`.

| column | used for |
|---|---|
| `event_name` | `purchase` is a sale, `refund` a refund, `sign_up` a sign-up, `generate_lead` a lead. All others are excluded as `event` |
| `event_timestamp` | the moment, in UTC |
| `ecommerce.transaction_id`, else the parameter `transaction_id` | the sale's id: a purchase that was sent twice is one; of a refund the sale that it reverses |
| `ecommerce.purchase_revenue`, `ecommerce.refund_value`, else the parameter `value` of either | major units, rounded to the currency's smallest unit: the export holds binary fractions |
| the parameter `currency` | its currency, else `--currency` |
| the parameter `coupon` | the promo code |
| the parameter `page_location` | the link id, where the address has one |
| `collected_traffic_source.manual_…`, else `session_traffic_source_last_click.manual_campaign` | evidence: the event's own tags, else the session's |
| `user_id` | keyed hash of the customer |
| `user_pseudo_id` | keyed hash of the device |

`traffic_source` says where somebody came from the first time ever, not what this sale came from: it is never used. The text
`null` is nothing. A refund without an amount or without a transaction is refused. What a lead or a sign-up may be worth,
items, addresses and all other columns are ignored.
"""


def recognise(sample: Sample) -> bool:
    """Whether its rows are events."""
    return is_event(sample)


def read(feed: Feed, options: ReadOptions) -> Iterator[Batch]:
    """Yield the conversions of a file."""
    reader = ConversionReader(feed.name, "ga4-bigquery", options, Moments(ZoneInfo("UTC")))
    for rows in feed.rows:
        for line, row in _wanted(reader, rows):
            try:
                reader.add(_conversion(reader, line, row))
            except Bad as bad:
                reader.refuse(line, bad)
        yield reader.batch(rows.refusals)


def _wanted(reader: ConversionReader, rows: Rows) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the events that are conversions, with their lines."""
    names = rows.columns[COLUMNS.index("event name")]
    wanted = [name in KINDS for name in names]
    for _ in range(wanted.count(False)):
        reader.skip("event")
    for line, cells in zip(
        compress(rows.lines, wanted), compress(zip(*rows.columns, strict=True), wanted), strict=True
    ):
        yield line, dict(zip(COLUMNS, map(value, cells), strict=True))


def _conversion(reader: ConversionReader, line: int, row: Mapping[str, str]) -> Conversion:
    found = parameters(row)
    kind = KINDS[row["event name"]]
    money = kind in {"sale", "refund"}
    amount, currency = _amount(reader, row, found, kind) if money else (None, "")
    transaction = value(row["ecommerce transaction id"]) or found.get("transaction_id", "")
    identity = reader.identity(transaction) if money and (transaction or kind == "refund") else ""
    moment = _moment(reader, row["event timestamp"])
    event = (row["event timestamp"], row["event name"], row["user pseudo id"])
    return Conversion(
        line,
        kind,
        moment,
        (transaction, kind, str(amount), currency) if kind == "sale" and identity else event,
        id=f"{identity}#refund#{row['event timestamp']}" if kind == "refund" else identity,
        amount=amount,
        currency=currency,
        basis=BASIS,
        evidence=_evidence(reader, row, found, money=money),
        customer=row["user id"],
        visitor=row["user pseudo id"],
        parent=identity if kind == "refund" else "",
        joins=reader.join("order", transaction) if kind == "sale" else (),
    )


def _amount(reader: ConversionReader, row: Mapping[str, str], found: Mapping[str, str], kind: str) -> tuple[int, str]:
    """Return signed minor units and the currency."""
    column = "ecommerce purchase revenue" if kind == "sale" else "ecommerce refund value"
    currency = found.get("currency", "").upper()
    text = row[column] or found.get("value", "")
    amount, known = reader.money(binary_amount(text, currency or reader.options.currency), currency, "purchase_revenue")
    if amount is None or amount < 0:
        raise Bad("bad-amount", "purchase_revenue")
    return (amount if kind == "sale" else -amount), known


def _moment(reader: ConversionReader, text: str) -> int:
    found = parse_unix(text)
    if isinstance(found, str):
        raise Bad("bad-time", "event_timestamp")
    if found > reader.options.latest:
        raise Bad("future", "event_timestamp")
    return found


def _evidence(reader: ConversionReader, row: Mapping[str, str], found: Mapping[str, str], *, money: bool) -> Evidence:
    code = found.get("coupon", "") if money else ""
    linked = reader.evidence.conversion(found.get("page_location", ""), code)
    return linked if linked.link else reader.evidence.of_fields(tags(row), code=code)


source = Source(
    title="Google Analytics 4 BigQuery export",
    kind=Kind.CONVERSIONS,
    columns=COLUMNS,
    required=("event name", "event timestamp", "event params"),
    recognise=recognise,
    read=read,
    needs="JSON rows with event_name, event_timestamp, event_params (GA4: BigQuery export)",
    docs=DOCS,
    by_id=lambda _present: True,
    zone="UTC",
    shape=Shape.OBJECTS,
)
