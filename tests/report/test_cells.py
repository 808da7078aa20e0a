"""One value, one cell."""

from __future__ import annotations

import pytest

from tests.report.samples import FEW, RATE
from xpromo.report.cells import cell_text, visible
from xpromo.report.document import CellKind


@pytest.mark.parametrize(
    ("kind", "value", "currency", "text"),
    [
        (CellKind.INT, 1204, "", "1,204"),
        (CellKind.INT, None, "", "\u2013"),
        (CellKind.INT, 0, "", "0"),
        (CellKind.MONEY, 123456, "EUR", "1,234.56"),
        (CellKind.MONEY, -5, "EUR", "-0.05"),
        (CellKind.MONEY, 123456, "JPY", "123,456"),
        (CellKind.MONEY, 123456, "KWD", "123.456"),
        (CellKind.MONEY, 123456, "", "123,456"),
        (CellKind.SHARE, 0.5, "", "50.0 %"),
        (CellKind.DECIMAL, 1234.5678, "", "1,234.57"),
        (CellKind.SHARE, 0.00423, "", "0.42 %"),
        (CellKind.SHARE, 0, "", "0.0 %"),
        (CellKind.RATE, RATE, "", "3.5 % (2.9\u20134.1)"),
        (CellKind.RATE, FEW, "", "not enough data"),
        (CellKind.RATE, FEW | {"reason": "no-data"}, "", "\u2013"),
        (CellKind.DAY, "2026-11-22", "", "2026-11-22"),
        (CellKind.AMOUNT, "+12 %", "", "+12 %"),
        (CellKind.TEXT, "a\x1b[31m", "", "a\\u001b[31m"),
        (CellKind.ID, "mug-letter", "", "mug-letter"),
    ],
)
def test_cells(kind: CellKind, value: object, currency: str, text: str) -> None:
    assert cell_text(kind, value, currency) == text


def test_unseen_characters_become_visible() -> None:
    assert visible("a\u202eb\u200bc\ud800d\ne") == "a\\u202eb\\u200bc\\ud800d\\u000ae"
    assert visible("日本語 Ünïcödé") == "日本語 Ünïcödé"
