"""The ledger as tables for other tools: names in place of numbers, no person's key unless it is asked for.

A day is a date in the brand's zone, a moment is in UTC, money is in minor units, ends are exclusive as in the ledger.
Facts of undone imports are left out; ``counts`` says which of the others stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

CHUNK = 1_000
EVIDENCE = {
    **{f"tag_{name}": f"t.{name}" for name in ("source", "medium", "campaign", "content")},
    **{name: f"t.{name}" for name in ("link", "code", "short", "referrer")},
    **{name: f"e.{name}" for name in ("level", "placement", "property", "campaign", "partner", "rank", "method")},
}
PROVED = """JOIN batches b ON b.id = f.batch JOIN targets t ON t.id = f.target
LEFT JOIN evidence e ON e.target = {target} AND e.owner = 1 AND f.{day} >= e.from_day AND f.{day} < e.until_day
WHERE f.undone = 0 ORDER BY f.id"""
FROM_FILE = {"batch": "f.batch", "read_as": "b.source"}
MOMENTS = frozenset({"at", "minted_at", "imported_at", "issued_at"})
DAYS = frozenset("day start end flight_start flight_end valid_from valid_until minted_day".split())
NUMBERS = frozenset(
    "amount_minor batch counts count rank revision expected_reach expected_clicks window_days single_use rows recorded"
    " known refused excluded undone".split()
)
KEYS = frozenset({"visitor", "customer"})


@dataclass(frozen=True, slots=True)
class Table:
    """What is exported of one kind of row: column → its SQL, and where rows come from."""

    columns: dict[str, str]
    rows: str


def _same(*names: str) -> dict[str, str]:
    return {name: f"f.{name}" for name in names}


TABLES = {
    "promises": Table(
        _same(
            *("placement", "revision", "minted_at", "campaign", "campaign_name", "form", "brand", "partner"),
            *("partner_name", "property", "property_name", "channel", "direction", "promotes", "offer", "offer_title"),
            *("landing", "phase", "kind", "expected_reach", "expected_clicks", "swap", "fairness_unit", "window_days"),
            *("conflict", "sourced_by", "clicks_from", "moved_from", "flight_start", "flight_end", "goals"),
        ),
        "FROM promises f ORDER BY f.id",
    ),
    "links": Table(_same("link", "placement", "variant", "url", "minted_at"), "FROM links f ORDER BY f.id"),
    "codes": Table(
        _same(
            *("code", "campaign", "placement", "partner", "offer", "kind", "single_use", "valid_from", "valid_until"),
            "issued_at",
        ),
        "FROM codes f ORDER BY f.id",
    ),
    "batches": Table(
        {"batch": "f.id"}
        | _same("imported_at", "file", "source")
        | {"kind": "ifnull(t.holds, f.kind)", "reported_by": "t.reported_by"}
        | _same("account", "rows", "recorded", "known", "refused", "excluded")
        | {"undone": "EXISTS (SELECT 1 FROM batch_events x WHERE x.batch = f.id AND x.event = 'undone')"},
        "FROM batches f LEFT JOIN batch_terms t ON t.batch = f.id ORDER BY f.id",
    ),
    "touches": Table(
        _same("at", "day")
        | {"from_site": "r.text", "country": "n.text", "agent": "a.text", "why_excluded": "x.text"}
        | {"counts": "x.text = ''", "visitor": "hex(f.visitor)"}
        | EVIDENCE
        | FROM_FILE,
        "FROM touches f JOIN contexts c ON c.id = f.context JOIN texts r ON r.id = c.referrer"
        " JOIN texts n ON n.id = c.country JOIN texts a ON a.id = c.agent LEFT JOIN exclusions o ON o.touch = f.id"
        " JOIN texts x ON x.id = ifnull(o.reason, f.excluded) " + PROVED.format(target="f.target", day="day"),
    ),
    "conversions": Table(
        _same("at", "day", "kind")
        | {"amount_minor": "f.amount"}
        | _same("currency", "basis", "source_id", "parent", "novelty")
        | {"counts": "f.superseded_by IS NULL AND f.aside = 0"}
        | {"customer": "hex(f.customer)", "visitor": "hex(f.visitor)"}
        | EVIDENCE
        | {"rank": "iif(f.same_person, 6, e.rank)", "method": "iif(f.same_person, 'same-person', e.method)"}
        | FROM_FILE,
        "FROM conversions f " + PROVED.format(target="f.credited", day="day"),
    ),
    "reported": Table(
        {"reported_by": "p.reported_by"}
        | _same("at", "day", "kind")
        | {"amount_minor": "f.amount"}
        | _same("currency", "basis", "source_id", "parent")
        | EVIDENCE
        | FROM_FILE,
        "FROM reported f JOIN batch_terms p ON p.batch = f.batch " + PROVED.format(target="f.target", day="day"),
    ),
    "mentions": Table(
        _same("at", "day") | {"from_site": "s.text", "sentiment": "f.sentiment"} | EVIDENCE | FROM_FILE,
        "FROM mentions f JOIN texts s ON s.id = f.site " + PROVED.format(target="f.target", day="day"),
    ),
    "survey_answers": Table(
        _same("at", "day")
        | {"question": "q.text", "level": "f.level", "name": "f.name"}
        | {"customer": "hex(f.customer)"}
        | FROM_FILE,
        "FROM survey_answers f JOIN texts q ON q.id = f.question JOIN batches b ON b.id = f.batch"
        " WHERE f.undone = 0 ORDER BY f.id",
    ),
    "totals": Table(
        _same("metric", "start")
        | {"end": 'f."end"', "count": "f.count", "dimension": "f.dimension", "counts": "f.superseded_by IS NULL"}
        | EVIDENCE
        | FROM_FILE,
        "FROM totals f " + PROVED.format(target="f.target", day="start"),
    ),
    "costs": Table(
        {"day": "f.day", "amount_minor": "f.amount"} | _same("currency", "paid_by") | EVIDENCE | FROM_FILE,
        "FROM costs f " + PROVED.format(target="f.target", day="day"),
    ),
}


def columns_of(table: str, *, keys: bool) -> list[str]:
    """Return the names of a table's columns, those that hold people's keys only when asked for."""
    return [name for name in TABLES[table].columns if keys or name not in KEYS]


def rows_of(connection: sqlite3.Connection, table: str, *, keys: bool) -> Iterator[Iterable[tuple[Any, ...]]]:
    """Yield the rows of a table in chunks; days and moments are texts, None is nothing."""
    found = TABLES[table]
    wanted = ", ".join(_told(name, found.columns[name]) for name in columns_of(table, keys=keys))
    cursor = connection.execute(f"SELECT {wanted} {found.rows}")
    while chunk := cursor.fetchmany(CHUNK):
        yield chunk


def _told(name: str, sql: str) -> str:
    if name in MOMENTS:
        return f"strftime('%Y-%m-%dT%H:%M:%SZ', {sql}, 'unixepoch')"
    if name in DAYS:
        return f"date({sql} * 86400, 'unixepoch')"  # of a lifetime counter's start: null
    return f"lower({sql})" if name in KEYS else sql
