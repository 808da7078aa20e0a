"""Many at once: every writer comes in, nobody gets a code that another has, readers see whole states."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import clean_environment
from tests.faults.breaking import KEY, LONGEST
from tests.faults.conftest import ROUNDS, Stage
from tests.faults.jobs import LEDGER, ORDERS, renew
from tests.faults.oracle import clicks_in, codes_of, sales_in, sales_of, state_of, touches_in

TWO = (("import", "a.csv"), ("import", "b.csv"))
EIGHT = (
    *(("import", "a.csv"), ("import", "b.csv", ORDERS), ("import", "b.csv"), ("links",)),
    *(("codes", "--output", "one.csv"), ("codes", "--output", "two.csv"), ("kit",), ("import", ORDERS, "a.csv")),
)


def start(command: tuple[str, ...], folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "xpromo", *command, *(("--format", "json") if command[0] == "import" else ())],
        cwd=folder,
        env=clean_environment({"XPROMO_KEY": KEY}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("commands", [TWO, EIGHT], ids=["two", "eight"])
def test_every_writer_comes_in_and_nothing_twice(stage: Stage, commands: tuple[tuple[str, ...], ...]) -> None:
    golden, work = stage.golden("import"), stage.work
    for _ in range(max(ROUNDS // 10, 1)):
        renew(golden.folder, work)
        running = [start(command, work) for command in commands]
        ended = [(process.communicate(timeout=LONGEST * 2), process.returncode) for process in running]
        assert [code for _, code in ended] == [0] * len(commands), [said for (_, said), _ in ended]

        files = {name for command in commands for name in command if name.endswith(".csv") and command[0] == "import"}
        batches = [batch for (out, _), _ in ended if out.startswith("{") for batch in json.loads(out)["data"]]
        wanted = clicks_in(work / "a.csv", work / "b.csv").touches
        assert touches_in(work / LEDGER) == wanted
        assert sum(batch["recorded"] for batch in batches if batch["kind"] == "clicks") == wanted.total()
        assert sales_of(work / LEDGER) == (sales_in(work / ORDERS) if ORDERS in files else {})
        codes_are_handed_out_once(work)
        assert stage.nursery.run(("ledger", "verify"), work).code == 0


def codes_are_handed_out_once(work: Path) -> None:
    held = codes_of(work / LEDGER)
    assert set(held.values()) <= {1}
    for name in ("one.csv", "two.csv"):
        if (work / name).exists():
            with (work / name).open(encoding="utf-8", newline="") as file:
                told = [row["code"] for row in csv.DictReader(file)]
            assert sorted(told) == sorted(held)


def test_readers_see_whole_states_while_another_writes(stage: Stage) -> None:
    golden, work = stage.golden("import"), stage.work
    renew(golden.folder, work)
    known = {stage.nursery.run(("report", "--format", "json"), work).out, golden.report}
    writer, seen = start(("import", "a.csv"), work), []
    while writer.poll() is None:
        seen.append(stage.nursery.run(("report", "--format", "json"), work))
    writer.communicate()
    seen.append(stage.nursery.run(("report", "--format", "json"), work))

    assert {done.code for done in seen} == {0}
    assert {done.out for done in seen} <= known
    assert seen[-1].out == golden.report


def test_who_may_not_wait_is_told_so_and_nothing_is_lost(stage: Stage) -> None:
    golden, work = stage.golden("import"), stage.work
    renew(golden.folder, work)
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(work / LEDGER, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        for command in (("import", "a.csv"), ("report",), ("links",), ("kit",), ("ledger", "backup", "copy.db")):
            done = stage.nursery.run(("--wait", "0", *command), work)
            assert (done.code, done.out) == (3, ""), command
            assert "XP421" in done.err
        holder.execute("COMMIT")
    assert state_of(work / LEDGER) == golden.before
    assert not (work / "copy.db").exists()


def test_a_clock_that_goes_back_loses_nothing(stage: Stage) -> None:
    golden, work = stage.golden("import"), stage.work
    renew(golden.folder, work)
    earlier = ("--now", "2026-11-21T08:00:00Z")
    for command in (("import", "a.csv"), ("links",), ("import", "b.csv")):
        moment = earlier if command != ("import", "a.csv") else ()
        done = stage.nursery.run((*moment, *command), work)
        assert done.code == 0, done.err
    assert touches_in(work / LEDGER) == clicks_in(work / "a.csv", work / "b.csv").touches
    assert stage.nursery.run(("ledger", "verify"), work).code == 0
    shutil.rmtree(work)
