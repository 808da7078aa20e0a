"""What several rows carry, read as if one row carried it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xpromo.records import Evidence

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence


def evidence_of(connection: sqlite3.Connection, target: int) -> Evidence:
    """Return what a target carries."""
    row = connection.execute(f"SELECT {', '.join(Evidence._fields)} FROM targets WHERE id = ?", (target,)).fetchone()
    return Evidence._make(row)


def unite(carried: Sequence[Evidence]) -> Evidence:
    """Return what rows carry together, the first one's word first: one link, one set of tags, all codes.

    A referring domain counts only where there is nothing else, as on one row.
    """
    tags = next((item[1:5] for item in carried if any(item[1:5])), ("", "", "", ""))
    codes = dict.fromkeys(code for item in carried for code in item.code.split(",") if code)
    link, short, referrer, placement = (
        next(filter(None, (getattr(item, name) for item in carried)), "")
        for name in ("link", "short", "referrer", "placement")
    )
    found = Evidence(link, *tags, code=",".join(codes), short=short)
    return found._replace(referrer="" if any(found) else referrer, placement=placement)
