"""Whatever changes a byte of what was written is found; derived tables come out equal when made again."""

from __future__ import annotations

import random
import shutil
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ledger.making import (
    DAY,
    LATER,
    NOON,
    NOW,
    OTHER,
    PROMISES,
    SETTINGS,
    Clicks,
    bring,
    clicks,
    counts,
    daily,
    key_of,
    mint,
    open_at,
    sales,
)
from xpromo.errors import LedgerDamaged, StorageError, UsageError
from xpromo.ledger.erasing import erase
from xpromo.ledger.integrity import info, offsets, rebuild, verify
from xpromo.ledger.promising import read_settings, record_minting
from xpromo.ledger.purging import purge
from xpromo.ledger.reading import read_aggregates
from xpromo.ledger.refusing import keep_texts
from xpromo.ledger.sealing import Part, batch_row, chain_value, checksum_of
from xpromo.ledger.store import open_ledger
from xpromo.ledger.undoing import undo_batch
from xpromo.records import Evidence, Refusal, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from xpromo.ledger.store import Ledger
    from xpromo.records import Batch

SEED = 20261122
FLIPS = 60
EVIDENCE = [Evidence(link="aaaaaaaaa1"), OTHER, Evidence(code="MUG15"), Evidence(campaign="winter"), Evidence()]


def fill(ledger: Ledger) -> None:
    """Import a bit of everything, and undo one batch."""
    chance = random.Random(SEED)  # noqa: S311 - the same damage on every run
    rows = [
        (f"c{n}", NOON + n * 977, chance.choice(EVIDENCE), chance.choice(["", "", "bot-agent"])) for n in range(400)
    ]
    seen = Clicks(rows).batch
    assert seen.touches
    seen.touches.visitor = [key_of(f"device {n // 2 % 90}") if n % 5 else None for n in range(400)]
    bring(ledger, seen, "clicks.csv")
    orders: list[dict[str, Any]] = [
        {"id": f"o{n}", "at": NOON + n * 9_777, "amount": 100 + n, "customer": key_of(f"p{n % 30}")} for n in range(100)
    ]
    bring(
        ledger, sales(*orders, {"id": "r", "series": "o1#refund", "rank": 5, "kind": "refund", "amount": -5}), "o.csv"
    )
    bring(ledger, counts(("sends", DAY, DAY + 1, 5_000), ("opens", DAY, DAY + 1, 900)), "reach.csv")
    mistake = clicks("x", "y", "z")
    mistake.refusals, mistake.records = [Refusal(5, "bad-time", "at")], 4
    bring(ledger, mistake, "mistake.csv")
    keep_texts(ledger, 4, {5: "w,someday"})
    undo_batch(ledger, 4, LATER)


@pytest.fixture
def full(ledger: Ledger) -> Ledger:
    fill(ledger)
    return ledger


def slugs(ledger: Ledger) -> set[str]:
    return {problem.slug for problem in verify(ledger)}


def test_a_ledger_that_nothing_happened_to_is_whole(full: Ledger) -> None:
    assert verify(full) == []


def test_verify_changes_nothing(full: Ledger) -> None:
    before = full.path.read_bytes()
    verify(full)
    assert full.path.read_bytes() == before


