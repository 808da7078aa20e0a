"""The values that travel between stages: who knows these types knows the program.

Intent → ledger: :class:`Promise`, :class:`MintedLinks`, :class:`PromoCode`, :class:`Settings`.
Facts → ledger: :class:`BatchHeader`, then :class:`Batch` after :class:`Batch` of columns.
Ledger → measures: :class:`Request` → :class:`Aggregate`; ledger → checks: :class:`Known`.

Ends are exclusive (inclusive only in YAML). Instants are seconds since 1970 UTC, days are days since 1970 in our zone.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableSequence, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, NewType

from xpromo.told import Answers, Mentions

BrandId = NewType("BrandId", str)
PartnerId = NewType("PartnerId", str)
PropertyId = NewType("PropertyId", str)
CampaignId = NewType("CampaignId", str)
PlacementId = NewType("PlacementId", str)
OfferId = NewType("OfferId", str)


class State(StrEnum):
    """What minting found in the ledger for a link or a code."""

    NEW = "new"
    KNOWN = "known"
    CHANGED = "changed"


class Direction(StrEnum):
    """Who promotes whom: theirs promotes us, ours promotes them, ours promotes ourselves, two partners."""

    RECEIVED = "received"
    GIVEN = "given"
    OWN = "own"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True)
class Goal:
    """A target: one of the goal metrics, how much of it, and ``rank``: ``primary`` or ``secondary``."""

    metric: str
    target: float
    rank: str


@dataclass(frozen=True, slots=True)
class Promise:
    """A placement as it is when minted; the ledger keeps a revision for each change.

    ``partner``: the other brand (None for ``own``). ``at`` is aware. ``swap``: both placements of it, ``give+get``.
    ``changed`` is set on reading: a later revision, minted after the flight began, differs. ``campaign_moved_from`` is
    kept as a renaming, not with the promise.
    """

    placement: PlacementId
    campaign: CampaignId
    campaign_name: str
    form: str
    brand: BrandId
    partner: PartnerId | None
    partner_name: str | None
    property: PropertyId
    property_name: str
    channel: str
    direction: Direction
    promotes: str
    offer: OfferId
    offer_title: str
    landing: str
    flight_start: date
    flight_end: date
    goals: tuple[Goal, ...] = ()
    phase: str | None = None
    kind: str | None = None
    at: datetime | None = None
    expected_reach: int | None = None
    expected_clicks: int | None = None
    swap: str | None = None
    tolerance_days: int = 2
    fairness_unit: str = "clicks"
    window_days: int = 30
    conflict: str = "code-first"
    sourced_by: str = "new"  # whose conversions it sources: new (customers), anyone
    clicks_from: str | None = None
    budget_minor: int | None = None
    budget_currency: str | None = None
    budget_share: Mapping[str, float] = field(default_factory=dict)
    external: Mapping[str, str] = field(default_factory=dict)
    moved_from: str | None = None
    campaign_moved_from: str | None = field(default=None, compare=False)
    changed: bool = False


@dataclass(frozen=True, slots=True)
class MintedLinks:
    """Links as columns of equal length; row *i* belongs to ``promises[promise[i]]``.

    ``link``: the 10-symbol id; ``variant``: None where there is none; ``medium``: ``utm_medium`` of each promise.
    """

    promises: tuple[Promise, ...]
    promise: Sequence[int]
    link: Sequence[str]
    variant: Sequence[str | None]
    url: Sequence[str]
    medium: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class PromoCode:
    """One code as handed out: canonical text, who it is bound to, and the days it is good for (end exclusive)."""

    code: str
    campaign: CampaignId
    placement: PlacementId | None
    partner: PartnerId | None
    offer: OfferId
    kind: str  # shared | pool
    single_use: bool
    valid_from: date
    valid_until: date


REPEAT_WINDOWS = {"off": 0, "minute": 60, "hour": 3_600, "day": 86_400}  # seconds; each divides the next


@dataclass(frozen=True, slots=True)
class Settings:
    """What measuring needs to know of the workspace; written at mint, append-only.

    ``clicks_from`` maps property ids (and ``""`` for the brand) to the click source that counts, ``sales_from``
    campaign ids to that of sales, ``partner_domains`` web domains to partner ids (evidence rank 7), ``agreements``
    partner ids to what was agreed, where stated: ``start``, ``end`` (included), ``revenue_share``, ``budget_share``.
    """

    brand: str
    brand_name: str
    timezone: str
    currency: str
    link_parameter: str | None = "xp"
    small_cell: int = 11
    repeat: str = "hour"  # one of REPEAT_WINDOWS
    domains: tuple[str, ...] = ()
    short_paths: tuple[str, ...] = ()
    clicks_from: Mapping[str, str] = field(default_factory=dict)
    sales_from: Mapping[str, str] = field(default_factory=dict)
    partner_domains: Mapping[str, str] = field(default_factory=dict)
    agreements: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class Evidence(NamedTuple):
    """What one touch or conversion carries that can tie it to a placement; every field is "" when absent.

    ``link`` is the link parameter as found, the tags are raw ``utm_`` values (trimmed, at most 200 characters, never
    one with an ``@``), ``code`` a canonical promo code, ``short`` a short link's ``host/key``, ``referrer`` a domain
    (only when nothing else is there), ``placement`` one named by hand (``--placement``, or a column of our format).
    """

    link: str = ""
    source: str = ""
    medium: str = ""
    campaign: str = ""
    content: str = ""
    code: str = ""
    short: str = ""
    referrer: str = ""
    placement: str = ""


# Why a touch is kept in the ledger and left out of the counts; the label of a total is its dimension instead.
EXCLUSIONS = frozenset({"bot-agent", "scanner-burst", "too-soon", "repeat", "prefetch", "own-check", "test"})

EVER = -(2**31)  # the day before all days, where lifetime counters start


class Kind(StrEnum):
    """What a batch holds."""

    CLICKS = "clicks"
    CONVERSIONS = "conversions"
    TOTALS = "totals"
    COSTS = "costs"
    MENTIONS = "mentions"
    ANSWERS = "answers"


CONVERSION_KINDS = frozenset(
    "lead mql sql opportunity won lost signup registration attendance trial "
    "sale renewal refund chargeback chargeback_reversed cancellation".split()
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken. ``column`` is the name of a column of ours or theirs, never a cell's content."""

    line: int
    reason: str  # a slug of sources/rules: bad-time, no-url, id-conflict, future …
    column: str = ""


