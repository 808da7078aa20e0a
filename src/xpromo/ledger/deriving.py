"""Everything derived, made again from facts and promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xpromo.ledger.journeys import watch
from xpromo.ledger.resolving import rederive
from xpromo.ledger.rollups import rebuild_daily
from xpromo.ledger.standing import derive

if TYPE_CHECKING:
    import sqlite3


def derive_all(connection: sqlite3.Connection) -> None:
    """Make evidence, what stands, paths and the daily sums again, inside a transaction of the caller's."""
    rederive(connection)
    watch(connection)
    derive(connection, "conversions")
    derive(connection, "totals")
    rebuild_daily(connection)
