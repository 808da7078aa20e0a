"""Conversions of which the best code and the best link say different things, by pair and by rule."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from xpromo.answers import Contradiction, Proved
from xpromo.ledger.reading import parameters
from xpromo.records import CONVERSION_KINDS

if TYPE_CHECKING:
    from xpromo.ledger.store import Ledger
    from xpromo.records import Request

CONTRADICTIONS = """
SELECT o.conflict, o.placement, o.property, o.campaign, o.partner, o.method,
  x.placement, x.property, x.campaign, x.partner, x.method, m.text, c.text, sum(d.n), sum(d.amount)
FROM evidence o JOIN evidence x ON x.target = o.target AND x.from_day = o.from_day AND x.owner = 0
JOIN daily d ON d.target = o.target AND d.day >= max(o.from_day, :since) AND d.day < min(o.until_day, :until)
JOIN texts m ON m.id = d.metric JOIN texts c ON c.id = d.currency
WHERE o.owner = 1 AND o.conflict <> '' AND m.text IN (SELECT value FROM json_each(:kinds)) AND (
  :campaigns = '[]' OR o.campaign IN (SELECT value FROM json_each(:campaigns))
  OR x.campaign IN (SELECT value FROM json_each(:campaigns)))
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 ORDER BY 14 DESC, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13"""


def read_contradictions(ledger: Ledger, request: Request) -> list[Contradiction]:
    """Return them, the most frequent first; with campaigns those that either side is of."""
    values = {**parameters(request), "kinds": json.dumps(sorted(CONVERSION_KINDS))}
    with ledger.reading() as connection:
        return [
            Contradiction(row[0], Proved(*row[1:5]), row[5], Proved(*row[6:10]), row[10], *row[11:])
            for row in connection.execute(CONTRADICTIONS, values)
        ]
