"""Numbered steps from every released schema to this one; ``user_version`` is the number of the last step taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xpromo.ledger.schema import ADOPTING, APPLICATION_ID, FIRST

if TYPE_CHECKING:
    import sqlite3

MIGRATIONS: tuple[str, ...] = (FIRST, ADOPTING)  # append only: a released text never changes
VERSION = len(MIGRATIONS)


def migrate(connection: sqlite3.Connection, migrations: tuple[str, ...] = MIGRATIONS) -> int:
    """Take the missing steps in one transaction; return how many. Another process may have been quicker."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        done = connection.execute("PRAGMA user_version").fetchone()[0]
        for text in migrations[done:]:
            for statement in statements(text):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {max(done, len(migrations))}")
        connection.execute("COMMIT")
    finally:
        connection.rollback()  # nothing after a commit
    return max(0, len(migrations) - int(done))


def statements(text: str) -> list[str]:
    """Split a migration at ``;`` line ends (``executescript`` would commit our transaction)."""
    bare = "\n".join(line.split("--")[0].rstrip() for line in text.splitlines())
    return [part.strip() for part in bare.split(";\n") if part.strip()]
