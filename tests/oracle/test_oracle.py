"""A second opinion on every number: an oracle that shares no code with xpromo, and seeded lives of a ledger.

``XPROMO_ORACLE_ROUNDS=500 XPROMO_ORACLE_SEED=7 pytest tests/oracle`` runs more of them from another seed.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.conftest import REPO, CommandLine
from tests.oracle.driver import BUNDLE, KEY, MINTED, round_of

ROUNDS = int(os.environ.get("XPROMO_ORACLE_ROUNDS", "2"))
SEED = int(os.environ.get("XPROMO_ORACLE_SEED", "1"))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("oracle") / "base"
    shutil.copytree(REPO / "campaigns", folder / "campaigns")
    return folder


@pytest.mark.parametrize("seed", range(SEED, SEED + ROUNDS))
def test_whatever_happens_to_a_ledger_it_says_what_the_oracle_says(
    cli: CommandLine, base: Path, tmp_path: Path, seed: int
) -> None:
    if not (base / "codes.json").exists():
        draw(cli, base)
    round_of(cli, base, seed, tmp_path, orders=2 if ROUNDS < 5 else 3)


def draw(cli: CommandLine, base: Path) -> None:
    """Draw the bundle's codes into the base, and learn the links from a ledger that is thrown away."""
    env = {"XPROMO_KEY": KEY, "XPROMO_NOW": MINTED}
    codes = cli("codes", BUNDLE, "--all", "--format", "json", cwd=base, env=env).json()["data"]
    links = cli("--ledger", base / "away.db", "links", "--format", "json", cwd=base, env=env).json()["data"]
    (base / "away.db").unlink()
    (base / "links.json").write_text(json.dumps(links))
    (base / "codes.json").write_text(json.dumps(codes))
