"""Money is an integer of minor units beside an ISO 4217 code; two currencies are never added.

The number of decimals of a currency comes from ISO 4217; the exceptions to "two" are listed here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ZERO_DECIMALS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split())
THREE_DECIMALS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())
# What ISO 4217 lists: money in use, and what left it lately (old orders are in it)
CURRENCIES = frozenset(
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL "
    "HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD "
    "MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR "
    "RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS "
    "UAH UGX USD UYU UYI UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG".split()
)
LARGEST_MINOR = 10**15  # keeps sums of millions of rows inside 64 bits

HUNDREDTHS = 2
_PRICE = re.compile(r"\d{1,12}\.\d\d\Z", re.ASCII)
_PRICES = re.compile(r"\d{1,12}\.\d\d(?:\n\d{1,12}\.\d\d)*", re.ASCII)
_PLAIN = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,9})?\Z", re.ASCII)


def decimals(currency: str) -> int:
    """Return how many decimals the currency has: 0, 2 or 3 (ISO 4217)."""
    if currency in ZERO_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 2


def hundredths(amounts: Sequence[str]) -> list[int] | None:
    """Return the minor units of amounts with two decimals, as nearly all are written; None where one is otherwise."""
    text = "\n".join(amounts)
    return list(map(int, text.replace(".", "").split("\n"))) if _PRICES.fullmatch(text) else None


def is_currency(text: str) -> bool:
    """Whether the text is an ISO 4217 code of money, in upper case."""
    return text in CURRENCIES


def parse_minor(text: str, currency: str) -> int | None:
    """Return minor units of a plain amount (``-12.50`` EUR → -1250); None when it isn't one.

    Only ``.`` is a decimal sign and nothing separates thousands: a comma is a question for the caller, not a guess.
    More decimals than the currency has are taken only when they are zeros.
    """
    if _PRICE.match(text) and decimals(currency) == HUNDREDTHS:  # as nearly all are written
        return int(text[:-3] + text[-2:])
    if not _PLAIN.match(text):
        return None
    try:
        scaled = Decimal(text).scaleb(decimals(currency))
    except InvalidOperation:
        return None
    whole = int(scaled)
    return whole if whole == scaled and abs(whole) <= LARGEST_MINOR else None


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: minor units and the currency they are of."""

    minor: int
    currency: str

    def __add__(self, other: Money) -> Money:
        """Add an amount of the same currency; ValueError for another."""
        if other.currency != self.currency:
            message = f"can't add {other.currency} to {self.currency}"
            raise ValueError(message)
        return Money(self.minor + other.minor, self.currency)

    def __str__(self) -> str:
        """``12.50 EUR``: plain, with the currency's decimals."""
        return f"{major(self.minor, self.currency)} {self.currency}"


def major(minor: int, currency: str) -> str:
    """Return minor units as a plain decimal text: 1250 EUR → ``12.50``."""
    places = decimals(currency)
    return str(Decimal(minor).scaleb(-places).quantize(Decimal(1).scaleb(-places)))
