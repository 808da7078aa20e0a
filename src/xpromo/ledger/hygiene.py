"""Touches that other touches exclude: who clicks again within the hour is one click. Derived, as all that spans rows.

The rules look at touches that lie close together, so that a change is looked at slot by slot (an hour, a day where the
rule says so) and never over all facts. Which slots of an import can matter is noted while its rows are written
(:mod:`xpromo.ledger.watching`), where rows of a slot lie is kept in ``touch_blocks``.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

from xpromo.ledger.bursts import find_bursts, watched_targets
from xpromo.ledger.promise_rows import settings_in_force
from xpromo.ledger.rollups import add, subtract
from xpromo.ledger.sends import find_too_soon, moments_near_sends
from xpromo.ledger.temporary import empty_table
from xpromo.records import REPEAT_WINDOWS, Evidence

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Mapping

HOUR = 3_600
BLOCK = 4_096  # touches of one row of touch_blocks
DERIVED = frozenset({"repeat", "scanner-burst", "too-soon"})

# A link as it was clicked, whatever else came with it. Of equal moments what reports tell apart decides, then which row
# came first: of twins the one counts that counted before.
BESIDE = " || ' ' || ".join(f"t.{name}" for name in Evidence._fields if name != "link")
REPEATS = f"""
INSERT INTO temp.touch_verdicts
SELECT id, (SELECT id FROM texts WHERE text = 'repeat') FROM (
  SELECT f.id, row_number() OVER (
    PARTITION BY at / {{window}}, b.source, iif(t.link <> '', t.link, t.id), visitor
    ORDER BY at, account, iif(t.link <> '', {BESIDE}, ''), f.id) AS turn
  FROM {{near}} JOIN targets t ON t.id = target JOIN batches b ON b.id = batch
  WHERE visitor IS NOT NULL AND f.excluded = 1 AND undone = 0 AND {{rows}}
    AND f.id NOT IN (SELECT touch FROM temp.touch_verdicts))
