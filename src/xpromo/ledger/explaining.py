"""Everything about one conversion, for whoever asks why it counts where it counts; of the person nothing."""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from xpromo.answers import Explained, Proof, Proved, Row, Seen, Step, Terms
from xpromo.ledger.journeys import STEPS
from xpromo.ledger.merging import USED
from xpromo.ledger.origins import ORIGIN
from xpromo.ledger.outside import days_of_code
from xpromo.ledger.promise_rows import date_of
from xpromo.ledger.promised import first_place
from xpromo.records import Evidence

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from xpromo.ledger.store import Ledger

MOST_NAMES = 10_000
RANK, METHOD = 6, "same-person"
CODES = {"single-use-code", "shared-code"}

# The last column is the row whose path it is: that of its sale for what takes one back
FACT = f"""
SELECT c.id, c.source_id, c.kind, c.at, c.day, c.amount, c.currency, c.basis, b.source, b.account, c.batch, b.file,
  c.novelty, c.superseded_by, c.parent, ifnull(c.united, c.target), c.same_person, c.path, c.settled_path, c.key,
  c.scope, c.credited, c.aside, ifnull(iif(c.parent = '', NULL, (SELECT stands.id {ORIGIN.format(row="c")})), c.id)
FROM conversions c JOIN batches b ON b.id = c.batch WHERE {{rows}} AND c.undone = 0
ORDER BY c.at, b.source, b.account, c.kind, c.key"""
NAMED = FACT.format(rows="c.source_id = ?")
TIED = FACT.format(
    rows="""c.parent = '' AND c.id IN (
      SELECT ifnull(x.superseded_by, x.id) FROM conversion_joins j JOIN conversions x ON x.id = j.conversion
      WHERE j.name IN (SELECT value FROM json_each(?)) AND x.undone = 0)"""
)
PROOFS = """
SELECT rank, method, level, placement, property, campaign, partner, owner, conflict, recovered, alone, promise
FROM evidence
WHERE target = ? AND from_day <= ? AND ? < until_day AND rank IS NOT NULL ORDER BY owner DESC, rank"""
TERMS = "SELECT placement, revision, minted_at, window_days, conflict, sourced_by FROM promises WHERE id = ?"
ROWS = """
SELECT c.source_id, b.source, c.kind, c.at, c.amount, c.currency, c.superseded_by IS NULL AND c.aside = 0
FROM conversions c JOIN batches b ON b.id = c.batch
WHERE {rows} AND c.undone = 0 ORDER BY c.superseded_by IS NOT NULL, c.at, c.source_id, c.key"""
LATER = ROWS.format(rows="c.scope = ?1 AND c.parent = ?2")
SAME = ROWS.format(rows="(c.id = ?1 OR c.superseded_by = ?1)")
STATES = """
SELECT s.status, s.batch, b.imported_at FROM conversion_states s JOIN batches b ON b.id = s.batch
WHERE s.key = ? AND NOT EXISTS (SELECT 1 FROM batch_events e WHERE e.batch = s.batch AND e.event = 'undone')
ORDER BY b.imported_at, s.id"""
TOUCHED = f"""
SELECT t.at, s.placement, p.window_days FROM ({STEPS}) s JOIN touches t ON t.id = s.touch
JOIN evidence e ON e.id = s.proof JOIN promises p ON p.id = e.promise ORDER BY s.step"""


class _Evidence(NamedTuple):
    """A row of ``evidence``, its columns in the order of PROOFS."""

    rank: int
    method: str
    level: str
    placement: str | None
    property: str | None
    campaign: str | None
    partner: str | None
    owner: int
    conflict: str
    recovered: int
    alone: int
    promise: int | None


def explain_conversions(ledger: Ledger, source_id: str) -> list[Explained]:
    """Return every conversion of this id that is in force: another tool, or another kind, may use the same id.

    Where none has it, those that count of the rows that carry it to be recognised by: an order's number as people read
    it (``#1001``), the id of its payment.
    """
    with ledger.reading() as connection:
        rows = connection.execute(NAMED, (source_id,)).fetchall()
        if not rows:
            ties = [f"{kind}:{source_id.strip()}" for kind in USED]
            ties.append(f"order:{source_id.lstrip('# ').strip()}")
            rows = connection.execute(TIED, (json.dumps(ties),)).fetchall()
        return [_explained(connection, row) for row in rows]


