"""Everything that is held on one person, as plain values for a file that is handed to them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from xpromo.ledger.erasing import mark_of, names_in, note_people

if TYPE_CHECKING:
    import sqlite3

    from xpromo.ledger.store import Ledger

TARGET = "t.link, t.source, t.medium, t.campaign, t.content, t.code, t.short, t.referrer, t.placement"
CONVERSIONS = f"""
SELECT c.at, c.kind, c.amount, c.currency, c.source_id, c.novelty, b.file, b.source AS read_as, {TARGET},
  iif(c.undone, 'yes', '') AS taken_out,
  (SELECT json_group_array(status) FROM conversion_states s WHERE s.key = c.key) AS statuses,
  (SELECT json_group_array(name) FROM conversion_joins j WHERE j.key = c.key) AS ids
FROM conversions c JOIN targets t ON t.id = c.target JOIN batches b ON b.id = c.batch
WHERE c.customer IN (SELECT key FROM temp.gone) OR c.visitor IN (SELECT key FROM temp.gone) ORDER BY c.at, c.id"""
TOUCHES = f"""
SELECT f.at, r.text AS from_site, n.text AS country, a.text AS agent, x.text AS excluded,
  iif(f.undone, 'yes', '') AS taken_out, b.file,
  b.source AS read_as, {TARGET}
FROM touches f JOIN targets t ON t.id = f.target JOIN batches b ON b.id = f.batch JOIN contexts c ON c.id = f.context
JOIN texts r ON r.id = c.referrer JOIN texts n ON n.id = c.country JOIN texts a ON a.id = c.agent
LEFT JOIN exclusions o ON o.touch = f.id
JOIN texts x ON x.id = ifnull(o.reason, f.excluded)
WHERE f.visitor IN (SELECT key FROM temp.gone) ORDER BY f.at, f.id"""
ARMS = "SELECT experiment, arm, assigned_at AS at FROM assignments WHERE subject IN (SELECT key FROM temp.gone)"
ANSWERS = """
SELECT a.at, q.text AS question, a.level, a.name AS answer, b.file FROM survey_answers a
JOIN texts q ON q.id = a.question JOIN batches b ON b.id = a.batch
WHERE a.customer IN (SELECT key FROM temp.gone) ORDER BY a.at, a.id"""
REFUSED = """
SELECT b.file, r.line, r.reason, r.raw AS text FROM refusals r JOIN batches b ON b.id = r.batch WHERE r.id = ?"""


def read_person(ledger: Ledger, key: bytes, name: str) -> dict[str, Any]:
    """Return what is held on the person with this key: facts with their devices' touches, and refused rows' text."""
    with ledger.reading() as connection:
        connection.execute("PRAGMA query_only = OFF")  # temporary tables alone are written
        note_people(connection, [key])
        refused = [row for number in names_in(connection, [name]) for row in _rows(connection, REFUSED, number)]
        erased = "SELECT count(*) FROM tombstones WHERE mark = ?"
        return {
            "erased": bool(connection.execute(erased, (mark_of(key),)).fetchone()[0]),
            "conversions": _rows(connection, CONVERSIONS),
            "touches": _rows(connection, TOUCHES),
            "answers": _rows(connection, ANSWERS),
            "experiments": _rows(connection, ARMS),
            "refused": refused,
        }


def _rows(connection: sqlite3.Connection, sql: str, *values: object) -> list[dict[str, Any]]:
    """Return rows as they are told to a person: moments as text, lists as lists, nothing that is empty."""
    cursor = connection.execute(sql, values)
    names = [item[0] for item in cursor.description]
    return [
        {name: _told(name, value) for name, value in zip(names, row, strict=True) if value not in {None, "", "[]"}}
        for row in cursor
    ]


def _told(name: str, value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    if name == "at":
        return datetime.fromtimestamp(value, UTC).isoformat()
    return json.loads(value) if name in {"statuses", "ids"} else value
