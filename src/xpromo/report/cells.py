"""One value → the text of one cell for people. Scripts read JSON; here decimals and dashes are chosen."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from xpromo.money import decimals, major
from xpromo.report.document import CellKind, Column, Row

NONE = "\u2013"  # an en dash: there is no number here, and it isn't 0
NOT_ENOUGH = "not enough data"
DATE = len("2026-11-22")
MINUTE = len("2026-11-22 09:00")

# Characters that steer a terminal or a reader's eye instead of being read: C0, C1, zero-width, bidi, lone surrogates.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def visible(text: str) -> str:
    r"""Return text that people wrote with every unseen character as a visible escape: ``\u202e``."""
    return _UNSEEN.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"


def cell_text(kind: CellKind, value: object, currency: str = "") -> str:
    """Return how a value of this kind is shown in a table; None is a dash, never 0."""
    return NONE if value is None else _WRITERS[kind](value, currency)


def row_texts(columns: tuple[Column, ...], row: Row) -> list[str]:
    """Return the cells of one row, in the columns' order."""
    return [cell_text(column.kind, row.get(column.name), currency_of(column, row)) for column in columns]


def currency_of(column: Column, row: Row) -> str:
    """Return the ISO code that goes with a money cell of this row, "" where there is none."""
    return str(row.get(column.currency) or "")


def percent(fraction: float) -> str:
    """``0.0345`` → ``3.5 %``; small ones get two decimals, so that a click-through rate is still a number."""
    scaled = 100 * fraction
    return f"{scaled:.2f} %" if 0 < abs(scaled) < 1 else f"{scaled:.1f} %"


def grouped_money(minor: int, currency: str) -> str:
    """``123456`` EUR → ``1,234.56``; a currency without decimals shows none. Without a currency: minor units."""
    if not currency:
        return f"{minor:,}"
    sign = "-" if minor < 0 else ""
    whole, _, fraction = major(abs(minor), currency).partition(".")
    return f"{sign}{int(whole):,}" + (f".{fraction}" if decimals(currency) else "")


def _text(value: object, _currency: str) -> str:
    return visible(str(value))


def _day(value: object, _currency: str) -> str:
    """A moment is shown to the minute: ``2026-11-22 09:00``; its heading names the zone."""
    text = visible(str(value))
    return f"{text[:DATE]} {text[DATE + 1 : MINUTE]}" if text[DATE : DATE + 1] == "T" else text[:MINUTE]


def _int(value: object, _currency: str) -> str:
    return f"{value:,}"


def _change(value: object, _currency: str) -> str:
    return f"{value:+,}" if value else "0"


def _money(value: object, currency: str) -> str:
    return grouped_money(round(value), currency) if isinstance(value, int | float) else str(value)


def _decimal(value: object, _currency: str) -> str:
    return f"{value:,.2f}"


def _share(value: object, _currency: str) -> str:
    return percent(value) if isinstance(value, int | float) else str(value)


def _rate(value: object, _currency: str) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    if value["value"] is None:
        return NOT_ENOUGH if value["reason"] == "not-enough-data" else NONE
    middle = percent(value["value"])
    if value["low"] is None:
        return middle
    return f"{middle} ({percent(value['low'])[:-2]}{NONE}{percent(value['high'])[:-2]})"


_WRITERS: Mapping[CellKind, Callable[[object, str], str]] = {
    CellKind.ID: _text,
    CellKind.TEXT: _text,
    CellKind.URL: _text,
    CellKind.DAY: _day,
    CellKind.AMOUNT: _text,
    CellKind.INT: _int,
    CellKind.CHANGE: _change,
    CellKind.MONEY: _money,
    CellKind.SHARE: _share,
    CellKind.DECIMAL: _decimal,
    CellKind.RATE: _rate,
}
