"""What measures ask of the ledger. Every report is one SQL text over ``daily`` and ``evidence``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from xpromo.ledger.promise_rows import date_of, day_of
from xpromo.ledger.recovery import plain_spelling
from xpromo.ledger.rollups import EXACT
from xpromo.records import EVER, Aggregate, Evidence, Request, Unresolved

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping
    from datetime import date

    from xpromo.ledger.store import Ledger

ALL_DAYS = (EVER, 2**31)

# Walks ``daily`` in the order of its key and sorts nothing; ``place`` is a row of evidence.
OVER_ALL_DAYS = """
WITH sums AS (
  SELECT o.id AS place, d.metric, d.label, d.source, d.currency, NULL AS day,
    sum(d.n) AS n, sum(d.amount) AS amount, sum(d.squares) AS squares
  FROM evidence o CROSS JOIN daily d ON {joined}
  WHERE owner = 1 {campaigns} GROUP BY o.id, d.metric, d.label, d.source, d.currency
)"""
# Adds up by place before any text is looked at: sorting numbers is what a report by day costs.
DAY_BY_DAY = """
WITH owners AS MATERIALIZED (
  SELECT target, from_day, until_day,
    first_value(id) OVER (PARTITION BY placement, property, campaign, partner ORDER BY id) AS place
  FROM evidence WHERE owner = 1 {campaigns}
), sums AS (
  SELECT o.place AS place, d.metric, d.label, d.source, d.currency,
    iif(d.day = -2147483648, d.days + d.day - 1, d.day) AS day,  -- a counter's first reading stands where it was read
    sum(d.n) AS n, sum(d.amount) AS amount, sum(d.squares) AS squares
  FROM owners o CROSS JOIN daily d ON {joined}
  GROUP BY o.place, d.metric, d.label, d.source, d.currency, 6
)"""
JOINED = """d.target = o.target
    AND d.day >= max(o.from_day, :since) AND d.day < o.until_day AND d.day + d.days <= :until"""
NAMED = """
SELECT {placement}, e.property, e.campaign, e.partner, sums.day, m.text, l.text, s.text, c.text,
  sum(sums.n), sum(sums.amount), sum(sums.squares)
FROM sums JOIN evidence e ON e.id = sums.place {links}
JOIN texts m ON m.id = sums.metric JOIN texts l ON l.id = sums.label
JOIN texts s ON s.id = sums.source JOIN texts c ON c.id = sums.currency
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9
"""

# Of a placement with several links, each has its variant behind the placement's id, as ``utm_content`` has it; tags
# that lost their link id say it too.
VARIANT = """e.placement || ifnull('_' || ifnull(n.variant, iif(
  substr(t.content, 1, length(e.placement) + 1) = e.placement || '_',
  nullif(substr(t.content, length(e.placement) + 2), ''), NULL)), '')"""
LINKS = "JOIN targets t ON t.id = e.target LEFT JOIN links n ON n.link = t.link"
VARIANTS = "SELECT placement, variant FROM links WHERE variant IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2"

CLICK_SOURCES = """
SELECT e.campaign, e.partner, e.property, e.placement, s.text, max(d.cut)
FROM (
  SELECT target, source,
    max(day < :until AND day + days > :since AND NOT (day >= :since AND day + days <= :until)) AS cut
  FROM daily WHERE metric = 2 GROUP BY target, source
) d
JOIN evidence e ON e.target = d.target AND e.owner = 1 JOIN texts s ON s.id = d.source
GROUP BY 1, 2, 3, 4, 5"""

OTHER_DAYS = """
SELECT DISTINCT source, timezone FROM batches b WHERE kind = 'totals' AND timezone_from = 'file' AND timezone <> ?
  AND NOT EXISTS (SELECT 1 FROM batch_events e WHERE e.batch = b.id AND e.event = 'undone') ORDER BY 1, 2"""
RULES = """
SELECT DISTINCT b.source, r.agents, r.centres, r.filtered FROM batch_rules r JOIN batches b ON b.id = r.batch
WHERE NOT EXISTS (SELECT 1 FROM batch_events e WHERE e.batch = b.id AND e.event = 'undone') ORDER BY 1, 2, 3, 4"""

METRICS = """
SELECT m.text FROM (SELECT DISTINCT metric FROM daily d WHERE d.day >= :since AND d.day + d.days <= :until)
JOIN texts m ON m.id = metric"""

UNRESOLVED = """
SELECT {fields}, m.text, sum(d.n)
FROM evidence e JOIN daily d ON d.target = e.target AND d.day >= max(e.from_day, :since) AND d.day < e.until_day
  AND d.day + d.days <= :until
