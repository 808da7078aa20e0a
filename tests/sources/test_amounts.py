"""Amounts that went through binary floating point."""

from __future__ import annotations

import pytest

from xpromo.sources.amounts import binary_amount


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("49.0", "EUR", "49.00"),
        ("33.989999999999995", "EUR", "33.99"),
        ("41.17647058823529", "EUR", "41.18"),
        ("0.125", "EUR", "0.12"),
        ("1.0E7", "JPY", "10000000"),
        ("12.3456", "KWD", "12.346"),
        ("-5", "EUR", "-5.00"),
        ("", "EUR", ""),
        ("n/a", "EUR", "n/a"),
        ("NaN", "EUR", "NaN"),
    ],
)
def test_it_is_what_the_tool_meant(text: str, currency: str, amount: str) -> None:
    assert binary_amount(text, currency) == amount
