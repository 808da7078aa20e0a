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


class Teller(NamedTuple):
    """A sale as one tool tells of it: the tool's id of it, and its amount in minor units."""

    id: str
    source: str
    account: str
    amount: int | None
    currency: str


class Merged(NamedTuple):
    """A row that doesn't count (``other``) because another one tells of the same; kind and day are that one's."""

    day: date
    kind: str
    counts: Teller
    other: Teller