@pytest.mark.parametrize(
    ("sql", "slug"),
    [
        pytest.param("UPDATE touches SET at = at + 1 WHERE id = 7", "changed-rows", id="a-touch"),
        pytest.param("UPDATE conversions SET amount = 1 WHERE id = 7", "changed-rows", id="an-amount"),
        pytest.param("DELETE FROM touches WHERE id = 7", "changed-rows", id="a-row-gone"),
        pytest.param("DELETE FROM touches WHERE id > 390", "changed-rows", id="the-last-rows-gone"),
        pytest.param("UPDATE texts SET text = 'FR' WHERE text = 'DE'", "changed-rows", id="a-text"),
        pytest.param("UPDATE texts SET text = 'news' WHERE text = 'new'", "changed-rows", id="a-text-of-the-schema"),
        pytest.param("UPDATE targets SET link = 'zzzzzzzzz9' WHERE id = 1", "changed-rows", id="a-target"),
        pytest.param("UPDATE links SET url = url || 'x' WHERE id = 1", "changed-rows", id="a-promised-url"),
        pytest.param("UPDATE promises SET expected_clicks = 9 WHERE id = 1", "changed-rows", id="a-promise"),
        pytest.param("UPDATE codes SET partner = 'oak' WHERE id = 1", "changed-rows", id="a-code"),
        pytest.param(
            "UPDATE touches SET visitor = x'00112233445566778899aabbccddeeff' WHERE id = 7",
            "changed-rows",
            id="a-device",
        ),
        pytest.param("UPDATE touches SET visitor = NULL WHERE id < 9", "changed-rows", id="a-device-gone"),
        pytest.param("UPDATE touches SET centre = 2 WHERE id = 7", "changed-rows", id="a-centre"),
        pytest.param("UPDATE conversions SET customer = NULL WHERE id = 7", "changed-rows", id="a-customer-gone"),
        pytest.param("UPDATE conversions SET settled = 'new' WHERE id = 7", "changed-rows", id="a-settled-sale"),
        pytest.param("UPDATE refusals SET raw = 'w,sumday' WHERE id = 1", "changed-rows", id="a-refused-text"),
        pytest.param("UPDATE exclusions SET settled = 1", "changed-rows", id="a-settled-repeat"),
        pytest.param("UPDATE seal_parts SET removable = NULL", "changed-rows", id="a-checksum"),
        pytest.param("UPDATE batches SET recorded = recorded - 1, known = known + 1", "broken-chain", id="a-batch"),
        pytest.param("UPDATE seals SET at = at + 1 WHERE id = 2", "broken-chain", id="a-seal"),
        pytest.param("DELETE FROM seal_parts WHERE seal = 2", "broken-chain", id="a-seal-without-parts"),
        pytest.param("INSERT INTO refusals VALUES (9, 1, 1, 'x', 'y', NULL)", "broken-chain", id="a-row-put-in"),
        pytest.param("INSERT INTO meta VALUES ('key_fingerprinx', '6b')", "changed-rows", id="the-name-of-the-key"),
        pytest.param("UPDATE touches SET undone = 1 WHERE id = 7", "no-trace", id="undone-by-hand"),
        pytest.param("UPDATE touches SET undone = 0 WHERE batch = 4", "no-trace", id="undo-taken-back"),
        pytest.param("UPDATE conversions SET undone = 2 WHERE id = 7", "broken-file", id="what-no-row-may-hold"),
        pytest.param("UPDATE contexts SET country = referrer", "changed-rows", id="a-country"),
        pytest.param("DELETE FROM contexts WHERE id = 1", "changed-rows", id="a-context-gone"),
        pytest.param("CREATE TABLE notes (x)", "broken-file", id="a-table-of-somebody-else"),
        pytest.param("DROP INDEX conversions_customer", "broken-file", id="an-index-gone"),
        pytest.param(
            "CREATE TRIGGER t AFTER INSERT ON touches BEGIN DELETE FROM touches; END", "broken-file", id="a-trigger"
        ),
        pytest.param("UPDATE daily SET n = n + 1", "stale-rollup", id="a-rollup"),
        pytest.param("UPDATE evidence SET placement = 'mug-card' WHERE rank = 1", "stale-rollup", id="what-is-proved"),
        pytest.param("UPDATE conversions SET novelty = 'new'", "stale-rollup", id="a-first-purchase"),
    ],
)
def test_a_changed_row_is_found(full: Ledger, sql: str, slug: str) -> None:
    full.connection.execute("PRAGMA foreign_keys = OFF")
    full.connection.execute("PRAGMA ignore_check_constraints = ON")
    full.connection.execute(sql)
    full.connection.execute("PRAGMA ignore_check_constraints = OFF")
    assert slug in slugs(full)


