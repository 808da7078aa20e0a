"""Records that came again with another ``--placement``: they stay as they came first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator


def notes_on_held(connection: sqlite3.Connection, held: Iterable[int], options: str) -> Iterator[str]:
    """Yield which batches keep known records where another ``--placement`` put them.

    ``held`` are batches that brought records of this file, ``options`` those of this import.
    """
    asked = _placement(options)
    for batch in sorted(held):
        (text,) = connection.execute("SELECT options FROM batches WHERE id = ?", (batch,)).fetchone()
        was = _placement(text)
        if was != asked:
            how = f"with --placement {was}" if was else "without --placement"
            yield f"what is known from batch {batch} stays there, {how}: `xpromo import --undo {batch}`, then again"


def _placement(options: str) -> str:
    """Return what ``--placement`` was; options are JSON, and words after it (`` replace``)."""
    try:
        stated, _ = json.JSONDecoder().raw_decode(options)
    except ValueError:  # of a batch that something else wrote
        return ""
    return str(stated.get("placement", "")) if isinstance(stated, dict) else ""
