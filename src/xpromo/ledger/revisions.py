"""Which revision of a promise is in force: the last one minted before its flight's first day, else the first."""

from __future__ import annotations

from dataclasses import replace
from itertools import starmap
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from xpromo.ledger.promise_rows import COLUMNS, date_of, promise_of
from xpromo.ledger.renaming import NONE
from xpromo.records import CampaignId

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import date

    from xpromo.ledger.renaming import Renamings
    from xpromo.records import Promise

NAMES = ", ".join(COLUMNS)
REVISIONS = f"SELECT minted_day, minted_day < flight_start, {NAMES} FROM promises ORDER BY id"
EXTERNAL = 2 + COLUMNS.index("external")
_placement = itemgetter(2)
_campaign = itemgetter(2 + COLUMNS.index("campaign"))


class InForce(NamedTuple):
    """A promise that counts, the day on which that revision was minted and the one of the first."""

    promise: Promise
    on: date
    first: date


class Revisions:
    """Every revision in the ledger; read once. With ``renamings`` those of a renamed placement are one's."""

    def __init__(self, connection: sqlite3.Connection, renamings: Renamings = NONE) -> None:
        self.renamings = renamings
        self.rows: dict[str, list[tuple[Any, ...]]] = {}
        for row in connection.execute(REVISIONS):
            self.rows.setdefault(renamings.placement(_placement(row)), []).append(row)

    def in_force(self) -> Iterable[InForce]:
        """Return what counts of each placement; ``changed`` is set where a later revision differs from it."""
        return starmap(self._in_force, self.rows.items())

    def campaigns(self) -> frozenset[str]:
        """Return every campaign that anything was ever promised for."""
        return frozenset(_campaign(row) for rows in self.rows.values() for row in rows)

    def _in_force(self, name: str, revisions: list[tuple[Any, ...]]) -> InForce:
        in_time = [row for row in revisions if row[1]]
        chosen = in_time[-1] if in_time else revisions[0]
        promise = promise_of(chosen[2:], changed=_terms(revisions[-1]) != _terms(chosen))
        if self.renamings:
            promise = self._under_present_names(name, promise, revisions)
        return InForce(promise, date_of(chosen[0]), date_of(revisions[0][0]))

    def _under_present_names(self, name: str, promise: Promise, revisions: list[tuple[Any, ...]]) -> Promise:
        """Return the terms in force under present names; what only gave things another name changed nothing."""
        present = [row for row in revisions if _placement(row) == name]
        named, last = (promise_of(row[2:]) for row in ((present or revisions)[-1], revisions[-1]))
        first, last = (_renamed(item, named, self.renamings) for item in (promise, last))
        return replace(first, changed=replace(first, changed=False) != last)


def _terms(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return what was promised: what other tools call it is no part of that."""
    return row[2:EXTERNAL] + row[EXTERNAL + 1 :]


def _renamed(promise: Promise, named: Promise, renamings: Renamings) -> Promise:
    return replace(
        promise,
        placement=named.placement,
        campaign=CampaignId(renamings.campaign(named.campaign)),
        campaign_name=named.campaign_name,
        swap=renamings.swap(promise.swap),
        moved_from=named.moved_from,
        external=named.external,
    )
