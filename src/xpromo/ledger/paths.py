"""Paths out of the ledger: the kept touches of a person before each conversion, and those that led to none.

Which devices are a conversion's says `journeys`. A touch at *t* belongs to each conversion of its person in [t, t +
window). What belongs to none ended in nothing, device by device; where the next one came a window later or more, a new
path begins. Touches of placements that promote somebody else (``given``, ``between``) led people away from us and are
no step. Both kinds are put together by SQL: a million touches come to Python as the different paths that they make.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from xpromo.ledger.journeys import DEVICES
from xpromo.ledger.reading import parameters
from xpromo.paths import BORDER, Paths, PathsFound, letter
from xpromo.records import Request

if TYPE_CHECKING:
    import sqlite3

    from xpromo.ledger.store import Ledger

DAY = 86_400
WINDOW = 30  # days, where nothing was promised
UNRESOLVED = "(unresolved)"

NAMES = {  # what gets the credit; "(campaign)" and the like where evidence proves no more than that
    "placement": "ifnull(e.placement, {coarse})",
    "property": "ifnull(e.property, {coarse})",
    "partner": "coalesce(e.partner, p.brand, {coarse})",
    "channel": "coalesce(p.channel, h.channel, {coarse})",
}
COARSE = f"""CASE e.level WHEN 'nothing' THEN '{UNRESOLVED}'
  ELSE coalesce(e.property, e.campaign, e.partner) || ' (' || e.level || ')' END"""
PLACES = """
SELECT e.id, {name}, {day} * coalesce(:window, p.window_days, c.window_days, {default})
FROM evidence e LEFT JOIN promises p ON p.id = e.promise
LEFT JOIN (SELECT property, max(channel) AS channel FROM promises GROUP BY property) h ON h.property = e.property
LEFT JOIN (SELECT campaign, max(window_days) AS window_days FROM promises GROUP BY campaign) c
  ON c.campaign = e.campaign
WHERE e.owner = 1 AND (p.direction IS NULL OR p.direction IN ('received', 'own')) {campaigns}"""

# ``back`` is what refunds took of it, in whatever days and whoever tells of them: a sale that was given back whole is
# none. Whoever tells of a sale too may know its person.
COUNTED = """
WITH letters AS MATERIALIZED (
  SELECT json_extract(value, '$[0]') AS evidence, char(json_extract(value, '$[1]')) AS letter,
    json_extract(value, '$[2]') AS window
  FROM json_each(:letters)
), places AS MATERIALIZED (
  SELECT e.target, e.from_day, e.until_day, l.letter, l.window FROM letters l JOIN evidence e ON e.id = l.evidence
), counted AS MATERIALIZED (
  SELECT c.id, c.at, c.day, c.customer, c.visitor, c.credited, c.currency, ifnull(c.amount, 0) AS amount, ifnull((
      SELECT sum(r.amount) FROM (
        SELECT c.scope, c.source_id
        UNION SELECT m.scope, m.source_id FROM conversions m INDEXED BY conversions_superseded
        WHERE m.superseded_by = c.id AND m.undone = 0 AND m.parent = ''
      ) told CROSS JOIN conversions r INDEXED BY conversions_parent
      WHERE r.scope = told.scope AND r.parent = told.source_id AND r.parent <> '' AND r.currency = c.currency
        AND r.undone = 0 AND r.superseded_by IS NULL AND r.aside = 0
        AND r.kind IN ('refund', 'chargeback', 'chargeback_reversed')
    ), 0) AS back
  FROM conversions c
  WHERE c.undone = 0 AND c.superseded_by IS NULL AND c.aside = 0
    AND c.kind = :kind AND c.day >= :since AND c.day < :until
    AND NOT EXISTS (
      SELECT 1 FROM evidence e JOIN promises p ON p.id = e.promise WHERE e.target = c.credited AND e.owner = 1
        AND c.day >= e.from_day AND c.day < e.until_day AND p.direction IN ('given', 'between'))
), buyers AS MATERIALIZED (
  SELECT c.id, c.at, d.visitor FROM ({devices}) d JOIN counted c ON c.id = d.conversion
), steps AS {materialized} (
  SELECT b.id, t.id AS touch, t.at, s.letter, b.at - t.at AS age
  FROM buyers b CROSS JOIN person_touches seen ON seen.visitor = b.visitor
  CROSS JOIN touches t ON t.id = seen.touch AND t.at <= b.at
  CROSS JOIN places s ON s.target = t.target AND t.day >= s.from_day AND t.day < s.until_day AND b.at < t.at + s.window
  WHERE t.undone = 0 AND t.excluded = 1 AND NOT EXISTS (SELECT 1 FROM exclusions x WHERE x.touch = t.id)
)"""
CONVERSIONS = """
SELECT c.id, c.amount, c.back, c.currency, (SELECT s.letter FROM places s
    WHERE s.target = c.credited AND c.day >= s.from_day AND c.day < s.until_day),
  ifnull(c.visitor, c.customer) IS NOT NULL OR EXISTS (
    SELECT 1 FROM conversions m INDEXED BY conversions_superseded
    WHERE m.superseded_by = c.id AND m.undone = 0 AND ifnull(m.visitor, m.customer) IS NOT NULL)
