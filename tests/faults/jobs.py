"""The commands that faults happen to, and what each leaves when nothing happens to it."""

from __future__ import annotations

import csv
import json
import random
import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.conftest import REPO
from tests.faults.breaking import NOTHING, Done, Fault, Nursery
from tests.faults.oracle import State, files_of, state_of

LEDGER = Path(".xpromo/ledger.db")
ORDERS = "orders.csv"
START = datetime(2026, 11, 1, tzinfo=UTC)
Command = tuple[str, ...]
IMPORTED: tuple[Command, ...] = (("links",), ("import", "a.csv"), ("import", ORDERS))
COPIED: tuple[Command, ...] = (*IMPORTED[:2], ("ledger", "backup", "copy.db"), IMPORTED[2])


@dataclass(frozen=True, slots=True)
class Job:
    """A command. ``before``: commands that make what it begins with. ``between``: one that brings the ledger where this
    one passes. ``files``: what it imports, each in a transaction. ``says``: files that tell what was new, so that they
    differ the second time. ``drawn``: chance decides what is in the ledger afterwards. ``again``: its exit
    codes where all was done before.
    """

    name: str
    command: Command
    before: tuple[Command, ...] = ()
    between: Command = ()
    files: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    stdin: str = "/dev/null"
    drawn: bool = False
    again: frozenset[int] = frozenset({0})

    def run(self, nursery: Nursery, folder: Path, fault: Fault = NOTHING) -> Done:
        """Run it in a folder."""
        return nursery.run(self.command, folder, fault, stdin=folder / self.stdin)


LINKED: tuple[Command, ...] = (("links",),)
JOBS = (
    Job("import", ("import", "a.csv", "--format", "json"), LINKED),
    Job("import-files", ("import", "a.csv", "b.csv", ORDERS), LINKED, files=("a.csv", "b.csv", ORDERS)),
    Job("import-first", ("import", ORDERS, "--keep-refused")),
    Job(
        "import-zip",
        ("import", "all.zip", "--output", "said.csv"),
        LINKED,
        files=("a.csv", ORDERS),
        says=("said.csv",),
    ),
    Job("import-stdin", ("import", "-"), LINKED, stdin="a.csv"),
    Job("undo", ("import", "--undo", "1"), IMPORTED, again=frozenset({2})),
    Job("links", ("links", "--output", "links.csv"), says=("links.csv",)),
    Job("codes", ("codes", "--lock", "--output", "codes.csv"), says=("codes.csv", "campaigns/codes.lock"), drawn=True),
    Job("kit", ("kit",), between=("links",)),
    Job("kit-again", ("kit", "--force"), (("kit",), ("codes", "--output", "codes.csv"))),
    Job("backup", ("ledger", "backup", "copy.db"), IMPORTED),
    Job("restore", ("ledger", "restore", "copy.db", "--force"), COPIED),
    Job("rebuild", ("ledger", "rebuild", "--timezone", "America/New_York"), IMPORTED),
    Job("erase", ("ledger", "erase", "--subject", "subject.txt"), IMPORTED),
    Job("purge", ("--now", "2028-01-01T00:00:00Z", "ledger", "purge"), IMPORTED),
)


@dataclass(frozen=True, slots=True)
class Golden:
    """A job that nothing happened to: the folder that it begins with; ledger and files before, after, and when it was
    done twice.
    """

    job: Job
    folder: Path
    before: State
    between: State
    after: State
    twice: State
    files_before: dict[str, str]
    files_after: dict[str, str]
    seconds: float
    report: str


def make_golden(job: Job, nursery: Nursery, start: Path, work: Path) -> Golden:
    """Run a job twice in copies of the folder that it begins with."""
    shutil.copytree(start, work)
    if job.between:
        succeed(nursery.run(job.between, work))
    between = state_of(work / LEDGER, drawn=job.drawn)
    renew(start, work)
    done = succeed(job.run(nursery, work))
    after, files = state_of(work / LEDGER, drawn=job.drawn), files_of(work)
    report = succeed(nursery.run(("report", "--format", "json"), work)).out
    succeed(nursery.run(("ledger", "verify"), work))
    assert job.run(nursery, work).code in job.again
    return Golden(
        job,
        start,
        before=state_of(start / LEDGER, drawn=job.drawn),
        between=between,
        after=after,
        twice=state_of(work / LEDGER, drawn=job.drawn),
        files_before=files_of(start),
        files_after=files,
        seconds=done.seconds,
        report=report,
    )


def succeed(done: Done) -> Done:
    """Return what a command said that must not fail."""
    assert done.code == 0, done.err
    return done


def renew(start: Path, work: Path) -> None:
    """Make ``work`` what ``start`` is."""
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(start, work)


# ------------------------------------------------------------------------------------------------------- what comes in


def write_workspace(folder: Path, nursery: Nursery, rows: int = 500) -> None:
    """Make the example workspace and exports: two of clicks that overlap by half, one of orders, a zip, a request."""
    shutil.copytree(REPO / "campaigns", folder / "campaigns")
    minted = succeed(nursery.run(("links", "--dry-run", "--format", "json"), folder)).out
    links = [row["link"] for row in json.loads(minted)["data"]]
    write_clicks(folder / "a.csv", links, 0, rows)
    write_clicks(folder / "b.csv", links, rows // 2, rows)
    write_orders(folder / ORDERS, rows // 3)
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        for name in ("a.csv", ORDERS):
            archive.writestr(zipfile.ZipInfo(name), (folder / name).read_bytes())
    (folder / "subject.txt").write_text("person-3@example.com\n", encoding="utf-8")


def write_clicks(path: Path, links: Sequence[str], first: int, rows: int) -> None:
    """Write clicks ``first`` to ``first + rows``: a click is the same in every file; some come twice, some are bad."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "at", "url", "visitor"))
        for number in range(first, first + rows):
            chance = random.Random(number)  # noqa: S311 - the same click in every file
            at = (START + timedelta(seconds=chance.randrange(20 * 86_400))).isoformat()
            url = f"https://northwind.example/bundle?xp={chance.choice(links)}"
            row = (f"click-{number}", at if number % 50 else "someday", url, f"visitor-{chance.randrange(rows)}")
            writer.writerows([row] * (2 if number % 31 == 7 else 1))


def write_orders(path: Path, rows: int) -> None:
    """Write sales of people, with codes and without."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "at", "kind", "amount", "currency", "code", "customer", "visitor"))
        for number in range(rows):
            chance = random.Random(-number - 1)  # noqa: S311 - the same order in every file
            at = (START + timedelta(seconds=chance.randrange(20 * 86_400))).isoformat()
            money = (f"{chance.randrange(9_999) / 100:.2f}", chance.choice(("EUR", "USD")))
            person = f"person-{chance.randrange(200)}@example.com"
            code = chance.choice(("MUG15", ""))
            writer.writerow((f"order-{number}", at, "sale", *money, code, person, f"visitor-{chance.randrange(rows)}"))


__all__ = ["JOBS", "LEDGER", "Command", "Golden", "Job", "make_golden", "renew", "succeed", "write_workspace"]
