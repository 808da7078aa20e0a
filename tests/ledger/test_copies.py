"""Backups are whole and private, restoring is all or nothing and never takes away what nobody said it may."""

from __future__ import annotations

import os
import sqlite3
import stat
from typing import TYPE_CHECKING

import pytest

from tests.ledger.making import LATER, bring, clicks, daily, header, mint, open_at
from xpromo.errors import LedgerBusy, LedgerDamaged, LedgerMissing, StorageError, UsageError
from xpromo.ledger.copies import Restored, back_up, restore
from xpromo.ledger.importing import record_batch
from xpromo.ledger.integrity import verify
from xpromo.ledger.migrations import MIGRATIONS, VERSION, migrate
from xpromo.ledger.store import open_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xpromo.ledger.store import Ledger
    from xpromo.records import Batch


@pytest.fixture
def full(ledger: Ledger) -> Ledger:
    bring(ledger, clicks("a", "b"))
    return ledger


def backed_up(ledger: Ledger, name: str = "copy.db") -> Path:
    target = ledger.path.with_name(name)
    back_up(ledger.path, target, wait=1, fingerprint=None)
    return target


def put_back(source: Path, path: Path, *, force: bool = False, fingerprint: str | None = None) -> Restored:
    return restore(source, path, LATER, wait=0.1, fingerprint=fingerprint, force=force)


def daily_at(path: Path) -> object:
    with open_ledger(path) as ledger:
        return daily(ledger)


def names(folder: Path) -> set[str]:
    return {item.name for item in folder.iterdir()}


def test_a_backup_is_a_whole_ledger_for_its_owner_alone(full: Ledger) -> None:
    copy = backed_up(full)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert daily_at(copy) == daily(full)
    with open_ledger(copy, write=True) as opened:
        assert verify(opened) == []
    assert names(copy.parent) == {"ledger.db", "copy.db"}


def test_a_backup_is_made_while_another_imports_and_holds_none_of_it(full: Ledger) -> None:
    before = daily(full)

    def chunks() -> Iterator[Batch]:
        yield clicks("c")
        backed_up(full)

    record_batch(full, header(), chunks(), LATER)
    assert daily_at(full.path.with_name("copy.db")) == before
    assert daily(full) != before


def test_a_backup_does_not_wait_for_ever(full: Ledger) -> None:
    full.connection.execute("BEGIN EXCLUSIVE")
    with pytest.raises(LedgerBusy):
        back_up(full.path, full.path.with_name("copy.db"), wait=0.1, fingerprint=None)
    assert names(full.path.parent) <= {"ledger.db", "ledger.db-journal"}


def test_a_damaged_ledger_is_not_backed_up_over_a_good_copy(full: Ledger) -> None:
    copy = backed_up(full)
    good = copy.read_bytes()
    full.connection.execute("UPDATE touches SET at = at + 1")
    with pytest.raises(LedgerDamaged) as caught:
        backed_up(full)
    assert {problem.slug for problem in caught.value.problems} == {"changed-rows"}
    assert copy.read_bytes() == good


def test_a_backup_replaces_no_file_that_is_no_ledger(full: Ledger) -> None:
    target = full.path.with_name("letter.txt")
    target.write_text("dear reader\n" * 200)
    with pytest.raises(LedgerDamaged, match="letter"):
        back_up(full.path, target, wait=1, fingerprint=None)
    assert target.read_text().startswith("dear reader")


def test_the_ledger_is_no_place_for_its_own_backup(full: Ledger) -> None:
    with pytest.raises(UsageError, match="itself"):
        backed_up(full, "ledger.db")
    with pytest.raises(UsageError, match="itself"):
        put_back(full.path, full.path)


def test_without_a_ledger_there_is_nothing_to_copy(tmp_path: Path) -> None:
    with pytest.raises(LedgerMissing):
        back_up(tmp_path / "none.db", tmp_path / "copy.db", wait=1, fingerprint=None)
    with pytest.raises(LedgerMissing, match="there is no copy at"):
        put_back(tmp_path / "copy.db", tmp_path / "ledger.db")
    assert names(tmp_path) == set()


# ------------------------------------------------------------------------------------------------ restore


def test_a_backup_is_restored_where_there_is_no_ledger(full: Ledger, tmp_path: Path) -> None:
    copy, place = backed_up(full), tmp_path / "elsewhere" / "ledger.db"
    assert put_back(copy, place) == Restored(2, 0, None)
    assert daily_at(place) == daily(full)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert copy.exists()


def test_a_ledger_that_holds_more_is_replaced_by_force_only_and_kept(full: Ledger) -> None:
    copy, before = backed_up(full), daily(full)
    bring(full, clicks("c"), "b.csv")
    after = daily(full)
    with pytest.raises(StorageError, match=r"copy\.db doesn't \(1\)") as caught:
        put_back(copy, full.path)
    assert caught.value.code == "XP431"
    assert daily(full) == after
    found = put_back(copy, full.path, force=True)
    assert (found.seals, found.lost) == (2, 1)
    assert daily(full) == before  # through a connection that was open all the while
    assert found.kept is not None
    assert found.kept.name == "ledger.db.replaced"
    assert daily_at(found.kept) == after


