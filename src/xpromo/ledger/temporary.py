"""Temporary tables: what one statement of a derivation notes for the next ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


def empty_table(connection: sqlite3.Connection, name: str, layout: str) -> None:
    """Make ``temp.name`` with these columns where it isn't there yet, and empty it where it is."""
    connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} {layout}")
    connection.execute(f"DELETE FROM temp.{name}")
