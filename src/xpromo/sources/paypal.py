"""PayPal's files: payments whose dates and numbers follow the account; the whole file tells how they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from xpromo.errors import NeedsOption
from xpromo.records import Batch
from xpromo.sources.amounts import decimal_of, plain_amount, plain_cell
from xpromo.sources.rowwise import read_conversions
from xpromo.sources.rules import NEEDS_DECIMAL
from xpromo.sources.sales import Bad, Conversion, ConversionReader
from xpromo.sources.source import Feed, plain_name
from xpromo.sources.times import Moments
from xpromo.sources.written import Written, date_order
from xpromo.sources.zones import stated_zone

BASIS = "processor_gross"
PAID = frozenset({"completed", "refunded", "partially refunded", "partially reversed", "reversed"})
NOT_YET = frozenset({"pending", "processing", "held", "unclaimed", "in progress", "on hold", "placed", "active"})
FAILED = frozenset(
    {"denied", "failed", "canceled", "cancelled", "expired", "removed", "returned", "voided", "declined"}
)
# Words of a type that move no money of a sale, though "payment" may stand beside them
OTHER = frozenset("hold authorization conversion withdrawal deposit transfer fee payout order void mass bonus".split())
# The same columns in other languages: the zone and the id; what the download calls Type, a statement Description
_OTHERS = (
    ("zeitzone", "transaktionscode", "typ", "beschreibung"),
    ("fuseau horaire", "numéro de transaction", "type", "description"),
    ("zona horaria", "id de transacción", "tipo", "descripción"),
    ("fuso orario", "codice transazione", "tipo", "descrizione"),
    ("tijdzone", "transactiereferentie", "type", "omschrijving"),
    ("tijdzone", "transactie id", "type", "omschrijving"),
    ("strefa czasowa", "numer transakcji", "typ", "opis"),
)
TRANSLATED_DOWNLOADS = tuple(frozenset({zone, identity, kind}) for zone, identity, kind, _ in _OTHERS)
TRANSLATED_STATEMENTS = tuple(frozenset({zone, identity, kind}) for zone, identity, _, kind in _OTHERS)
SALES = frozenset("payment checkout sale donation subscription auction".split())


@dataclass(slots=True)
class Form:
    """Whatever differs between PayPal's files: the names of their columns; and what the whole file settles."""

    type: str
    zone: str
    invoice: str
    order: str = ""
    decimal: str = ""
    moments: dict[str, Moments] = field(default_factory=dict)


def read_payments(reader: ConversionReader, feed: Feed, columns: Sequence[str], form: Form) -> Iterator[Batch]:
    """Yield the payments of one of PayPal's files. All of it is looked at first: only then dates can be read."""
    chunks = list(feed.rows)
    dates, amounts = columns.index("date"), columns.index("gross")
    options = reader.options
    form.order = date_order((text for rows in chunks for text in rows.columns[dates]), options.date_order, feed.name)
    form.decimal = decimal_of((text for rows in chunks for text in rows.columns[amounts]), options.decimal)

    def take(line: int, row: dict[str, str]) -> list[Conversion] | str:
        return _take(reader, form, line, row)

    again = Feed(feed.name, feed.present, iter(chunks))
    return read_conversions(again, reader, columns, take)


def _take(reader: ConversionReader, form: Form, line: int, row: dict[str, str]) -> list[Conversion] | str:
    text = plain_amount(row["gross"], form.decimal)
    if text == "ambiguous":
        raise NeedsOption.in_file(NEEDS_DECIMAL, reader.name)
    if not text:
        raise Bad("bad-amount", "Gross")
    kind = _kind(row[form.type], negative=text.startswith("-"))
    if kind is None or plain_name(row.get("balance impact", "")) == "memo" or not text.strip("-0."):
        return "no-sale"
    if reason := _not_done(row.get("status", "completed")):
        return reason
    return [_payment(reader, form, line, row, kind, text)]


def _kind(name: str, *, negative: bool) -> str | None:
    """Return what a type of PayPal's is, None for what is no sale and takes none back."""
    words = set(plain_name(name).split())
    if words & OTHER:
        return None
    if "chargeback" in words:
        return "chargeback" if negative else "chargeback_reversed"
    if words & {"refund", "reversal"}:
        return ("refund" if "refund" in words else "chargeback") if negative else None
    return "sale" if words & SALES and not negative else None


def _not_done(text: str) -> str:
    status = plain_name(text)
    if status in FAILED:
        return "failed"
    if status in NOT_YET:
        return "pending"
    if status not in PAID:
        raise Bad("bad-status", "Status")
    return ""


def _payment(
    reader: ConversionReader, form: Form, line: int, row: Mapping[str, str], kind: str, text: str
) -> Conversion:
    amount, currency = reader.money(text, row["currency"], "Gross")
    identity = reader.identity(row["transaction id"], "Transaction ID")
    at = _moment(reader, form, row)
    parent = plain_cell(row["reference txn id"]) if kind != "sale" else ""
    return Conversion(
        line,
        kind,
        at,
        (identity, str(at), str(amount), currency),
        id=identity,
        amount=amount,
        currency=currency,
        basis=BASIS,
        evidence=reader.evidence.of_fields(reader.evidence.reference(plain_cell(row.get("custom number", "")))),
        customer=row["from email address"] if kind == "sale" else "",
        parent=parent and reader.identity(parent),
        status=plain_name(row.get("status", "")),
        joins=(*reader.join("payment", identity), *reader.join("invoice_number", row[form.invoice]))
        if kind == "sale"
        else (),
    )


def _moment(reader: ConversionReader, form: Form, row: Mapping[str, str]) -> int:
    """Return the moment in the zone that the row states, else in the one of ``--tz``."""
    day, time = plain_cell(row["date"]), plain_cell(row["time"])
    text = Written(form.order, reader.options.zone).iso(f"{day} {time}") if time else day
    zone = stated_zone(row[form.zone])
    if isinstance(zone, ZoneInfo):
        return reader.moment(text, "Date", form.moments.setdefault(zone.key, Moments(zone)))
    return reader.moment(text + zone, "Date")
