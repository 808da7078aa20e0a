"""The stages of a CRM as the ledger knows them, with what their evidence proves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xpromo.answers import StageRow
from xpromo.ledger.promise_rows import day_of

if TYPE_CHECKING:
    from xpromo.ledger.store import Ledger
    from xpromo.records import Request

# The condition on kinds is that of the index conversions_stages, word for word.
STAGES = """
SELECT c.scope, deal.name, c.customer, c.key, c.kind, c.at, c.day, c.amount, c.currency,
  e.placement, e.property, e.campaign, e.partner, e.owner
FROM conversions c INDEXED BY conversions_stages
JOIN evidence e ON e.target = c.credited AND c.day >= e.from_day AND c.day < e.until_day
LEFT JOIN (
  SELECT key, min(name) AS name FROM conversion_joins WHERE name >= 'deal:' AND name < 'deal;' GROUP BY key
) deal ON deal.key = c.key
WHERE c.kind <> 'sale' AND c.kind IN ('lead', 'mql', 'sql', 'opportunity', 'won', 'lost')
  AND c.undone = 0 AND c.superseded_by IS NULL
ORDER BY c.at, c.key, e.owner DESC, e.id"""


def read_stages(ledger: Ledger, request: Request) -> list[StageRow]:
    """Return every stage of the deals that began in the period, in time's order; a row more where evidence conflicts.

    A stage belongs to its deal's id, else to the person's deal that was next, else to the person, else to nothing
    else. Deals of some campaigns: those of which any stage proves one of them.
    """
    with ledger.reading() as connection:
        rows = connection.execute(STAGES).fetchall()
    numbered = list(zip(_deals(rows), rows, strict=True))
    began: dict[int, int] = {}
    proved: set[int] = set()
    for deal, row in numbered:
        began.setdefault(deal, row[6])
        if row[11] in request.campaigns:
            proved.add(deal)
    since = day_of(request.since) if request.since else None
    until = day_of(request.until) if request.until else None
    return [
        StageRow(deal, *row[4:])
        for deal, row in numbered
        if (since is None or began[deal] >= since) and (until is None or began[deal] < until)
        if deal in proved or not request.campaigns
    ]


def _deals(rows: list[tuple[object, ...]]) -> Iterator[int]:
    """Number the deals in the order in which they begin; what tells them apart stays here."""
    of_person: dict[object, list[tuple[object, object]]] = {}
    numbers: dict[tuple[object, ...], int] = {}
    named = [(row[0], row[1]) if row[1] is not None else None for row in rows]
    for deal, row in zip(named, rows, strict=True):
        if deal is not None and row[2] is not None and deal not in of_person.setdefault(row[2], []):
            of_person[row[2]].append(deal)
    begun: set[tuple[object, object]] = set()
    for deal, (scope, _, customer, key, *_) in zip(named, rows, strict=True):
        if deal is not None:
            begun.add(deal)
            name: tuple[object, ...] = deal
        elif customer is not None:
            theirs = of_person.get(customer, [])
            name = next((item for item in theirs if item not in begun), theirs[-1] if theirs else (customer,))
        else:
            name = (scope, key, "")
        yield numbers.setdefault(name, len(numbers))
