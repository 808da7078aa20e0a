"""Conversions read as columns: whatever stands among them, each row becomes what it would by itself."""

from __future__ import annotations

import random

import pytest

from tests.sources.conftest import Write, read
from tests.sources.test_formats import csv_of
from xpromo.errors import NeedsOption
from xpromo.sources.hashing import Hashing
from xpromo.sources.selling import SaleColumns

HEADER = "id,at,kind,amount,currency,code,url,customer,refund_of,new_customer,visitor"
CELLS = (
    ("o{0}", "o{0}", " o{0}", "'0{0}", "ann{0}@example.com", "1.2E+{0}", "", "o7", "n/a", " Null", "nUll"),
    ("2026-11-20T10:00:00Z", "2026-11-20T10:05:00+01:00", "2027-01-01T10:00:00Z", "20/11/2026", "soon"),
    ("sale", "sale", "Sale ", "signup", "refund", "chargeback reversed", "gift", ""),
    ("10.00", "9.5", "-3.00", "1e3", "", " 4.00", "'5.00", "1,5"),
    ("EUR", "eur", "", "JPY", "euro"),
    ("", "", "SPRING5", "a@example.com"),
    ("", "/?xp=0123456789", "/?xp=0123456789&xp=9876543210", "/?utm_source=mug", "not a url"),
    ("", "Ann@Example.com", "ann@example.com ", "c-17", "ÅSA@example.com", "unknown"),
    ("", "", "", "o1", "1E+12"),
    ("", "", "yes", "no", "perhaps"),
    ("", "", "phone", " phone ", "-", " NULL "),
)


def nasty(rows: int, seed: int) -> list[str]:
    chance = random.Random(seed)  # noqa: S311 - rows of a test
    picked = ([chance.choice(cells).format(number) for cells in CELLS] for number in range(rows))
    return [",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in picked] + [",,,,,,,,,,"]


@pytest.mark.parametrize("header", [HEADER, HEADER.replace("id,", "number,", 1)], ids=["with ids", "without"])
def test_a_row_is_read_alike_among_others_and_by_itself(
    write: Write, monkeypatch: pytest.MonkeyPatch, header: str
) -> None:
    path = write(csv_of(header, *nasty(900, seed=3)), "orders.csv")
    together = read(path, currency="GBP")
    monkeypatch.setattr(SaleColumns, "_odd", lambda _, identity, *__: range(len(identity)))
    assert together == read(path, currency="GBP")
    (first, *_) = together
    assert first.conversions
    assert first.conversions.key  # some are taken
    assert first.refusals  # and some aren't
    assert sum(batch.skipped.get("blank", 0) for batch in together) == 1


def test_a_currency_that_nobody_stated_is_asked_for_only_where_something_was_paid(write: Write) -> None:
    free = "1,2026-11-20T10:00:00Z,signup,,,,,,,,"
    (batch,) = read(write(csv_of(HEADER, free), "free.csv"))
    assert batch.conversions
    assert batch.conversions.amount == [None]
    with pytest.raises(NeedsOption):
        read(write(csv_of(HEADER, free, "2,2026-11-20T10:00:00Z,sale,1.00,,,,,,,"), "paid.csv"))


def test_people_of_a_column_are_who_they_are_by_themselves() -> None:
    hashing = Hashing(b"k" * 32)
    texts = ["ann@example.com", " Ann@Example.com\x1f", "", " ", "c-17", "x" * 300]
    for column in (texts, [*texts, "\u212bsa@example.com"], [*texts, "two\nlines"], []):
        assert hashing.people(column) == [hashing.person(text) for text in column]
    assert len({*hashing.people(texts)}) == 4


@pytest.mark.parametrize(
    ("paid", "stated", "amounts", "currencies"),
    [
        (["10.00,EUR", "0.50,eur", ",EUR", "120.05, USD"], "", [1000, 50, None, 12005], ["EUR", "EUR", "", "USD"]),
        (["10.00,JPY", "7.00,EUR"], "", [10, 700], ["JPY", "EUR"]),
        (["5.00,", "0.07,EUR"], "KWD", [5000, 7], ["KWD", "EUR"]),
        (["5.00,EUR", "5.1,EUR", "'5.25,EUR", " 6.00,EUR"], "", [500, 510, 525, 600], ["EUR"] * 4),
        ([",", ",EUR"], "", [None, None], ["", ""]),
    ],
    ids=["written-alike", "no-decimals", "three-decimals", "written-otherwise", "nothing-paid"],
)
def test_amounts_are_minor_units_of_their_currency(
    write: Write, paid: list[str], stated: str, amounts: list[int | None], currencies: list[str]
) -> None:
    rows = (f"{number},2026-11-20T10:00:00Z,sale,{one},,,,,," for number, one in enumerate(paid))
    (batch,) = read(write(csv_of(HEADER, *rows), "paid.csv"), currency=stated)
    assert batch.conversions
    assert (list(batch.conversions.amount), list(batch.conversions.currency)) == (amounts, currencies)
    assert not batch.refusals
