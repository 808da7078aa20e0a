"""Letting go of people's keys and of raw text when their time is over; rows and counts stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xpromo.ledger.hygiene import settle_touches, unit_of
from xpromo.ledger.journeys import watch
from xpromo.ledger.removing import KEPT_IN, Removed, log, removing
from xpromo.ledger.sealing import last_ids, removing_from, seal

if TYPE_CHECKING:
    from datetime import datetime

    from xpromo.ledger.store import Ledger

TEXTS_KEPT = 30 * 86_400  # seconds that the text of a refused row is kept
# A later sale of a customer whose first ones lose their key is a returning one all the same, whoever tells of it
SETTLE = """
UPDATE conversions SET settled = nullif(
  (SELECT novelty FROM conversions stands WHERE stands.id = ifnull(conversions.superseded_by, conversions.id)), '')
WHERE undone = 0 AND kind = 'sale' AND new IS NULL AND settled IS NULL AND id IN (
  SELECT own.id FROM (
    SELECT id, customer, day FROM conversions WHERE undone = 0
    UNION ALL SELECT superseded_by, customer, day FROM conversions WHERE superseded_by IS NOT NULL AND undone = 0
  ) own CROSS JOIN conversions c ON c.id = own.id
  WHERE own.customer IS NOT NULL AND (
    own.day < :before OR c.novelty = 'returning' AND EXISTS (
      SELECT 1 FROM conversions early INDEXED BY conversions_customer WHERE early.customer = own.customer
        AND early.customer IS NOT NULL AND early.kind = 'sale' AND early.undone = 0 AND early.day < :before)))"""
# A later touch may be a repeat of one that loses its key, as long as its slot began before
NEAR_TOUCHES = "at / {unit} <= (SELECT max(at) / {unit} FROM touches WHERE day < :before AND visitor IS NOT NULL)"
# A path may begin before the day, and no further than the longest window; and a device may be known from a record of
# before the day alone, however late the path
LEAVING = """
SELECT customer FROM people WHERE (visitor, customer) NOT IN (
  SELECT visitor, customer FROM conversions WHERE day >= :before AND visitor IS NOT NULL AND customer IS NOT NULL)"""
SETTLE_PATHS = f"""
UPDATE conversions SET settled_path = path, settled_touched = touched
WHERE path IS NOT NULL AND parent = '' AND undone = 0
  AND (day <= :before + (SELECT max(window_days) FROM promises) OR id IN (
    SELECT id FROM conversions WHERE customer IN ({LEAVING})
    UNION SELECT superseded_by FROM conversions WHERE undone = 0 AND customer IN ({LEAVING})))"""
TOUCHES = "UPDATE touches SET visitor = NULL WHERE day < :before AND visitor IS NOT NULL"
CONVERSIONS = """
UPDATE conversions SET customer = NULL, visitor = NULL
WHERE day < :before AND (customer IS NOT NULL OR visitor IS NOT NULL)"""
PEOPLE = """
DELETE FROM people WHERE (visitor, customer) NOT IN (
  SELECT visitor, customer FROM conversions WHERE visitor IS NOT NULL AND customer IS NOT NULL)"""
ANSWERS = "UPDATE survey_answers SET customer = NULL WHERE day < :before AND customer IS NOT NULL"
TEXTS = """
UPDATE refusals SET raw = NULL WHERE raw IS NOT NULL AND batch IN (SELECT id FROM batches WHERE imported_at < :texts)"""


def purge(ledger: Ledger, before: int, now: datetime, *, dry_run: bool = False) -> Removed:
    """Remove the keys of people from what happened before a day (since 1970), and text that was kept for 30 days.

    What reports count stays as it is. A dry run says the same and keeps nothing.
    """
    at = int(now.timestamp())
    values = {"before": before, "texts": at - TEXTS_KEPT}
    with removing(ledger, keep=not dry_run) as connection:
        sealed = last_ids(connection)
        with removing_from(connection, *KEPT_IN):
            settle_touches(connection, NEAR_TOUCHES.format(unit=unit_of(connection)), {"before": before})
            for settle in (SETTLE, SETTLE_PATHS):
                connection.execute(settle, {"before": before})
            touches, conversions, people, texts, answers = (
                connection.execute(sql, values).rowcount for sql in (TOUCHES, CONVERSIONS, PEOPLE, TEXTS, ANSWERS)
            )
        removed = Removed(touches, conversions, people, 0, texts, answers)
        watch(connection)
        if removed.total:
            log(connection, "purge", at, before, removed)
        seal(connection, sealed, at)
    return removed
