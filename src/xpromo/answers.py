"""Rows that the ledger answers with where a measure needs more than aggregates."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class StageRow(NamedTuple):
    """A stage that a deal reached, and what one piece of its evidence proves; ``owner``: whether that one decides."""

    deal: int  # in the order in which deals begin
    stage: str
    at: int
    day: int
    amount: int | None  # minor units
    currency: str
    placement: str | None
    property: str | None
    campaign: str | None
    partner: str | None
    owner: int


class Sighting(NamedTuple):
    """When anything of a placement was first counted: on a day from ``first`` (None: nobody can tell) to ``last``.

    ``metric``: ``clicks`` (kept ones), ``reach``, ``delivered`` or ``sends``. ``last`` is None where all counts are 0,
    ``latest`` the last day that was counted at all.
    """

    placement: str
    metric: str
    first: date | None
    last: date | None
    latest: date
