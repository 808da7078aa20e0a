"""Files of many sales: what is derived on a quicker way is what the facts say."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from tests.ledger.making import LATER, NOON, SETTINGS, bring, clicks, daily, key_of, sales
from xpromo.ledger import standing
from xpromo.ledger.integrity import verify
from xpromo.ledger.undoing import undo_batch

if TYPE_CHECKING:
    from xpromo.ledger.store import Ledger

SPAN = 400 * 86_400
HUGE = 1 << 40  # bytes, as the header says: the index of customers is made last


def shop(seed: int, ids: range) -> list[dict[str, Any]]:
    """Sales of few customers over more than a year, some of their devices, refunds (also of sales in other files)."""
    chance = random.Random(seed)  # noqa: S311 - rows of a test
    rows: list[dict[str, Any]] = []
    for number in ids:
        row: dict[str, Any] = {
            "id": f"o{number}",
            "at": NOON - chance.randrange(SPAN),
            "amount": chance.choice([500, 1000, 2500]),
            "customer": chance.choice([None, *(key_of(f"buyer {person}") for person in range(12))]),
            "kind": chance.choice(["sale", "sale", "sale", "signup"]),
            "new": chance.choice([None, None, None, None, True, False]),
        }
        if chance.random() < 0.1:
            row["visitor"] = key_of(f"device {chance.randrange(3)}")
        if chance.random() < 0.2:
            order, amount = f"o{chance.randrange(90)}", chance.choice([100, 200, 300])
            row = {"id": f"{order}#refund{number}", "kind": "refund", "amount": -amount, "parent": order}
            row |= chance.choice([{}, {"series": f"{order}#refund", "rank": amount}])  # of two readings one stands
        rows.append(row)
    return rows


@pytest.mark.parametrize("many", [0, 1_000], ids=["looked through at once", "customer by customer"])
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_what_is_derived_for_a_file_at_once_is_what_the_facts_say(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, order: tuple[int, ...], many: int
) -> None:
    monkeypatch.setattr(standing, "MANY", many)
    bring(ledger, clicks("c1", at=NOON - SPAN // 2, visitor="device 1"), "clicks.csv")
    for turn, part in enumerate(order):
        rows = shop(part, range(30 * part, 30 * part + 30))
        bring(ledger, sales(*rows), f"{part}.csv", size=HUGE if turn == 0 else 100)
        assert verify(ledger) == []
    before = daily(ledger)
    undo_batch(ledger, 3, LATER)
    assert verify(ledger) == []
    bring(ledger, sales(*shop(order[1], range(30 * order[1], 30 * order[1] + 30))), "again.csv")
    assert verify(ledger) == []
    assert daily(ledger) == before


def test_a_large_file_may_be_the_first_that_a_ledger_sees(empty: Ledger) -> None:
    """It brings the settings, for which all that is there is derived anew."""
    bring(empty, sales(*shop(1, range(30))), "large.csv", size=HUGE, settings=SETTINGS)
    assert verify(empty) == []
