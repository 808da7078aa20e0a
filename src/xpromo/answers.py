"""Rows that the ledger answers with where a measure needs more than aggregates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from xpromo.records import Evidence


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


class Movement(NamedTuple):
    """Money that moved on a day: what a partner's placements brought or what they cost, summed.

    ``basis``: ``revenue``, ``reversal`` (``earned`` is the day of its sale) or ``cost`` (``paid_by``: the brand that
    paid, or ""). ``campaign`` and ``placement`` are None where evidence doesn't prove them.
    """

    day: date
    earned: date
    campaign: str | None
    placement: str | None
    currency: str
    basis: str
    paid_by: str
    amount: int  # minor units


class Settled(NamedTuple):
    """A statement that was frozen: ``until`` is exclusive, ``body`` everything it said."""

    number: int
    at: int
    partner: str
    since: date
    until: date
    body: Mapping[str, Any]


class Agreed(NamedTuple):
    """What was agreed with a partner, from a day on (the day it was minted): ``start`` and ``end`` are included."""

    from_day: date
    start: date | None
    end: date | None
    revenue_share: str | None
    budget_share: str | None


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


class Mangled(NamedTuple):
    """A tag that isn't as it was promised: what came, what it was taken for (None: it was passed over), and how."""

    field: str  # link, campaign, content, source
    text: str
    value: str | None
    how: tuple[str, ...]


class Recovered(NamedTuple):
    """Tags that were mangled and found their place all the same: ``name`` is that of the place, at its ``level``."""

    evidence: Evidence
    metric: str
    n: int
    level: str
    name: str
    pieces: tuple[Mangled, ...]


class PersonRow(NamedTuple):
    """A conversion of a partner's and who it was: ``person`` is a number of this answer, good for counting alone."""

    placement: str | None
    property: str | None
    campaign: str | None
    partner: str | None
    day: date
    kind: str
    novelty: str
    currency: str
    person: int


class LinkDay(NamedTuple):
    """Clicks of a link on a day: ``link`` is "" where only the placement is known; ``label``: why they don't count."""

    placement: str | None
    campaign: str | None
    property: str | None
    link: str
    day: date
    source: str
    label: str
    n: int
