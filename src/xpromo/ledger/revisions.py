"""Which revision of a promise is in force: the last one minted before its flight's first day, else the first."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from xpromo.ledger.promise_rows import COLUMNS, date_of, promise_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import date

    from xpromo.records import Promise

NAMES = ", ".join(COLUMNS)
REVISIONS = f"SELECT minted_day, minted_day < flight_start, {NAMES} FROM promises ORDER BY id"
_placement = itemgetter(2)
_campaign = itemgetter(2 + COLUMNS.index("campaign"))


class InForce(NamedTuple):
    """A promise that counts, the day on which that revision was minted and the one of the first."""

    promise: Promise
    on: date
    first: date


class Revisions:
    """Every revision in the ledger; read once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.rows: dict[str, list[tuple[Any, ...]]] = {}
        for row in connection.execute(REVISIONS):
            self.rows.setdefault(_placement(row), []).append(row)

    def in_force(self) -> Iterable[InForce]:
        """Return what counts of each placement; ``changed`` is set where a later revision differs from it."""
        return map(_in_force, self.rows.values())

    def campaigns(self) -> frozenset[str]:
        """Return every campaign that anything was ever promised for."""
        return frozenset(_campaign(row) for rows in self.rows.values() for row in rows)


def _in_force(revisions: list[tuple[Any, ...]]) -> InForce:
    in_time = [row for row in revisions if row[1]]
    chosen = in_time[-1] if in_time else revisions[0]
    promise = promise_of(chosen[2:], changed=revisions[-1][2:] != chosen[2:])
    return InForce(promise, date_of(chosen[0]), date_of(revisions[0][0]))
