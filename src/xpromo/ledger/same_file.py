"""Whether the ledger holds a file already, to the byte, under whatever account and options."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xpromo.ledger.store import Ledger
    from xpromo.records import BatchHeader

SAME = """
SELECT account, min(b.id) FROM batches b LEFT JOIN batch_terms t ON t.batch = b.id
WHERE sha256 = ? AND source = ? AND ifnull(t.reported_by, '') = ? AND recorded + known > 0
  AND NOT EXISTS (SELECT 1 FROM batch_events e WHERE e.batch = b.id AND event = 'undone')
GROUP BY account ORDER BY 2"""


def read_holders(ledger: Ledger, header: BatchHeader) -> dict[str, int]:
    """Return account → the first batch that counts these very bytes under it, read as the same source."""
    with ledger.reading() as connection:
        return dict(connection.execute(SAME, (header.sha256, header.source, header.reported_by)).fetchall())