class Context(NamedTuple):
    """Where a click came from: the referring domain, the country and the family of its agent, as numbers of texts."""

    referrer: int
    country: int
    agent: int


@dataclass(slots=True)
class Touches:
    """Clicks as columns of equal length, one entry a record of the file.

    ``key``: 16 bytes, the identity of an event with an id, else the hash of its stable cells (``by_id`` says which;
    equal rows get an ordinal when written). ``cells``: CRC-32 of the stable cells as found. ``evidence``, ``context``,
    ``excluded`` are numbers of the tables of :class:`Batch` (text 0 is ""), and so is ``centre``, whose data centre it
    comes from, empty where none does. ``visitor``: 16-byte keyed hash or None.
    """

    line: MutableSequence[int] = field(default_factory=list)
    key: list[bytes] = field(default_factory=list)
    cells: MutableSequence[int] = field(default_factory=list)
    at: MutableSequence[int] = field(default_factory=list)
    day: MutableSequence[int] = field(default_factory=list)
    evidence: MutableSequence[int] = field(default_factory=list)
    visitor: list[bytes | None] = field(default_factory=list)
    context: MutableSequence[int] = field(default_factory=list)
    excluded: MutableSequence[int] = field(default_factory=list)
    centre: MutableSequence[int] = field(default_factory=list)


