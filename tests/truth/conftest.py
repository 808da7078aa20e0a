"""Worlds that were made up, each imported into two ledgers, and what commands say of both."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import CommandLine, run_here
from tests.truth.planting import World
from tests.truth.worlds import NOW, environment, mint, ok

ROUNDS = int(os.environ.get("XPROMO_TRUTH_ROUNDS", "2"))
SEED = int(os.environ.get("XPROMO_TRUTH_SEED", "102"))  # in 103 a placement sourced money and no conversion

Run = Callable[..., str]


class Made(NamedTuple):
    """A world, and its ledger twice: with the files in one order, and in the other."""

    world: World
    one: Path
    other: Path


@pytest.fixture(scope="session", params=range(SEED, SEED + ROUNDS))
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Make a world once for all tests of it."""
    one = tmp_path_factory.mktemp("truth") / "one"
    world = mint(one, request.param)
    other = Path(shutil.copytree(one, one.with_name("other")))
    files = world.write(one.with_name("files"))
    for folder, order in ((one, files), (other, files[::-1])):
        for file in order:
            ok(run_here("import", file, cwd=folder, env=environment(NOW)))
    return Made(world, one, other)


@pytest.fixture
def world(made: Made) -> World:
    return made.world


@pytest.fixture
def run(cli: CommandLine, made: Made) -> Run:
    """``run("report", form="csv")``: what a command prints, which is the same in both ledgers."""

    def both(*words: str, form: str = "json") -> str:
        texts = [
            ok(cli(*words, "--format", form, cwd=folder, env=environment(NOW))) for folder in (made.one, made.other)
        ]
        assert texts[0] == texts[1]
        return texts[0]

    return both


@pytest.fixture
def copy(made: Made, tmp_path: Path) -> Path:
    """A ledger of the world that a test may change."""
    return Path(shutil.copytree(made.one, tmp_path / "copy"))
