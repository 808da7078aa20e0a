"""What a released version left behind is brought up to date whole: not a fact, not a count is lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.ledger.making import LATER, bring, clicks, daily, key_of
from tests.ledger.released import make, released
from xpromo.ledger.copies import back_up, restore
from xpromo.ledger.erasing import erase
from xpromo.ledger.integrity import rebuild, verify
from xpromo.ledger.migrations import VERSION
from xpromo.ledger.store import open_ledger

if TYPE_CHECKING:
    from pathlib import Path

FACTS = {
    "promises": 4,
    "links": 4,
    "codes": 3,
    "batches": 4,
    "touches": 3,
    "conversions": 3,
    "totals": 1,
    "refusals": 1,
}


@pytest.fixture(params=released())
def version(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def place(version: int, tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    make(version, path)
    return path


def cells(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT * FROM daily ORDER BY 1, 2, 3, 4, 5, 6, 7").fetchall()


def test_there_is_a_ledger_of_every_released_schema() -> None:
    assert released() == list(range(1, VERSION))


def test_it_is_brought_up_to_date_with_all_that_it_held(place: Path, version: int) -> None:
    before = cells(place)
    with open_ledger(place, write=True) as ledger:
        counts = {
            name: ledger.connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 - names of ours
            for name in FACTS
        }
        assert counts == FACTS
        assert verify(ledger) == []
        assert rebuild(ledger) == len(before)
    assert cells(place) == before
    assert cells(place.with_name(f"ledger.db.schema-{version}")) == before


def test_it_goes_on_from_there(place: Path) -> None:
    with open_ledger(place, write=True) as ledger:
        again = bring(ledger, clicks("a", "c"), "more.csv")
        assert (again.recorded, again.known + again.refused) == (1, 1)
        before = daily(ledger)
        assert erase(ledger, {key_of("ann"): "ann@example.com"}, LATER).removed.conversions == 2
        assert daily(ledger) == before
        assert verify(ledger) == []


def test_a_backup_of_it_can_be_restored(place: Path, version: int, tmp_path: Path) -> None:
    copy, new = tmp_path / "copy.db", tmp_path / "new" / "ledger.db"
    assert back_up(place, copy, wait=1, fingerprint=None).version == version
    restore(copy, new, LATER, wait=1, fingerprint=None)
    with open_ledger(new, write=True) as ledger:
        assert verify(ledger) == []
    assert cells(new) == cells(place)
