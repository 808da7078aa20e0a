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
    ("o{0}", "o{0}", " o{0}", "'0{0}", "ann{0}@example.com", "1.2E+{0}", "", "o7"),
    ("2026-11-20T10:00:00Z", "2026-11-20T10:05:00+01:00", "2027-01-01T10:00:00Z", "20/11/2026", "soon"),
    ("sale", "sale", "Sale ", "signup", "refund", "chargeback reversed", "gift", ""),
    ("10.00", "9.5", "-3.00", "1e3", "", " 4.00", "'5.00", "1,5"),
    ("EUR", "eur", "", "JPY", "euro"),
    ("", "", "SPRING5", "a@example.com"),
    ("", "/?xp=0123456789", "/?xp=0123456789&xp=9876543210", "/?utm_source=mug", "not a url"),
    ("", "Ann@Example.com", "ann@example.com ", "c-17", "ÅSA@example.com"),
    ("", "", "", "o1", "1E+12"),
    ("", "", "yes", "no", "perhaps"),
    ("", "", "phone", " phone "),
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
