"""Aliases: what somebody says that tags were which reached nobody, and what moves by resolving again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xpromo.ledger.promised import Promised, read_aliases
from xpromo.ledger.sealing import last_ids, seal
from xpromo.ledger.standing import resolve_again
from xpromo.records import CONVERSION_KINDS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from xpromo.ledger.store import Ledger

CLICKS = "clicks"
STANDING = """
SELECT e.level, ifnull(CASE e.level WHEN 'placement' THEN e.placement WHEN 'property' THEN e.property
  WHEN 'campaign' THEN e.campaign WHEN 'partner' THEN e.partner END, ''), m.text, sum(d.n)
FROM daily d JOIN texts m ON m.id = d.metric
JOIN evidence e ON e.target = d.target AND e.owner = 1 AND d.day >= e.from_day AND d.day < e.until_day
WHERE d.metric <> 2 OR d.label = 1  -- of clicks those that count
GROUP BY 1, 2, 3"""


class Move(NamedTuple):
    """What a place has more, or less, than before: clicks, conversions, and what tools had counted."""

    level: str
    name: str
    clicks: int
    conversions: int
    counts: int


class Resolved(NamedTuple):
    """What moved, and the aliases that hold now: text → placement."""

    moves: list[Move]
    aliases: dict[str, str]


def read_placements(ledger: Ledger) -> tuple[set[str], dict[str, str]]:
    """Return the placements that an alias can name, and the aliases that hold."""
    with ledger.reading() as connection:
        return set(Promised(connection).places), read_aliases(connection)


def resolve_with(
    ledger: Ledger, add: Mapping[str, str], remove: Iterable[str], now: datetime, *, dry_run: bool = False
) -> Resolved:
    """Resolve everything again, after writing down aliases (plain text → placement) and taking others back.

    What holds already isn't written again. A dry run says the same and keeps nothing.
    """
    wished: dict[str, str | None] = {**add, **dict.fromkeys(remove)}
    with ledger.writing(keep=not dry_run) as connection:
        before, was, at = last_ids(connection), _standing(connection), int(now.timestamp())
        known = read_aliases(connection)
        rows = [(theirs, placement, at) for theirs, placement in wished.items() if known.get(theirs) != placement]
        connection.executemany("INSERT INTO aliases (theirs, placement, at) VALUES (?, ?, ?)", rows)
        resolve_again(connection)
        seal(connection, before, at)
        return Resolved(_moves(was, _standing(connection)), read_aliases(connection))


def _standing(connection: sqlite3.Connection) -> dict[tuple[str, str, str], int]:
    return {(level, name, metric): n for level, name, metric, n in connection.execute(STANDING)}


def _moves(was: Mapping[tuple[str, str, str], int], now: Mapping[tuple[str, str, str], int]) -> list[Move]:
    moved: dict[tuple[str, str], list[int]] = {}
    for key in sorted(was.keys() | now.keys()):
        level, name, metric = key
        difference = now.get(key, 0) - was.get(key, 0)
        kind = 0 if metric == CLICKS else 1 if metric in CONVERSION_KINDS else 2
        if difference and metric != "cost":
            moved.setdefault((level, name), [0, 0, 0])[kind] += difference
    return [Move(level, name, *counts) for (level, name), counts in moved.items() if any(counts)]