def test_a_seal_that_was_made_again_breaks_the_next_one(full: Ledger) -> None:
    """Whoever changes a row and signs it has to sign everything that came after."""
    execute = full.connection.execute
    execute("UPDATE conversions SET amount = 1 WHERE id = 7")
    number, at, batch = execute("SELECT id, at, batch FROM seals WHERE batch = 2").fetchone()
    sql = "SELECT table_name, first, last FROM seal_parts WHERE seal = ?"
    found = execute(sql, (number,)).fetchall()
    parts = [Part(table, first, last, checksum_of(full.connection, table, first, last)) for table, first, last in found]
    (previous,) = execute("SELECT chain FROM seals WHERE id = ?", (number - 1,)).fetchone()
    chain = chain_value(previous, at, batch_row(full.connection, batch), parts)
    execute("UPDATE seals SET chain = ? WHERE id = ?", (chain, number))
    for part in parts:
        changed = (part.checksum, number, part.table)
        execute("UPDATE seal_parts SET checksum = ? WHERE seal = ? AND table_name = ?", changed)
    assert [problem.message for problem in verify(full)] == [f"the chain is broken at seal {number + 1} (batch 3)"]


@pytest.mark.parametrize("command", ["erase", "purge", "keep-refused", "rebuild"])
def test_what_changes_rows_lawfully_signs_no_other_change(full: Ledger, command: str) -> None:
    full.connection.execute("UPDATE touches SET visitor = NULL WHERE id < 9")
    full.connection.execute("UPDATE refusals SET raw = 'w,sumday'")
    lawful: dict[str, Callable[[], object]] = {
        "erase": lambda: erase(full, {key_of("p1"): "ann@example.com"}, LATER),
        "purge": lambda: purge(full, DAY, LATER),
        "keep-refused": lambda: keep_texts(full, 4, {5: "w,someday"}),
        "rebuild": lambda: rebuild(full, LATER, "America/Los_Angeles"),
    }
    before = list(full.connection.iterdump())
    with pytest.raises(LedgerDamaged, match=r"changed after they were written|isn't what was written"):
        lawful[command]()
    assert list(full.connection.iterdump()) == before


