"""Which places have evidence of conversions, for what they sourced and influenced: sums of ``daily`` by path.

Most conversions have no path: theirs is what ``daily`` counts less what ``daily_paths`` counts.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from xpromo.answers import Proved, Share
from xpromo.ledger.promise_rows import date_of
from xpromo.ledger.reading import parameters
from xpromo.ledger.renaming import read_renamings
from xpromo.records import CONVERSION_KINDS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from xpromo.ledger.store import Ledger
    from xpromo.records import Request

LOST = "LEFT JOIN evidence x ON x.target = o.target AND x.from_day = o.from_day AND x.owner = 0"
SUMS = f"""
WITH proofs AS MATERIALIZED (
  SELECT o.target, o.from_day, o.until_day, first_value(o.id) OVER (
    PARTITION BY o.placement, o.property, o.campaign, o.partner, o.alone AND o.rank = 5,
      x.placement, x.property, x.campaign, x.partner ORDER BY o.id) AS proof
  FROM evidence o {LOST} WHERE o.owner = 1 AND o.rank IS NOT NULL
), kinds AS MATERIALIZED (SELECT id FROM texts WHERE text IN (SELECT value FROM json_each(:kinds)))
SELECT proof, metric, label, currency, {{day}}, '', sum(n), sum(amount)
FROM proofs p CROSS JOIN daily d ON d.target = p.target AND metric IN (SELECT id FROM kinds)
  AND day >= max(from_day, :since) AND day < min(until_day, :until) GROUP BY 1, 2, 3, 4, 5
UNION ALL
SELECT proof, metric, label, currency, {{day}}, path, sum(n), sum(amount)
FROM proofs p CROSS JOIN daily_paths d ON d.target = p.target
  AND day >= max(from_day, :since) AND day < min(until_day, :until) GROUP BY 1, 2, 3, 4, 5, 6"""
PROOFS = f"""
SELECT o.id, o.alone AND o.rank = 5, x.id, o.placement, o.property, o.campaign, o.partner,
  x.placement, x.property, x.campaign, x.partner
FROM evidence o {LOST} WHERE o.owner = 1 AND o.id IN (SELECT value FROM json_each(?))"""
WORDS = "SELECT id, text FROM texts WHERE id IN (SELECT value FROM json_each(?))"


def read_shares(ledger: Ledger, request: Request) -> list[Share]:
    """Return the conversions of a period by the places that have evidence of them, whatever the campaign."""
    sql = SUMS.format(day="day" if request.by_day else "NULL")
    values = {**parameters(request), "kinds": json.dumps(sorted(CONVERSION_KINDS))}
    counts: Counter[tuple[Any, ...]] = Counter()
    money: Counter[tuple[Any, ...]] = Counter()
    with ledger.reading() as connection:
        for *key, path, n, amount in connection.execute(sql, values):
            counts[*key, path] += n
            money[*key, path] += amount
            if path:
                counts[*key, ""] -= n
                money[*key, ""] -= amount
        rows = [(*key, n, money[key]) for key, n in counts.items() if n or money[key]]
        return sorted(_shares(connection, rows), key=repr)


def _shares(connection: sqlite3.Connection, rows: list[tuple[Any, ...]]) -> Iterable[Share]:
    proofs = {proof: proved for proof, *proved in _looked_up(connection, PROOFS, {row[0] for row in rows})}
    words: Mapping[int, str] = dict(_looked_up(connection, WORDS, {word for row in rows for word in row[1:4]}))
    present = read_renamings(connection).placement
    for proof, metric, label, currency, day, path, n, amount in rows:
        alone, beside, *names = proofs[proof]
        yield Share(
            counted=Proved(*names[:4]),
            beside=Proved(*names[4:]) if beside else None,
            path=tuple(dict.fromkeys(map(present, path.split()))),
            code_only=bool(alone) and not path,
            metric=words[metric],
            label=words[label],
            currency=words[currency],
            day=None if day is None else date_of(day),
            n=n,
            amount=amount,
        )


def _looked_up(connection: sqlite3.Connection, sql: str, ids: Iterable[int]) -> Iterable[tuple[Any, ...]]:
    return connection.execute(sql, (json.dumps(sorted(ids)),))
