"""Any order of any files: the samples of real exports, and earlier exports of them, say the same whatever came first.

``XPROMO_ORACLE_ROUNDS=25 XPROMO_ORACLE_SEED=100`` tries more of them.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from random import Random

import pytest

from tests.conftest import CommandLine
from tests.imports.conftest import KEY
from tests.imports.test_samples import SAMPLES

ROUNDS = int(os.environ.get("XPROMO_ORACLE_ROUNDS", "1"))
SEED = int(os.environ.get("XPROMO_ORACLE_SEED", "1"))
FILES, LINES = 10, (".csv", ".jsonl", ".log")  # samples of a round; those that can be cut between lines
ALIASES = ("autumn-swap=mug-weekly-launch", "partnerco=sm-letter-launch")
VIEWS = (
    *(("report", "--by", by) for by in ("placement", "property", "partner", "campaign", "channel", "day")),
    *(("report", view) for view in ("sourced", "conflicts", "tags", "excluded", "merged", "pipeline")),
    ("report", "--explain-excluded"), ("attribution", "--by", "property"), ("balance",),
)  # fmt: skip


class Life:
    """A ledger and what happens to it."""

    def __init__(self, cli: CommandLine, workspace: Path, ledger: Path) -> None:
        self.cli, self.workspace, self.ledger = cli, workspace, ledger
        self.batches: dict[str, list[int]] = {}
        self.trace: list[str] = []

    def run(self, *words: str | Path, codes: tuple[int, ...] = (0,)) -> str:
        self.trace.append(" ".join(map(str, words)))
        done = self.cli("--ledger", self.ledger, *words, cwd=self.workspace, env={"XPROMO_KEY": KEY})
        assert done.code in codes, (self.trace, done.err)
        return done.out

    def take(self, step: str, path: Path, options: tuple[str, ...]) -> None:
        out = self.run("import", path, *options, "--format", "json", codes=(0, 1))
        self.batches[step] = [batch["batch"] for batch in json.loads(out)["data"] if batch["recorded"]]

    def reports(self) -> dict[str, str]:
        said = {" ".join(words): self.run(*words, "--format", "json", codes=(0, 1, 2)) for words in VIEWS}
        self.run("ledger", "verify")
        return said


@pytest.mark.parametrize("seed", range(SEED, SEED + ROUNDS))
def test_samples_in_any_order_with_undoing_and_resolving_between_say_the_same(
    cli: CommandLine, exports: Path, workspace: Path, tmp_path: Path, seed: int
) -> None:
    chance = Random(seed)  # noqa: S311 - the same orders on every run
    names = chance.sample(sorted(SAMPLES), FILES)
    files = [part for name in names for part in parts_of(exports / name, tmp_path / f"{seed}", chance)]
    steps = [*((f"{path}", path, SAMPLES[name][1]) for name, path in files)]
    straight = Life(cli, workspace, tmp_path / "straight.db")
    straight.run("links")
    for step in steps:
        straight.take(*step)
    for alias in ALIASES:
        straight.run("ledger", "resolve", "--alias", alias)
    other = Life(cli, workspace, tmp_path / "other.db")
    live(other, steps, chance)
    expected, found = straight.reports(), other.reports()
    assert [name for name in expected if expected[name] != found[name]] == [], (straight.trace, other.trace)


def parts_of(path: Path, folder: Path, chance: Random) -> list[tuple[str, Path]]:
    """Return a sample, and beside it an earlier export of it that ends before its last line, if it can be cut."""
    name = next(name for name in SAMPLES if path.as_posix().endswith(name))
    lines = path.read_bytes().splitlines(keepends=True)
    if path.suffix not in LINES or len(lines) < 3 or "utf16" in name or chance.random() < 0.3:
        return [(name, path)]
    part = folder / name
    part.parent.mkdir(parents=True, exist_ok=True)
    part.write_bytes(b"".join(lines[:-1]))
    return [(name, part), (name, path)]


def live(life: Life, steps: list[tuple[str, Path, tuple[str, ...]]], chance: Random) -> None:
    """Do everything in an order of chance, take some of it back in between, and bring it again."""
    todo: list[object] = [*steps, *steps[:3], *ALIASES, "links", "undo", "undo", "resolve"]
    chance.shuffle(todo)
    for step in todo:
        if isinstance(step, tuple):
            life.take(*step)
        elif step == "undo":
            undone(life, steps, chance)
        elif step == "resolve":
            if life.ledger.exists():
                life.run("ledger", "resolve")
        elif step == "links":
            life.run("links")
        elif life.ledger.exists():
            life.run("ledger", "resolve", "--alias", f"{step}", codes=(0, 2))  # 2: nothing is minted yet
    life.run("links")
    for alias in ALIASES:
        life.run("ledger", "resolve", "--alias", alias)
    for step in steps:
        life.take(*step)


def undone(life: Life, steps: list[tuple[str, Path, tuple[str, ...]]], chance: Random) -> None:
    """Take out one of the batches."""
    known = [step for step, batches in life.batches.items() if batches]
    if known:
        step = chance.choice(known)
        for batch in life.batches.pop(step):
            life.run("import", "--undo", f"{batch}", codes=(0, 2))
