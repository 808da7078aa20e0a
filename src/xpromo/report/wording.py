"""Numbers and names in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from xpromo.measure.rates import FLOOR, Rate
from xpromo.report.cells import grouped_money, percent
from xpromo.report.diagnosing import plural

MANY = 4  # names that are told one by one
_SEVERAL = {  # kinds of which an s doesn't make several
    "clicks": "clicks",
    "opportunity": "opportunities",
    "won": "won",
    "lost": "lost",
    "chargeback_reversed": "chargebacks reversed",
}


def counted(n: int, metric: str) -> str:
    """Return ``1 sale``, ``2 clicks``, ``3 opportunities``."""
    return plural(n, metric.removesuffix("s").replace("_", " "), _SEVERAL.get(metric, ""))


def listed(names: Sequence[str]) -> str:
    """Return ``A, B and C``, the rest counted where there are many."""
    *shown, last = names if len(names) <= MANY else [*names[:MANY], f"{len(names) - MANY} more"]
    return f"{', '.join(shown)} and {last}" if shown else last


def in_words(value: Rate, base: str) -> Iterable[str]:
    """Yield a rate of ``base`` and how sure it is, or why there is none."""
    if value.reason == "not-enough-data":
        yield f"no rate yet: {value.n or 0:,} {base}, {FLOOR} are needed"
    elif value.reason == "exceeds-base":
        yield f"no rate: more than the {value.n:,} {base}"
    elif value.value is not None and value.low is not None and value.high is not None:
        yield f"{percent(value.value)} of {base}, likely between {percent(value.low)[:-2]} and {percent(value.high)}"


def likely_money(value: Rate, currency: str | None) -> str:
    """Return ``likely between 37.12 and 47.33`` of a mean in minor units, "" where nobody can say."""
    if value.low is None or value.high is None:
        return ""
    low, high = (grouped_money(round(end), currency or "") for end in (value.low, value.high))
    return f"likely between {low} and {high}"


def amount(value: float, currency: str | None, unit: str = "") -> str:
    """Return ``1,234.56 EUR`` of minor units, ``1,235 clicks`` of what has no currency; ``unit`` may be none."""
    return f"{grouped_money(round(value), currency or '')} {currency or unit}".rstrip()


def money(minor: Mapping[str, int]) -> str:
    """Return money of several currencies, "" for none: ``12.00 EUR, 3.50 USD``."""
    return ", ".join(amount(value, currency) for currency, value in minor.items())


def capital(words: str) -> str:
    """Return words as a heading begins."""
    return words[:1].upper() + words[1:]