@dataclass(slots=True)
class Conversions:
    """Conversions as columns of equal length; a record may hold several rows, only its ``primary`` row counts as one.

    ``kind``: one of CONVERSION_KINDS. ``amount``: signed minor units (a refund is negative), None when nothing was
    paid. ``source_id``: the id in the tool it came from, kept (never an e-mail address). ``parent``: source_id of
    the sale that a refund reverses. ``series``: "" or the name shared by rows of which only the one with the largest
    ``rank`` stands (a cumulative column: ``<id>#refund``; objects of one payment: ``<id>#payment``). ``joins``: ids
    shared with other tools (``payment_intent:pi_1``; many sales share a ``promo:…``). ``new``: True/False when the
    export says so. ``status``: as the tool names it, in lower case. ``customer``: 16-byte HMAC key or None.
    """

    line: list[int] = field(default_factory=list)
    primary: list[bool] = field(default_factory=list)
    key: list[bytes] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)
    source_id: list[str] = field(default_factory=list)
    kind: list[str] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    day: list[int] = field(default_factory=list)
    amount: list[int | None] = field(default_factory=list)
    currency: list[str] = field(default_factory=list)
    basis: list[str] = field(default_factory=list)
    evidence: list[int] = field(default_factory=list)
    customer: list[bytes | None] = field(default_factory=list)
    visitor: list[bytes | None] = field(default_factory=list)
    new: list[bool | None] = field(default_factory=list)
    parent: list[str] = field(default_factory=list)
    series: list[str] = field(default_factory=list)
    rank: list[int] = field(default_factory=list)
    status: list[str] = field(default_factory=list)
    joins: list[tuple[str, ...]] = field(default_factory=list)


@dataclass(slots=True)
class Totals:
    """Aggregates as exported: a record (``line``) may state several metrics.

    ``start``/``end``: days since 1970, end exclusive; what starts at EVER is a lifetime counter as it stood at the end
    of the last day, and only differences between two such readings are ever counted. ``key``: 16 bytes of account,
    metric, dimensions, period; of two statements with one key the larger ``count`` stands.
    ``sent_at``: the moment of the send that it is about, where the file states one; empty where it states none at all.
    """

    line: list[int] = field(default_factory=list)
    key: list[bytes] = field(default_factory=list)
    metric: list[str] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    count: list[int] = field(default_factory=list)
    evidence: list[int] = field(default_factory=list)
    dimension: list[str] = field(default_factory=list)
    sent_at: list[int | None] = field(default_factory=list)


@dataclass(slots=True)
class Costs:
    """Money spent: campaign, placement (or ""), day, minor units, who paid."""

    line: list[int] = field(default_factory=list)
    key: list[bytes] = field(default_factory=list)
    campaign: list[str] = field(default_factory=list)
    placement: list[str] = field(default_factory=list)
    day: list[int] = field(default_factory=list)
    amount: list[int] = field(default_factory=list)
    currency: list[str] = field(default_factory=list)
    paid_by: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Promotions:
    """Which canonical code stands behind a payment provider's own id of it (``promo_…``)."""

    line: list[int] = field(default_factory=list)
    promo: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Batch:
    """A chunk of one file's records as columns, ready to write: no names to look up, no hash left to make.

    ``evidence``, ``texts`` and ``contexts`` are what this chunk adds to tables that last for the whole file; columns
    refer to entries by number, counted over the file from 0, texts from 1 (0 is ""). ``records``: the file's in this
    chunk, whatever became of them; ``skipped``: those that are no fact at all, by reason (excluded).
    """

    records: int = 0
    touches: Touches | None = None
    conversions: Conversions | None = None
    totals: Totals | None = None
    costs: Costs | None = None
    mentions: Mentions | None = None
    answers: Answers | None = None
    promotions: Promotions | None = None
    refusals: list[Refusal] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    contexts: list[Context] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Request:
    """Counts by placement (and day): from ``since`` to before ``until``, of some campaigns or, when empty, of all."""

    since: date | None = None
    until: date | None = None
    campaigns: tuple[str, ...] = ()
    by_day: bool = False


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A cell of ``daily`` summed as asked; what evidence doesn't prove is None (a shared code proves no placement).

    ``metric``: ``clicks``, a conversion kind, or a total's metric. ``label``: for clicks why they don't count ("" =
    kept), for conversions ``new``, ``returning`` or "". ``amount``, ``squares``: sums of minor units and their squares.
    """

    placement: str | None
    property: str | None
    campaign: str | None
    partner: str | None
    day: date | None
    metric: str
    label: str
    source: str
    currency: str
    n: int
    amount: int
    squares: int


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Tags or a code that reached nobody: the evidence, the counts behind it, and the nearest promise."""

    evidence: Evidence
    metric: str
    n: int
    nearest: str | None
