from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPO, CommandLine

Import = Callable[..., Any]
KEY = "6b" * 32  # the same hashes in every test


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """The example workspace without any state."""
    folder = tmp_path / "workspace"
    shutil.copytree(REPO / "campaigns", folder / "campaigns")
    return folder


@pytest.fixture
def importing(cli: CommandLine, workspace: Path) -> Import:
    """``importing(file, …)`` → the batches as JSON; the exit code is checked (0 unless ``code`` says otherwise)."""

    def run(*arguments: str | Path, code: int = 0, stdin: bytes = b"") -> Any:
        done = cli("import", *arguments, "--format", "json", cwd=workspace, stdin=stdin, env={"XPROMO_KEY": KEY})
        assert done.code == code, done.err
        return done.json()["data"] if done.out else None

    return run


def facts(ledger: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that numbers are made from, without the order in which it was written."""
    named = {
        "touches": "SELECT f.key, f.cells, f.at, f.day, f.visitor, r.text, c.text, a.text, e.text, t.link, t.source,"
        " t.medium, t.campaign, t.content, t.code, t.referrer FROM touches f JOIN targets t ON t.id = f.target"
        " JOIN contexts o ON o.id = f.context JOIN texts r ON r.id = o.referrer JOIN texts c ON c.id = o.country"
        " JOIN texts a ON a.id = o.agent"
        " JOIN texts e ON e.id = f.excluded WHERE f.undone = 0",
        "conversions": "SELECT f.key, f.source_id, f.kind, f.at, f.amount, f.currency, t.link, t.code, f.novelty,"
        " f.superseded_by IS NULL FROM conversions f JOIN targets t ON t.id = f.target WHERE f.undone = 0",
        "totals": "SELECT key, metric, start, count FROM totals WHERE undone = 0",
        "daily": "SELECT t.link, t.source, t.campaign, t.code, t.referrer, m.text, l.text, s.text, c.text, d.day, d.n,"
        " d.amount, d.squares FROM daily d JOIN targets t ON t.id = d.target JOIN texts m ON m.id = d.metric"
        " JOIN texts l ON l.id = d.label JOIN texts s ON s.id = d.source JOIN texts c ON c.id = d.currency",
    }
    with sqlite3.connect(f"file:{ledger}?mode=ro", uri=True) as connection:
        found = {name: sorted(connection.execute(query).fetchall(), key=repr) for name, query in named.items()}
    connection.close()
    return found


def outcomes(batch: dict[str, Any]) -> tuple[int, int, int, int, int]:
    return tuple(batch[name] for name in ("rows", "recorded", "known", "refused", "excluded"))
