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
from xpromo.ledger.sealing import last_ids, seal
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


@pytest.fixture(params=[version for version in released() if version < VERSION])
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
    assert released()[: VERSION - 1] == list(range(1, VERSION))


def test_it_is_brought_up_to_date_with_all_that_it_held(place: Path, version: int) -> None:
    before = cells(place)
    with open_ledger(place, write=True) as ledger:
        counts = {
            name: ledger.connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 - names of ours
            for name in FACTS
        }
        assert counts == FACTS
        assert verify(ledger) == []
        assert rebuild(ledger).cells == len(before)
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


def test_what_an_older_version_counted_twice_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    make(4, path)
    with closing(sqlite3.connect(path)) as connection:
        for number, source in enumerate(("shopify-orders", "stripe-payments"), start=101):
            before = last_ids(connection)
            scope = connection.execute("INSERT INTO texts (text) VALUES (?)", (f"{source} default",)).lastrowid
            connection.execute(
                "INSERT INTO batches SELECT ?, imported_at, file, sha256, size, ?, version, kind, account, timezone,"
                " timezone_from, currency, options, by_id, period_start, period_end, rows, recorded, known, refused,"
                " excluded, resolved, exclusions, totals FROM batches WHERE kind = 'conversions' LIMIT 1",
                (number, source),
            )
            connection.execute("INSERT OR IGNORE INTO texts (text) VALUES (?)", (source,))
            connection.execute(
                "INSERT INTO conversions (id, key, cells, source_id, kind, at, day, amount, currency, basis, target,"
                " parent, series, rank, scope, batch, credited) SELECT ?1, ?2, 0, ?1, kind, at, day, 500, currency,"
                " basis, target, '', '', 0, ?3, ?1, credited FROM conversions WHERE id = 1",
                (number, key_of(source), scope),
            )
            connection.execute(
                "INSERT INTO conversion_joins (key, name, batch) VALUES (?, 'charge:ch_3Q0aBcDe01', ?)",
                (key_of(source), number),
            )
            seal(connection, before, 1, number)
        connection.commit()
    with open_ledger(path, write=True) as ledger:
        found = ledger.connection.execute(
            "SELECT id, superseded_by FROM conversions WHERE id > 100 ORDER BY id"
        ).fetchall()
        assert found == [(101, None), (102, 101)]
        counted = "SELECT sum(n), sum(amount) FROM daily WHERE amount = 500"
        assert ledger.connection.execute(counted).fetchone() == (1, 500)