def undone_batch(ledger: Ledger, source_id: str) -> int | None:
    """Return the last batch that brought this id and was undone."""
    sql = "SELECT max(batch) FROM conversions WHERE source_id = ? AND undone = 1"
    with ledger.reading() as connection:
        found: int | None = connection.execute(sql, (source_id,)).fetchone()[0]
        return found


def near_ids(ledger: Ledger, source_id: str) -> list[str]:
    """Return ids that are most like this one."""
    sql = "SELECT DISTINCT source_id FROM conversions WHERE undone = 0 AND parent = '' AND source_id <> '' LIMIT ?"
    with ledger.reading() as connection:
        names = sorted(name for (name,) in connection.execute(sql, (MOST_NAMES,)))
    return get_close_matches(source_id, names, n=3)


def _explained(connection: sqlite3.Connection, row: tuple[Any, ...]) -> Explained:
    number, source_id, kind, at, day, amount, currency, basis, source, account, batch, file, *rest = row
    novelty, superseded_by, parent, target, same_person, path, settled, key, scope, credited, aside, walker = rest
    proofs = _proofs(connection, target, day)
    if credited != target:
        better = _proofs(connection, credited, day)
        if same_person:
            better = [item._replace(rank=RANK, method=METHOD) for item in better if item.owner]
        proofs = [*better, *(item._replace(owner=0) for item in proofs)]  # decided over by something better
    owner = next((item for item in proofs if item.owner), None)
    link = next((item for item in proofs if item.conflict and item.method not in CODES), None)
    return Explained(
        source_id=source_id,
        kind=kind,
        at=at,
        day=date_of(day),
        amount=amount,
        currency=currency,
        basis=basis,
        source=source,
        account=account,
        batch=batch,
        file=file,
        novelty=novelty,
        stands=superseded_by is None and not aside,
        aside=bool(aside),
        takes_back=parent,
        carries=_carries(connection, target),
        proofs=tuple(map(_proof, proofs)),
        path=tuple((path or "").split()),
        steps=tuple(_steps(connection, walker)) if not settled else (),
        settled=settled is not None,
        terms=_terms(connection, owner) if owner else None,
        rule_terms=_terms(connection, link) if owner and owner.conflict and link else None,
        later=() if parent else _rows(connection, LATER, (scope, source_id)),
        same=_rows(connection, SAME, (superseded_by or number,)),
        statuses=tuple(Seen(*item) for item in connection.execute(STATES, (key,))),
        code_days=None if parent or kind == "renewal" else days_of_code(connection, target, day),
    )


def _proofs(connection: sqlite3.Connection, target: int, day: int) -> list[_Evidence]:
    return [_Evidence(*row) for row in connection.execute(PROOFS, (target, day, day))]


def _terms(connection: sqlite3.Connection, proof: _Evidence) -> Terms | None:
    """Return what was agreed for what is proved: of its placement, else of the first of its campaign."""
    promise = proof.promise
    if promise is None and proof.campaign:
        place = first_place(connection, proof.campaign, proof.partner)
        promise = place and place.promise
    row = connection.execute(TERMS, (promise,)).fetchone()
    return Terms(*row) if row else None


def _proof(row: _Evidence) -> Proof:
    proved = Proved(row.placement, row.property, row.campaign, row.partner)
    flags = bool(row.recovered), bool(row.alone)
    return Proof(row.rank, row.method, row.level, proved, bool(row.owner), row.conflict, *flags)


def _carries(connection: sqlite3.Connection, target: int) -> dict[str, str]:
    names = Evidence._fields
    row = connection.execute(f"SELECT {', '.join(names)} FROM targets WHERE id = ?", (target,)).fetchone()
    return {name: value for name, value in zip(names, row, strict=True) if value}


def _steps(connection: sqlite3.Connection, number: int) -> Iterator[Step]:
    return (Step(*row) for row in connection.execute(TOUCHED.format(rows=f"id = {number}")))


def _rows(connection: sqlite3.Connection, sql: str, values: tuple[Any, ...]) -> tuple[Row, ...]:
    return tuple(Row._make((*row[:-1], bool(row[-1]))) for row in connection.execute(sql, values))
