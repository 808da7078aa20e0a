"""Amounts and counts as tools write them for people: ``$1,234.50``, ``1.234,56``, ``(15.00)``, ``CA$0.00``, ``480.0``.

Which sign separates decimals is told by the format, by ``--decimal``, or by the number itself where both signs are in
it; a number that reads two ways is nobody's to guess.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from xpromo.money import decimals, is_currency, parse_minor

_DIGITS = re.compile(r"\d[\d.,' \u00a0\u202f]*", re.ASCII)
_THOUSANDS = re.compile(r"[' \u00a0\u202f]")
_TWO = re.compile(r"\d([.,])\d\d\D*\Z", re.ASCII)
_AROUND = re.compile(r"[\d.,' \u00a0\u202f()\u2212+-]+", re.ASCII)
DOLLARS = frozenset("ARS AUD BBD BMD BND BSD BZD CAD CLP COP DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD".split())
DOLLARS |= frozenset("SRD TTD TWD USD UYU XCD".split())
POUNDS, FRANCS = frozenset("EGP FKP GBP GIP SHP SSP".split()), frozenset("BIF CDF CHF DJF GNF KMF RWF".split())
SIGNS = {
    "$": DOLLARS, "US$": {"USD"}, "CA$": {"CAD"}, "C$": {"CAD"}, "A$": {"AUD"}, "AU$": {"AUD"}, "NZ$": {"NZD"},
    "HK$": {"HKD"}, "NT$": {"TWD"}, "S$": {"SGD"}, "MX$": {"MXN"}, "R$": {"BRL"}, "€": {"EUR"}, "£": POUNDS,
    "¥": {"JPY", "CNY"}, "₹": {"INR"}, "₩": {"KRW", "KPW"}, "₪": {"ILS"}, "₫": {"VND"}, "₱": {"PHP"}, "zł": {"PLN"},
    "kr": {"SEK", "NOK", "DKK", "ISK"}, "Kč": {"CZK"}, "Fr": FRANCS, "₺": {"TRY"}, "₴": {"UAH"},
}  # fmt: skip
_GROUPS = re.compile(r"\d{1,3}(?:[.,]\d{3})+\Z", re.ASCII)


def plain_cell(text: str) -> str:
    """Return a cell trimmed, and without the apostrophe by which spreadsheets keep it a text (``'-5``, ``'0012``)."""
    text = text.strip()
    return text[1:] if text[:1] == "'" and text[1:2] in set("=+-@0123456789") else text


def plain_amount(text: str, decimal: str = "") -> str | None:
    """Return an amount with ``.`` as its only sign (``-1234.50``), "" for none, None for what is no amount.

    ``decimal``: the decimal sign where it is known. An amount that reads two ways (``1,234``) without it is
    "ambiguous".
    """
    text = plain_cell(text)
    if not text:
        return ""
    found = _DIGITS.search(text)
    if not found:
        return None
    before, after = text[: found.start()], text[found.end() :]
    if any(sign.isdigit() for sign in after) or len(before) + len(after) > len("(US$ -) EUR"):
        return None
    digits = _plain(_THOUSANDS.sub("", found[0].rstrip(".,' \u00a0\u202f")), decimal)
    if digits in {None, "ambiguous"}:
        return digits
    negative = "-" in before or "\u2212" in before or (before.strip()[:1] == "(" and after.strip()[-1:] == ")")
    return f"-{digits}" if negative else digits


def minor_of(text: str, currency: str, decimal: str) -> int | str:
    """Return the minor units of an amount as any tool may write it; "ambiguous" for one that reads two ways, "" for
    none, and for one whose sign is another currency's.
    """
    minor = parse_minor(text, currency)
    if minor is not None:
        return minor
    sign = _AROUND.sub("", text)
    if sign and currency not in _currencies(sign):
        return ""
    plain = plain_amount(text, decimal)
    if plain == "ambiguous":
        return plain
    minor = parse_minor(plain, currency) if plain else None
    return "" if minor is None else minor


def is_of_another(text: str, currency: str) -> bool:
    """Whether an amount carries a sign or a code that is another currency's; signs that aren't known say nothing."""
    known = _currencies(_AROUND.sub("", text))
    return bool(known) and currency not in known


def _currencies(sign: str) -> Collection[str]:
    code = sign.upper()
    return {code} if is_currency(code) else SIGNS.get(sign, ())


def shifted(text: str, places: int) -> str:
    """Return smallest units as major ones: ``4491`` with 2 places → ``44.91``; what is no whole number stays as it is.

    ``places`` is how the tool counts: not every tool keeps to ISO 4217.
    """
    text = text.strip()
    sign, digits = ("-", text[1:]) if text[:1] == "-" else ("", text)
    if not (digits.isascii() and digits.isdigit()) or not places:
        return text
    digits = digits.rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def decimal_of(texts: Iterable[str], stated: str) -> str:
    """Return the decimal sign of a column of amounts: the stated one, else the one before the last two digits, where
    all that have one agree; "" where nothing settles it.
    """
    if stated:
        return stated
    signs = {found[1] for text in texts if (found := _TWO.search(text))}
    return signs.pop() if len(signs) == 1 else ""


def binary_amount(text: str, currency: str) -> str:
    """Return an amount that went through binary floating point (``33.989999999999995``, ``1.0E7``) as the tool meant
    it, rounded to the currency's smallest unit; what is no number comes back as it is.
    """
    try:
        return str(Decimal(text).quantize(Decimal(1).scaleb(-decimals(currency)), ROUND_HALF_EVEN))
    except InvalidOperation:
        return text


def _plain(digits: str, decimal: str) -> str | None:
    """Return digits with a point before the decimals."""
    signs = {sign for sign in ".," if sign in digits}
    if decimal:
        return _with_decimal(digits, decimal)
    if len(signs) == 2:  # noqa: PLR2004 - both: the last one separates the decimals
        return _with_decimal(digits, digits[max(digits.rfind("."), digits.rfind(","))])
    if not signs:
        return digits
    sign = signs.pop()
    if digits.count(sign) > 1:
        return digits.replace(sign, "") if _GROUPS.match(digits) else None
    three = len(digits) - digits.index(sign) - 1 == 3  # noqa: PLR2004 - thousands, or decimals?
    return "ambiguous" if three and digits[0] != "0" else digits.replace(sign, ".")


def _with_decimal(digits: str, decimal: str) -> str | None:
    other = "," if decimal == "." else "."
    whole, sign, rest = digits.partition(decimal)
    if other in rest or decimal in rest or (other in whole and not _GROUPS.match(whole)):
        return None
    return whole.replace(other, "") + (f".{rest}" if sign else "")
