"""Whether the ledger holds a file already, to the byte or in part, under whatever account and options."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from xpromo.imported import BatchHeader
    from xpromo.ledger.store import Ledger

SAME = """
SELECT account, min(b.id) FROM batches b LEFT JOIN batch_terms t ON t.batch = b.id
WHERE sha256 = ? AND source = ? AND ifnull(t.reported_by, '') = ? AND recorded + known > 0
  AND NOT EXISTS (SELECT 1 FROM batch_events e WHERE e.batch = b.id AND event = 'undone')
GROUP BY account ORDER BY 2"""

LOOKED_AT = 1_000  # rows of a file
ALIKE = """
WITH fresh AS MATERIALIZED (
  SELECT source_id, kind, at, amount FROM conversions
  WHERE id BETWEEN :first AND :last AND source_id <> '' AND parent = '' LIMIT :most
), other AS (
  SELECT DISTINCT account FROM batches WHERE source = :source AND account <> :account
    AND account NOT IN (SELECT account FROM batches WHERE sha256 = :sha256)
)
SELECT account, count(*), (SELECT count(*) FROM fresh)
FROM other CROSS JOIN texts s ON s.text = :source || ' ' || account
CROSS JOIN fresh n CROSS JOIN conversions o INDEXED BY conversions_identity
  ON o.scope = s.id AND o.source_id = n.source_id AND o.kind = n.kind AND o.source_id <> '' AND o.undone = 0
  AND o.parent = '' AND o.at = n.at AND o.amount IS n.amount
GROUP BY account ORDER BY account"""


def notes_on_alike(connection: sqlite3.Connection, header: BatchHeader, first: int, last: int) -> Iterator[str]:
    """Yield under which other accounts most of the rows ``first`` to ``last`` of conversions are, to id, moment and
    amount, of a file that isn't there as a whole.
    """
    asked = {
        "first": first, "last": last, "most": LOOKED_AT,
        "source": header.source, "account": header.account, "sha256": header.sha256,
    }  # fmt: skip
    for account, alike, of in connection.execute(ALIKE, asked):
        if 2 * alike >= of:
            yield (
                f"of {of} new records {alike} are there under the account {account} too, with id, moment and amount: "
                "they count under both. Files of one shop have one --account"
            )


def holds_size(ledger: Ledger, size: int) -> bool:
    """Whether a file of this many bytes was imported before; none other can be the same."""
    with ledger.reading() as connection:
        return connection.execute("SELECT 1 FROM batches WHERE size = ? LIMIT 1", (size,)).fetchone() is not None


def read_holders(ledger: Ledger, header: BatchHeader) -> dict[str, int]:
    """Return account → the first batch that counts these very bytes under it, read as the same source."""
    with ledger.reading() as connection:
        return dict(connection.execute(SAME, (header.sha256, header.source, header.reported_by)).fetchall())
