"""What settling with a partner reads of the ledger, and the statements that were frozen in it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from xpromo.answers import Agreed, Movement, Settled
from xpromo.ledger.origins import ORIGIN
from xpromo.ledger.promise_rows import date_of, day_of
from xpromo.ledger.renaming import read_renamings
from xpromo.ledger.sealing import last_ids, seal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from xpromo.ledger.renaming import Renamings
    from xpromo.ledger.store import Ledger

# Placements of ours that promote them bring us no revenue
REVENUE = f"""
SELECT c.day, CASE WHEN c.parent = '' THEN c.day ELSE ifnull((SELECT stands.day {ORIGIN.format(row="c")}), c.day) END,
  e.campaign, e.placement, c.currency, iif(c.kind IN ('sale', 'renewal'), 'revenue', 'reversal'), '', sum(c.amount)
FROM conversions c JOIN evidence e ON e.target = c.credited AND c.day >= e.from_day AND c.day < e.until_day
LEFT JOIN promises p ON p.id = e.promise
WHERE e.owner = 1 AND e.partner = :partner AND ifnull(p.direction, '') <> 'given'
  AND c.kind IN ('sale', 'renewal', 'refund', 'chargeback', 'chargeback_reversed')
  AND c.undone = 0 AND c.superseded_by IS NULL AND c.aside = 0 AND c.amount IS NOT NULL AND c.day < :until
GROUP BY 1, 2, 3, 4, 5, 6"""
COSTS = """
SELECT c.day, c.day, e.campaign, e.placement, c.currency, 'cost', c.paid_by, sum(c.amount)
FROM costs c JOIN evidence e ON e.target = c.target AND c.day >= e.from_day AND c.day < e.until_day
WHERE e.owner = 1 AND e.partner = :partner AND c.undone = 0 AND c.day < :until
GROUP BY 1, 2, 3, 4, 5, 6, 7"""
STATEMENTS = "SELECT id, at, partner, period_start, period_end, body FROM settlements ORDER BY id"
WRITE = """
INSERT INTO settlements (at, partner, period_start, period_end, currency, amount, body) VALUES (?, ?, ?, ?, ?, ?, ?)"""


def read_movements(ledger: Ledger, partner: str, until: date) -> list[Movement]:
    """Return the money of a partner's placements on all days before ``until``: revenue, reversals, costs.

    Walks the conversions of the ledger once: a second for some millions.
    """
    asked = {"partner": partner, "until": day_of(until)}
    with ledger.reading() as connection:
        rows = [row for sql in (REVENUE, COSTS) for row in connection.execute(sql, asked)]
    found = [Movement(date_of(row[0]), date_of(row[1]), *row[2:]) for row in rows if row[-1]]
    return sorted(found, key=lambda item: tuple(str(value) for value in item))


def read_agreements(ledger: Ledger, partner: str, zone: ZoneInfo) -> list[Agreed]:
    """Return what was agreed with a partner, each from the day on which it was minted; oldest first."""
    found: list[Agreed] = []
    with ledger.reading() as connection:
        rows = connection.execute("SELECT written_at, body FROM settings ORDER BY id").fetchall()
    for at, body in rows:
        terms = json.loads(body).get("agreements", {}).get(partner, {})
        start, end = (date.fromisoformat(terms[name]) if name in terms else None for name in ("start", "end"))
        day = datetime.fromtimestamp(at, UTC).astimezone(zone).date()
        agreed = Agreed(day, start, end, terms.get("revenue_share"), terms.get("budget_share"))
        if not found or found[-1][1:] != agreed[1:]:
            found.append(agreed)
    return found


def read_statements(ledger: Ledger, partner: str | None = None) -> list[Settled]:
    """Return the frozen statements, of one partner or of all, oldest first."""
    with ledger.reading() as connection:
        rows = connection.execute(STATEMENTS).fetchall()
    found = [
        Settled(number, at, whose, date_of(start), date_of(end), json.loads(body))
        for number, at, whose, start, end, body in rows
    ]
    return [item for item in found if partner in {None, item.partner}]


def read_settled(ledger: Ledger, statements: Iterable[Settled]) -> list[tuple[Movement, str | None]]:
    """Return the money that statements settled, each with the share of its line, under the names that campaigns and
    placements have now: what was renamed since isn't taken back from the one and given to the other.
    """
    with ledger.reading() as connection:
        names = read_renamings(connection)
    return [
        (_under(names, item), _share_of(item, statement.body["entries"]))
        for statement in statements
        for row in statement.body["movements"]
        for item in [Movement(date.fromisoformat(row[0]), date.fromisoformat(row[1]), *row[2:])]
    ]


def _share_of(item: Movement, entries: Iterable[Mapping[str, Any]]) -> str | None:
    """Return the share of the line that a movement was settled in."""
    line = (item.basis, item.campaign, item.placement, item.currency, item.paid_by)
    names = ("basis", "campaign", "placement", "currency", "paid_by")
    lines = (row for row in entries if tuple(row[name] for name in names) == line)
    return next((row["share"] for row in lines if row["since"] <= item.day.isoformat() <= row["until"]), None)


def _under(names: Renamings, item: Movement) -> Movement:
    return item._replace(
        campaign=item.campaign and names.campaign(item.campaign),
        placement=item.placement and names.placement(item.placement),
    )


def freeze(
    ledger: Ledger, partner: str, period: tuple[date, date], due: Mapping[str, int], body: Mapping[str, Any], at: int
) -> int:
    """Write a statement down for ever and return its number. ``due``: currency → what we owe, minor units."""
    with ledger.writing() as connection:
        before = last_ids(connection)
        currency, amount = next(iter(due.items())) if len(due) == 1 else ("", 0)  # several are in the body alone
        text = canonical(body)
        row = (at, partner, day_of(period[0]), day_of(period[1]), currency, amount, text)
        number = connection.execute(WRITE, row).lastrowid
        seal(connection, before, at)
    return int(number or 0)


def canonical(body: object) -> str:
    """Return JSON of which equal values have equal text: what content hashes are made of."""
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def partners_promised(ledger: Ledger) -> Sequence[str]:
    """Return the partners of all promises, sorted."""
    with ledger.reading() as connection:
        rows = connection.execute("SELECT DISTINCT partner FROM promises WHERE partner IS NOT NULL ORDER BY partner")
        return [partner for (partner,) in rows]
