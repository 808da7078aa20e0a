"""What checks may know: what was promised, issued and measured so far, in a few sums over small tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from xpromo.known import Known, PoolIssued
from xpromo.ledger.promise_rows import CODE_COLUMNS, code_of, date_of, settings_in_force
from xpromo.ledger.promising import last_urls
from xpromo.ledger.renaming import read_renamings
from xpromo.ledger.revisions import Revisions
from xpromo.records import EXCLUSIONS
from xpromo.utm import CAMPAIGN, SOURCE

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from xpromo.ledger.store import Ledger

SHARED = f"SELECT {CODE_COLUMNS} FROM codes WHERE kind = 'shared' ORDER BY id"
POOLS = """
SELECT offer, placement, count(*), min(length(code)) FROM codes WHERE kind = 'pool' GROUP BY offer, placement"""
# Text 2 is clicks (schema)
COUNTED = """
SELECT e.placement, m.text, sum(d.n), max(d.day + d.days - 1)
FROM evidence e CROSS JOIN daily d ON d.target = e.target AND d.day >= e.from_day AND d.day < e.until_day
JOIN texts m ON m.id = d.metric
WHERE e.owner = 1 AND e.placement IS NOT NULL AND (d.metric = 2 OR m.text = 'reach')
  AND d.label NOT IN (SELECT id FROM texts WHERE text IN (SELECT value FROM json_each(?)))
GROUP BY e.placement, d.metric, d.source, d.label"""


def read_known(ledger: Ledger) -> Known:
    """Return what was promised and measured, for checks and for minting; of several sources what the one counted that
    counted most. No fact is read, only their daily sums.
    """
    with ledger.reading() as connection:
        revisions = Revisions(connection)
        promised = {str(item.promise.placement): item for item in revisions.in_force()}
        links, variants = _links(connection)
        counts = connection.execute(COUNTED, (json.dumps(sorted(EXCLUSIONS)),)).fetchall()
        days = _largest((place, day) for place, _, _, day in counts)
        return Known(
            urls=last_urls(connection),
            placements=dict(connection.execute("SELECT placement, campaign FROM promises ORDER BY id")),
            links=links,
            variants={name: frozenset(found) for name, found in variants.items()},
            tags=_tags(connection),
            promises={name: item.promise for name, item in promised.items()},
            promised_on={name: item.on for name, item in promised.items()},
            first_minted={name: item.first for name, item in promised.items()},
            campaigns=revisions.campaigns(),
            shared=tuple(map(code_of, connection.execute(SHARED))),
            pools={(offer, place): PoolIssued(*found) for offer, place, *found in connection.execute(POOLS)},
            clicks=_largest((place, n) for place, metric, n, _ in counts if metric == "clicks"),
            reach=_largest((place, n) for place, metric, n, _ in counts if metric == "reach"),
            counted_on={place: date_of(day) for place, day in days.items()},
            settings=settings_in_force(connection),
        )


def _links(connection: sqlite3.Connection) -> tuple[Mapping[str, Sequence[str]], Mapping[str, set[str]]]:
    """Return the link ids of each placement, and the variants of those that have some."""
    links: dict[str, list[str]] = {}
    variants: dict[str, set[str]] = {}
    present = read_renamings(connection).placement
    for placement, link, variant in connection.execute("SELECT placement, link, variant FROM links ORDER BY id"):
        links.setdefault(present(placement), []).append(link)
        if variant:
            variants.setdefault(present(placement), set()).add(variant)
    return links, variants


def _tags(connection: sqlite3.Connection) -> dict[str, frozenset[str]]:
    """Return the values of each tag: of what was promised, and of facts that no promise explains."""
    promised = {SOURCE: "property", CAMPAIGN: "campaign"}
    found = "SELECT {} FROM promises UNION SELECT {} FROM targets WHERE id IN ({})"
    lost = "SELECT target FROM evidence WHERE level = 'nothing'"
    seen = {
        tag: connection.execute(found.format(column, tag.removeprefix("utm_"), lost))
        for tag, column in promised.items()
    }
    return {tag: frozenset(value for (value,) in rows if value) for tag, rows in seen.items()}


def _largest(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    largest: dict[str, int] = {}
    for placement, n in counts:
        largest[placement] = max(n, largest.get(placement, n))
    return largest
