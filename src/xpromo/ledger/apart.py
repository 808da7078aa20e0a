"""Facts kept apart from our own numbers: what partners report, what people say. Nothing is derived from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xpromo.ledger.reading import aggregate_of, parameters

if TYPE_CHECKING:
    from xpromo.ledger.store import Ledger
    from xpromo.records import Aggregate, Request

APART = ("reported", "mentions", "survey_answers")

# The rules of our own conversions (standing.py): of a series the largest stands, a refund counts where its sale does.
# A claim is about what we gave: evidence of a placement that isn't given to the reporter proves nothing.
REPORTED = """
WITH standing AS (
  SELECT r.*, t.reported_by FROM reported r JOIN batch_terms t ON t.batch = r.batch
  WHERE r.undone = 0 AND (r.series = '' OR NOT EXISTS (
    SELECT 1 FROM reported best WHERE best.scope = r.scope AND best.series = r.series AND best.undone = 0
      AND best.series <> '' AND (best.rank > r.rank OR best.rank = r.rank AND best.key < r.key)))
), credited AS (
  SELECT s.*, ifnull((
    SELECT sale.target FROM reported sale
    WHERE sale.scope = s.scope AND sale.source_id = s.parent AND sale.source_id <> '' AND sale.parent = ''
      AND sale.undone = 0
    ORDER BY sale.kind NOT IN ('sale', 'renewal'), sale.rank DESC, sale.key LIMIT 1), s.target) AS owned
  FROM standing s
), placed AS (
  SELECT c.*, b.source, e.placement, e.property, e.campaign,
    ifnull(e.partner, c.reported_by) = c.reported_by
      AND (e.promise IS NULL OR p.direction = 'given' AND p.partner = c.reported_by) AS fits
  FROM credited c JOIN batches b ON b.id = c.batch
  JOIN evidence e ON e.target = c.owned AND e.owner = 1 AND c.day >= e.from_day AND c.day < e.until_day
  LEFT JOIN promises p ON p.id = e.promise
  WHERE c.day >= :since AND c.day < :until
)
SELECT iif(fits, placement, NULL), iif(fits, property, NULL), iif(fits, campaign, NULL), reported_by,
  iif(:by_day, day, NULL), kind, CASE new WHEN 1 THEN 'new' WHEN 0 THEN 'returning' ELSE '' END, source, currency,
  count(*), ifnull(sum(amount), 0), total(1.0 * amount * amount)
FROM placed WHERE :campaigns = '[]' OR fits AND campaign IN (SELECT value FROM json_each(:campaigns))
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 ORDER BY 4, 1, 2, 3, 5, 6, 7, 8, 9
"""


def read_reported(ledger: Ledger, request: Request) -> list[Aggregate]:
    """Return what partners report to have got from what we gave them, by the evidence of its rows.

    ``partner`` is who says so; placement, property and campaign are None for what can't be tied to anything that was
    given to them. ``label`` is "new" or "returning" where the report says so.
    """
    asked = {**parameters(request), "by_day": request.by_day}
    with ledger.reading() as connection:
        return [aggregate_of(row) for row in connection.execute(REPORTED, asked)]
