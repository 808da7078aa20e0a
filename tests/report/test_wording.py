"""Numbers in sentences."""

from __future__ import annotations

import pytest

from xpromo.report.wording import counted


@pytest.mark.parametrize(
    ("n", "metric", "says"),
    [
        (1, "clicks", "1 click"),
        (1_200, "clicks", "1,200 clicks"),
        (1, "sale", "1 sale"),
        (4, "sale", "4 sales"),
        (2, "opportunity", "2 opportunities"),
        (2, "chargeback_reversed", "2 chargebacks reversed"),
        (3, "won", "3 won"),
    ],
)
def test_counts_of_a_kind(n: int, metric: str, says: str) -> None:
    assert counted(n, metric) == says