JOIN targets t ON t.id = e.target JOIN texts m ON m.id = d.metric
WHERE e.owner = 1 AND e.level = 'nothing' AND {carries}
GROUP BY t.id, m.text ORDER BY sum(d.n) DESC, {fields}, m.text
"""


class Rules(NamedTuple):
    """By which rules the clicks of a source were looked at: the dates of the lists of agents and of data centres,
    what the tool filtered.
    """

    source: str
    agents: str
    centres: str
    filtered: str


@dataclass(frozen=True, slots=True)
class StoredBatch:
    """A batch as it was imported; ``undone`` says whether it was taken out of the numbers again."""

    batch: int
    imported_at: int
    file: str
    source: str
    kind: str
    account: str
    period: tuple[date, date] | None
    rows: int
    recorded: int
    known: int
    refused: int
    excluded: int
    resolved: int
    reported_by: str | None  # the partner whose report it is
    undone: bool


def read_aggregates(ledger: Ledger, request: Request) -> list[Aggregate]:
    """Return the counts asked for, by what their evidence proves; cells that prove nothing have None everywhere.

    An aggregate that lasts several days counts only where all of them lie in the period; it stands at its first day.
    """
    sums = DAY_BY_DAY if request.by_day else OVER_ALL_DAYS
    sql = sums.format(joined=JOINED, campaigns=of_campaigns(request)) + NAMED.format(placement="e.placement", links="")
    with ledger.reading() as connection:
        return [aggregate_of(row) for row in connection.execute(sql, parameters(request))]


def read_variants(ledger: Ledger, request: Request) -> tuple[list[Aggregate], list[tuple[str, str]]]:
    """Return the same with the variant behind each placement (``letter_a``) where it is known, not by day; and the
    variants of placements that were promised.
    """
    sums = OVER_ALL_DAYS.format(joined=JOINED, campaigns=of_campaigns(request))
    with ledger.reading() as connection:
        rows = connection.execute(sums + NAMED.format(placement=VARIANT, links=LINKS), parameters(request))
        return [aggregate_of(row) for row in rows], connection.execute(VARIANTS).fetchall()


def read_metrics(ledger: Ledger, request: Request) -> frozenset[str]:
    """Return what was counted at all in the period of a request, whatever its campaigns."""
    with ledger.reading() as connection:
        return frozenset(metric for (metric,) in connection.execute(METRICS, parameters(request)))


def read_rules(ledger: Ledger) -> list[Rules]:
    """Return by which rules clicks were looked at that are in force, by source and date."""
    with ledger.reading() as connection:
        return [Rules(*row) for row in connection.execute(RULES)]


def read_other_days(ledger: Ledger, zone: str) -> list[tuple[str, str]]:
    """Return the sources whose files state days of another zone than this one, with these zones."""
    with ledger.reading() as connection:
        return connection.execute(OTHER_DAYS, (zone,)).fetchall()


def read_click_sources(ledger: Ledger, request: Request) -> dict[tuple[str | None, ...], dict[str, bool]]:
    """Return which sources ever counted clicks, by campaign, partner, property and placement.

    Of each source, whether a count of several days lies only partly in the period, so that it isn't in it.
    """
    found: dict[tuple[str | None, ...], dict[str, bool]] = {}
    with ledger.reading() as connection:
        for *place, source, is_cut in connection.execute(CLICK_SOURCES, parameters(request)):
            found.setdefault(tuple(place), {})[source] = bool(is_cut)
    return found


def aggregate_of(row: tuple[Any, ...]) -> Aggregate:
    """Return the aggregate of a row of NAMED."""
    placement, owner, campaign, partner, day, metric, label, source, currency, n, amount, squares = row
    on = None if day is None else date_of(day)
    return Aggregate(
        placement, owner, campaign, partner, on, metric, label, source, currency, n, amount, _settled(squares)
    )


def _settled(squares: float) -> int:
    """Return a sum of squares without the bits that depend on the order in which it was added up."""
    return round(squares) if squares < EXACT else int(float(f"{squares:.9e}"))


def of_campaigns(request: Request) -> str:
    """Return the condition on ``campaign`` that a request puts."""
    return "AND campaign IN (SELECT value FROM json_each(:campaigns))" if request.campaigns else ""


def parameters(request: Request) -> Mapping[str, Any]:
    """Return what the SQL of a request is given: its days and campaigns."""
    return {
        "since": ALL_DAYS[0] if request.since is None else day_of(request.since),
        "until": ALL_DAYS[1] if request.until is None else day_of(request.until),
        "campaigns": json.dumps(request.campaigns),
    }


def read_unresolved(ledger: Ledger, request: Request) -> list[Unresolved]:
    """Return the tags and codes that reached nobody, most counted first, with the nearest thing that was promised.

    Facts that carry nothing at all (a page that was simply visited) aren't listed.
    """
    fields = ", ".join(f"t.{name}" for name in Evidence._fields)
    carries = " || ".join(f"t.{name}" for name in Evidence._fields) + " <> ''"
    with ledger.reading() as connection:
        rows = connection.execute(UNRESOLVED.format(fields=fields, carries=carries), parameters(request)).fetchall()
        names = Names(connection)
    return [
        Unresolved(evidence, metric, n, names.nearest(evidence))
        for *values, metric, n in rows
        for evidence in [Evidence(*values)]
    ]


class Names:
    """What was promised, by its names."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        promises = connection.execute("SELECT DISTINCT placement, campaign FROM promises ORDER BY 1").fetchall()
        self.placements = [placement for placement, _ in promises]
        self.campaigns = sorted({campaign for _, campaign in promises})
        self.codes = [code for (code,) in connection.execute("SELECT DISTINCT code FROM codes ORDER BY 1 LIMIT 10000")]

    def nearest(self, evidence: Evidence) -> str | None:
        """Return the placement, code or campaign that is most like what the evidence says."""
        content = plain_spelling(evidence.content).partition("_")[0]
        return (
            _closest(content, self.placements)
            or _closest(evidence.placement, self.placements)
            or _closest(evidence.code, self.codes)
            or _closest(plain_spelling(evidence.campaign), self.campaigns)
        )


def _closest(text: str, names: Iterable[str]) -> str | None:
    return next(iter(get_close_matches(text, names, n=1, cutoff=0.75)), None) if text else None


def read_batches(ledger: Ledger) -> list[StoredBatch]:
    """Return every import, oldest first."""
    sql = """
      SELECT id, imported_at, file, source,
        ifnull((SELECT holds FROM batch_terms t WHERE t.batch = b.id), kind),
        account, period_start, period_end, rows, recorded, known, refused,
        excluded, resolved, (SELECT reported_by FROM batch_terms t WHERE t.batch = b.id),
        EXISTS (SELECT 1 FROM batch_events e WHERE e.batch = b.id AND e.event = 'undone')
      FROM batches b ORDER BY id"""
    with ledger.reading() as connection:
        return [_stored_batch(row) for row in connection.execute(sql)]


def _stored_batch(row: tuple[Any, ...]) -> StoredBatch:
    period = None if row[6] is None else (date_of(row[6]), date_of(row[7]))
    values = (*row[:6], period, *row[8:-1], bool(row[-1]))
    return StoredBatch(*values)
