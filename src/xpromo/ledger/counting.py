"""Clicks of a partner's placements by link and day: what two sides can lay beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xpromo.answers import LinkDay
from xpromo.ledger.promise_rows import date_of, day_of
from xpromo.ledger.renaming import read_renamings

if TYPE_CHECKING:
    from datetime import date

    from xpromo.ledger.store import Ledger

CLICKS = """
SELECT e.placement, e.campaign, e.property,
  ifnull((SELECT l.link FROM links l WHERE l.link = t.link),
    ifnull((SELECT s.link FROM short_links s WHERE s.short = t.short AND t.short <> ''), '')),
  d.day, s.text, l.text, sum(d.n)
FROM daily d JOIN evidence e ON e.target = d.target AND d.day >= e.from_day AND d.day < e.until_day
JOIN targets t ON t.id = d.target JOIN texts s ON s.id = d.source JOIN texts l ON l.id = d.label
WHERE d.metric = 2 AND e.owner = 1 AND e.partner = :partner
  AND d.day >= :since AND d.day + d.days <= :until
GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7"""


def read_link_days(ledger: Ledger, partner: str, since: date, until: date) -> list[LinkDay]:
    """Return the clicks of a partner's placements on each day, by link, source and label.

    What a tool counted over several days counts, as in a report, where all of them lie in the period; on its first day.
    """
    asked = {"partner": partner, "since": day_of(since), "until": day_of(until)}
    with ledger.reading() as connection:
        return [
            LinkDay(placement, campaign, place, link, date_of(day), source, label, n)
            for placement, campaign, place, link, day, source, label, n in connection.execute(CLICKS, asked)
        ]


def read_placements_of_links(ledger: Ledger) -> dict[str, str]:
    """Return the placement of every link that was promised, by its present name."""
    with ledger.reading() as connection:
        present = read_renamings(connection).placement
        rows = connection.execute("SELECT link, placement FROM links ORDER BY id")
        return {link: present(placement) for link, placement in rows}
