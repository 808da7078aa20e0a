"""Files of a size or a shape that nobody planned for, under a limit that keeping their rows would break."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.breaking import Fault
from tests.faults.conftest import ROUNDS, Stage
from tests.faults.jobs import LEDGER, renew, write_clicks
from tests.faults.judging import words_are_right
from tests.faults.oracle import clicks_in, state_of, touches_in

LIMIT = Fault(limits={"RLIMIT_DATA": 300 << 20})
CLICK = "c1,2026-11-20T09:00:00Z,https://northwind.example/?xp=7ctr9aknkc\n"
ROWS = 5_000 if ROUNDS == 1 else 20_000 * min(ROUNDS, 50)


def plain(path: Path) -> Path:
    return path


def gzipped(path: Path) -> Path:
    with path.open("rb") as file, gzip.open(packed := path.with_name("a.csv.gz"), "wb", 1) as into:
        shutil.copyfileobj(file, into)
    return packed


def zipped(path: Path) -> Path:
    with zipfile.ZipFile(packed := path.with_name("a.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, path.name)
    return packed


def as_lines_of_json(path: Path) -> Path:
    with path.open(encoding="utf-8", newline="") as file, (lines := path.with_name("a.jsonl")).open("w") as into:
        into.writelines(json.dumps(row) + "\n" for row in csv.DictReader(file))
    return lines


@pytest.mark.parametrize("made", [plain, gzipped, zipped, as_lines_of_json])
def test_memory_stays_flat_however_many_rows(stage: Stage, made: Callable[[Path], Path]) -> None:
    """Above 8 MB, or 1 MB that are packed, a second process reads; both are under the limit."""
    golden, work = stage.golden("import"), stage.work
    renew(golden.folder, work)
    write_clicks(work / "a.csv", ["7ctr9aknkc", "2nd4link00"], 0, ROWS)
    done = stage.nursery.run(("import", made(work / "a.csv").name), work, LIMIT)
    assert done.code == 0, done.err
    assert touches_in(work / LEDGER) == clicks_in(work / "a.csv").touches


def wide() -> Iterator[str]:
    names = [f"column {number}" for number in range(10_000)]
    yield ",".join(("id", "at", "url", *names)) + "\n"
    for number in range(20):
        yield CLICK.strip().replace("c1", f"c{number}") + "," + ",".join(["x" * 10] * len(names)) + "\n"


def long_line() -> Iterator[str]:
    yield "id,at,url\n" + CLICK
    yield "c2,2026-11-20T09:00:00Z,https://northwind.example/?xp="
    for _ in range(100):
        yield "x" * (1 << 20)
    yield "\n"


def long_cell() -> Iterator[str]:
    yield "id,at,url,note\n" + CLICK.strip() + ","
    yield '"' + "x\n" * (1 << 20) + '"\n'


def deep() -> Iterator[str]:
    yield "[" * 1_000_000


SHAPES = {
    "ten-thousand-columns": (wide, 0, 20),
    "a-line-of-a-hundred-megabytes": (long_line, 1, 0),
    "a-cell-of-a-million-lines": (long_cell, 3, 0),
    "a-million-brackets": (deep, 1, 0),
}


@pytest.mark.parametrize(("make", "code", "recorded"), SHAPES.values(), ids=SHAPES)
def test_a_shape_that_nobody_planned_for_is_taken_or_refused_in_words(
    stage: Stage, make: Callable[[], Iterator[str]], code: int, recorded: int
) -> None:
    golden, work = stage.golden("import"), stage.work
    renew(golden.folder, work)
    with (work / "odd.csv").open("w", encoding="utf-8") as file:
        file.writelines(make())
    done = stage.nursery.run(("import", "odd.csv"), work, LIMIT)
    words_are_right(done)
    assert done.code == code, done.err
    assert touches_in(work / LEDGER).total() == recorded
    assert recorded or state_of(work / LEDGER) == golden.before