FROM counted c"""
BUYERS = DEVICES.format(rows="id IN (SELECT id FROM counted)")
CONVERTED = """
SELECT id, word, ages FROM (
  SELECT id, group_concat(letter, '') OVER whole AS word, group_concat(age) OVER whole AS ages,
    row_number() OVER (PARTITION BY id ORDER BY at, letter) AS place
  FROM steps
  WINDOW whole AS (PARTITION BY id ORDER BY at, letter ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
) WHERE place = 1"""
# Most devices were seen for less than a window, and theirs is one path, found in one pass; only the others are cut.
ENDED = """, free AS (
  SELECT t.visitor, t.at, s.letter, s.window
  FROM touches t CROSS JOIN places s ON s.target = t.target AND t.day >= s.from_day AND t.day < s.until_day
  WHERE t.undone = 0 AND t.excluded = 1 AND t.visitor IS NOT NULL AND t.day >= :since AND t.day < :until
    AND t.id NOT IN (SELECT touch FROM steps) AND NOT EXISTS (SELECT 1 FROM exclusions x WHERE x.touch = t.id)
), devices AS MATERIALIZED (
  SELECT visitor, word, at - first >= narrow AS long FROM (
    SELECT visitor, at, group_concat(letter, '') OVER so_far AS word, min(at) OVER so_far AS first,
      min(window) OVER so_far AS narrow, lead(1) OVER so_far IS NULL AS whole
    FROM free WINDOW so_far AS (PARTITION BY visitor ORDER BY at, letter, window ROWS UNBOUNDED PRECEDING)
  ) WHERE whole
), cut AS (
  SELECT visitor, at, letter, window,
    ifnull(at >= lag(at + window) OVER (PARTITION BY visitor ORDER BY at, letter, window), 0) AS begins
  FROM free WHERE visitor IN (SELECT visitor FROM devices WHERE long)
), journeys AS (
  SELECT visitor, at, letter, sum(begins) OVER (
    PARTITION BY visitor ORDER BY at, letter, window ROWS UNBOUNDED PRECEDING) AS journey
  FROM cut
)
SELECT word, count(*) FROM (
  SELECT word FROM devices WHERE NOT long
  UNION ALL
  SELECT word FROM (
    SELECT group_concat(letter, '') OVER whole AS word,
      row_number() OVER (PARTITION BY visitor, journey ORDER BY at, letter) AS place
    FROM journeys
    WINDOW whole AS (
      PARTITION BY visitor, journey ORDER BY at, letter ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
  ) WHERE place = 1
) GROUP BY word"""


@dataclass(frozen=True, slots=True)
class PathsRequest:
    """Which paths: conversions of a ``kind`` in the days and campaigns of ``request``, credit ``by`` one of NAMES, the
    window in days (None: as promised).
    """

    request: Request
    kind: str = "sale"
    by: str = "placement"
    window: int | None = None


class _Conversion(NamedTuple):
    id: int
    amount: int
    back: int
    currency: str
    carried: str | None  # the letter of what it carries itself
    known: int

    @property
    def stands(self) -> bool:
        """Whether it is one still: not all that was paid was given back."""
        return not self.amount or self.amount + self.back > 0


def read_ledger_paths(ledger: Ledger, wanted: PathsRequest) -> PathsFound:
    """Return the paths of the ledger.

    Of named campaigns: only their touches make up paths, and conversions count that carry evidence of them or have such
    a path.
    """
    with ledger.reading() as connection:
        names, asked = _places(connection, wanted)
        counted = COUNTED.format(materialized="", devices=BUYERS)
        conversions = [_Conversion(*row) for row in connection.execute(counted + CONVERSIONS, asked)]
        words = {row[0]: row[1:] for row in connection.execute(counted + CONVERTED, asked)}
        steps = COUNTED.format(materialized="MATERIALIZED", devices=BUYERS)
        ended = connection.execute(steps + ENDED, asked).fetchall()
    if wanted.request.campaigns:
        conversions = [item for item in conversions if item.carried or item.id in words]
    standing = [item for item in conversions if item.stands]
    taken_back = [words[item.id][0] for item in conversions if not item.stands and item.id in words]
    ended += [(word, 1) for word in taken_back]
    return PathsFound(
        paths=_paths(names, standing, words, ended),
        conversions=len(standing),
        known=sum(item.known for item in standing),
        carried=_carried(names, standing),
    )


def _places(connection: sqlite3.Connection, wanted: PathsRequest) -> tuple[list[str], Mapping[str, Any]]:
    """Return the names of what can get credit, and the parameters of the queries: each row of evidence has a letter."""
    request = wanted.request
    named = "AND e.campaign IN (SELECT value FROM json_each(:campaigns))" if request.campaigns else ""
    sql = PLACES.format(name=NAMES[wanted.by].format(coarse=COARSE), day=DAY, default=WINDOW, campaigns=named)
    rows = connection.execute(sql, {**parameters(request), "window": wanted.window}).fetchall()
    names = sorted({name for _, name, _ in rows})
    numbers = {name: ord(letter(number)) for number, name in enumerate(names)}
    letters = json.dumps([(evidence, numbers[name], window) for evidence, name, window in rows])
    return names, {**parameters(request), "letters": letters, "kind": wanted.kind}


def _paths(
    names: Sequence[str],
    conversions: Sequence[_Conversion],
    words: Mapping[int, tuple[str, str]],
    ended: Sequence[tuple[str, int]],
) -> Paths:
    found = [(*words[item.id], item) for item in conversions if item.id in words]
    empty = [0] * len(ended)
    return Paths.of(
        names,
        BORDER.join([word for word, _, _ in found] + [word for word, _ in ended]),
        [1] * len(found) + empty,
        [0] * len(found) + [count for _, count in ended],
        values={currency: each + empty for currency, each in _values([item for _, _, item in found]).items()},
        ages=[int(age) for _, ages, _ in found for age in ages.split(",")],
    )


def _carried(names: Sequence[str], conversions: Sequence[_Conversion]) -> Paths:
    """Return paths of the one touch that each conversion carries evidence of."""
    found = [item for item in conversions if item.carried]
    text = BORDER.join([item.carried or "" for item in found])
    return Paths.of(names, text, [1] * len(found), [0] * len(found), values=_values(found))


def _values(conversions: Sequence[_Conversion]) -> dict[str, list[int]]:
    """Return currency → what each conversion brought, less what was given back."""
    currencies = sorted({item.currency for item in conversions if item.currency})
    return {
        currency: [item.amount + item.back if item.currency == currency else 0 for item in conversions]
        for currency in currencies
    }
