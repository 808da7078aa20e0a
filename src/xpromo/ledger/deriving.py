"""Everything derived, made again from facts and promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xpromo.ledger.hygiene import rebuild_touches
from xpromo.ledger.journeys import watch
from xpromo.ledger.resolving import rederive
from xpromo.ledger.rollups import rebuild_daily
from xpromo.ledger.sealing import last_ids, seal
from xpromo.ledger.standing import derive_standing

if TYPE_CHECKING:
    import sqlite3


def derive_all(connection: sqlite3.Connection) -> None:
    """Make evidence, what stands, paths and the daily sums again, inside a transaction of the caller's.

    Targets that merged sales need, and nobody made before, are sealed with the moment of the last seal: nothing
    happened since.
    """
    before = last_ids(connection)
    rederive(connection)
    rebuild_touches(connection)
    watch(connection)
    derive_standing(connection)
    rebuild_daily(connection)
    seal(connection, before, connection.execute("SELECT ifnull(max(at), 0) FROM seals").fetchone()[0])
