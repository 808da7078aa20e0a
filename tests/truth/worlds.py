"""A world's files, and the workspace that promised what they tell of."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from tests.conftest import Outcome, run_here
from tests.truth.planting import World
from tests.truth.shown import csv_rows
from tests.truth.workspace import write_workspace

MINTED, NOW = "2026-10-19T09:00:00+00:00", "2027-01-31T09:00:00+00:00"


def ok(done: Outcome) -> str:
    assert done.code == 0, done.err
    return done.out


def environment(now: str) -> dict[str, str]:
    return {"XPROMO_KEY": "6b" * 32, "XPROMO_NOW": now}


def mint(folder: Path, seed: int) -> World:
    """Write a workspace and mint its links and codes; return what happens with them."""
    write_workspace(folder)
    links, codes = (
        csv_rows(ok(run_here(*words, "--format", "csv", cwd=folder, env=environment(MINTED))))
        for words in (("links",), ("codes", "--all"))
    )
    pools: dict[str, list[str]] = defaultdict(list)
    for row in codes:
        pools[row["placement"]].append(row["code"])
    return World(seed, {row["placement"]: row["url"] for row in links}, pools)
