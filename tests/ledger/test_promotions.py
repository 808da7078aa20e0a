"""A sale that carries only a provider's id of the code is the code's, whichever file comes first."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.ledger.making import LATER, bring, daily, header, outcomes
from tests.ledger.test_merging import CHARGE, CODE, LINK, counted, life, row, shop, stripe, tell
from xpromo.imported import ImportResult
from xpromo.ledger.importing import record_batch
from xpromo.ledger.integrity import rebuild, verify
from xpromo.ledger.store import Ledger
from xpromo.ledger.undoing import undo_batch
from xpromo.records import Batch, Kind, Promotions, Refusal

PROMO = "promo:promo_1Q0000000000001"


def name(ledger: Ledger, *pairs: tuple[str, str], file: str = "promos.csv") -> ImportResult:
    promotions = Promotions([*range(2, len(pairs) + 2)], [promo for promo, _ in pairs], [code for _, code in pairs])
    top = header(Kind.CONVERSIONS, file, source="promo-codes")
    return record_batch(ledger, top, [Batch(records=len(pairs), promotions=promotions)], LATER)


def list_of_codes(ledger: Ledger) -> None:
    name(ledger, ("promo_1Q0000000000001", "MUG15"), ("promo_2", "OAK10"))


SALES = {
    "sale": lambda ledger: tell(ledger, stripe(row("ch_1", PROMO), row("ch_2", "promo:promo_2", at=LATER_AT))),
    "list": list_of_codes,
}
LATER_AT = 1_796_300_000  # another day of the flight


@pytest.mark.parametrize("order", list(itertools.permutations(SALES)), ids=" ".join)
def test_in_any_order_and_after_any_undo(order: tuple[str, ...], tmp_path: Path) -> None:
    with life(tmp_path / "life") as ledger:
        for step in order:
            SALES[step](ledger)
        end = daily(ledger)
        assert sorted(item[1] for item in counted(ledger)) == ["spring", "winter"]
        assert verify(ledger) == []
        for number, step in enumerate(order, start=1):
            undo_batch(ledger, number, LATER)
            assert verify(ledger) == []
            assert daily(ledger) != end
            SALES[step](ledger)
            assert daily(ledger) == end
        rebuild(ledger)
        assert daily(ledger) == end


def test_a_code_that_the_row_carries_goes_first(ledger: Ledger) -> None:
    name(ledger, ("promo_1Q0000000000001", "OAK10"))
    tell(ledger, stripe(row("ch_1", PROMO, evidence=CODE)))

    assert [item[1] for item in counted(ledger)] == ["winter"]


def test_a_link_beside_it_is_settled_as_with_a_code(ledger: Ledger) -> None:
    name(ledger, ("promo_1Q0000000000001", "OAK10"))
    tell(ledger, stripe(row("ch_1", PROMO, evidence=LINK)))

    assert [item[1] for item in counted(ledger)] == ["spring"]


def test_the_id_that_a_payment_carries_credits_the_order(ledger: Ledger) -> None:
    tell(ledger, shop(row("1", CHARGE)), stripe(row("ch_1", CHARGE, PROMO)))
    list_of_codes(ledger)

    assert counted(ledger) == [("sale", "winter", "shopify-orders", 1, 1000)]
    assert verify(ledger) == []


def test_the_same_list_again_is_known_and_another_code_refused(ledger: Ledger) -> None:
    list_of_codes(ledger)
    again = name(ledger, ("promo_2", "OAK10"), ("promo_2", "MUG15"), ("promo_3", "ONE1"), file="b.csv")

    assert outcomes(again) == (3, 1, 1, 1, 0)
    assert again.examples == (Refusal(3, "id-conflict", "promo"),)


def test_an_id_of_an_undone_list_may_stand_for_another_code(ledger: Ledger) -> None:
    name(ledger, ("promo_2", "MUG15"))
    undo_batch(ledger, 1, LATER)
    assert outcomes(name(ledger, ("promo_2", "OAK10"), file="b.csv")) == (1, 1, 0, 0, 0)
    assert outcomes(name(ledger, ("promo_2", "OAK10"), file="c.csv")) == (1, 0, 1, 0, 0)
    assert outcomes(name(ledger, ("promo_2", "MUG15"), file="d.csv")) == (1, 0, 0, 1, 0)


def test_lists_that_held_what_an_undone_one_brought_are_named(ledger: Ledger) -> None:
    list_of_codes(ledger)
    name(ledger, ("promo_2", "OAK10"), file="b.csv")
    bring(ledger, *_sale())

    assert [*undo_batch(ledger, 1, LATER).overlapping] == [2]


def _sale() -> tuple[Batch, str]:
    from tests.ledger.making import sales

    return sales(row("1")), "orders.csv"