def logical(ledger: Ledger) -> list[list[tuple[Any, ...]]]:
    """Return everything."""
    names = [name for (name,) in ledger.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return [ledger.connection.execute(f"SELECT * FROM {name}").fetchall() for name in sorted(names)]  # noqa: S608


@pytest.mark.parametrize(
    ("width", "least"), [pytest.param(1, FLIPS // 20, id="a-byte"), pytest.param(16, 0, id="sixteen-bytes")]
)
def test_damage_that_sqlite_alone_calls_ok_is_found(full: Ledger, tmp_path: Path, width: int, least: int) -> None:
    was = logical(full)
    full.connection.close()
    whole = full.path.read_bytes()
    chance = random.Random(SEED)  # noqa: S311 - the same damage on every run
    places = [place for place in range(100, len(whole) - 16) if whole[place]]  # not in empty pages
    verdicts = {}
    for place in chance.sample(places, FLIPS):
        path = tmp_path / "flipped.db"
        damage = bytes(byte ^ chance.randrange(1, 256) for byte in whole[place : place + width])
        path.write_bytes(whole[:place] + damage + whole[place + width :])
        verdicts[place] = look(path, was)
    assert [place for place, verdict in verdicts.items() if verdict == "missed"] == []
    assert list(verdicts.values()).count("found") >= least


def look(path: Path, was: list[list[tuple[Any, ...]]]) -> str:
    """``same`` data, damage that SQLite ``refused`` or saw, or silent damage that verify ``found`` or ``missed``."""
    try:
        with open_ledger(path, write=True) as ledger:
            problems = verify(ledger)
            if any(problem.slug == "broken-file" for problem in problems):
                return "refused"
            if problems:
                return "found"
            return "same" if logical(ledger) == was else "missed"
    except (StorageError, LedgerDamaged):
        return "refused"
    finally:
        path.unlink()


def test_rebuild_makes_the_same_again(full: Ledger) -> None:
    before, asked = daily(full), read_aggregates(full, Request(by_day=True))
    full.connection.execute("DELETE FROM daily")
    full.connection.execute("DELETE FROM evidence")
    full.connection.execute("UPDATE conversions SET novelty = '', superseded_by = 3")
    assert rebuild(full).cells == len(before)
    assert daily(full) == before
    assert read_aggregates(full, Request(by_day=True)) == asked
    assert verify(full) == []


def test_a_rebuild_says_how_many_cells_were_wrong(full: Ledger) -> None:
    cells = len(daily(full))
    assert rebuild(full) == (cells, 0)
    target, day = full.connection.execute("SELECT target, min(day) FROM daily").fetchone()
    full.connection.execute("UPDATE daily SET n = n + 1 WHERE target = ? AND day = ?", (target, day))
    wrong = full.connection.execute("SELECT changes()").fetchone()[0]
    full.connection.execute(
        "INSERT INTO daily SELECT target, metric, label, source, currency, day + 9999, days, facts,"
        " n, amount, squares FROM daily WHERE target = ? AND day = ?",
        (target, day),
    )
    assert rebuild(full) == (cells, 2 * wrong)


def test_a_dry_rebuild_writes_nothing(full: Ledger) -> None:
    full.connection.execute("DELETE FROM daily")
    rebuild(full, dry_run=True)
    assert daily(full) == []


def test_info_counts_what_is_there(full: Ledger) -> None:
    found = info(full)
    assert found.tables["touches"] == 403
    assert found.tables["batches"] == 4
    assert found.tables["links"] == 4


# ------------------------------------------------------------------------------------------------ zones


def test_a_brand_that_changes_its_zone_counts_again(ledger: Ledger) -> None:
    from dataclasses import replace

    bring(ledger, Clicks([("a", DAY * 86_400 + 60, OTHER, ""), ("b", NOON, OTHER, "")]).batch)
    pacific = replace(SETTINGS, timezone="America/Los_Angeles")
    with pytest.raises(UsageError, match="America/Los_Angeles"):
        record_minting(ledger, pacific, PROMISES, None, (), NOW)
    rebuild(ledger, LATER, "America/Los_Angeles")
    days = [(item.day.isoformat(), item.n) for item in read_aggregates(ledger, Request(by_day=True)) if item.day]
    assert days == [("2026-12-01", 1), ("2026-12-02", 1)]
    assert read_settings(ledger) == pacific
    assert verify(ledger) == []
    record_minting(ledger, pacific, PROMISES, None, (), NOW)


def test_a_zone_that_does_not_exist_is_refused(ledger: Ledger) -> None:
    with pytest.raises(UsageError, match="Atlantis"):
        rebuild(ledger, LATER, "Ocean/Atlantis")


def test_offsets_follow_daylight_saving_to_the_second() -> None:
    switch = 1_774_746_000  # 2026-03-29 01:00 UTC, when Berlin springs forward
    assert list(offsets("Europe/Berlin", switch - 10, switch + 10)) == [
        (switch - 10, switch, 3600),
        (switch, switch + 11, 7200),
    ]


# ------------------------------------------------------------------------------------------------ order


def files() -> list[tuple[str, Batch]]:
    early = sales({"id": "0", "at": NOON - 200 * 86_400}, {"id": "1", "customer": key_of("anna"), "at": NOON - 9})
    late = sales(
        {"id": "1", "customer": key_of("anna"), "at": NOON - 9},
        {"id": "2", "customer": key_of("anna"), "status": "refunded", "line": 3},
        {"id": "2r", "line": 3, "kind": "refund", "amount": -7, "series": "2#refund", "rank": 7, "primary": False},
        {"id": "3", "customer": key_of("otto"), "evidence": Evidence(link="ccccccccc1", code="MUG15"), "line": 4},
    )
    more = sales(
        {"id": "2", "customer": key_of("anna"), "line": 2},
        {"id": "2s", "line": 2, "kind": "refund", "amount": -9, "series": "2#refund", "rank": 9, "primary": False},
    )
    return [("early", early), ("late", late), ("more", more)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_three_files_in_any_order_are_the_same_ledger(tmp_path: Path, order: tuple[int, ...]) -> None:
    expected = daily_of(tmp_path / "straight", range(3))
    assert daily_of(tmp_path / "other", order) == expected
    assert len(expected[0]) == 5


def daily_of(folder: Path, order: Iterable[int]) -> tuple[list[Any], list[Any]]:
    with open_at(folder) as ledger:
        for number in order:
            name, batch = files()[number]
            bring(ledger, batch, name)
        mint(ledger)
        assert verify(ledger) == []
        return daily(ledger), read_aggregates(ledger, Request(by_day=True))


CLICK_FILES = st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=6), min_size=2, max_size=4)


@given(CLICK_FILES, st.randoms(use_true_random=False), st.sampled_from(["ids", "twins"]))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_click_files_in_any_order_with_one_undone_and_brought_again_count_the_same(
    tmp_path: Path, rows: list[list[str]], chance: random.Random, told_apart_by: str
) -> None:
    by_id = told_apart_by == "ids"
    straight = clicks_of(tmp_path, rows, list(range(len(rows))), by_id=by_id, undo=False)
    order = list(range(len(rows)))
    chance.shuffle(order)
    assert clicks_of(tmp_path, rows, order, by_id=by_id, undo=True) == straight


def clicks_of(folder: Path, rows: list[list[str]], order: list[int], *, by_id: bool, undo: bool) -> object:
    place = folder / "order"
    shutil.rmtree(place, ignore_errors=True)
    with open_at(place) as ledger:
        ledger.connection.execute("PRAGMA synchronous = OFF")
        for number in order:
            bring(ledger, clicks(*rows[number]), f"{number}.csv", by_id=by_id)
        if undo:
            undo_batch(ledger, 1, LATER)
            for number in order:
                bring(ledger, clicks(*rows[number]), f"{number}.csv", by_id=by_id)
        assert verify(ledger) == []
        return daily(ledger)


LARGE = 98_000_000_00


def test_what_is_left_after_a_large_sale_was_undone_is_exact(ledger: Ledger) -> None:
    """The square of a large amount has more digits than a float: adding and taking away isn't nothing."""
    mint(ledger)
    bring(ledger, sales({"id": "a", "amount": 12_345}), "a.csv")
    before = daily(ledger)
    bring(ledger, sales({"id": "b", "amount": LARGE}), "b.csv")
    undo_batch(ledger, 2, LATER)
    assert daily(ledger) == before
    assert verify(ledger) == []


def test_sums_of_large_amounts_are_the_same_in_any_order(tmp_path: Path) -> None:
    found = set()
    amounts = [LARGE + n * 1_234_567 for n in range(40)] + [1, 33, 12_345]
    for seed in range(4):
        folder = tmp_path / str(seed)
        folder.mkdir()
        random.Random(seed).shuffle(amounts)  # noqa: S311 - reproducible
        with open_at(folder) as ledger:
            rows = [
                {"id": f"o{amount}", "amount": amount, "evidence": Evidence(code=f"X{amount}")} for amount in amounts
            ]
            bring(ledger, sales(*rows))
            found |= {item.squares for item in read_aggregates(ledger, Request())}
    assert len(found) == 1