def test_a_ledger_that_is_behind_is_replaced_without_force(full: Ledger, tmp_path: Path) -> None:
    early = backed_up(full, "early.db")
    bring(full, clicks("c"), "b.csv")
    late = backed_up(full, "late.db")
    place = tmp_path / "second" / "ledger.db"
    put_back(early, place)
    assert put_back(late, place).lost == 0
    assert daily_at(place) == daily(full)


def test_a_damaged_backup_is_not_restored(full: Ledger) -> None:
    copy, before = backed_up(full), daily(full)
    connection = sqlite3.connect(copy)
    connection.execute("UPDATE touches SET day = day + 1")
    connection.commit()
    connection.close()
    with pytest.raises(LedgerDamaged, match=r"copy\.db"):
        put_back(copy, full.path, force=True)
    assert daily(full) == before
    assert names(copy.parent) == {"ledger.db", "copy.db"}


def test_a_backup_with_another_key_is_not_restored(full: Ledger, tmp_path: Path) -> None:
    with open_ledger(full.path, write=True, fingerprint="mine"):
        copy = backed_up(full)
    with pytest.raises(StorageError, match="another key"):
        put_back(copy, tmp_path / "new" / "ledger.db", fingerprint="other")
    assert not (tmp_path / "new" / "ledger.db").exists()


def test_a_ledger_that_can_not_be_read_is_set_aside_by_force_only(full: Ledger) -> None:
    copy, before = backed_up(full), daily(full)
    full.connection.close()
    os.truncate(full.path, 3000)
    with pytest.raises(LedgerDamaged) as caught:
        put_back(copy, full.path)
    assert caught.value.code == "XP431"
    assert full.path.stat().st_size == 3000
    found = put_back(copy, full.path, force=True)
    assert found.kept == full.path.with_name("ledger.db.damaged")
    assert daily_at(full.path) == before


def test_a_damaged_ledger_is_set_aside_also_where_a_crash_left_its_journal(full: Ledger) -> None:
    copy, before = backed_up(full), daily(full)
    full.connection.close()
    os.truncate(full.path, 3000)
    journal = full.path.with_name("ledger.db-journal")
    journal.write_bytes(bytes.fromhex("d9d505f920a163d7") + b"\xff" * 1000)
    found = put_back(copy, full.path, force=True)
    assert (found.kept, journal.exists()) == (full.path.with_name("ledger.db.damaged"), False)
    assert daily_at(full.path) == before


@pytest.mark.parametrize("how", ["damaged", "gone"])
def test_a_ledger_by_another_name_is_restored_where_it_lies(full: Ledger, tmp_path: Path, how: str) -> None:
    copy, before = backed_up(full), daily(full)
    link = tmp_path / "desk" / "ledger.db"
    link.parent.mkdir()
    link.symlink_to(full.path)
    full.connection.close()
    os.truncate(full.path, 3000) if how == "damaged" else full.path.unlink()
    put_back(copy, link, force=True)
    assert link.is_symlink()
    assert daily_at(full.path) == before
    assert names(link.parent) == {"ledger.db"}


def test_a_restore_waits_for_a_writer_and_then_gives_up(full: Ledger) -> None:
    copy = backed_up(full)
    with full.writing(), pytest.raises(LedgerBusy):
        put_back(copy, full.path)
    assert names(copy.parent) == {"ledger.db", "copy.db"}


# ------------------------------------------------------------------------------------------------ older schemas


@pytest.fixture(params=range(1, VERSION))
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "older" / "ledger.db"
    path.parent.mkdir()
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, MIGRATIONS[: request.param])
    connection.close()
    return path


def test_a_reader_leaves_an_older_ledger_alone_and_says_what_to_do(older: Path) -> None:
    before = older.read_bytes()
    with pytest.raises(StorageError, match="older xpromo") as caught:
        open_ledger(older)
    assert (caught.value.code, "ledger verify" in caught.value.hint) == ("XP430", True)
    assert older.read_bytes() == before


def test_a_writer_brings_it_up_to_date_and_keeps_it_as_it_was(older: Path) -> None:
    version = pragma(older)
    with open_ledger(older, write=True) as ledger:
        assert verify(ledger) == []
    kept = older.with_name(f"ledger.db.schema-{version}")
    assert (pragma(older), pragma(kept)) == (VERSION, version)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert names(older.parent) == {"ledger.db", kept.name}


def test_an_older_ledger_can_be_backed_up_as_it_is_and_restored_as_it_should_be(older: Path, tmp_path: Path) -> None:
    version, copy = pragma(older), tmp_path / "copy.db"
    assert back_up(older, copy, wait=1, fingerprint=None).version == version
    put_back(copy, tmp_path / "new" / "ledger.db")
    assert (pragma(copy), pragma(tmp_path / "new" / "ledger.db")) == (version, VERSION)


def pragma(path: Path) -> int:
    connection = sqlite3.connect(path)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    return int(version)


def test_a_ledger_made_anew_keeps_no_copy(tmp_path: Path) -> None:
    with open_at(tmp_path) as ledger:
        mint(ledger)
    assert names(tmp_path) == {"ledger.db"}
