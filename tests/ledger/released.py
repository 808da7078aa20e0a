"""Ledgers as released versions left them: SQL dumps in ``data/``, one a schema, never written again.

``python -m tests.ledger.released VERSION`` wrote each of them with the xpromo of its day; what it holds is in ``fill``.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.ledger.making import LATER, NOON, bring, clicks, counts, key_of, mint, open_at, sales
from xpromo.ledger.undoing import undo_batch
from xpromo.records import Evidence, Refusal

DATA = Path(__file__).parent / "data"
DAY = NOON // 86_400


def write_dump(version: int) -> None:
    """Write what a ledger of this version holds after a bit of everything."""
    with TemporaryDirectory() as folder:
        with open_at(Path(folder)) as ledger:
            mint(ledger)
            refused = clicks("a", "b", evidence=Evidence(code="MUG15"))
            refused.refusals, refused.records = [Refusal(4, "bad-time", "at")], 3
            bring(ledger, refused, "clicks.csv")
            ann, phone = key_of("ann"), key_of("phone")
            rows: list[dict[str, Any]] = [
                {"id": "0", "at": NOON - 200 * 86_400},
                {"id": "1", "customer": ann, "visitor": phone},
            ]
            bring(ledger, sales(*rows, {"id": "2", "customer": ann, "at": NOON + 9}), "orders.csv")
            bring(ledger, counts(("sends", DAY, DAY + 1, 5_000)), "reach.csv")
            bring(ledger, clicks("x"), "mistake.csv")
            undo_batch(ledger, 4, LATER)
        with closing(sqlite3.connect(Path(folder) / "ledger.db")) as connection:
            pragmas = [f"PRAGMA {name} = {_pragma(connection, name)};" for name in ("application_id", "user_version")]
            text = "\n".join([*pragmas, *connection.iterdump()]) + "\n"
    (DATA / f"schema-{version}.sql").write_text(text, encoding="utf-8")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def released() -> list[int]:
    """Return the schemas that there are dumps of."""
    return sorted(int(path.stem.removeprefix("schema-")) for path in DATA.glob("schema-*.sql"))


def make(version: int, path: Path) -> None:
    """Make the ledger that a released version left."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((DATA / f"schema-{version}.sql").read_text(encoding="utf-8"))


if __name__ == "__main__":
    write_dump(int(sys.argv[1]))
