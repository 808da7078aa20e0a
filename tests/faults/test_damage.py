"""Damage that was done while nobody looked: flipped bytes, lost ends, foreign journals, packed files that lie."""

from __future__ import annotations

import bz2
import gzip
import shutil
import struct
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.conftest import ROUNDS, Stage, chance_of
from tests.faults.jobs import LEDGER, renew
from tests.faults.judging import words_are_right
from tests.faults.oracle import Broken, State, state_of

FLIPS = 25 * ROUNDS
WIDTH = 16


def test_damage_that_changes_what_is_held_is_found(stage: Stage) -> None:
    """Of sixteen bytes each: at least 999 of 1,000 that change what is read are found."""
    golden, work, chance = stage.golden("undo"), stage.work, chance_of("flips")
    renew(golden.folder, work)
    whole, before = (work / LEDGER).read_bytes(), state_of(work / LEDGER)
    places = [place for place in range(0, len(whole) - WIDTH, 7) if any(whole[place : place + WIDTH])]
    verdicts: Counter[str] = Counter()
    for place in (chance.choice(places) for _ in range(FLIPS)):
        noise = bytes(byte ^ chance.randrange(1, 256) for byte in whole[place : place + WIDTH])
        (work / LEDGER).write_bytes(whole[:place] + noise + whole[place + WIDTH :])
        changed = seen_otherwise(work / LEDGER, before)
        done = stage.nursery.run(("ledger", "verify"), work)
        words_are_right(done)
        verdicts[f"{'changed' if changed else 'same'} {'found' if done.code else 'passed'}"] += 1
    print(dict(verdicts))  # noqa: T201 - the figures of a long run
    assert verdicts["changed passed"] <= FLIPS // 1000


def seen_otherwise(ledger: Path, before: State) -> bool:
    """Whether SQLite, asked without us, can't read it or reads something else."""
    try:
        return state_of(ledger) != before
    except (Broken, Exception):  # noqa: BLE001 - whatever it stumbles over
        return True


@pytest.mark.parametrize("command", [("report",), ("import", "b.csv"), ("links",), ("ledger", "verify")])
def test_a_ledger_that_lost_its_end_is_refused_and_left_alone(stage: Stage, command: tuple[str, ...]) -> None:
    golden, work, chance = stage.golden("undo"), stage.work, chance_of("cut")
    renew(golden.folder, work)
    whole = (work / LEDGER).read_bytes()
    for _ in range(ROUNDS):
        cut = whole[: chance.randrange(1, len(whole) // 4096) * 4096 + chance.choice((0, 1, 100))]
        (work / LEDGER).write_bytes(cut)
        done = stage.nursery.run(command, work)
        words_are_right(done)
        assert done.code == 3
        assert (work / LEDGER).read_bytes() == cut


def test_a_foreign_journal_is_not_played_into_a_restored_ledger(stage: Stage) -> None:
    """A ledger was lost while it was being made, its journal stayed; then a backup is put back."""
    golden, work = stage.golden("restore"), stage.work
    renew(golden.folder, work)
    (work / LEDGER).unlink()
    header = bytes.fromhex("d9d505f920a163d7") + struct.pack(">IIIII", 0, 7, 0, 512, 4096)
    journal = work / f"{LEDGER}-journal"
    journal.write_bytes(header.ljust(512, b"\0"))
    done = stage.nursery.run(golden.job.command, work)

    assert done.code == 0, done.err
    assert state_of(work / LEDGER) == golden.after
    assert not journal.exists()


def test_what_a_crash_left_of_a_ledger_in_the_making_is_none(stage: Stage) -> None:
    golden, work = stage.golden("links"), stage.work
    renew(golden.folder, work)
    (work / LEDGER).parent.mkdir()
    (work / LEDGER).write_bytes(bytes(8192))
    header = bytes.fromhex("d9d505f920a163d7") + struct.pack(">IIIII", 0, 7, 0, 512, 4096)
    (work / f"{LEDGER}-journal").write_bytes(header.ljust(512, b"\0"))
    done = stage.nursery.run(golden.job.command, work)

    assert done.code == 0, done.err
    assert state_of(work / LEDGER) == golden.after


# ------------------------------------------------------------------------------------------------------ packed files


def zipped(data: bytes) -> bytes:
    import io

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", data)
    return out.getvalue()


PACKED: dict[str, Callable[[bytes], bytes]] = {"gz": gzip.compress, "bz2": bz2.compress, "zip": zipped}


@pytest.mark.parametrize("kind", PACKED)
def test_of_a_packed_file_that_is_cut_or_damaged_nothing_is_recorded(stage: Stage, kind: str) -> None:
    golden, work, chance = stage.golden("import"), stage.work, chance_of(f"packed {kind}")
    renew(golden.folder, work)
    packed = PACKED[kind]((work / "a.csv").read_bytes())
    path = work / f"packed.csv.{kind}" if kind != "zip" else work / "packed.zip"
    for number in range(4 * ROUNDS):
        place = chance.randrange(1, len(packed))
        flipped = packed[:place] + bytes([packed[place] ^ chance.randrange(1, 256)]) + packed[place + 1 :]
        path.write_bytes(packed[:place] if number % 2 else flipped)
        done = stage.nursery.run(("import", path.name), work)
        words_are_right(done)
        if done.code == 0:  # a byte that says nothing about the data: the name of the file, a date
            assert state_of(work / LEDGER) != golden.before
            shutil.copyfile(golden.folder / LEDGER, work / LEDGER)
        assert done.code or not number % 2
        assert state_of(work / LEDGER) == golden.before


def test_a_zip_that_lies_about_its_size_is_refused(stage: Stage) -> None:
    golden, work = stage.golden("import"), stage.work
    renew(golden.folder, work)
    data = (work / "a.csv").read_bytes()
    packed = zipped(data)
    size = struct.pack("<I", len(data))
    for claimed in (len(data) - 40, len(data) + 40, 10, 2**31):
        (work / "lying.zip").write_bytes(packed.replace(size, struct.pack("<I", claimed)))
        done = stage.nursery.run(("import", "lying.zip"), work)
        words_are_right(done)
        assert done.code in {1, 3}
        assert state_of(work / LEDGER) == golden.before


def test_two_packed_files_in_a_row_are_one(stage: Stage) -> None:
    golden, work = stage.golden("import"), stage.work
    renew(golden.folder, work)
    whole = (work / "a.csv").read_bytes()
    middle = whole.index(b"\n", len(whole) // 2) + 1
    (work / "a.csv").write_bytes(gzip.compress(whole[:middle]) + gzip.compress(whole[middle:]))
    done = stage.nursery.run(golden.job.command, work)

    assert done.code == 0, done.err
    assert stage.nursery.run(("report", "--format", "json"), work).out == golden.report
