"""Breaking a command and judging what is left: the invariants, in the order in which they are asked for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from itertools import chain, combinations
from pathlib import Path

from tests.faults.breaking import Done, Fault, Nursery
from tests.faults.jobs import LEDGER, ORDERS, Golden, renew
from tests.faults.oracle import clicks_in, codes_of, files_of, sales_in, sales_of, state_of, touches_in

ENDED = frozenset({0, 1, 2, 3, 130, 143})  # what `xpromo help exit-codes` lists, but for a bug
SAID = re.compile(r"error(?: \[XP\d+\])?: \S.*\n help: \S.*\n")
REPORT = ("report", "--format", "json")
KEPT = ".xpromo/ledger.db.replaced"  # what a restore keeps, once more each time
JOURNAL = "-journal"


def break_and_judge(golden: Golden, nursery: Nursery, work: Path, fault: Fault) -> Done:
    """Let a fault happen to a job in ``work``; raise AssertionError for whatever must not be, however it ended."""
    job = golden.job
    renew(golden.folder, work)
    done = job.run(nursery, work, fault)
    words_are_right(done)
    left = state_of(work / LEDGER, drawn=job.drawn)
    whole = left == golden.after
    if done.code == 0:
        assert whole, "it was said to be done and isn't"
    assert whole or left in (golden.before, golden.between) or some_of_its_files(golden, work), "half of it is there"
    files_are_whole(golden, work, killed=done.code < 0)
    assert all(times == 1 for times in codes_of(work / LEDGER).values()), "a code was handed out twice"
    a_reader_finds_it_whole(golden, nursery, work, whole=whole)
    mends_itself(golden, nursery, work, whole=whole)
    return done


def words_are_right(done: Done) -> None:
    """A signal, or a code that is documented; an error says what and what next, and never shows how we are made."""
    assert done.code < 0 or done.code in ENDED, (done.code, done.err)
    assert "Traceback" not in done.err + done.out
    assert "@example.com" not in done.err + done.out
    if done.code in {2, 3}:
        assert SAID.search(done.err), done.err


def some_of_its_files(golden: Golden, work: Path) -> bool:
    """Whether the ledger holds some of a job's files, each of them whole, and nothing of the others."""
    names = golden.job.files
    some = chain.from_iterable(combinations(names, count) for count in range(1, len(names) + 1))
    return any(holds(work, chosen) for chosen in some)


def holds(work: Path, files: Collection[str]) -> bool:
    """Whether the ledger holds these files and nothing else, counted from their rows."""
    clicks = clicks_in(*(work / name for name in files if name != ORDERS)).touches
    sales = sales_in(work / ORDERS) if ORDERS in files else Counter[str]()
    return (touches_in(work / LEDGER), sales_of(work / LEDGER)) == (clicks, sales)


def files_are_whole(golden: Golden, work: Path, *, killed: bool) -> None:
    """Each file is as it was or as it will be; only a kill may leave others, hidden, until the next run."""
    for name, digest in files_of(work).items():
        if name.endswith(JOURNAL):
            continue
        known = {golden.files_before.get(name), golden.files_after.get(name)} - {None}
        if not known:
            assert killed, f"{name} was left"
            assert any(part.startswith(".") for part in Path(name).parts[name.startswith(".xpromo/") :]), name
        elif name not in golden.job.says:
            assert digest in known, f"{name} is neither old nor new"


def a_reader_finds_it_whole(golden: Golden, nursery: Nursery, work: Path, *, whole: bool) -> None:
    """Who only reads takes back what a crash left, and finds no ledger where none was made."""
    before = state_of(work / LEDGER, drawn=golden.job.drawn)
    done = nursery.run(REPORT if whole else ("ledger", "info"), work)
    words_are_right(done)
    assert done.code == 0 or (done.code == 3 and "XP420" in done.err and not before), done.err
    assert not whole or done.out == golden.report, "the report is another one"
    assert state_of(work / LEDGER, drawn=golden.job.drawn) == before


def mends_itself(golden: Golden, nursery: Nursery, work: Path, *, whole: bool) -> None:
    """The same command again completes, and everything is as if nothing had happened."""
    job = golden.job
    done = job.run(nursery, work)
    assert done.code in (job.again if whole else {0}), (done.code, done.err)
    if job.files:  # which may have come in another order
        assert holds(work, job.files)
    else:
        assert state_of(work / LEDGER, drawn=job.drawn) == (golden.twice if whole else golden.after)
    names = {name for name in files_of(work) if not name.startswith(KEPT)}
    assert names == {name for name in golden.files_after if not name.startswith(KEPT)}
    if job.drawn or job.files:  # what is equal to what was verified needs no second look
        verified = nursery.run(("ledger", "verify"), work)
        assert verified.code == 0, verified.err
        report = nursery.run(REPORT, work)
        assert (report.code, report.out) == (0, golden.report), "the report is another one"
