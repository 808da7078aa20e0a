"""A person who is erased, or whose time is over, is gone and stays gone; what was counted stays counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.ledger.making import DAY, LATER, NOON, bring, clicks, daily, key_of, mint, open_at, sales
from xpromo.ledger.copies import back_up, restore
from xpromo.ledger.erasing import Erasure, Release, erase, mark_of
from xpromo.ledger.integrity import rebuild, verify
from xpromo.ledger.purging import purge
from xpromo.ledger.refusing import keep_texts
from xpromo.ledger.removing import Removed
from xpromo.ledger.store import open_ledger
from xpromo.ledger.undoing import undo_batch
from xpromo.records import Refusal

if TYPE_CHECKING:
    from pathlib import Path

    from xpromo.ledger.store import Ledger
    from xpromo.records import Batch

ANN, BOB = key_of("ann"), key_of("bob")
PHONE, LAPTOP, SHARED = key_of("phone"), key_of("laptop"), key_of("shared")
LONG_AGO = NOON - 200 * 86_400


def with_visitors(*visitors: bytes | None) -> Batch:
    batch = clicks(*(f"v{number}" for number in range(len(visitors))))
    assert batch.touches is not None
    batch.touches.visitor = list(visitors)
    return batch


def orders() -> Batch:
    """A shop with a history, in which Ann buys three times and Bob once, on a device that both use."""
    return sales(
        {"id": "0", "at": LONG_AGO},
        {"id": "1", "customer": ANN, "visitor": PHONE},
        {"id": "2", "customer": ANN, "visitor": SHARED, "at": NOON + 86_400},
        {"id": "3", "customer": ANN, "at": NOON + 2 * 86_400},
        {"id": "4", "customer": BOB, "visitor": SHARED, "at": NOON + 3 * 86_400},
    )


@pytest.fixture
def full(ledger: Ledger) -> Ledger:
    bring(ledger, orders(), "orders.csv")
    bring(ledger, with_visitors(PHONE, LAPTOP, SHARED, None), "clicks.csv")
    return ledger


def forget(ledger: Ledger, *keys: bytes, dry_run: bool = False) -> Erasure:
    return erase(ledger, {key: f"{number}@example.com" for number, key in enumerate(keys)}, LATER, dry_run=dry_run)


def keys_in(ledger: Ledger) -> set[bytes | None]:
    """Every key of a person or a device that is anywhere in the ledger."""
    columns = [("touches", "visitor"), ("conversions", "visitor"), ("conversions", "customer")]
    columns += [("people", "visitor"), ("people", "customer"), ("assignments", "subject")]
    sql = " UNION ".join(f"SELECT {column} FROM {table}" for table, column in columns)  # noqa: S608 - names of ours
    return {key for (key,) in ledger.connection.execute(sql)} - {None}


def novelties(ledger: Ledger) -> list[str]:
    return [word for (word,) in ledger.connection.execute("SELECT novelty FROM conversions ORDER BY id")]


def test_an_erased_person_and_their_devices_are_gone_and_the_counts_are_not(full: Ledger) -> None:
    before, words = daily(full), novelties(full)
    assert words == ["", "new", "returning", "returning", "new"]
    assert forget(full, ANN).removed == Removed(touches=2, conversions=4, people=3, assignments=0, texts=0)
    assert keys_in(full) == {LAPTOP, BOB}
    assert (daily(full), novelties(full)) == (before, words)
    assert verify(full) == []


def test_no_byte_of_an_erased_key_is_left_in_the_file(full: Ledger) -> None:
    assert ANN in full.path.read_bytes()
    forget(full, ANN)
    data = full.path.read_bytes()
    assert [key in data for key in (ANN, PHONE, SHARED, BOB)] == [False, False, False, True]
    assert mark_of(ANN) in data


def test_rebuilding_brings_nothing_of_it_back(full: Ledger) -> None:
    before = daily(full)
    forget(full, ANN)
    rebuild(full)
    assert daily(full) == before


def test_a_second_time_there_is_nothing_to_do(full: Ledger) -> None:
    forget(full, ANN)
    before = list(full.connection.iterdump())
    assert forget(full, ANN).removed.total == 0
    assert list(full.connection.iterdump()) == before


def test_what_a_crash_right_after_it_left_on_the_disk_goes_the_second_time(full: Ledger) -> None:
    forget(full, ANN)
    full.connection.executescript(
        "CREATE TABLE freed (page); INSERT INTO freed VALUES (zeroblob(9000)); DROP TABLE freed"
    )
    assert full.connection.execute("PRAGMA freelist_count").fetchone() != (0,)
    forget(full, ANN)
    assert full.connection.execute("PRAGMA freelist_count").fetchone() == (0,)


def test_a_dry_run_says_the_same_and_writes_nothing(full: Ledger) -> None:
    before = full.path.read_bytes()
    said = forget(full, ANN, dry_run=True)
    assert full.path.read_bytes() == before
    assert forget(full, ANN) == said


def test_what_was_removed_is_written_down_in_numbers(full: Ledger) -> None:
    forget(full, ANN)
    rows = full.connection.execute("SELECT command, touches, conversions, people, texts FROM removals").fetchall()
    assert rows == [("erase", 2, 4, 3, 0)]


def test_a_later_import_does_not_bring_an_erased_person_back(full: Ledger) -> None:
    forget(full, ANN)
    new = sales({"id": "9", "customer": ANN, "visitor": key_of("tablet")}, {"id": "8", "customer": BOB})
    bring(full, new, "more.csv")
    seen = clicks("later")
    assert seen.touches is not None
    seen.touches.visitor = [PHONE]
    assert bring(full, seen, "again.csv").recorded == 1
    assert keys_in(full) == {LAPTOP, BOB}
    assert verify(full) == []


def test_nor_does_an_import_of_the_same_file_after_an_undo(full: Ledger) -> None:
    forget(full, ANN)
    undo_batch(full, 1, LATER)
    bring(full, orders(), "orders.csv")
    assert ANN not in keys_in(full)
    assert SHARED not in keys_in(full)
    assert verify(full) == []


def test_somebody_the_ledger_never_saw_stays_away_too(full: Ledger) -> None:
    stranger = key_of("stranger")
    assert forget(full, stranger).removed.total == 0
    bring(full, sales({"id": "9", "customer": stranger}), "more.csv")
    assert stranger not in keys_in(full)


def test_a_tombstone_that_is_gone_is_noticed(full: Ledger) -> None:
    forget(full, ANN)
    full.connection.execute("DELETE FROM tombstones")
    assert {problem.slug for problem in verify(full)} <= {"changed-rows", "broken-chain"}
    assert verify(full) != []


def test_refused_rows_that_name_the_person_lose_their_text(ledger: Ledger) -> None:
    batch = clicks("a")
    batch.refusals = [Refusal(line, "bad-time", "at") for line in (3, 4, 5)]
    batch.records += 3
    bring(ledger, batch)
    keep_texts(ledger, 1, {3: "x,ANN@Example.com,y", 4: "joann@example.com", 5: "bob@example.com"})
    erase(ledger, {ANN: "ann@example.com"}, LATER)
    rows = ledger.connection.execute("SELECT raw FROM refusals ORDER BY line").fetchall()
    assert rows == [(None,), ("joann@example.com",), ("bob@example.com",)]


def test_releases_since_the_person_came_are_named(full: Ledger) -> None:
    for at, partner in ((0, "before"), (int(LATER.timestamp()) + 5, "green-mug")):
        full.connection.execute(
            "INSERT INTO releases (at, partner, report, sha256, hidden) VALUES (?, ?, 'report', '', '')", (at, partner)
        )
    assert forget(full, ANN, dry_run=True).releases == (Release(int(LATER.timestamp()) + 5, "green-mug", "report"),)
    assert forget(full, key_of("stranger")).releases == ()


def test_restoring_an_older_copy_forgets_again(full: Ledger) -> None:
    copy = full.path.with_name("copy.db")
    back_up(full.path, copy, wait=1, fingerprint=None)
    before = daily(full)
    forget(full, ANN)
    restore(copy, full.path, LATER, wait=1, fingerprint=None, force=True)
    assert keys_in(full) == {LAPTOP, BOB}
    assert daily(full) == before
    assert verify(full) == []


# ------------------------------------------------------------------------------------------------ purge


def test_keys_from_before_a_day_go_and_the_counts_stay(full: Ledger) -> None:
    before, words = daily(full), novelties(full)
    assert purge(full, DAY + 2, LATER) == Removed(touches=3, conversions=2, people=2, assignments=0, texts=0)
    assert keys_in(full) == {ANN, BOB, SHARED}
    assert (daily(full), novelties(full)) == (before, words)
    assert verify(full) == []
    assert rebuild(full).cells == len(before)
    assert daily(full) == before


def test_a_second_purge_finds_nothing_and_writes_nothing(full: Ledger) -> None:
    purge(full, DAY + 2, LATER)
    count = full.connection.execute("SELECT count(*) FROM seals").fetchone()
    assert purge(full, DAY + 2, LATER).total == 0
    assert full.connection.execute("SELECT count(*) FROM seals").fetchone() == count


def test_a_dry_purge_removes_nothing(full: Ledger) -> None:
    before = full.path.read_bytes()
    said = purge(full, DAY + 2, LATER, dry_run=True)
    assert full.path.read_bytes() == before
    assert purge(full, DAY + 2, LATER) == said


def test_a_customer_who_returns_within_the_time_is_still_known(full: Ledger) -> None:
    purge(full, DAY + 2, LATER)
    bring(full, sales({"id": "9", "customer": ANN, "at": NOON + 9 * 86_400}), "more.csv")
    assert novelties(full)[-1] == "returning"
    assert verify(full) == []


@pytest.mark.parametrize(("days", "left"), [(29, 1), (31, 0)])
def test_text_of_refused_rows_is_kept_for_thirty_days(ledger: Ledger, days: int, left: int) -> None:
    batch = clicks("a")
    batch.refusals = [Refusal(3, "bad-time", "at")]
    batch.records += 1
    bring(ledger, batch)
    keep_texts(ledger, 1, {3: "x"})
    purge(ledger, 0, LATER + timedelta(days=days))
    assert ledger.connection.execute("SELECT count(raw) FROM refusals").fetchone() == (left,)
    assert verify(ledger) == []


def test_purge_and_erase_leave_whatever_order_of_files_the_same(tmp_path: Path) -> None:
    found: list[Any] = []
    for order in ((0, 1), (1, 0)):
        folder = tmp_path / str(order[0])
        with open_at(folder) as ledger:
            mint(ledger)
            files = [(orders(), "orders.csv"), (with_visitors(PHONE, SHARED), "clicks.csv")]
            for number in order:
                bring(ledger, *files[number])
            forget(ledger, ANN)
            purge(ledger, DAY + 4, datetime(2027, 2, 1, tzinfo=UTC))
            assert verify(ledger) == []
            found.append((daily(ledger), keys_in(ledger)))
    assert found[0] == found[1]


def test_an_older_ledger_forgets_too(tmp_path: Path) -> None:
    with open_at(tmp_path) as ledger:
        bring(ledger, orders(), "orders.csv")
    with open_ledger(tmp_path / "ledger.db", write=True) as ledger:
        forget(ledger, ANN, BOB)
        assert keys_in(ledger) == set()
