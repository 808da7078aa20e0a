"""What Dub's exports have in common: amounts as en-US writes them, customers as ``Name <address>``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xpromo.sources.amounts import plain_amount, plain_cell
from xpromo.sources.sales import Bad, ConversionReader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xpromo.records import Evidence

# In en-US each of these means one currency: others with a dollar have letters before it (``CA$``)
SIGNS: Mapping[str, str] = {
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "CA$": "CAD", "A$": "AUD", "NZ$": "NZD", "MX$": "MXN",
    "HK$": "HKD", "NT$": "TWD", "R$": "BRL", "CN¥": "CNY", "₹": "INR", "₩": "KRW", "₪": "ILS", "₫": "VND", "₱": "PHP",
}  # fmt: skip
COLUMNS = (
    "date", "event", "link", "destination url", "referrer url", "referrer", "customer", "customerexternalid",
    "click id", "eventid",
)  # fmt: skip
_AROUND = re.compile(r"[\d.,\s()'\u00a0\u202f\u2212-]+")
_ADDRESS = re.compile(r"<([^<>]+@[^<>]+)>\s*\Z")
_DELETED = "deleted@customer.com"


def money(reader: ConversionReader, text: str, currency: str, column: str) -> tuple[int, str]:
    """Return minor units and the currency of ``$1,234.50``: the row's, the sign's, else ``--currency``; raises Bad."""
    plain = plain_amount(text, ".")
    if not plain:
        raise Bad("bad-amount", column)
    sign = _AROUND.sub("", plain_cell(text))
    stated = plain_cell(currency) or SIGNS.get(sign, sign if len(sign) == len("EUR") and sign.isalpha() else "")
    amount, iso = reader.money(plain, stated, column)
    if amount is None:
        raise Bad("bad-amount", column)
    return amount, iso


def customer_of(row: Mapping[str, str]) -> str:
    """Return a customer's address, else your own id of them; names are made up where nobody gave one."""
    found = _ADDRESS.search(row["customer"])
    address = found[1].strip() if found else ""
    return row["customerexternalid"] if address.lower() in {"", _DELETED} else address


def evidence_of(reader: ConversionReader, row: Mapping[str, str]) -> Evidence:
    """Return what the short link that was clicked carries; raises Bad for a link that is none."""
    found = reader.evidence.clicked_short(row["link"], row["destination url"], row["referrer url"] or row["referrer"])
    if isinstance(found, int):
        raise Bad("no-url" if not (row["link"] or row["destination url"]) else "bad-url", "Link")
    return found


def stable(reader: ConversionReader, row: Mapping[str, str]) -> tuple[str, ...]:
    """Return what a row without an id is told by; the customer as a hash."""
    person = reader.hashing.person(customer_of(row))
    return (row["date"], row["event"], row["link"] or row["destination url"], person.hex() if person else "")
