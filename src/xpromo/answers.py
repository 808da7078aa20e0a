"""Rows that the ledger answers with where a measure needs more than aggregates."""

from __future__ import annotations

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