WHERE turn > 1"""
CHANGED = """
INSERT OR IGNORE INTO temp.touch_changes
SELECT touch FROM temp.touch_verdicts f
WHERE NOT EXISTS (SELECT 1 FROM exclusions x WHERE x.touch = f.touch AND (settled = 1 OR x.reason = f.reason))
UNION ALL
SELECT touch FROM temp.touch_ranges r CROSS JOIN exclusions x ON x.touch BETWEEN r.first AND r.last
JOIN touches f ON f.id = touch
WHERE settled = 0 AND {rows}
  AND NOT EXISTS (SELECT 1 FROM temp.touch_verdicts n WHERE n.touch = x.touch AND n.reason = x.reason)"""
NEAR = "temp.touch_ranges r CROSS JOIN touches f NOT INDEXED ON f.id BETWEEN r.first AND r.last"
IN_SLOTS = "at / {unit} IN (SELECT slot FROM temp.touch_slots)"
# Days are of the brand's zone, and no zone is further than 14 hours from UTC
DAYS = "SELECT DISTINCT day FROM daily WHERE metric = 2 AND target IN (SELECT value FROM json_each(?))"
ZONES = 14 * HOUR
BLOCKS = f"INSERT INTO touch_blocks SELECT id / {BLOCK} AS block, min(at), max(at) FROM touches GROUP BY block"
BROUGHT = """
SELECT t.text, count(*), sum(EXISTS (SELECT 1 FROM evidence e WHERE e.target = f.target AND rank > 0))
FROM exclusions x CROSS JOIN touches f ON f.id = touch JOIN texts t ON t.id = reason WHERE touch >= ? GROUP BY t.text"""


def window_of(connection: sqlite3.Connection) -> int:
    """Return the seconds in which a second click is a repeat, 0 for never: as the settings in force say."""
    settings = settings_in_force(connection)
    return REPEAT_WINDOWS[settings.repeat if settings else "hour"]


def unit_of(connection: sqlite3.Connection) -> int:
    """Return the seconds of a slot: no rule looks beyond one."""
    return max(HOUR, window_of(connection))


def slots_of(connection: sqlite3.Connection, first: int, last: int) -> set[int]:
    """Return the slots in which touches ``first`` to ``last`` lie."""
    sql = f"SELECT DISTINCT at / {unit_of(connection)} FROM touches WHERE id BETWEEN ? AND ?"
    return {slot for (slot,) in connection.execute(sql, (first, last))}


def derive_touches(connection: sqlite3.Connection, slots: Collection[int] | None = None) -> bool:
    """Derive again which touches of these slots (None: of all) others exclude, count anew, say if anything changed."""
    window, unit = window_of(connection), unit_of(connection)
    _prepare(connection, slots, unit)
    rows = "true" if slots is None else IN_SLOTS.format(unit=unit)
    find_too_soon(connection, NEAR, rows)
    find_bursts(connection, NEAR, rows)
    if window:
        connection.execute(REPEATS.format(window=window, near=NEAR, rows=rows))
    connection.execute(CHANGED.format(rows=rows))
    changed = connection.execute("SELECT 1 FROM temp.touch_changes").fetchone() is not None
    if changed:
        named = "f.id IN (SELECT touch FROM temp.touch_changes)"
        subtract(connection, "touches", named)
        connection.execute("DELETE FROM exclusions WHERE touch IN (SELECT touch FROM temp.touch_changes)")
        connection.execute(
            "INSERT INTO exclusions (touch, reason) SELECT touch, reason FROM temp.touch_verdicts"
            " WHERE touch IN (SELECT touch FROM temp.touch_changes) ORDER BY touch"
        )
        add(connection, "touches", named)
    return changed


def _prepare(connection: sqlite3.Connection, slots: Collection[int] | None, unit: int) -> None:
    for table, layout in (
        ("touch_slots", "(slot INTEGER PRIMARY KEY)"),
        ("touch_ranges", "(first INTEGER PRIMARY KEY, last INTEGER)"),
        ("touch_verdicts", "(touch INTEGER PRIMARY KEY, reason INTEGER)"),
        ("touch_changes", "(touch INTEGER PRIMARY KEY)"),
    ):
        empty_table(connection, table, layout)
    if slots is None:
        connection.execute("INSERT INTO temp.touch_ranges SELECT 0, max(id) FROM touches")
        return
    connection.executemany("INSERT INTO temp.touch_slots VALUES (?)", [(slot,) for slot in sorted(slots)])
    connection.execute(
        f"""INSERT INTO temp.touch_ranges SELECT block * {BLOCK}, block * {BLOCK} + {BLOCK - 1} FROM touch_blocks
        WHERE EXISTS (SELECT 1 FROM temp.touch_slots WHERE slot BETWEEN since / {unit} AND until / {unit})"""
    )


@contextmanager
def looking_again(connection: sqlite3.Connection) -> Iterator[set[int]]:
    """Let promises change what targets prove inside; touches on which that has a bearing are looked at again after.

    The set that it yields holds something afterwards if any of them counts otherwise now.
    """
    was = watched_targets(connection, before=True)
    found: set[int] = set()
    yield found
    changed = sorted({target for target, *_ in was ^ watched_targets(connection)})
    unit, day = unit_of(connection), 24 * HOUR
    days = [number for (number,) in connection.execute(DAYS, (json.dumps(changed),))] if changed else []
    spans = [((number * day - ZONES) // unit, ((number + 1) * day + ZONES) // unit) for number in days]
    slots = {slot for first, last in spans for slot in range(first, last + 1)} | _slots_near_sends(connection)
    if slots and derive_touches(connection, slots):
        found |= slots


def derive_after_sends(connection: sqlite3.Connection) -> bool:
    """Look again at touches near sends, once more or fewer of these are known; say if any counts otherwise now."""
    slots = _slots_near_sends(connection)
    return bool(slots) and derive_touches(connection, slots)


def _slots_near_sends(connection: sqlite3.Connection) -> set[int]:
    unit = unit_of(connection)
    return {int(at / unit) for at in moments_near_sends(connection)}


def excluded_by_others(connection: sqlite3.Connection, first: int) -> Iterator[tuple[str, int, int]]:
    """Yield why touches from row ``first`` on are excluded by others, how many, and how many of them are resolved."""
    yield from connection.execute(BROUGHT, (first,))


def forget_touches(connection: sqlite3.Connection, first: int, last: int) -> None:
    """Drop what was derived of touches that don't count any more."""
    connection.execute("DELETE FROM exclusions WHERE settled = 0 AND touch BETWEEN ? AND ?", (first, last))


def settle_touches(connection: sqlite3.Connection, rows: str, values: Mapping[str, int] | None = None) -> None:
    """Let what others made of these touches stay as it is, because visitors' keys are about to go."""
    connection.execute(
        f"UPDATE exclusions SET settled = 1 WHERE touch IN (SELECT id FROM touches WHERE {rows})", values or {}
    )


def rebuild_touches(connection: sqlite3.Connection) -> None:
    """Make everything derived of touches again; ``daily`` is left to whoever makes all of it again."""
    connection.execute("DELETE FROM touch_blocks")
    connection.execute(BLOCKS)
    derive_touches(connection)


def without_derived(exclusions: Mapping[str, int]) -> dict[str, int]:
    """Return what rows say of themselves; a record that is there already is known, whatever others made of it."""
    return {reason: n for reason, n in exclusions.items() if reason not in DERIVED}
