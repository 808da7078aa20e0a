"""What evidence proves; written next."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


def rederive(connection: sqlite3.Connection) -> None:
    """Resolve every target again."""
