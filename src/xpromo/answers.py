"""Rows that the ledger answers with where a measure needs more than aggregates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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


class Proved(NamedTuple):
    """What evidence proves, as far as it goes."""

    placement: str | None = None
    property: str | None = None
    campaign: str | None = None
    partner: str | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """Conversions of one kind of which the same places have evidence.

    ``counted``: where they count. ``beside``: what lost the conflict. ``path``: placements that the person touched, in
    order. ``code_only``: nothing but a shared code says so. ``label``, ``amount`` as in an aggregate.
    """

    counted: Proved
    beside: Proved | None
    path: tuple[str, ...]
    code_only: bool
    metric: str
    label: str
    currency: str
    day: date | None
    n: int
    amount: int


class Proof(NamedTuple):
    """What one kind of evidence says of a conversion; ``decides``: it is this one that counts."""

    rank: int | None
    method: str
    level: str
    proved: Proved
    decides: bool
    conflict: str  # the rule that was needed, or ""
    recovered: bool
    alone: bool  # a code, and no link of ours beside it


class Step(NamedTuple):
    """A touch on the way to a conversion: its moment, the placement, how many days it counts."""

    at: int
    placement: str
    window_days: int


class Row(NamedTuple):
    """Another row about the same: what takes it back, or tells of it too."""

    source_id: str
    source: str
    kind: str
    at: int
    amount: int | None
    currency: str
    stands: bool


class Seen(NamedTuple):
    """A status, and the import that brought it."""

    status: str
    batch: int
    imported_at: int


class Terms(NamedTuple):
    """The agreement that decides: a promise in force, which revision of it, and when it was minted."""

    placement: str
    revision: int
    minted_at: int
    window_days: int
    conflict: str
    sourced_by: str


@dataclass(frozen=True, slots=True)
class Explained:
    """All that the ledger knows of one conversion, and nothing of whose it is.

    ``terms`` are those of where it counts; where only a campaign is known, of the first of its placements.
    ``rule_terms``: where code and link contradict each other, those whose rule decided, which are the link's.
    ``carries``: what it has, by name, of all tools that tell of it; ``same`` are their rows. ``settled``: keys that led
    to its path were removed since, so its touches aren't known any more but the placements are. ``takes_back``: the
    sale that it reverses. ``code_days``: those that its code was issued for (the end exclusive), if its day is none.
    """

    source_id: str
    kind: str
    at: int
    day: date
    amount: int | None
    currency: str
    basis: str
    source: str
    account: str
    batch: int
    file: str
    novelty: str
    stands: bool
    aside: bool  # another source is the record of the campaign's sales
    takes_back: str
    carries: Mapping[str, str]
    proofs: tuple[Proof, ...]
    path: tuple[str, ...]
    steps: tuple[Step, ...]
    settled: bool
    terms: Terms | None
    rule_terms: Terms | None
    later: tuple[Row, ...]
    same: tuple[Row, ...]
    statuses: tuple[Seen, ...]
    code_days: tuple[date, date] | None


class OutsideDays(NamedTuple):
    """Conversions by a code outside of the days that it was issued for (``end`` exclusive); "" are codes of pools."""

    campaign: str
    code: str
    first: date
    end: date
    n: int


class Contradiction(NamedTuple):
    """Conversions of which a code and a link say different things: who won, who lost, by which rule."""

    rule: str
    won: Proved
    won_by: str
    lost: Proved
    lost_by: str
    metric: str
    currency: str
    n: int
    amount: int


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
    imported_at: int
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


class Aside(NamedTuple):
    """Sales of a campaign, or what took some back, that don't count: another source, ``named``, is the record."""

    campaign: str
    named: str
    source: str
    kind: str
    currency: str
    n: int
    amount: int
