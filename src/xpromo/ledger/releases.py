"""Whose conversions a partner's are, as numbers without meaning outside, and what left the house for them before."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from xpromo.answers import PersonRow
from xpromo.ledger.origins import ORIGIN
from xpromo.ledger.promise_rows import date_of
from xpromo.ledger.renaming import read_renamings
from xpromo.ledger.sealing import last_ids, seal
from xpromo.ledger.settling import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xpromo.ledger.renaming import Renamings
    from xpromo.ledger.store import Ledger

# A person is a customer (of whom any tool may know that tells of the sale), else a visitor, else the row alone; who got
# money back is who had paid it. A sale is known since the first of the imports that told of it.
PERSONS = f"""
SELECT e.placement, e.property, e.campaign, c.day, c.kind, c.novelty, c.currency,
  min(b.imported_at, ifnull((
    SELECT min(first.imported_at) FROM conversions m INDEXED BY conversions_superseded
    JOIN batches first ON first.id = m.batch WHERE m.superseded_by = c.id AND m.undone = 0), b.imported_at)),
  coalesce(iif(c.parent = '', NULL, (
    SELECT coalesce(stands.customer, sale.customer, stands.visitor, stands.key) {ORIGIN.format(row="c")})),
  c.customer, (
    SELECT min(m.customer) FROM conversions m INDEXED BY conversions_superseded
    WHERE m.superseded_by = c.id AND m.undone = 0), c.visitor, c.key)
FROM conversions c JOIN batches b ON b.id = c.batch
JOIN evidence e ON e.target = c.credited AND c.day >= e.from_day AND c.day < e.until_day
WHERE e.owner = 1 AND e.partner = ? AND c.undone = 0 AND c.superseded_by IS NULL AND c.aside = 0
ORDER BY c.day, c.key"""
WRITE = "INSERT INTO releases (at, partner, report, sha256, hidden) VALUES (?, ?, ?, ?, ?)"


def read_persons(ledger: Ledger, partner: str) -> list[PersonRow]:
    """Return the conversions of a partner's placements and codes, with numbers for persons.

    Walks the conversions of the ledger once, as settling does.
    """
    numbers: dict[bytes, int] = {}
    with ledger.reading() as connection:
        return [
            PersonRow(
                *(placement, place, campaign, partner, date_of(day), kind, novelty, currency, imported_at),
                _number(numbers, person),
            )
            for placement, place, campaign, day, kind, novelty, currency, imported_at, person in connection.execute(
                PERSONS, (partner,)
            )
        ]


def _number(numbers: dict[bytes, int], person: bytes) -> int:
    return numbers.setdefault(person, len(numbers))


def read_releases(ledger: Ledger, partner: str) -> list[tuple[int, Mapping[str, Any]]]:
    """Return what each release to a partner showed and hid, by present names, and when; oldest first."""
    with ledger.reading() as connection:
        names = read_renamings(connection)
        rows = connection.execute("SELECT at, hidden FROM releases WHERE partner = ? ORDER BY id", (partner,))
        return [(at, _under_present_names(json.loads(text), names)) for at, text in rows]


def _under_present_names(body: dict[str, Any], names: Renamings) -> dict[str, Any]:
    """Return a release with its places as they are called now: what they were called then is known of them, too."""
    places = [
        (names.campaign(campaign), owner, names.placement(placement))
        for campaign, owner, placement in body.get("places", ())
    ]
    return {**body, "places": places}


def record_release(ledger: Ledger, partner: str, report: str, sha256: str, hidden: Mapping[str, Any], at: int) -> None:
    """Write down what leaves the house, once: the same content to the same partner needs no second row."""
    with ledger.writing() as connection:
        before = last_ids(connection)
        same = connection.execute("SELECT 1 FROM releases WHERE partner = ? AND sha256 = ?", (partner, sha256))
        if same.fetchone() is None:
            connection.execute(WRITE, (at, partner, report, sha256, canonical(hidden)))
            seal(connection, before, at)
